"""Which notices the facts call for now. A notice already said is never said again (design.md §6.7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.calendar import ONE_DAY
from models.provisions.ladders import Alarms, Ladder, Office
from models.rules.carriage import changes_the_day, days_left, first_moment, is_urgent, look_at, to_own
from models.rules.japan_time import japan_date, start_of
from models.rules.office_hours import next_digest, office_moment
from models.rules.progress.plan import Escalation
from models.rules.redating import DateChange, Dated
from models.rules.rungs import latest_rung, rungs_of
from models.terms import Addressee, Carriage, NoticeKind, Stage

NEW = "new"
GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was already announced about one deadline: the days it stated, at which rung, the day on which it is read."""

    topic: str
    stated_on: date | None
    rung: str
    read_on: date
    act_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """What was said and shown of the dates of one case, all but `said` by the deadline's key.

    `said` in the order in which it was written; `moved`: dates that were shown and are others now by themselves;
    `appeared_on`: when a date came up or moved; `deferred_until`: the day to which somebody put it off.
    """

    said: tuple[Said, ...] = ()
    moved: tuple[DateChange, ...] = ()
    appeared_on: Mapping[str, date] = field(default_factory=dict)
    deferred_until: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NoticeSpec:
    """One notice to one role. `dedupe` is unique for the fact and the recipient; `also`: other topics told.

    `moved_from` is the date said (or shown) before, `act_by_from` the safe day when only that has moved. To be owned
    within `ack_hours` of the office (of the clock if `ack_any_time`) after it was sent; None: nobody need own it.
    `since` is the moment of what a handover or renewed alarm is about. `to`: these members instead of all of `role`.
    """

    kind: NoticeKind
    role: Addressee
    stage: Stage
    dedupe: str
    topic: str
    subject: str
    not_before: datetime
    give_up_at: datetime
    stated_on: date | None = None
    act_by: date | None = None
    moved_from: date | None = None
    act_by_from: date | None = None
    rung: str = ""
    reason: str = ""
    also: tuple[str, ...] = ()
    carriage: Carriage = Carriage.SINGLE
    ack_hours: int | None = None
    ack_any_time: bool = False
    since: datetime | None = None
    to: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Date:
    """One deadline with its ladder and what was said of it before; `stated`: of the very day that it has now."""

    deadline: Deadline
    ladder: Ladder
    office: Office
    said: tuple[Said, ...]
    appeared_on: date | None
    deferred_until: date | None

    @property
    def stated(self) -> tuple[Said, ...]:
        return tuple(item for item in self.said if item.stated_on == self.deadline.due_on)


@dataclass(frozen=True, kw_only=True)
class _Saying:
    """One rung to be said, how, and from when on."""

    rung: str
    carriage: Carriage
    at: datetime


def deadline_notices(
    deadlines: Iterable[Deadline], history: History, as_of: datetime, calendar: CourtCalendar, alarms: Alarms
) -> list[NoticeSpec]:
    """Notices for deadlines: when one appears, when it moves, and at each rung; never a burst of past rungs.

    What is read only in the next digest, or after a night, weekend or holiday, says the rung of the day of reading.
    """
    found: list[NoticeSpec] = []
    for one in _dates(deadlines, history, alarms):
        saying = _saying(one, as_of, calendar)
        if saying:
            found += [_notice(one, saying, role) for role in _roles(one, japan_date(saying.at))]
    return _merged(found)


def next_look(deadline: Deadline, ladder: Ladder, as_of: datetime, office: Office) -> datetime | None:
    """Return the next moment at which a rung of this deadline may have to be said, for the case's wake-up."""
    today = japan_date(as_of)
    moments = (look_at(deadline, rung.on, office) for rung in rungs_of(deadline, ladder) if rung.on > today)
    return next((moment for moment in moments if moment > as_of), None)


def escalation_notices(
    escalations: Iterable[Escalation], as_of: datetime, calendar: CourtCalendar, office: Office
) -> list[NoticeSpec]:
    """One notice per silence to the supervisor and the attorney, in office hours."""
    start = office_moment(as_of, calendar, office)
    return [
        NoticeSpec(
            kind=NoticeKind.ESCALATION,
            role=role,
            stage=item.stage,
            dedupe=f"escalation:{item.subject}:{item.reason}:{role}",
            topic=f"escalation:{item.subject}:{item.reason}",
            subject=item.subject,
            reason=item.reason,
            not_before=start,
            give_up_at=start + GIVE_UP_AFTER,
        )
        for item in escalations
        for role in (Addressee.SUPERVISOR, Addressee.ATTORNEY)
    ]


def _dates(deadlines: Iterable[Deadline], history: History, alarms: Alarms) -> Iterator[_Date]:
    by_topic: dict[str, list[Said]] = {}
    for item in history.said:
        by_topic.setdefault(item.topic, []).append(item)
    shown = {change.key: change.old for change in history.moved}
    for deadline in deadlines:
        ladder = alarms.ladders[deadline.kind]
        yield _Date(
            deadline=deadline,
            ladder=ladder,
            office=alarms.office,
            said=tuple(by_topic.get(deadline.key) or _as_said(shown.get(deadline.key), ladder)),
            appeared_on=history.appeared_on.get(deadline.key),
            deferred_until=history.deferred_until.get(deadline.key),
        )


def _as_said(shown: Dated | None, ladder: Ladder) -> list[Said]:
    """A date that was only shown so far is told like one that was said: it has moved. Not where nothing is mailed."""
    if shown is None or not (ladder.rungs or ladder.shares or ladder.announce):
        return []
    return [Said(topic=shown.key, stated_on=shown.due_on, rung="", read_on=date.min, act_by=shown.act_by)]


