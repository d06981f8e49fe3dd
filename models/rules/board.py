"""盤面の順序: what one more day of waiting costs a case, and by which date one sees it. Pure; the day is given.

Up to a fatal date there are `days` days left (today counted) in which the `stake` posts that hang on it, and on the
fatal dates before it, are still to be saved: each day of waiting loses `stake / days` of them. The date for which that
is most decides. What is red comes first whatever it costs: a day that has come cannot be weighed against a later one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from models.facts import CaseFacts, Deadline
from models.provisions.ladders import Ladder
from models.rules.digests import PAST_DAYS, WEEK_DAYS, is_listed
from models.terms import DeadlineKind, Light

_ORDER = tuple(Light)


@dataclass(frozen=True, kw_only=True)
class BoardDate:
    """One date of a case as the board keeps it; `posts`: the numbers of the posts that hang on it."""

    kind: DeadlineKind
    subject: str
    act_by: date
    due_on: date
    fatal: bool
    posts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What waiting costs on one day.

    `first` is the date on which something is to be done next, `decides` the fatal one by which the most is lost a day
    (`stake` posts in `days` days); `passed` are fatal dates that went by a while ago and stand unanswered.
    """

    light: Light
    first: BoardDate | None = None
    decides: BoardDate | None = None
    stake: int = 0
    days: int = 0
    passed: tuple[BoardDate, ...] = ()

    @property
    def a_day(self) -> Fraction:
        """Posts lost by each day of waiting."""
        return Fraction(self.stake, self.days) if self.decides else Fraction(0)

    @property
    def order(self) -> tuple[int, Fraction, date]:
        """Sorts the costliest first: by colour, by what a day costs, by the next date."""
        return (_ORDER.index(self.light), -self.a_day, self.first.act_by if self.first else date.max)


def board_dates(
    deadlines: Iterable[Deadline], facts: CaseFacts, ladders: Mapping[DeadlineKind, Ladder]
) -> tuple[BoardDate, ...]:
    """The dates on which somebody of the firm is to act, the next first; log lines that die on one day are one date."""
    groups: dict[tuple[DeadlineKind, date, date, bool], list[Deadline]] = {}
    for item in deadlines:
        if item.fatal or is_listed(ladders[item.kind]):
            groups.setdefault((item.kind, item.act_by, item.due_on, item.fatal), []).append(item)
    dates = [
        BoardDate(
            kind=kind,
            subject=shown_subject(items[0].subject, facts),
            act_by=act_by,
            due_on=due_on,
            fatal=fatal,
            posts=tuple(sorted({post for item in items for post in _posts(item.subject, facts)})),
        )
        for (kind, act_by, due_on, fatal), items in groups.items()
    ]
    return tuple(sorted(dates, key=lambda item: (item.act_by, item.due_on, item.kind, item.subject)))


def cost_of_waiting(dates: Iterable[BoardDate], today: date) -> Cost:
    """What one more day of waiting costs. A date that passed over a week ago is named and colours nothing any more."""
    known = sorted(dates, key=lambda item: (item.act_by, item.due_on))
    over = today - timedelta(days=PAST_DAYS)
    live = [item for item in known if item.due_on >= over]
    passed = tuple(item for item in known if item.fatal and item.due_on < over)
    first = live[0] if live else None
    cost = Cost(light=light_of(live, today), first=first, passed=passed)
    lost: set[int] = set()
    for item in live:
        if item.fatal:
            lost.update(item.posts)
            so_far = replace(cost, decides=item, stake=len(lost), days=_days(item, today))
            cost = max(cost, so_far, key=lambda found: found.a_day)
    return cost


def light_of(dates: Iterable[BoardDate], today: date) -> Light:
    """Red when a safe day is here or past, amber within the week, green later, none without a date."""
    first = min((item.act_by for item in dates if item.due_on >= today - timedelta(days=PAST_DAYS)), default=None)
    if first is None:
        return Light.NONE
    if first <= today:
        return Light.RED
    return Light.AMBER if first <= today + timedelta(days=WEEK_DAYS) else Light.GREEN


def shown_subject(subject: str, facts: CaseFacts) -> str:
    """A subject that can be said without the case: a post by its number, a log holder with its provider's key."""
    head, slash, letter = subject.partition("/")
    kind, _, key = head.partition(":")
    if kind == "post":
        head = f"post:{next((post.no for post in facts.posts if str(post.id) == key), key)}"
    elif kind == "holder":
        provider = next((hop.provider for hop in facts.hops if str(hop.holder_no) == key), "")
        head = f"{head}:{provider}" if provider else head
    return f"{head}{slash}{letter}"


def _days(item: BoardDate, today: date) -> int:
    """Days left to act, today counted; what has passed costs all of it every day."""
    return max((item.act_by - today).days + 1, 1)


def _posts(subject: str, facts: CaseFacts) -> frozenset[int]:
    """The numbers of the posts that hang on a subject; all of the case where it names none."""
    kind, _, key = subject.partition("/")[0].partition(":")
    if kind == "platform":
        found = {post.id for post in facts.posts if post.platform == key}
    elif kind == "post":
        found = {post.id for post in facts.posts if str(post.id) == key}
    elif kind == "observation":
        found = {line.post_id for line in facts.observations if str(line.id) == key}
    elif kind == "holder":
        found = _held(key, facts)
    else:
        found = _held(next((str(who.holder_no) for who in facts.subscribers if str(who.id) == key), ""), facts)
    return frozenset(post.no for post in facts.posts if not found or post.id in found)


def _held(holder_no: str, facts: CaseFacts) -> set[int]:
    lines = {hop.observation_id for hop in facts.hops if str(hop.holder_no) == holder_no}
    return {line.post_id for line in facts.observations if line.id in lines}
