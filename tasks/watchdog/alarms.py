"""What the watchdog warns of: a name, and one sentence a language with moments, counts and names of parts only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.rules.japan_time import JST


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One thing that is wrong; the same `name` is the same alarm however long it lasts."""

    name: str
    ja: str
    en: str


@dataclass(frozen=True)
class Told:
    """Which alarms were mailed, and when each was mailed last."""

    at: Mapping[str, datetime] = field(default_factory=dict)


def is_to_be_told(names: set[str], told: Told, now: datetime, every: timedelta) -> bool:
    """Say whether to mail: an alarm is new or has lasted `every` since it was mailed, or all of them have ended."""
    if not names:
        return bool(told.at)
    return any(name not in told.at or now - told.at[name] >= every for name in names)


def ended(names: set[str], told: Told) -> tuple[str, ...]:
    """Alarms that were mailed and are none any more."""
    return tuple(name for name in told.at if name not in names)


def in_japan(moment: datetime) -> str:
    """A moment as both languages write it."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M} JST"
