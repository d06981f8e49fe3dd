"""経路の計画: one route against the logs it has to reach: latest starts, the binding leg, slack and verdict (§5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from models.facts import LogWindow
from models.provisions import Law
from models.provisions.profiles import PlatformProfile
from models.provisions.timetable import RouteRow
from models.rules.japan_time import japan_date, written
from models.rules.timetable import (
    Leg,
    Pace,
    PlannedLeg,
    backward,
    earliest_open,
    forward,
    legs_of,
    total_days,
    until_platform_reads,
)
from models.terms import Confidence, HolderRole, Verdict

_SHORTER: Final = "任意開示など短い経路の併用を検討してください。"
_UNFINISHED: Final = "最長の日数を{days}日過ぎても終わっていません。督促か、次の経路への切替えを検討してください。"
_WORST_FIRST: Final = (Verdict.OUT_OF_REACH, Verdict.LATE_BY_PLAN, Verdict.FEASIBLE)


@dataclass(frozen=True, kw_only=True)
class Position:
    """到達点: how many legs have begun, and the day the last of them began (None when none has).

    The day may lie ahead: a hearing that is already appointed.
    """

    begun: int = 0
    since: date | None = None


NOT_BEGUN: Final = Position()


@dataclass(frozen=True, kw_only=True)
class RouteLeg:
    """One leg still to begin: its latest starts over all logs, the log that decides them, and the expected days."""

    planned: PlannedLeg
    window: LogWindow
    expected_on: date
    at_worst_on: date


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """One route planned on one day.

    `legs` are those still to begin. `binding` is the first of them: every later leg follows it, so its latest start,
    less the first day on which it can begin (`begins_on`), is the slack; when all have begun it is the last one, and
    the slack is what is left between the expected end and the log's. `bound_by` is the log that decides it.
    `arrives_on`: the day on which the log is kept, by the typical days; `arrives_at_worst_on` by the most.
    """

    route: RouteRow
    site: PlatformProfile | None
    position: Position
    legs: tuple[RouteLeg, ...]
    binding: Leg
    bound_by: LogWindow
    begins_on: date
    slack_days: int
    arrives_on: date
    arrives_at_worst_on: date
    verdict: Verdict
    why_not: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Chain:
    """What is left of a route before one log dies; `quick_on` is the first day the next leg can begin at the best.

    `overdue_days`: by how much the leg that is running has outlasted its most days.
    """

    window: LogWindow
    ends_on: date
    planned: tuple[PlannedLeg, ...]
    begins_on: date
    quick_on: date
    overdue_days: int

    @property
    def slack_days(self) -> int:
        latest = self.planned[0].latest_start if self.planned else self.ends_on
        return (latest - self.begins_on).days

    def verdict(self, on: date) -> Verdict:
        if on >= self.ends_on:
            return Verdict.OUT_OF_REACH
        if self.slack_days >= 0:
            return Verdict.LATE_BY_PLAN if self.overdue_days and not self.planned else Verdict.FEASIBLE
        latest = self.planned[0].latest_if_quick if self.planned else self.ends_on
        return Verdict.LATE_BY_PLAN if self.quick_on <= latest else Verdict.OUT_OF_REACH


def plan_route(
    *,
    route: RouteRow,
    windows: Sequence[LogWindow],
    law: Law,
    on: date,
    site: PlatformProfile | None = None,
    position: Position = NOT_BEGUN,
) -> RoutePlan:
    """Plan a route on a day against every log that it has to reach in time; one of them at least a provider's."""
    legs = legs_of(route, site)
    chains = [chain for window in windows for chain in _chains(window, legs, position, law, on)]
    worst = min(chains, key=lambda chain: (_WORST_FIRST.index(chain.verdict(on)), chain.slack_days, chain.ends_on))
    longest = max(chains, key=_reach)
    remaining = [item.leg for item in longest.planned]
    slow_on = _ready(legs, position, on, law, Pace.SLOW)
    expected, arrives_on, at_worst_on = forward(remaining, starts_on=longest.begins_on, at_worst_on=slow_on)
    verdict = worst.verdict(on)
    return RoutePlan(
        route=route,
        site=site,
        position=position,
        legs=tuple(
            RouteLeg(
                planned=planned, window=window, expected_on=expected[n].expected_on, at_worst_on=expected[n].at_worst_on
            )
            for n, (planned, window) in enumerate(_earliest([(c.planned, c.window) for c in chains], len(remaining)))
        ),
        binding=remaining[0] if remaining else legs[-1],
        bound_by=worst.window,
        begins_on=worst.begins_on,
        slack_days=worst.slack_days,
        arrives_on=arrives_on,
        arrives_at_worst_on=at_worst_on,
        verdict=verdict,
        why_not=_why_not(worst, verdict, legs, on),
        warnings=tuple(dict.fromkeys(_warnings(chains, legs, position))),
    )


def first_start(
    *, route: RouteRow, windows: Sequence[LogWindow], law: Law, site: PlatformProfile | None
) -> tuple[PlannedLeg, LogWindow]:
    """Return the first leg of a route that nobody has begun, and the log that asks for its earliest start."""
    legs = legs_of(route, site)
    alike = {(window.role, japan_date(window.window.closes_earliest)): window for window in reversed(windows)}
    planned = ((_planned(window, legs, NOT_BEGUN, law), window) for window in reversed(alike.values()))
    return next(_earliest([(chain, window) for chain, window in planned if chain], 1))


