"""待ちの延期: which dates hang on one wait, until when it may be put off, and in which order waits are asked. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from models.facts import CaseFacts, Deadline, observation_subject, platform_subject, post_subject, sender_subject
from models.rules.deadlines.behind import posts_behind
from models.rules.japan_time import japan_date
from models.terms import DeadlineKind

MOST_DAYS: Final = 90
"""Longer than this is no pause but a case at rest: then the case itself is held."""
_BINDING: Final = frozenset({DeadlineKind.SECURITY_DEPOSIT})


class Asking(Protocol):
    """What decides when one open wait is asked: see `order`."""

    id: int | None
    rank: int
    due_on: date | None
    deferred_until: date | None
    asked_first_at: datetime | None


def hanging(subject: str, facts: CaseFacts, deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The dates that hang on a wait about this subject, in their order; all of them where it is about the whole case.

    Of a platform: its own and its posts'; of a holder: its own and its log lines'; of a sender: the person's and those
    of the posts behind the person.
    """
    own = _subjects(subject, facts)
    return tuple(deadline for deadline in deadlines if own is None or deadline.subject in own)


def first_binding(dates: Iterable[Deadline]) -> Deadline | None:
    """The first of these dates that no pause may reach: a fatal one, or the deposit that an order depends on."""
    binding = (item for item in dates if item.fatal or item.kind in _BINDING)
    return min(binding, key=lambda item: item.act_by, default=None)


def last_day(dates: Iterable[Deadline], today: date) -> date:
    """The last day to which a wait may be put off; `today` or before when it may not be put off at all."""
    first = first_binding(dates)
    longest = today + timedelta(days=MOST_DAYS)
    return longest if first is None else min(longest, first.act_by - timedelta(days=1))


def order(wait: Asking) -> tuple[object, ...]:
    """Sort key, most urgent first: what staff asked for, then rank, date and age; what was put off comes last."""
    newest = -wait.asked_first_at.timestamp() if wait.asked_first_at else 0.0
    return (newest, wait.deferred_until or date.min, wait.rank, wait.due_on or date.max, wait.id or 0)


def is_over(wait: Asking, dates: Iterable[Deadline], today: date) -> bool:
    """Whether what staff said of its turn no longer holds.

    It was asked first on another day, its day has come, or a date that hangs on it has moved before that day.
    """
    if wait.asked_first_at:
        return japan_date(wait.asked_first_at) < today
    until = wait.deferred_until
    return until is not None and not today < until <= last_day(dates, today)


def _subjects(subject: str, facts: CaseFacts) -> set[str] | None:
    """Under which subjects dates of this wait are noted; None for the whole case."""
    head = subject.partition("/")[0]
    kind, _, key = head.partition(":")
    own = {head}
    if kind == "platform":
        return own | {post_subject(post.id) for post in facts.posts if platform_subject(post.platform) == head}
    if kind == "holder":
        return own | {observation_subject(hop.observation_id) for hop in facts.hops if str(hop.holder_no) == key}
    if kind == "sender":
        people = [person for person in facts.subscribers if sender_subject(person.id) == head]
        return own | {post_subject(post.id) for person in people for post in posts_behind(facts, person)}
    return own if kind in {"observation", "post"} else None
