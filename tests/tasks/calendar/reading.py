"""Reading calendar files as two programs of others do, which share no code with the one that writes them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import ics  # type: ignore[import-untyped]
import vobject  # type: ignore[import-untyped]
from ics.grammar.parse import GRAMMAR  # type: ignore[import-untyped]

JAPAN = ZoneInfo("Asia/Tokyo")
GRAMMAR.config.colorize = False  # else each line that it reads wraps the terminal's stream once more


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One event as both parsers read it; a whole day begins on a date, an hour in Japan."""

    uid: str
    sequence: int
    status: str
    begins: date | datetime
    summary: str
    description: str
    url: str
    alarms: tuple[timedelta, ...]
    categories: frozenset[str]
    changed_at: datetime


@cache  # the slower parser takes some milliseconds a line
def read(content: bytes) -> tuple[Seen, ...]:
    """Every event of a file, by UID; both parsers must see the same. Line ends and folding are checked first."""
    text = content.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in lines)
    assert [line.decode() for line in lines]  # no line is cut inside a character
    first = [_by_vobject(event) for event in getattr(vobject.readOne(text), "vevent_list", [])]
    second = {event.uid: event for event in ics.Calendar(text).events}
    assert sorted(second) == sorted(seen.uid for seen in first)
    for seen in first:
        _same(seen, second[seen.uid])
    return tuple(sorted(first, key=lambda seen: seen.uid))


def property_of(content: bytes, name: str) -> str:
    """A property of the calendar itself, as vobject reads it."""
    return str(getattr(vobject.readOne(content.decode()), name.lower().replace("-", "_")).value)


def _by_vobject(event: Any) -> Seen:
    begins = event.dtstart.value
    if isinstance(begins, datetime):
        assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Tokyo"]
        assert event.dtend.value - begins == timedelta(hours=1)
        begins = begins.astimezone(JAPAN)
    else:
        assert event.dtend.value - begins == timedelta(days=1)
    assert event.transp.value == ("OPAQUE" if isinstance(begins, datetime) else "TRANSPARENT")
    assert event.dtstamp.value == event.last_modified.value
    assert event.organizer.value == "mailto:kaiji@firm.example"
    return Seen(
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        status=event.status.value,
        begins=begins,
        summary=event.summary.value,
        description=event.description.value,
        url=event.url.value,
        alarms=tuple(alarm.trigger.value for alarm in getattr(event, "valarm_list", [])),
        categories=frozenset(event.categories.value),
        changed_at=event.last_modified.value,
    )


def _same(seen: Seen, event: Any) -> None:
    whole_day = not isinstance(seen.begins, datetime)
    assert event.all_day is whole_day
    assert (event.begin.date() if whole_day else event.begin.datetime) == seen.begins
    assert (event.name, event.description, event.url) == (seen.summary, seen.description, seen.url)
    assert (event.status, event.categories) == (seen.status, set(seen.categories))
    assert event.last_modified.datetime == seen.changed_at
    assert sorted(alarm.trigger for alarm in event.alarms) == sorted(seen.alarms)
    assert f"SEQUENCE:{seen.sequence}" in str(event.extra)