def serves(route: RouteRow, window: LogWindow) -> bool:
    """Say whether a route is a way to that log: who is asked must be known, and a provider keeps only its own."""
    return route.asks is HolderRole.PLATFORM or window.role is HolderRole.PROVIDER


def _chains(window: LogWindow, legs: tuple[Leg, ...], position: Position, law: Law, on: date) -> Iterator[_Chain]:
    planned = _planned(window, legs, position, law)
    if planned is not None:
        yield _Chain(
            window=window,
            ends_on=japan_date(window.window.closes_earliest),
            planned=planned,
            begins_on=_ready(legs, position, on, law, Pace.TYPICAL),
            quick_on=_ready(legs, position, on, law, Pace.QUICK),
            overdue_days=_overdue(legs, position, on),
        )


def _planned(window: LogWindow, legs: tuple[Leg, ...], position: Position, law: Law) -> tuple[PlannedLeg, ...] | None:
    """Return what is left of the chain to one log, counted back; None when the platform has read its own log."""
    own = until_platform_reads(legs) if window.role is HolderRole.PLATFORM else legs
    if window.role is HolderRole.PLATFORM and position.begun >= len(own):
        return None
    return backward(own[position.begun :], ends_on=japan_date(window.window.closes_earliest), law=law)


def _ready(legs: Sequence[Leg], position: Position, on: date, law: Law, pace: Pace) -> date:
    """Return the first day on which the next leg can begin: not before the running one is over, nor before `on`."""
    if position.since is not None:
        on = max(on, position.since + timedelta(days=legs[position.begun - 1].days(pace)))
    return earliest_open(legs[position.begun], on, law) if position.begun < len(legs) else on


def _overdue(legs: Sequence[Leg], position: Position, on: date) -> int:
    """Return how many days the running leg has outlasted the most it should take."""
    if position.since is None:
        return 0
    return max(0, (on - position.since).days - legs[position.begun - 1].max_days)


def _reach(chain: _Chain) -> int:
    return len(chain.planned)


def _earliest(
    chains: Sequence[tuple[tuple[PlannedLeg, ...], LogWindow]], count: int
) -> Iterator[tuple[PlannedLeg, LogWindow]]:
    """Yield, leg by leg, the earliest of the latest starts at each pace, and whose log asks for the typical one."""
    for number in range(count):
        found = [(planned[number], window) for planned, window in chains if number < len(planned)]
        first, window = min(found, key=lambda pair: pair[0].latest_start)
        quick = min(planned.latest_if_quick for planned, _ in found)
        slow = min(planned.latest_if_slow for planned, _ in found)
        yield replace(first, latest_if_quick=quick, latest_if_slow=slow), window


def _why_not(worst: _Chain, verdict: Verdict, legs: Sequence[Leg], on: date) -> str:
    """Return why the plan does not hold, in Japanese; empty when it does."""
    if verdict is Verdict.FEASIBLE:
        return ""
    if on >= worst.ends_on:
        return f"{written(worst.ends_on)}以後、ログは消えている可能性があります。"
    over = -worst.slack_days
    if not worst.planned and over <= 0:
        return f"「{legs[-1].text}」が{_UNFINISHED.format(days=worst.overdue_days)}"
    if not worst.planned:
        return f"通常の日数では{written(worst.ends_on)}のログ消滅に{over}日間に合いません。"
    first = worst.planned[0]
    text = f"「{first.leg.text}」の最終着手日は{written(first.latest_start)}で、早くても{over}日遅れです。"
    if verdict is Verdict.LATE_BY_PLAN:
        return f"{text}最短の日数で進めば{written(first.latest_if_quick)}の着手まで可能性があります。"
    shortest = total_days(legs, Pace.QUICK)
    return f"{text}最短（全体で{shortest}日）でも{written(worst.ends_on)}のログ消滅に間に合いません。"


def _warnings(chains: Sequence[_Chain], legs: Sequence[Leg], position: Position) -> Iterator[str]:
    """Yield what a plan that holds by the typical days must still say."""
    for chain in chains if not position.begun else ():
        opened_on = japan_date(chain.window.window.opens_at)
        first = chain.planned[0]
        if first.latest_start < opened_on:
            yield f"通常の日数では、投稿（記録）当日の{written(opened_on)}に着手しても間に合いません。{_SHORTER}"
        elif first.latest_if_slow < opened_on:
            slow = sum(planned.leg.max_days for planned in chain.planned)
            yield f"最も長くかかると（{slow}日）、当日の{written(opened_on)}に着手しても間に合いません。{_SHORTER}"
    if chains[0].overdue_days:
        yield f"「{legs[position.begun - 1].text}」が{_UNFINISHED.format(days=chains[0].overdue_days)}"
    if any(leg.confidence is Confidence.LOW for leg in legs):
        yield "所要日数に、出典で確認できていない仮置きの数字（確度L）を含みます。"
