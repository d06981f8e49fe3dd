"""Courtesy to the registries: token bucket, daily budget and breaker as arithmetic over a state and a moment.

A question is never slept for: the rules say how long to wait, and the flow comes back then (whois.md §3).
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

FAILURES_THAT_OPEN = 3
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
LONGEST_LIMIT = timedelta(hours=24)
PROBE = timedelta(minutes=1)
"""While the first question after a rest is under way, nobody else asks."""
_DOUBLINGS = 10


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How one service of a registry may be asked.

    One token comes back every `spacing_seconds`, at most `burst` are saved up; `connections` at a time, `per_day`
    questions a day (UTC), None for no budget; `limit_rest_seconds` alone after it says that it limits us.
    """

    spacing_seconds: float
    burst: int
    connections: int
    per_day: int | None
    limit_rest_seconds: float


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """One service as it was left: `tokens` at `counted_at`, `asked` questions on the day `asked_on` (UTC).

    `failures` in a row; until `resting_until` nobody asks.
    """

    tokens: float
    counted_at: datetime
    asked_on: date
    asked: int
    failures: int = 0
    resting_until: datetime | None = None


def fresh(pace: Pace, now: datetime) -> ServiceState:
    """A service never asked before: all tokens are there."""
    return ServiceState(tokens=float(pace.burst), counted_at=now, asked_on=_day(now), asked=0)


def rest_seconds(state: ServiceState, now: datetime) -> float:
    """How long the service still has to be left alone, 0 when it need not be."""
    if state.resting_until is None or state.resting_until - now > LONGEST_LIMIT:
        return 0.0  # a rest longer than any is a clock that was set back
    return max(0.0, (state.resting_until - now).total_seconds())


def wait_seconds(state: ServiceState, pace: Pace, now: datetime) -> float:
    """How long until a token is there and the day's budget allows a question; 0 when it may be asked now."""
    if pace.per_day is not None and state.asked_on == _day(now) and state.asked >= pace.per_day:
        midnight = datetime.combine(_day(now) + timedelta(days=1), time(), UTC)
        return (midnight - now).total_seconds()
    return max(0.0, 1.0 - _tokens(state, pace, now)) * pace.spacing_seconds


def asked(state: ServiceState, pace: Pace, now: datetime) -> ServiceState:
    """Take a token. The first question after a rest is a probe: the others wait for what becomes of it."""
    today = state.asked if state.asked_on == _day(now) else 0
    probing = state.resting_until is not None
    return replace(
        state,
        tokens=_tokens(state, pace, now) - 1.0,
        counted_at=now,
        asked_on=_day(now),
        asked=today + 1,
        resting_until=now + PROBE if probing else None,
    )


def answered(state: ServiceState) -> ServiceState:
    """It answered: whatever was wrong is over."""
    return replace(state, failures=0, resting_until=None)


def left_as_it_was(state: ServiceState) -> ServiceState:
    """The question was broken off: nothing is known."""
    return state


def silent(state: ServiceState, now: datetime, retry_after: float | None) -> ServiceState:
    """It did not answer: after three failures in a row it rests, twice as long each time, at most an hour."""
    failures = state.failures + 1
    rest = timedelta(seconds=retry_after or 0.0)
    if failures >= FAILURES_THAT_OPEN:
        rest = max(rest, _doubled(FIRST_REST, failures - FAILURES_THAT_OPEN, LONGEST_REST))
    return replace(state, failures=failures, resting_until=now + min(rest, LONGEST_LIMIT) if rest else None)


def limited(state: ServiceState, pace: Pace, now: datetime, retry_after: float | None) -> ServiceState:
    """It limits us: it rests as long as it said, else as its pace says, twice as long each further time."""
    base = timedelta(seconds=pace.limit_rest_seconds if retry_after is None else retry_after)
    rest = _doubled(base, state.failures, LONGEST_LIMIT)
    return replace(state, failures=state.failures + 1, resting_until=now + rest)


def _tokens(state: ServiceState, pace: Pace, now: datetime) -> float:
    """Tokens at `now`; time that ran backwards brings none."""
    passed = max(0.0, (now - state.counted_at).total_seconds())
    return min(float(pace.burst), state.tokens + passed / pace.spacing_seconds)


def _doubled(base: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(base * (1 << min(times, _DOUBLINGS)), longest)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
