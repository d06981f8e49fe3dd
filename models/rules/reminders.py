"""Which notices the facts call for today. A notice already said is never said again (design.md §6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Ladder
from models.rules.progress.plan import JAPAN, Escalation, japan_day
from models.rules.redating import DateChange, Dated
from models.terms import Addressee, Carriage, DeadlineKind, NoticeKind, Stage

NEW = "new"
OFFICE_OPENS, OFFICE_CLOSES = time(8, 0), time(20, 0)
URGENT_DAYS = 1
GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was already announced about one deadline: the days it stated, at which rung, when it was written."""

    topic: str
    stated_on: date | None
    rung: str
    written_on: date
    act_by: date | None = None


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


def deadline_notices(
    deadlines: Iterable[Deadline],
    said: Iterable[Said],
    ladders: Mapping[DeadlineKind, Ladder],
    as_of: datetime,
    calendar: CourtCalendar,
    moved: Iterable[DateChange] = (),
) -> list[NoticeSpec]:
    """Notices for deadlines: when one appears, when it moves, and at each rung; never a burst of past rungs.

    `said` in the order in which it was written; `moved`: dates that were shown, and are others now by themselves.
    What is read only after a night, weekend or holiday says the rung of the day on which it is read.
    """
    by_topic: dict[str, list[Said]] = {}
    for item in said:
        by_topic.setdefault(item.topic, []).append(item)
    shown = {change.key: change.old for change in moved if change.new and change.old}
    found: list[NoticeSpec] = []
    for deadline in deadlines:
        told = by_topic.get(deadline.key) or _as_said(shown.get(deadline.key), ladders[deadline.kind])
        start = _start(deadline, as_of, calendar)
        rung = current_rung(deadline, ladders[deadline.kind], told, japan_day(start), calendar)
        if rung is not None:
            roles = _roles(deadline, ladders[deadline.kind], japan_day(start))
            found += [_notice(deadline, rung, role, told, start) for role in roles]
    return _merged(found)


def _merged(specs: Iterable[NoticeSpec]) -> list[NoticeSpec]:
    """Log lines that die on one day, told of alike, are one fact for the reader: one mail, noted for each of them."""
    groups: dict[tuple[object, ...], list[NoticeSpec]] = {}
    for spec in specs:
        kind = spec.topic.partition(":")[0]
        moved = (spec.moved_from, spec.act_by_from)
        same = (kind, spec.stage, spec.role, spec.stated_on, spec.act_by, spec.rung, moved)
        groups.setdefault(same, []).append(spec)
    return [replace(first, also=tuple(spec.topic for spec in rest)) for first, *rest in groups.values()]


def current_rung(
    deadline: Deadline, ladder: Ladder, said: list[Said], today: date, calendar: CourtCalendar
) -> str | None:
    """The one rung to say today, or None. The rung of a day before the (last) announcement was read is skipped."""
    if _moved_from(deadline, said) or _act_by_from(deadline, said) or (ladder.announce and not said):
        return NEW
    same = [item for item in said if item.stated_on == deadline.due_on]
    announced = [item.written_on for item in same if item.rung == NEW]
    written_on = max(announced) if announced else min((item.written_on for item in same), default=None)
    first_on = _read_on(written_on, deadline, calendar) if written_on else None
    reached = [r for r in ladder.rungs if today >= deadline.act_by - timedelta(days=r)]
    if not reached:
        return None
    rung = min(reached)
    if first_on and deadline.act_by - timedelta(days=rung) <= first_on:
        return None
    return None if any(item.rung == str(rung) for item in same) else str(rung)


def next_rung_day(deadline: Deadline, ladder: Ladder, today: date) -> date | None:
    """The next day on which a rung falls, for the case's wake-up."""
    days = [deadline.act_by - timedelta(days=rung) for rung in ladder.rungs]
    return min((day for day in days if day > today), default=None)


def escalation_notices(
    escalations: Iterable[Escalation], as_of: datetime, calendar: CourtCalendar | None = None
) -> list[NoticeSpec]:
    """One notice per silence to the supervisor and the attorney; with a calendar, in office hours."""
    start = office_moment(as_of, calendar) if calendar else as_of
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


