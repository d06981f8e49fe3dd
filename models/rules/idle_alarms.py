"""What was owned and left lying comes back: said done and nothing recorded, only seen, a deferral that is over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Alarms, Office
from models.rules.carriage import first_moment, opening
from models.rules.japan_time import JST, japan_date, start_of
from models.rules.office_hours import office_moment
from models.rules.ownership import Ack, Follow, People, Sent, last_word
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.rules.rungs import rungs_of
from models.terms import AckKind, Addressee, NoticeKind

IDLE_WITHIN_DAYS = 7
MOST_IDLE = 2


@dataclass(frozen=True, kw_only=True)
class Idle:
    """Due at `moment`: the owner, and at the second time the supervisor, hear that nothing has happened since."""

    deadline: Deadline
    last: Ack
    moment: datetime
    since: datetime
    number: int


def idle_notices(known: Follow, as_of: datetime, calendar: CourtCalendar, alarms: Alarms) -> list[NoticeSpec]:
    """The renewed alarms that are due; dates that were owned together and lie together come back in one mail."""
    groups: dict[tuple[object, ...], list[Idle]] = {}
    for item in idles(known, calendar, alarms):
        if item.moment <= as_of:
            dates = (item.deadline.kind, item.deadline.due_on, item.deadline.act_by)
            groups.setdefault((dates, item.last.member_id, item.last.kind, item.since, item.number), []).append(item)
    return [spec for group in groups.values() for spec in _renewed(group, known.people, as_of, calendar, alarms.office)]


def idles(known: Follow, calendar: CourtCalendar, alarms: Alarms) -> Iterator[Idle]:
    """Every owned date with the moment at which it comes back, past or to come."""
    for deadline in known.live.values():
        fact = (deadline.key, deadline.due_on)
        last = last_word(known.acks, *fact)
        if last is None:
            continue
        sent = [item for item in known.sent if (item.topic, item.stated_on) == fact]
        since = _since(last, sent, known.recorded_at)
        told = {item.written_at: item.at for item in sent if item.kind is NoticeKind.IDLE and item.at >= since}
        if len(told) < MOST_IDLE:
            moment = _first_moment(last, deadline, since, calendar, alarms.office)
            if told:
                moment = _working_days_after(max(told.values()), calendar, alarms.office)
            if last.kind is AckKind.SEEN:
                moment = _beside_rungs(moment, deadline, calendar, alarms)
            yield Idle(deadline=deadline, last=last, moment=moment, since=since, number=len(told) + 1)


def _since(last: Ack, sent: Iterable[Sent], recorded_at: datetime | None) -> datetime:
    """From when on it lies idle: said; or, while it is only seen, recorded or said to its owner again."""
    if last.until_on:
        return start_of(last.until_on)
    moments = [last.said_at]
    if last.kind is AckKind.SEEN:
        moments += [recorded_at] if recorded_at else []
        moments += [item.at for item in sent if item.kind is NoticeKind.DEADLINE]
    return max(moments)


def _first_moment(last: Ack, deadline: Deadline, since: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    if last.kind is AckKind.DEFERRED:
        in_hours = office_moment(since, calendar, office)
        is_late = deadline.fatal and japan_date(in_hours) > deadline.act_by
        return opening(japan_date(since), office) if is_late else in_hours
    idle = _working_days_after(since, calendar, office)
    near = office_moment(start_of(deadline.act_by - timedelta(days=IDLE_WITHIN_DAYS)), calendar, office)
    return max(idle, near) if last.kind is AckKind.SEEN else idle


def _working_days_after(moment: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    """The same hour of the office, `idle_days` working days later."""
    start = office_moment(moment, calendar, office).astimezone(JST)
    day = start.date()
    for _ in range(office.idle_days):
        day = calendar.next_open(day + timedelta(days=1))
    return datetime.combine(day, start.time(), tzinfo=JST)


def _beside_rungs(moment: datetime, deadline: Deadline, calendar: CourtCalendar, alarms: Alarms) -> datetime:
    """On a day on which a rung of the ladder says the date anyway, nothing more is said."""
    local = moment.astimezone(JST)
    day, rungs = local.date(), {rung.on for rung in rungs_of(deadline, alarms.ladders[deadline.kind])}
    while day in rungs:
        day = calendar.next_open(day + timedelta(days=1))
    return datetime.combine(day, local.time(), tzinfo=JST)


def _renewed(
    group: list[Idle], people: People, as_of: datetime, calendar: CourtCalendar, office: Office
) -> Iterator[NoticeSpec]:
    item = group[0]
    owner, deadline = item.last.member_id, item.deadline
    start = first_moment(deadline, as_of, calendar, office)
    told: dict[Addressee, tuple[int, ...]] = {Addressee.ATTORNEY: (owner,)}
    if item.number == MOST_IDLE:
        told[Addressee.SUPERVISOR] = people.unreached(Addressee.SUPERVISOR, (owner, people.reads_for.get(owner, owner)))
    for role, to in told.items():
        if to:
            yield NoticeSpec(
                kind=NoticeKind.IDLE,
                role=role,
                stage=deadline.stage,
                dedupe=f"idle:{deadline.key}:{deadline.due_on}:{item.last.kind}:{item.since:%Y%m%d}:{item.number}:{role}",
                topic=deadline.key,
                subject=deadline.subject,
                stated_on=deadline.due_on,
                act_by=deadline.act_by,
                reason=item.last.kind.value,
                also=tuple(other.deadline.key for other in group[1:]),
                not_before=start,
                give_up_at=start + GIVE_UP_AFTER,
                since=item.since,
                to=to,
            )
