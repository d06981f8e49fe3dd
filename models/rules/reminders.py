"""Which notices the facts call for today. A notice already said is never said again (design.md §6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Ladder
from models.rules.progress.plan import JAPAN, Escalation, japan_day
from models.terms import DeadlineKind, NoticeKind, PersonRole, Stage

NEW = "new"
OFFICE_OPENS, OFFICE_CLOSES = time(8, 0), time(20, 0)
URGENT_DAYS = 1
GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was already announced about one deadline: the day it stated, at which rung, when it was written."""

    topic: str
    stated_on: date | None
    rung: str
    written_on: date


@dataclass(frozen=True, kw_only=True)
class NoticeSpec:
    """One notice to one role. `dedupe` is unique for the fact and the recipient."""

    kind: NoticeKind
    role: PersonRole
    stage: Stage
    dedupe: str
    topic: str
    subject: str
    not_before: datetime
    give_up_at: datetime
    stated_on: date | None = None
    act_by: date | None = None
    moved_from: date | None = None
    rung: str = ""
    reason: str = ""


def deadline_notices(
    deadlines: Iterable[Deadline],
    said: Iterable[Said],
    ladders: Mapping[DeadlineKind, Ladder],
    as_of: datetime,
    calendar: CourtCalendar,
) -> list[NoticeSpec]:
    """Notices for deadlines: when one appears, when it moves, and at each rung; never a burst of past rungs."""
    by_topic: dict[str, list[Said]] = {}
    for item in said:
        by_topic.setdefault(item.topic, []).append(item)
    found: list[NoticeSpec] = []
    for deadline in deadlines:
        rung = current_rung(deadline, ladders[deadline.kind], by_topic.get(deadline.key, []), japan_day(as_of))
        if rung is None:
            continue
        moved_from = _moved_from(deadline, by_topic.get(deadline.key, []))
        roles = _roles(deadline, ladders[deadline.kind], japan_day(as_of))
        found += [_notice(deadline, rung, role, moved_from, as_of, calendar) for role in roles]
    return found


def current_rung(deadline: Deadline, ladder: Ladder, said: list[Said], today: date) -> str | None:
    """The one rung to say today, or None. The rung of a day before the first announcement is skipped."""
    same = [item for item in said if item.stated_on == deadline.due_on]
    if not same and (ladder.announce or said):
        return NEW
    first_on = min((item.written_on for item in same), default=None)
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


def escalation_notices(escalations: Iterable[Escalation], as_of: datetime) -> list[NoticeSpec]:
    """One notice per silence to the supervisor and the attorney."""
    return [
        NoticeSpec(
            kind=NoticeKind.ESCALATION,
            role=role,
            stage=item.stage,
            dedupe=f"escalation:{item.subject}:{item.reason}:{role}",
            topic=f"escalation:{item.subject}:{item.reason}",
            subject=item.subject,
            reason=item.reason,
            not_before=as_of,
            give_up_at=as_of + GIVE_UP_AFTER,
        )
        for item in escalations
        for role in (PersonRole.SUPERVISOR, PersonRole.ATTORNEY)
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


def _moved_from(deadline: Deadline, said: list[Said]) -> date | None:
    others = [item for item in said if item.stated_on and item.stated_on != deadline.due_on]
    if any(item.stated_on == deadline.due_on for item in said) or not others:
        return None
    return max(others, key=lambda item: item.written_on).stated_on


def _roles(deadline: Deadline, ladder: Ladder, today: date) -> list[PersonRole]:
    days_left = (deadline.act_by - today).days
    late = days_left <= ladder.supervisor_from
    return [PersonRole.ATTORNEY, PersonRole.SUPERVISOR] if late else [PersonRole.ATTORNEY]


def _notice(
    deadline: Deadline, rung: str, role: PersonRole, moved: date | None, as_of: datetime, calendar: CourtCalendar
) -> NoticeSpec:
    office = office_moment(as_of, calendar)
    days_left = (deadline.act_by - japan_day(as_of)).days
    urgent = deadline.fatal and (days_left <= URGENT_DAYS or japan_day(office) > deadline.act_by)
    start = as_of if urgent else office
    return NoticeSpec(
        kind=NoticeKind.DEADLINE,
        role=role,
        stage=deadline.stage,
        dedupe=f"deadline:{deadline.key}:{deadline.due_on}:{rung}:{role}",
        topic=deadline.key,
        subject=deadline.subject,
        stated_on=deadline.due_on,
        act_by=deadline.act_by,
        moved_from=moved,
        rung=rung,
        not_before=start,
        give_up_at=_give_up(deadline, start),
    )


def _give_up(deadline: Deadline, start: datetime) -> datetime:
    """The last try lies before the safe day ends; a rung that is already late still gets a day."""
    end = datetime.combine(deadline.act_by + timedelta(days=1), time(0, 0), tzinfo=JAPAN)
    return max(min(end, start + GIVE_UP_AFTER), start + timedelta(days=1))
