"""The story as it is read from its file: what happened at which moment, and what must be true afterwards."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """One moment. `opens`, `moves`, `ends` change the set of open deadlines; all other lists are complete.

    `mails` are all mails since the step before, those of the days in between included.
    """

    at: datetime
    what: str
    door: str
    wait: str = ""
    subject: str = ""
    registry: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    state: str
    tags: list[str]
    waits: list[str]
    opens: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    next_wake: datetime | str
    briefing: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Story:
    """The case file as it is typed at intake, and the steps."""

    case: Mapping[str, Any]
    steps: list[Step]


def load(path: Path) -> Story:
    """Read the story."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = [Step(**step) for step in data["step"]]
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    return Story(case=data["case"], steps=steps)
