"""Until somebody owns a date: the next person hears of it; what was owned and left lying comes back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from models.facts import Deadline
from models.provisions import CourtCalendar
from models.provisions.ladders import Alarms, Office
from models.rules.japan_time import JST, japan_date, start_of
from models.rules.office_hours import next_digest, office_moment
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.terms import AckKind, Addressee, Carriage, NoticeKind

CHAIN = (Addressee.ATTORNEY, Addressee.SUPERVISOR, Addressee.OPERATIONS)
IDLE_WITHIN_DAYS = 7
MOST_IDLE = 2
Fact = tuple[str, date]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One notice on one date, to one member. A notice on several topics is one of these for each.

    `readers`: the member it is meant for and who got it in their place. `asks`: it must be owned, until `ack_by` once
    it has been sent. `lost_at`: it failed or came back. `pressing`: a mail of its own.
    """

    notice_id: int
    kind: NoticeKind
    topic: str
    stated_on: date | None
    readers: frozenset[int]
    written_at: datetime
    sent_at: datetime | None = None
    asks: bool = False
    pressing: bool = False
    ack_by: datetime | None = None
    lost_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was said: sent, or written while it is on its way."""
        return self.sent_at or self.written_at

    @property
    def limit(self) -> datetime | None:
        """Until when its reader may own the date; None while it is on its way."""
        return self.lost_at or self.ack_by


@dataclass(frozen=True, kw_only=True)
class Ack:
    """One acknowledgement: whose, of which date, when it was said."""

    topic: str
    stated_on: date | None
    kind: AckKind
    member_id: int
    said_at: datetime
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class People:
    """Who may be told, by role; `reads_for` names who gets a member's notices while that one is away."""

    roles: Mapping[Addressee, tuple[int, ...]]
    reads_for: Mapping[int, int] = field(default_factory=dict)

    def unreached(self, role: Addressee, reached: Iterable[int]) -> tuple[int, ...]:
        """Members of that role who have not heard of it: neither they nor who reads for them."""
        known = set(reached)
        return tuple(who for who in self.roles.get(role, ()) if not {who, self.reads_for.get(who, who)} & known)

    def rank(self, readers: Iterable[int]) -> int:
        """How far along the chain these readers stand; 0 for somebody outside it."""
        known = set(readers)
        return max((no for no, role in enumerate(CHAIN) if known & set(self.roles.get(role, ()))), default=0)


@dataclass(frozen=True, kw_only=True)
class Follow:
    """What is known of the notices of one case: sent, acknowledged, still alive, and who there is.

    `recorded_at`: when a person last recorded anything in the case.
    """

    sent: tuple[Sent, ...]
    acks: tuple[Ack, ...]
    live: Mapping[str, Deadline]
    people: People
    recorded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Unowned:
    """A date that has reached the last person (or nobody is left), and nobody has owned it."""

    topic: str
    stated_on: date
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class _Handover:
    """Due at `moment`: the open question `first`, to the members `to` of `role` (None: nobody is left)."""

    first: Sent
    deadline: Deadline
    moment: datetime
    role: Addressee | None
    to: tuple[int, ...]
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class _Idle:
    """Due at `moment`: the owner, and at the second time the supervisor, hear that nothing has happened since."""

    deadline: Deadline
    last: Ack
    moment: datetime
    since: datetime
    number: int


def follow_ups(known: Follow, as_of: datetime, calendar: CourtCalendar, alarms: Alarms) -> list[NoticeSpec]:
    """Handovers of what nobody owned in time, and renewed alarms of what was owned and left lying."""
    office = alarms.office
    due = [item for item in _handovers(known) if item.moment <= as_of and item.role]
    idle = [item for item in _idles(known, calendar, alarms) if item.moment <= as_of]
    return [
        *(_handed_over(group, as_of, calendar, office) for group in _together(due)),
        *(spec for item in idle for spec in _renewed(item, known.people, as_of, calendar, office)),
    ]


def unowned(known: Follow, as_of: datetime) -> list[Unowned]:
    """Dates whose handover reaches the last person now, or finds nobody left: work for the office."""
    return [
        Unowned(topic=item.deadline.key, stated_on=item.deadline.due_on, notice_id=item.first.notice_id)
        for item in _handovers(known)
        if item.moment <= as_of and item.is_last
    ]


def next_follow_up(known: Follow, as_of: datetime, calendar: CourtCalendar, alarms: Alarms) -> datetime | None:
    """The next moment at which `follow_ups` may say something new, for the case's wake-up."""
    moments = [item.moment for item in _handovers(known)]
    moments += [item.moment for item in _idles(known, calendar, alarms)]
    return min((moment for moment in moments if moment > as_of), default=None)


def deferred_until(acks: Iterable[Ack], topic: str, stated_on: date | None) -> date | None:
    """The day to which this date was put off, by the last word said on it."""
    last = _last_word([ack for ack in acks if (ack.topic, ack.stated_on) == (topic, stated_on)])
    return last.until_on if last else None