def office_moment(as_of: datetime, calendar: CourtCalendar) -> datetime:
    """`as_of` itself in office hours on a working day, else 08:00 of the next working day."""
    local = as_of.astimezone(JAPAN)
    day = local.date()
    if not calendar.closed(day):
        if OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
            return as_of
        if local.time() < OFFICE_OPENS:
            return datetime.combine(day, OFFICE_OPENS, tzinfo=JAPAN)
    return datetime.combine(calendar.next_open(day + timedelta(days=1)), OFFICE_OPENS, tzinfo=JAPAN)


def _as_said(shown: Dated | None, ladder: Ladder) -> list[Said]:
    """A date that was only shown so far is told like one that was said: it has moved. Not where nothing is mailed."""
    if shown is None or not (ladder.rungs or ladder.announce):
        return []
    return [Said(topic=shown.key, stated_on=shown.due_on, rung="", written_on=date.min, act_by=shown.act_by)]


def _last(said: list[Said]) -> Said | None:
    """What was said last; a date that moved there and back has moved twice."""
    dated = sorted((item for item in said if item.stated_on), key=lambda item: item.written_on)
    return dated[-1] if dated else None


def _moved_from(deadline: Deadline, said: list[Said]) -> date | None:
    """The date that was said last, when it is another one."""
    last = _last(said)
    return None if last is None or last.stated_on == deadline.due_on else last.stated_on


def _act_by_from(deadline: Deadline, said: list[Said]) -> date | None:
    """The safe day that was said last, when it alone is another one (a closed day was added before a date)."""
    last = _last(said)
    if last is None or last.stated_on != deadline.due_on or last.act_by == deadline.act_by:
        return None
    return last.act_by


def _is_urgent(deadline: Deadline, day: date) -> bool:
    return deadline.fatal and (deadline.act_by - day).days <= URGENT_DAYS


def _start(deadline: Deadline, as_of: datetime, calendar: CourtCalendar) -> datetime:
    """At once when the last day is at hand and fatal, or would pass before the office opens; else in office hours."""
    office = office_moment(as_of, calendar)
    missed = deadline.fatal and japan_day(office) > deadline.act_by
    return as_of if missed or _is_urgent(deadline, japan_day(as_of)) else office


def _read_on(written_on: date, deadline: Deadline, calendar: CourtCalendar) -> date:
    """What was written on a closed day is read on the next working day, unless it went out at once."""
    return written_on if _is_urgent(deadline, written_on) else calendar.next_open(written_on)


def _roles(deadline: Deadline, ladder: Ladder, today: date) -> list[Addressee]:
    days_left = (deadline.act_by - today).days
    late = days_left <= ladder.supervisor_from
    return [Addressee.ATTORNEY, Addressee.SUPERVISOR] if late else [Addressee.ATTORNEY]


def _notice(deadline: Deadline, rung: str, role: Addressee, said: list[Said], start: datetime) -> NoticeSpec:
    before = sum(item.rung == rung and item.stated_on == deadline.due_on for item in said)
    again = f":{before}" if before else ""
    return NoticeSpec(
        kind=NoticeKind.DEADLINE,
        role=role,
        stage=deadline.stage,
        dedupe=f"deadline:{deadline.key}:{deadline.due_on}:{rung}:{role}{again}",
        topic=deadline.key,
        subject=deadline.subject,
        stated_on=deadline.due_on,
        act_by=deadline.act_by,
        moved_from=_moved_from(deadline, said),
        act_by_from=_act_by_from(deadline, said),
        rung=rung,
        not_before=start,
        give_up_at=_give_up(deadline, start),
    )


def _give_up(deadline: Deadline, start: datetime) -> datetime:
    """The last try lies before the safe day ends; a rung that is already late still gets a day."""
    end = datetime.combine(deadline.act_by + timedelta(days=1), time(0, 0), tzinfo=JAPAN)
    return min(end, start + GIVE_UP_AFTER) if end > start else start + timedelta(days=1)
