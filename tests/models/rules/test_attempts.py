"""When to try again: inside the window, never after it, and with growing care as it closes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.attempts import TIGHTEST_SECONDS, chase_days, delays_within, give_up_day

ASKED = date(2026, 6, 3)
windows = st.none() | st.integers(-400, 400).map(lambda days: ASKED + timedelta(days=days))


@given(st.integers(0, 40), st.floats(-1e6, 1e7), st.floats(0.001, 1e5), st.floats(0.01, 0.9))
def test_all_tries_lie_inside_the_window(count: int, left: float, first: float, share: float) -> None:
    delays = delays_within(count, left, first=first, share=share)
    assert len(delays) <= count
    assert all(delay >= 0 for delay in delays)
    assert sum(delays) < max(left, TIGHTEST_SECONDS)
    assert bool(delays) is (count > 0 and left > TIGHTEST_SECONDS)


def test_delays_double_while_there_is_time_and_shrink_as_it_ends() -> None:
    assert delays_within(5, 1e6) == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert delays_within(4, 2.0) == [0.5, 0.6, 0.36, 0.216]


@pytest.mark.parametrize(
    ("typical", "last_useful", "chases", "give_up"),
    [
        (28, None, ["2026-07-01", "2026-07-15"], "2026-07-29"),
        (28, "2026-06-18", ["2026-06-10", "2026-06-14"], "2026-06-18"),
        (14, "2026-09-01", ["2026-06-17", "2026-06-24"], "2026-07-01"),
        (28, "2026-06-05", ["2026-06-04", "2026-06-05"], "2026-06-05"),
        (28, "2026-06-03", [], "2026-06-03"),
        (28, "2026-05-01", [], "2026-06-03"),
    ],
)
def test_chase_days(typical: int, last_useful: str | None, chases: list[str], give_up: str) -> None:
    last = date.fromisoformat(last_useful) if last_useful else None
    days = chase_days(ASKED, typical_days=typical, last_useful=last)
    assert [str(day) for day in days] == chases
    assert str(give_up_day(ASKED, days, typical_days=typical, last_useful=last)) == give_up


@given(st.integers(1, 120), windows, st.integers(0, 6))
def test_chases_go_forward_inside_the_window_and_silence_is_taken_after_them(
    typical: int, last_useful: date | None, at_most: int
) -> None:
    days = chase_days(ASKED, typical_days=typical, last_useful=last_useful, at_most=at_most)
    assert len(days) <= at_most
    assert all(earlier < later for earlier, later in pairwise((ASKED, *days)))
    assert last_useful is None or all(day <= last_useful for day in days)
    give_up = give_up_day(ASKED, days, typical_days=typical, last_useful=last_useful)
    assert give_up >= (days[-1] if days else ASKED)
    assert last_useful is None or give_up <= max(last_useful, ASKED)
