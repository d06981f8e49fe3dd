"""Calendar entries as iCalendar text (RFC 5545, 5546): refs, roles, kinds, dates; the same bytes for equal entries."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vDuration

from models.rules.calendar_entries import HEARING
from models.tables import CalendarEntryRow
from models.terms import CalendarStatus, Confidence
from tasks.mail_templates import full_day
from tasks.words import word

JAPAN: Final = ZoneInfo("Asia/Tokyo")
PRODUCT: Final = "-//kaiji//calendar//JA"
MADE_FOR: Final = "X-KAIJI-MADE-FOR"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
REFRESH: Final = timedelta(minutes=15)
MORNING: Final = timedelta(hours=8)
VERSION: Final = "X-KAIJI-VERSION"
_END: Final = b"END:VCALENDAR\r\n"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Observations, holders and senders are numbered within their case as staff know them; a platform's name is never said.
_NUMBERED: Final = frozenset({"observation", "holder", "sender"})


@dataclass(frozen=True, kw_only=True)
class PublishedEntry:
    """One stored entry with what is read beside it: the case's reference, its page, and whether it is on hold.

    `because` are its steps (text, cite) as the firm's settings let them be said.
    """

    row: CalendarEntryRow
    ref: str
    url: str
    held: bool
    because: tuple[tuple[str, str], ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was taken back."""
        return self.row.status is CalendarStatus.CANCELLED


@dataclass(frozen=True, kw_only=True)
class CalendarHead:
    """What a file says of itself: method, publisher (the desk's own address), name, and for what it was made."""

    method: str
    organizer: str
    name: str = ""
    made_for: str = ""


def calendar_bytes(head: CalendarHead, entries: Iterable[PublishedEntry], language: str) -> bytes:
    """One file. Entries are in the order given; a file without a timed entry still names the zone of its dates."""
    return joined(head, (event_bytes(entry, head, language) for entry in entries))


def event_bytes(entry: PublishedEntry, head: CalendarHead, language: str) -> bytes:
    """One entry as it stands in a file."""
    content: bytes = _event(entry, head, language).to_ical()
    return content


def joined(head: CalendarHead, events: Iterable[bytes]) -> bytes:
    """A file of entries that are text already."""
    file = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", head.method)):
        file.add(name, value)
    if head.name:
        file.add("x-wr-calname", head.name)
        file.add("x-wr-timezone", JAPAN.key)
        file.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        file.add("x-published-ttl", vDuration(REFRESH))
    if head.made_for:
        file.add(MADE_FOR, head.made_for)
    file.add_component(_zone())
    empty: bytes = file.to_ical()
    return b"".join((empty.removesuffix(_END), *events, _END))


def version_of(uid: str, sequence: int) -> str:
    """Names one version of one entry, so that its text in an earlier file can be used again."""
    return hashlib.sha256(f"{uid} {sequence}".encode()).hexdigest()[:16]


def _zone() -> Timezone:
    """Japan has had no summer time since 1951, so one line says it all (RFC 5545 3.6.5)."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", JAPAN.key)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (local time, as the format wants it)
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _event(entry: PublishedEntry, head: CalendarHead, language: str) -> Event:
    row, event = entry.row, Event()
    event.add("uid", row.uid)
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("organizer", f"mailto:{head.organizer}", parameters={"CN": "kaiji"})
    event.add("status", row.status.value.upper())
    event.add("class", "PRIVATE")
    event.add("summary", summary(entry, language))
    event.add("description", "\n".join(_lines(entry, language)))
    event.add("categories", [word("calendar", "hearing" if row.kind == HEARING else "deadline", language)])
    event.add("url", entry.url)
    event.add(VERSION, version_of(row.uid, row.sequence))
    if row.fatal:
        event.add("priority", 1)
    _add_times(event, row)
    for before in _alarms(entry):
        event.add_component(_alarm(before, summary(entry, language)))
    return event


def _add_times(event: Event, row: CalendarEntryRow) -> None:
    """All day and free, or from the hour of the hearing and busy: a court names no end, so an hour is shown."""
    if row.starts_at is None:
        event.add("dtstart", row.on)
        event.add("dtend", row.on + DAY)
    else:
        start = row.starts_at.astimezone(JAPAN)
        event.add("dtstart", start)
        event.add("dtend", start + HOUR)
    event.add("transp", "TRANSPARENT" if row.starts_at is None else "OPAQUE")


def _alarms(entry: PublishedEntry) -> Iterator[timedelta]:
    """How long after the beginning each alarm sounds; none for candidates, held cases and what was taken back."""
    row = entry.row
    if entry.held or row.status is not CalendarStatus.CONFIRMED:
        return
    if row.starts_at:
        yield from (-DAY, -HOUR)
    elif row.kind == HEARING:
        yield MORNING - DAY
    else:
        if row.act_by and row.act_by < row.on:
            yield (row.act_by - row.on) + MORNING
        yield MORNING


def _alarm(after_start: timedelta, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", after_start)
    return alarm


def summary(entry: PublishedEntry, language: str) -> str:
    """Case, what, on what, and the safe day when it is another day; what is not in force says so first."""
    row = entry.row
    candidate = row.status is CalendarStatus.TENTATIVE
    what = word("step", "hearing_proposed", language) if candidate else word("deadline", row.kind, language)
    marks = [
        word("calendar", "cancelled", language) if entry.is_cancelled else "",
        word("calendar", "held", language) if entry.held and not entry.is_cancelled else "",
    ]
    safe = _safe_day(row.act_by, row.on, language)
    return " ".join(part for part in (*marks, entry.ref, f"{what}{_about(row.subject, language)}", safe) if part)


def _safe_day(act_by: date | None, on: date, language: str) -> str:
    return "" if act_by in {None, on} else f"{word('calendar', 'act_by', language)} {_day(act_by, language)}"


def _about(subject: str, language: str) -> str:
    kind, _, number = subject.partition(":")
    named = f"{word('about', kind, language)}{f' {number}' if kind in _NUMBERED else ''}"
    return f"（{named}）" if language == "ja" else f" ({named})"


def _lines(entry: PublishedEntry, language: str) -> Iterator[str]:
    """The dates, then why: each step of the computation with its article."""
    row = entry.row
    if row.kind == HEARING:
        clock = f" {row.starts_at.astimezone(JAPAN):%H:%M}" if row.starts_at else ""
        yield f"{word('calendar', 'on', language)}: {_day(row.on, language)}{clock}"
        if row.starts_at:
            yield word("calendar", "no_end", language)
    else:
        yield f"{word('calendar', 'due_on', language)}: {_day(row.on, language)}"
        yield f"{word('calendar', 'safe_day', language)}: {_day(row.act_by or row.on, language)}"
    if row.confidence is not Confidence.HIGH:
        yield word("confidence", row.confidence, language).strip()
    yield f"{word('calendar', 'because', language)}:"
    for number, (text, cite) in enumerate(entry.because, 1):
        yield f"{number}. {text}{f'（{cite}）' if cite else ''}"


def _day(day: date | None, language: str) -> str:
    return full_day(day, language) if day else ""
