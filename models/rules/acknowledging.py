"""Until somebody owns a date: the next person hears of it; what was owned and left lying comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Alarms
from models.rules.handovers import handover_notices, handovers, together
from models.rules.idle_alarms import idle_notices, idles
from models.rules.ownership import Ack, Follow, last_word
from models.rules.reminders import NoticeSpec
from models.terms import NoticeKind


@dataclass(frozen=True, kw_only=True)
class Unowned:
    """Dates of one mail that have reached the last person (or nobody is left), and nobody has owned them."""

    topics: tuple[str, ...]
    stated_on: date
    notice_id: int


def follow_ups(known: Follow, as_of: datetime, calendar: CourtCalendar, alarms: Alarms) -> list[NoticeSpec]:
    """Handovers of what nobody owned in time, and renewed alarms of what was owned and left lying."""
    return [
        *handover_notices(known, as_of, calendar, alarms.office),
        *idle_notices(known, as_of, calendar, alarms),
    ]


def unowned(known: Follow, as_of: datetime) -> list[Unowned]:
    """Dates whose handover reaches the last person now, or finds nobody left: work for the office."""
    due = (item for item in handovers(known) if item.moment <= as_of and item.is_last)
    return [
        Unowned(
            topics=tuple(item.deadline.key for item in group),
            stated_on=group[0].deadline.due_on,
            notice_id=group[0].first.notice_id,
        )
        for group in together(due)
    ]


def next_follow_up(known: Follow, as_of: datetime, calendar: CourtCalendar, alarms: Alarms) -> datetime | None:
    """The next moment at which `follow_ups` may say something new, for the case's wake-up."""
    moments = [item.moment for item in handovers(known)]
    moments += [item.moment for item in idles(known, calendar, alarms)]
    return min((moment for moment in moments if moment > as_of), default=None)


def deferred_until(acks: Iterable[Ack], topic: str, stated_on: date | None) -> date | None:
    """The day to which this date was put off, by the last word said on it."""
    last = last_word(acks, topic, stated_on)
    return last.until_on if last else None


def is_answered(
    kind: NoticeKind,
    facts: Iterable[tuple[str, date | None]],
    since: datetime,
    acks: Iterable[Ack],
    live: Mapping[str, Deadline],
) -> bool:
    """Say whether a handover or renewed alarm on these dates has no point any more: each is owned since, or gone.

    A handover is about what was asked at `since`; a renewed alarm about what was said then, which is no answer to it.
    """
    said = {
        (ack.topic, ack.stated_on)
        for ack in acks
        if ack.said_at > since or (ack.said_at == since and kind is NoticeKind.UNACKNOWLEDGED)
    }
    return all((topic, on) in said or topic not in live or live[topic].due_on != on for topic, on in facts)
