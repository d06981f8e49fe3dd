"""The engine's runs as operations see them: what can be wrong with one."""

from enum import StrEnum


class Trouble(StrEnum):
    """実行の異常: why a run needs a person's eye; what a sweep mends within minutes is none."""

    FAILED = "run_failed"
    CRASHED = "run_crashed"
    LATE = "run_late"
    STUCK = "run_stuck"
