"""Counting back from a day before which something must be done."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.provisions import LawError, load_law, parse_length
from models.rules import periods
from models.terms import PeriodRule
from tests.models.rules.day_counter import day_before_which_all_fits, open_day_before

CALENDAR = load_law().calendar
DAY = timedelta(days=1)
LENGTHS = ["1d", "3d", "7d", "28d", "1w", "2w", "1m", "2m", "3m", "6m", "1y"]


def test_both_readings_are_said_and_the_earlier_is_taken() -> None:
    period = periods.count_back(before=date(2026, 10, 14), length=parse_length("1w"), calendar=CALENDAR)
    assert (period.last_day, period.act_by, period.rolled_from) == (date(2026, 10, 6), date(2026, 10, 6), None)
    assert (period.starts_from, period.length, period.rule) == (date(2026, 10, 13), "1w", PeriodRule.COURT)
    assert [step.text for step in period.steps] == [
        "2026年10月14日(水)の当日は算入せず、前日からさかのぼって数える",
        "1週間前は2026年10月7日(水)。1週間をまるごと間に置く読み方では2026年10月6日(火)までなので、早い方による",
    ]
    assert period.steps[0].cite == "民事訴訟法95条1項、民法140条（さかのぼる計算にも及ぶ）"


def test_a_closed_day_moves_back_and_says_why() -> None:
    period = periods.count_back(
        before=date(2026, 9, 30), length=parse_length("1w"), calendar=CALENDAR, rule=PeriodRule.NONE
    )
    assert (period.rolled_from, period.last_day, period.act_by) == (
        date(2026, 9, 22),
        date(2026, 9, 18),
        date(2026, 9, 18),
    )
    assert "末日を後ろに延ばす規定は、ある日より前にする行為には使えない" in period.steps[2].text
    assert period.steps[2].text.endswith("2026年9月18日(金)までに行う")
    assert period.steps[0].cite.startswith("民法140条")


def test_a_day_moved_back_over_the_turn_of_the_gazetted_year_is_provisional() -> None:
    period = periods.count_back(before=date(2028, 1, 10), length=parse_length("1w"), calendar=CALENDAR)
    assert period.rolled_from == date(2028, 1, 2)
    assert period.last_day == date(2027, 12, 28)
    assert period.provisional
    assert period.steps[-1].cite == "国民の祝日に関する法律2条"


@pytest.mark.parametrize("rule", [PeriodRule.PROSECUTION, PeriodRule.CRIMINAL_COMPLAINT, PeriodRule.WINDOW])
def test_what_only_runs_forward_is_refused(rule: PeriodRule) -> None:
    with pytest.raises(LawError, match=f"rule '{rule}': only runs forward; count back with court, civil, none"):
        periods.count_back(before=date(2026, 10, 14), length=parse_length("1w"), calendar=CALENDAR, rule=rule)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    before=st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    length=st.sampled_from(LENGTHS),
    rule=st.sampled_from(periods.BACKWARD_RULES),
)
def test_agrees_with_walking_back(before: date, length: str, rule: PeriodRule) -> None:
    clear = day_before_which_all_fits(before, length)
    period = periods.count_back(before=before, length=parse_length(length), calendar=CALENDAR, rule=rule)
    assert period.last_day == period.act_by == open_day_before(clear)
    assert period.rolled_from == (clear if clear != period.last_day else None)


@pytest.mark.parametrize("text", ["1m", "2m", "6m", "1y", "2w"])
def test_the_whole_length_fits_between_and_not_a_day_later(text: str) -> None:
    length = parse_length(text)
    for offset in range(4 * 366):
        before = date(2026, 1, 1) + offset * DAY
        enough = periods.first_day_back(before, length)
        assert periods.last_day_of(enough, length) < before
        assert periods.last_day_of(enough + DAY, length) >= before
