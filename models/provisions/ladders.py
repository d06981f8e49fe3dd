"""Reminder ladders: at how many days left a kind of deadline is announced, and to whom."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.provisions.faults import LawError
from models.provisions.figures import Sourced
from models.provisions.reading import Entry
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
    data = _read()
    return {kind: _ladder(data.get(kind.value, data["default"])) for kind in DeadlineKind}


@cache
def ladders_source() -> Sourced:
    """Say whose choice the ladders are and when it was last thought over. Raises LawError when the file does not."""
    entry = Entry(file="law/reminders.toml", where="reminders", data=_read(), faults=[])
    found = Sourced(
        **entry.sourced(),
    )
    if entry.faults:
        raise LawError(entry.faults)
    return found


def _read() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


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