def _saying(one: _Date, as_of: datetime, calendar: CourtCalendar) -> _Saying | None:
    """What is to be said now: by a mail where it changes the day's work, else in the next digest."""
    alone_at = first_moment(one.deadline, as_of, calendar, one.office)
    alone = _rung(one, japan_date(alone_at))
    if alone is None:
        return None
    digest_at = next_digest(as_of, calendar, one.office)
    line = _rung(one, japan_date(digest_at)) or alone
    if _is_single(one, alone, japan_date(alone_at)) or _is_single(one, line, japan_date(digest_at)):
        return _Saying(rung=alone, carriage=Carriage.SINGLE, at=alone_at)
    return _Saying(rung=line, carriage=Carriage.DIGEST, at=digest_at)


def _is_single(one: _Date, rung: str, day: date) -> bool:
    if one.ladder.of_others:
        return False
    return changes_the_day(one.deadline, day, one.office, is_news=rung == NEW)


def _rung(one: _Date, day: date) -> str | None:
    """The one rung to say when it is read on that day, or None: said already, past when it appeared, or put off."""
    if _is_news(one):
        return NEW
    rung = latest_rung(one.deadline, one.ladder, day)
    urgent = is_urgent(one.deadline, day, one.office)
    put_off = None if urgent else one.deferred_until
    if rung is None or rung.on <= max(_told_until(one), put_off or date.min):
        return None
    return rung.name


def _is_news(one: _Date) -> bool:
    moved = _moved_from(one) or _act_by_from(one)
    return bool(moved) or (not one.said and (one.ladder.announce or _is_too_late_for_rungs(one)))


def _is_too_late_for_rungs(one: _Date) -> bool:
    """A fatal date that appears after its last rung would never be said at all."""
    if not one.deadline.fatal or one.appeared_on is None:
        return False
    rungs = rungs_of(one.deadline, one.ladder)
    return bool(rungs) and rungs[-1].on < one.appeared_on


def _told_until(one: _Date) -> date:
    """Rungs up to that day are told, or were past when the date appeared (the day before that day)."""
    days = {rung.name: rung.on for rung in rungs_of(one.deadline, one.ladder)}
    told = [days.get(item.rung, item.read_on) for item in one.stated]
    past = one.appeared_on - ONE_DAY if one.appeared_on else date.min
    return max([past, *told])


def _last(one: _Date) -> Said | None:
    """What was said last; a date that moved there and back has moved twice."""
    return next((item for item in reversed(one.said) if item.stated_on), None)


def _moved_from(one: _Date) -> date | None:
    """The date that was said last, when it is another one."""
    last = _last(one)
    return None if last is None or last.stated_on == one.deadline.due_on else last.stated_on


def _act_by_from(one: _Date) -> date | None:
    """The safe day that was said last, when it alone is another one (a closed day was added before a date)."""
    last = _last(one)
    if last is None or last.stated_on != one.deadline.due_on or last.act_by == one.deadline.act_by:
        return None
    return last.act_by


def _roles(one: _Date, day: date) -> list[Addressee]:
    late = days_left(one.deadline, day) <= one.ladder.supervisor_from and not one.ladder.of_others
    return [Addressee.ATTORNEY, Addressee.SUPERVISOR] if late else [Addressee.ATTORNEY]


def _notice(one: _Date, saying: _Saying, role: Addressee) -> NoticeSpec:
    deadline = one.deadline
    before = sum(item.rung == saying.rung for item in one.stated)
    again = f":{before}" if before else ""
    ack_hours, ack_any_time = to_own(deadline, one.ladder, japan_date(saying.at), one.office)
    return NoticeSpec(
        kind=NoticeKind.DEADLINE,
        role=role,
        stage=deadline.stage,
        dedupe=f"deadline:{deadline.key}:{deadline.due_on}:{saying.rung}:{role}{again}",
        topic=deadline.key,
        subject=deadline.subject,
        stated_on=deadline.due_on,
        act_by=deadline.act_by,
        moved_from=_moved_from(one),
        act_by_from=_act_by_from(one),
        rung=saying.rung,
        carriage=saying.carriage,
        ack_hours=ack_hours,
        ack_any_time=ack_any_time,
        not_before=saying.at,
        give_up_at=_give_up(deadline, saying),
    )


def _give_up(deadline: Deadline, saying: _Saying) -> datetime:
    """The last try of a mail lies before the safe day ends; a rung that is already late still gets a day."""
    end = start_of(deadline.act_by + ONE_DAY)
    if saying.carriage is Carriage.DIGEST:
        return saying.at + GIVE_UP_AFTER
    return min(end, saying.at + GIVE_UP_AFTER) if end > saying.at else saying.at + ONE_DAY


def _merged(specs: Iterable[NoticeSpec]) -> list[NoticeSpec]:
    """Log lines that die on one day, told of alike, are one fact for the reader: one mail, noted for each of them."""
    groups: dict[tuple[object, ...], list[NoticeSpec]] = {}
    for spec in specs:
        kind = spec.topic.partition(":")[0]
        moved = (spec.moved_from, spec.act_by_from)
        same = (kind, spec.stage, spec.role, spec.stated_on, spec.act_by, spec.rung, spec.carriage, moved)
        groups.setdefault(same, []).append(spec)
    return [replace(first, also=tuple(spec.topic for spec in rest)) for first, *rest in groups.values()]