def is_answered(
    facts: Iterable[tuple[str, date | None]], since: datetime, acks: Iterable[Ack], live: Mapping[str, Deadline]
) -> bool:
    """Say whether a handover or renewed alarm on these dates has no point any more: each is owned since, or gone."""
    said = {(ack.topic, ack.stated_on) for ack in acks if ack.said_at > since}
    return all((topic, on) in said or topic not in live or live[topic].due_on != on for topic, on in facts)


def _handovers(known: Follow) -> Iterator[_Handover]:
    for (topic, stated_on), items in _by_fact(known).items():
        acks = [ack for ack in known.acks if (ack.topic, ack.stated_on) == (topic, stated_on)]
        asking = sorted(
            (item for item in items if item.asks and not any(_covers(ack, item) for ack in acks)),
            key=lambda item: (item.at, item.notice_id),
        )
        found = _next_person(asking, items, known) if asking else None
        if found:
            yield found


def _next_person(asking: list[Sent], items: list[Sent], known: Follow) -> _Handover | None:
    first = asking[0]
    far = max(known.people.rank(item.readers) for item in asking)
    limits = [item.limit for item in asking if known.people.rank(item.readers) == far]
    known_limits = [limit for limit in limits if limit]
    if not known_limits:
        return None
    reached = [who for item in items if item.at >= first.at for who in item.readers]
    ahead = [(role, to) for role in CHAIN[far + 1 :] if (to := known.people.unreached(role, reached))]
    role, to = ahead[0] if ahead else (None, ())
    return _Handover(
        first=first,
        deadline=known.live[first.topic],
        moment=min(known_limits),
        role=role,
        to=to,
        is_last=len(ahead) <= 1,
    )


def _by_fact(known: Follow) -> dict[Fact, list[Sent]]:
    """What was sent on each date that still lives, as it was stated."""
    found: dict[Fact, list[Sent]] = {}
    for item in known.sent:
        deadline = known.live.get(item.topic)
        if deadline and item.stated_on == deadline.due_on:
            found.setdefault((item.topic, deadline.due_on), []).append(item)
    return found


def _covers(ack: Ack, item: Sent) -> bool:
    """An owner owns every later line of a digest too; a pressing mail asks again."""
    return not item.pressing or ack.said_at >= item.at


def _together(due: Iterable[_Handover]) -> list[list[_Handover]]:
    """What was asked in one mail is handed over in one mail."""
    groups: dict[tuple[object, ...], list[_Handover]] = {}
    for item in due:
        same = (item.first.notice_id, item.role, item.to, item.deadline.due_on, item.deadline.act_by)
        groups.setdefault(same, []).append(item)
    return list(groups.values())


def _handed_over(group: list[_Handover], as_of: datetime, calendar: CourtCalendar, office: Office) -> NoticeSpec:
    head = group[0]
    deadline, role = head.deadline, head.role or Addressee.OPERATIONS
    days_left = (deadline.act_by - japan_date(as_of)).days
    pressing, last_day = days_left <= office.pressing_days, deadline.fatal and days_left <= 0
    start = _start(deadline, as_of, calendar, office) if pressing else next_digest(as_of, calendar, office)
    hours = office.pressing_ack_hours if pressing else office.ack_hours
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
        ack_hours=office.last_ack_hours if last_day else hours,
        ack_any_time=last_day,
        since=head.first.at,
        to=head.to,
    )


def _idles(known: Follow, calendar: CourtCalendar, alarms: Alarms) -> Iterator[_Idle]:
    for deadline in known.live.values():
        fact = (deadline.key, deadline.due_on)
        last = _last_word([ack for ack in known.acks if (ack.topic, ack.stated_on) == fact])
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
            yield _Idle(deadline=deadline, last=last, moment=moment, since=since, number=len(told) + 1)


def _last_word(acks: list[Ack]) -> Ack | None:
    return max(acks, key=lambda ack: ack.said_at, default=None)


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
        return office_moment(since, calendar, office)
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
    day, rungs = local.date(), alarms.ladders[deadline.kind].rungs
    while (deadline.act_by - day).days in rungs:
        day = calendar.next_open(day + timedelta(days=1))
    return datetime.combine(day, local.time(), tzinfo=JST)


def _renewed(
    item: _Idle, people: People, as_of: datetime, calendar: CourtCalendar, office: Office
) -> Iterator[NoticeSpec]:
    owner, deadline = item.last.member_id, item.deadline
    start = _start(deadline, as_of, calendar, office)
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
                not_before=start,
                give_up_at=start + GIVE_UP_AFTER,
                since=item.since,
                to=to,
            )


def _start(deadline: Deadline, as_of: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    """In office hours; a fatal date whose last days have come is said at any hour."""
    urgent = deadline.fatal and (deadline.act_by - japan_date(as_of)).days <= office.urgent_days
    return as_of if urgent else office_moment(as_of, calendar, office)
