"""照合: what should have been said of a case by now, against what has left or may still leave in time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.facts import Deadline
from models.provisions.ladders import Alarms, Ladder, Office
from models.rules.japan_time import JST
from models.rules.reminders import NEW
from models.rules.rungs import latest_rung, rungs_of
from models.terms import NoticeKind


class Missing(StrEnum):
    """What an audit finds."""

    UNSAID = "unsaid"
    NEVER_LEFT = "never_left"
    UNESCALATED = "unescalated"
    PAST_ITS_TIME = "past_its_time"
    CLAIMED_FOR_EVER = "claimed_for_ever"
    NO_WAKE_UP = "no_wake_up"
    OVERDUE_WAKE_UP = "overdue_wake_up"
    LEFT_UNDONE = "left_undone"
    NOT_COMPUTED = "not_computed"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is missing: of which case and date, or which notice; refs and ids only."""

    missing: Missing
    ref: str = ""
    topic: str = ""
    on: date | None = None
    rung: str = ""
    notice_id: int | None = None

    @property
    def key(self) -> str:
        """The same for the same finding, however often it is found."""
        about = f"notice:{self.notice_id}" if self.notice_id else f"{self.ref}:{self.topic}:{self.on}:{self.rung}"
        return f"audit:{self.missing}:{about}"

    @property
    def said(self) -> str:
        """The finding in one line."""
        notice = f"notice {self.notice_id}" if self.notice_id else ""
        day = self.on.isoformat() if self.on else ""
        return " ".join(part for part in (self.ref, self.missing.value, self.topic, day, self.rung, notice) if part)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice that was not cancelled, on one date. `alive`: it left, or may still leave in time."""

    kind: NoticeKind
    topic: str
    stated_on: date | None
    rung: str
    read_on: date
    alive: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the rows hold of one case, topics being keys of its dates.

    `told` in the order in which it was written; `deferred_until`: the day to which somebody put a date off; `unowned`:
    dates that nobody owned in time; `handed_over`: those of which the next person or the office has heard since.
    """

    ref: str
    told: tuple[Told, ...]
    appeared_on: Mapping[str, date]
    deferred_until: Mapping[str, date] = field(default_factory=dict)
    unowned: frozenset[str] = frozenset()
    handed_over: frozenset[str] = frozenset()


def night_of(now: datetime, office: Office) -> date:
    """Return the evening whose audit is due: today's from the closing hour on, else yesterday's."""
    local = now.astimezone(JST)
    return local.date() if local.time() >= office.closes else local.date() - timedelta(days=1)


def findings(
    record: Record, dates: Iterable[Deadline], silences: Iterable[str], alarms: Alarms, night: date
) -> Iterator[Finding]:
    """Yield what is missing of one open case on that evening. `silences`: topics of which people must have heard."""
    for deadline in dates:
        yield from _of_date(record, deadline, alarms.ladders[deadline.kind], night)
    told = {item.topic for item in record.told if item.kind is NoticeKind.ESCALATION}
    for topic in sorted(set(silences) - told):
        yield Finding(missing=Missing.UNSAID, ref=record.ref, topic=topic)
    for topic in sorted(record.unowned - record.handed_over):
        yield Finding(missing=Missing.UNESCALATED, ref=record.ref, topic=topic)


def _of_date(record: Record, deadline: Deadline, ladder: Ladder, night: date) -> Iterator[Finding]:
    said = [item for item in record.told if item.topic == deadline.key and item.kind is NoticeKind.DEADLINE]
    same = [item for item in said if item.stated_on == deadline.due_on]
    rung = NEW if _is_news(record, deadline, ladder, said) else _unsaid_rung(record, deadline, ladder, same, night)
    if rung:
        yield Finding(missing=Missing.UNSAID, ref=record.ref, topic=deadline.key, on=deadline.due_on, rung=rung)
    elif same and not any(item.alive for item in same):
        yield Finding(missing=Missing.NEVER_LEFT, ref=record.ref, topic=deadline.key, on=deadline.due_on)


def _is_news(record: Record, deadline: Deadline, ladder: Ladder, said: list[Told]) -> bool:
    """It was said otherwise last, or nobody ever heard of what is to be announced or appeared after its last rung."""
    if said:
        return said[-1].stated_on != deadline.due_on
    if ladder.announce:
        return True
    rungs, appeared_on = rungs_of(deadline, ladder), record.appeared_on.get(deadline.key)
    return deadline.fatal and bool(rungs) and appeared_on is not None and rungs[-1].on < appeared_on


def _unsaid_rung(record: Record, deadline: Deadline, ladder: Ladder, same: list[Told], night: date) -> str | None:
    """The rung on which it stands that evening, when neither that nor a later one was said."""
    rung = latest_rung(deadline, ladder, night)
    if rung is None or rung.on < record.appeared_on.get(deadline.key, date.min):
        return None
    if rung.on <= record.deferred_until.get(deadline.key, date.min):
        return None
    days = {each.name: each.on for each in rungs_of(deadline, ladder)}
    return None if any(days.get(item.rung, item.read_on) >= rung.on for item in same) else rung.name
