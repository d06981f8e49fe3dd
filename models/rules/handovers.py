"""Nobody owned a date in time: the next person hears of it, attorney, supervisor, operations."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Office
from models.rules.carriage import days_left, first_moment, time_to_own
from models.rules.japan_time import japan_date
from models.rules.office_hours import next_digest
from models.rules.ownership import CHAIN, Follow, People, Question, Sent, open_questions
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.terms import Addressee, Carriage, NoticeKind


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Due at `moment`: the open question `first`, to the members `to` of `role` (None: nobody is left)."""

    first: Sent
    deadline: Deadline
    moment: datetime
    role: Addressee | None
    to: tuple[int, ...]
    is_last: bool


def handovers(known: Follow) -> Iterator[Handover]:
    """Every open question with the moment at which it passes on, past or to come."""
    for question in open_questions(known):
        moment = _passes_on_at(question, known.people)
        if moment:
            yield _to_next_person(question, known.people, moment)


def _passes_on_at(question: Question, people: People) -> datetime | None:
    """When the time of those who were asked last is over, the furthest along the chain; None: a mail is on its way."""
    passed_on = [item.written_at for item in question.asking if item.kind is NoticeKind.UNACKNOWLEDGED]
    asked = [item for item in question.asking if not passed_on or item.at >= max(passed_on)]
    far = max(people.rank(item.readers) for item in asked)
    return min((item.limit for item in asked if item.limit and people.rank(item.readers) == far), default=None)


def _to_next_person(question: Question, people: People, moment: datetime) -> Handover:
    reached = {who for item in question.told for who in item.readers}
    role, to = _next(people, reached)
    return Handover(
        first=question.asking[0],
        deadline=question.deadline,
        moment=moment,
        role=role,
        to=to,
        is_last=_next(people, {*reached, *to})[0] is None,
    )


def _next(people: People, reached: Collection[int]) -> tuple[Addressee | None, tuple[int, ...]]:
    """The first role of the chain in which somebody has not heard of it, and who; None: nobody is left."""
    return next(((role, to) for role in CHAIN if (to := people.unreached(role, reached))), (None, ()))


def handover_notices(known: Follow, as_of: datetime, calendar: CourtCalendar, office: Office) -> list[NoticeSpec]:
    """The handovers that are due; what was asked in one mail is handed over in one mail."""
    due = [item for item in handovers(known) if item.moment <= as_of and item.role]
    return [_handed_over(group, as_of, calendar, office) for group in together(due)]


def together(due: Iterable[Handover]) -> list[list[Handover]]:
    """What was asked in one mail is handed over in one mail."""
    groups: dict[tuple[object, ...], list[Handover]] = {}
    for item in due:
        same = (item.first.notice_id, item.role, item.to, item.deadline.due_on, item.deadline.act_by)
        groups.setdefault(same, []).append(item)
    return list(groups.values())


def _handed_over(group: list[Handover], as_of: datetime, calendar: CourtCalendar, office: Office) -> NoticeSpec:
    head = group[0]
    deadline, role = head.deadline, head.role or Addressee.OPERATIONS
    digest_at = next_digest(as_of, calendar, office)
    pressing = days_left(deadline, japan_date(digest_at)) <= office.pressing_days
    start = first_moment(deadline, as_of, calendar, office) if pressing else digest_at
    hours, any_time = time_to_own(deadline, japan_date(start), office)
    return NoticeSpec(
        kind=NoticeKind.UNACKNOWLEDGED,
        role=role,
        stage=deadline.stage,
        dedupe=f"unacknowledged:{head.first.notice_id}:{deadline.key}:{role}",
        topic=deadline.key,
        subject=deadline.subject,
        stated_on=deadline.due_on,
        act_by=deadline.act_by,
        also=tuple(item.deadline.key for item in group[1:]),
        carriage=Carriage.SINGLE if pressing else Carriage.DIGEST,
        not_before=start,
        give_up_at=start + GIVE_UP_AFTER,
        ack_hours=min(hours, office.pressing_ack_hours) if pressing else hours,
        ack_any_time=any_time,
        since=head.first.at,
        to=head.to,
    )
