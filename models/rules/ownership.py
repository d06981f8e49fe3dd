"""Who owns a date: what was sent and acknowledged, who may be told, and which questions are open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.facts import Deadline
from models.terms import AckKind, Addressee, NoticeKind

CHAIN = (Addressee.ATTORNEY, Addressee.SUPERVISOR, Addressee.OPERATIONS)
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

    def everybody(self) -> set[int]:
        """All of them, and who reads for one of them."""
        return {who for members in self.roles.values() for who in members} | set(self.reads_for.values())

    def rank(self, readers: Iterable[int]) -> int:
        """How far along the chain these readers stand, by their first role; 0 for somebody outside it."""
        known = set(readers)
        return next((no for no, role in enumerate(CHAIN) if known & set(self.roles.get(role, ()))), 0)


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
class Question:
    """A date nobody has owned: the notices that ask for it (oldest first), and all who were told since."""

    deadline: Deadline
    asking: tuple[Sent, ...]
    told: tuple[Sent, ...]


def open_questions(known: Follow) -> list[Question]:
    """Dates that somebody was asked to own, and nobody has; the most urgent first."""
    found = []
    for (topic, stated_on), items in _by_fact(known).items():
        acks = [ack for ack in known.acks if (ack.topic, ack.stated_on) == (topic, stated_on)]
        asking = [item for item in items if item.asks and not any(_covers(ack, item) for ack in acks)]
        if asking:
            asking.sort(key=lambda item: (item.at, item.notice_id))
            told = tuple(item for item in items if item.at >= asking[0].at)
            found.append(Question(deadline=known.live[topic], asking=tuple(asking), told=told))
    return sorted(found, key=lambda question: (question.deadline.act_by, question.deadline.key))


def last_word(acks: Iterable[Ack], topic: str, stated_on: date | None) -> Ack | None:
    """What was said last on this date, as it was stated."""
    said = [ack for ack in acks if (ack.topic, ack.stated_on) == (topic, stated_on)]
    return max(said, key=lambda ack: ack.said_at, default=None)


def _by_fact(known: Follow) -> dict[Fact, list[Sent]]:
    """What was sent on each date that still lives, as it was stated."""
    found: dict[Fact, list[Sent]] = {}
    for item in known.sent:
        deadline = known.live.get(item.topic)
        if deadline and item.stated_on == deadline.due_on:
            found.setdefault((item.topic, deadline.due_on), []).append(item)
    return found


def _covers(ack: Ack, item: Sent) -> bool:
    """An owner owns every later line of a digest too; a pressing mail and a handover ask again."""
    later_line = item.kind is NoticeKind.DEADLINE and not item.pressing
    return later_line or ack.said_at >= item.at
