"""朝のまとめ: which dates a person reads of in the morning, under which heading; one line for one date of a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.provisions import CourtCalendar
from models.provisions.ladders import Ladder, Office
from models.rules.japan_time import JST

WEEK_DAYS = 7
PAST_DAYS = 7


class Section(StrEnum):
    """見出し, in the order in which they are read."""

    TODAY = "today"
    MOVED = "moved"
    UNOWNED = "unowned"
    WEEK = "week"
    AHEAD = "ahead"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """One date of one case in a digest; refs and ids only.

    `notice_id`: the waiting line of the outbox that this tells of (None: the date is only listed). `unowned`: it was
    told, and nobody owned it in time. `gone`: it was told and is no date any more. `stands_in`: it is the line of
    somebody who is away.
    """

    ref: str
    topic: str
    deadline_kind: str | None
    subject: str
    stage: str
    due_on: date | None
    act_by: date | None
    moved_from: date | None = None
    rung: str = ""
    notice_id: int | None = None
    unowned: bool = False
    gone: bool = False
    stands_in: bool = False

    @property
    def fact(self) -> tuple[object, ...]:
        """What makes two lines one: lines of a log that die on one day are one date for the reader."""
        return (self.ref, self.deadline_kind or self.topic, self.due_on, self.act_by, self.gone)


Sections = Mapping[Section, tuple[DigestLine, ...]]


def digest_day(now: datetime, calendar: CourtCalendar, office: Office) -> date | None:
    """Return the day whose digest is to go at this moment: from its hour on, while somebody is in the office."""
    local = now.astimezone(JST)
    if calendar.closed(local.date()) or not office.digest_at <= local.time() < office.closes:
        return None
    return local.date()


def is_listed(ladder: Ladder) -> bool:
    """Say whether dates of this kind are listed until they are over; what others are to do is told on its day only."""
    return bool(ladder.announce or ladder.rungs or ladder.shares) and not ladder.of_others


def sections(lines: Iterable[DigestLine], today: date) -> dict[Section, tuple[DigestLine, ...]]:
    """Put each date under its one heading, soonest first; headings without a line are left out.

    A date that lies further ahead than a week, or that was over a week ago, is said only when there is news of it.
    """
    merged: dict[tuple[object, ...], DigestLine] = {}
    for line in lines:
        known = merged.get(line.fact)
        merged[line.fact] = _merged(known, line) if known else line
    found: dict[Section, list[DigestLine]] = {}
    for line in sorted(merged.values(), key=_soonest):
        section = section_of(line, today)
        is_over = line.due_on is not None and line.due_on < today - timedelta(days=PAST_DAYS)
        if line.notice_id is not None or not (is_over or section is Section.AHEAD):
            found.setdefault(section, []).append(line)
    return {section: tuple(found[section]) for section in Section if section in found}


def section_of(line: DigestLine, today: date) -> Section:
    """Return the heading of a line: what is to be done today comes before how it came about."""
    if line.gone:
        return Section.WITHDRAWN
    if line.act_by is not None and line.act_by <= today:
        return Section.TODAY
    if line.moved_from is not None:
        return Section.MOVED
    if line.unowned:
        return Section.UNOWNED
    near = line.act_by is not None and line.act_by <= today + timedelta(days=WEEK_DAYS)
    return Section.WEEK if near else Section.AHEAD


def is_worth_sending(found: Sections, today: date) -> bool:
    """Say whether there is something to say: a waiting line, an unowned date, or something that can be done today.

    A date that has passed is listed while it lasts, and is no reason for a mail by itself.
    """
    return any(
        line.notice_id is not None
        or line.unowned
        or (section is Section.TODAY and line.due_on is not None and line.due_on >= today)
        for section, lines in found.items()
        for line in lines
    )


def _merged(one: DigestLine, other: DigestLine) -> DigestLine:
    """A waiting line says more than a date that is only listed, and a later one more than an earlier."""
    first, second = (one, other) if (one.notice_id or 0) >= (other.notice_id or 0) else (other, one)
    return replace(
        first,
        moved_from=first.moved_from or second.moved_from,
        subject=first.subject or second.subject,
        stage=first.stage or second.stage,
        unowned=first.unowned or second.unowned,
        stands_in=first.stands_in and second.stands_in,
    )


def _soonest(line: DigestLine) -> tuple[date, str, str]:
    return (line.act_by or date.max, line.ref, line.topic)
