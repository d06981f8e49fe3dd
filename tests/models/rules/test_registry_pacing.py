"""Token bucket, daily budget and breaker of the registries, moment by moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.rules.registry_pacing import (
    LONGEST_LIMIT,
    LONGEST_REST,
    PROBE,
    Pace,
    ServiceState,
    answered,
    asked,
    fresh,
    left_as_it_was,
    limited,
    rest_seconds,
    silent,
    wait_seconds,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def pace(**changes: Any) -> Pace:
    figures = {"spacing_seconds": 6.0, "burst": 1, "connections": 1, "per_day": None, "limit_rest_seconds": 300.0}
    return Pace(**{**figures, **changes})


def test_a_service_never_asked_may_be_asked_at_once_and_then_after_its_spacing() -> None:
    state = asked(fresh(pace(), NOON), pace(), NOON)
    assert wait_seconds(fresh(pace(), NOON), pace(), NOON) == 0
    assert wait_seconds(state, pace(), NOON) == 6.0
    assert wait_seconds(state, pace(), NOON + 2 * SECOND) == pytest.approx(4.0)
    assert wait_seconds(state, pace(), NOON + 6 * SECOND) == 0


def test_a_burst_is_saved_up_and_no_more_than_it() -> None:
    fast = pace(spacing_seconds=1.0, burst=3)
    state = fresh(fast, NOON)
    late = NOON + timedelta(hours=5)
    for _ in range(3):
        assert wait_seconds(state, fast, late) == 0
        state = asked(state, fast, late)
    assert wait_seconds(state, fast, late) == 1.0


def test_never_more_than_ten_in_any_minute_at_ten_a_minute() -> None:
    lacnic = pace(spacing_seconds=6.5)
    state, moment, moments = fresh(lacnic, NOON), NOON, []
    while moment < NOON + timedelta(minutes=5):
        if wait_seconds(state, lacnic, moment) == 0:
            state = asked(state, lacnic, moment)
            moments.append(moment)
        moment += SECOND / 2
    assert max(sum(m <= other < m + timedelta(minutes=1) for other in moments) for m in moments) == 10


def test_the_days_budget_ends_at_midnight_utc() -> None:
    small = pace(spacing_seconds=1.0, per_day=2)
    state = asked(asked(fresh(small, NOON), small, NOON), small, NOON + SECOND)
    assert state.asked == 2
    assert wait_seconds(state, small, NOON + timedelta(hours=1)) == 11 * 3600
    assert wait_seconds(state, small, NOON + timedelta(hours=12)) == 0
    assert asked(state, small, NOON + timedelta(hours=12)).asked == 1


def test_a_clock_set_back_brings_no_token_and_no_endless_wait() -> None:
    state = asked(fresh(pace(), NOON), pace(), NOON)
    earlier = NOON - timedelta(days=400)
    assert wait_seconds(state, pace(), earlier) == 6.0
    resting = limited(state, pace(), NOON, None)
    assert rest_seconds(resting, earlier) == 0
    assert rest_seconds(state, NOON) == 0


def after_silences(count: int, **more: Any) -> ServiceState:
    state = fresh(pace(), NOON)
    for _ in range(count):
        state = silent(state, NOON, more.get("retry_after"))
    return state


@pytest.mark.parametrize(("failures", "rest"), [(1, 0), (2, 0), (3, 60), (4, 120), (5, 240), (9, 3600), (40, 3600)])
def test_the_breaker_opens_at_the_third_silence_for_a_growing_time(failures: int, rest: float) -> None:
    assert rest_seconds(after_silences(failures), NOON) == rest
    assert timedelta(seconds=rest) <= LONGEST_REST


def test_a_silence_that_names_its_time_rests_for_it_at_once_but_not_for_ever() -> None:
    assert rest_seconds(after_silences(1, retry_after=30.0), NOON) == 30
    assert rest_seconds(after_silences(3, retry_after=30.0), NOON) == 60
    assert rest_seconds(after_silences(1, retry_after=10.0**7), NOON) == LONGEST_LIMIT.total_seconds()


def test_a_limit_rests_as_long_as_it_says_or_as_its_pace_says_then_twice_as_long() -> None:
    once = limited(fresh(pace(), NOON), pace(), NOON, None)
    assert rest_seconds(once, NOON) == 300
    assert rest_seconds(limited(once, pace(), NOON, None), NOON) == 600
    assert rest_seconds(limited(fresh(pace(), NOON), pace(), NOON, 7.0), NOON) == 7
    assert rest_seconds(limited(fresh(pace(), NOON), pace(), NOON, 10.0**7), NOON) == LONGEST_LIMIT.total_seconds()


def test_after_a_rest_one_probe_goes_out_and_decides() -> None:
    resting = after_silences(3)
    over = NOON + timedelta(seconds=60)
    assert rest_seconds(resting, over) == 0
    probing = asked(resting, pace(), over)
    assert rest_seconds(probing, over) == PROBE.total_seconds()
    assert rest_seconds(silent(probing, over, None), over) == 120
    assert left_as_it_was(probing) == probing
    well = answered(probing)
    assert (well.failures, rest_seconds(well, over)) == (0, 0)
    assert rest_seconds(asked(well, pace(), over), over) == 0
