"""Reminder ladders: at how many days left a kind of deadline is announced, and to whom."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.terms import DeadlineKind

FILE = Path(__file__).resolve().parents[1] / "law" / "reminders.toml"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """督促の段: `rungs` are days left, largest first; `announce` tells of the deadline when it first appears."""

    rungs: tuple[int, ...]
    announce: bool
    supervisor_from: int


@cache
def load_ladders() -> Mapping[DeadlineKind, Ladder]:
    """Read the ladders; a kind without its own section has the default one."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {kind: _ladder(data.get(kind.value, data["default"])) for kind in DeadlineKind}


def _ladder(section: Mapping[str, object]) -> Ladder:
    rungs = section["rungs"]
    if not isinstance(rungs, list):
        msg = "reminders.toml: rungs is a list of days left"
        raise TypeError(msg)
    return Ladder(
        rungs=tuple(sorted((int(rung) for rung in rungs), reverse=True)),
        announce=bool(section["announce"]),
        supervisor_from=int(str(section["supervisor_from"])),
    )
