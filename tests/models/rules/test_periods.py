"""Legal periods: the worked examples of law.md §6, and every day against a plain day-by-day counter."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.provisions import LawError, Length, load_law, parse_length
from models.rules import periods
from models.terms import PeriodRule

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "periods.toml").read_text(encoding="utf-8"))["case"]
CALENDAR = load_law().calendar
DAY = timedelta(days=1)
OPTIONS = ("starts_at_midnight", "safe_early")
ROLLING = (PeriodRule.COURT, PeriodRule.CRIMINAL_COMPLAINT, PeriodRule.CIVIL)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_worked_example(case: dict[str, Any]) -> None:
    period = periods.count(
        event=case["event"],
        length=parse_length(case["length"]),
        rule=PeriodRule(case["rule"]),
        calendar=CALENDAR,
        **{name: case[name] for name in OPTIONS if name in case},
    )
    assert period.last_day == case["last_day"]
    assert period.rolled_from == (case["raw"] if case["raw"] != case["last_day"] else None)
    assert period.act_by == case["act_by"]
    assert period.provisional is case.get("provisional", False)
    if "cites" in case:
        assert [step.cite for step in period.steps] == case["cites"]


def test_every_worked_example_of_the_law_page_is_a_case() -> None:
    numbers = {c["example"].split()[0] for c in CASES}
    assert {"1", "2", "3", "4", "6", "8", "10", "11", "13", "15", "16", "18", "20", "22"} <= numbers


def test_the_steps_say_what_was_done_in_japanese() -> None:
    period = periods.count(event=date(2026, 9, 8), length=parse_length("2w"), rule=PeriodRule.COURT, calendar=CALENDAR)
    assert [s.text for s in period.steps][:2] == [
        "2026年9月8日(火)の初日は算入せず、2026年9月9日(水)から数える",
        "2026年9月9日(水)から2週間を数え、2026年9月22日(火)に満了する",
    ]
    assert "満了日は2026年9月24日(木)" in period.steps[2].text
    assert (period.starts_from, period.length) == (date(2026, 9, 9), "2w")


def test_a_log_window_is_refused() -> None:
    with pytest.raises(LawError, match="retention"):
        periods.count(event=date(2026, 6, 1), length=parse_length("93d"), rule=PeriodRule.WINDOW, calendar=CALENDAR)


def plain_last_day(first: date, length: Length) -> date:
    """Walk day by day from the first counted day; written without the tested module's arithmetic."""
    if length.unit in "dw":
        day = first
        for _ in range(length.count * (7 if length.unit == "w" else 1) - 1):
            day += DAY
        return day
    months_to_pass = length.count * (12 if length.unit == "y" else 1)
    day = first
    while True:
        tomorrow = day + DAY
        if tomorrow.day == 1:
            if months_to_pass == 0:
                return day
            months_to_pass -= 1
        if months_to_pass == 0 and tomorrow.day == first.day:
            return day
        day = tomorrow


def plainly_closed(day: date, rule: PeriodRule) -> bool:
    holiday = bool(jpholiday.is_holiday(day))
    if rule is PeriodRule.CIVIL:
        return holiday or day.isoweekday() == 7
    around_new_year = day.strftime("%m-%d") in {"12-29", "12-30", "12-31", "01-02", "01-03"}
    return holiday or day.isoweekday() in {6, 7} or around_new_year


LENGTHS = st.one_of(
    st.integers(1, 400).map(lambda n: Length(count=n, unit="d")),
    st.integers(1, 60).map(lambda n: Length(count=n, unit="w")),
    st.integers(1, 40).map(lambda n: Length(count=n, unit="m")),
    st.integers(1, 6).map(lambda n: Length(count=n, unit="y")),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    event=st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    length=LENGTHS,
    rule=st.sampled_from([r for r in PeriodRule if r is not PeriodRule.WINDOW]),
    midnight=st.booleans(),
    safe=st.booleans(),
)
def test_agrees_with_a_plain_counter(
    *, event: date, length: Length, rule: PeriodRule, midnight: bool, safe: bool
) -> None:
    period = periods.count(
        event=event, length=length, rule=rule, calendar=CALENDAR, starts_at_midnight=midnight, safe_early=safe
    )
    raw = plain_last_day(event if midnight or rule is PeriodRule.PROSECUTION else event + DAY, length)
    last = raw
    while rule in ROLLING and plainly_closed(last, rule):
        last += DAY
    early = raw
    while plainly_closed(early, PeriodRule.COURT):
        early -= DAY
    assert (period.last_day, period.rolled_from) == (last, raw if raw != last else None)
    courts_take_it_late = rule in {PeriodRule.COURT, PeriodRule.CRIMINAL_COMPLAINT} and not safe
    assert period.act_by == (last if courts_take_it_late else early)


@pytest.mark.parametrize("text", ["2w", "1m", "2m", "6m", "1y", "3y"])
def test_month_ends_of_every_day_in_a_leap_cycle(text: str) -> None:
    length = parse_length(text)
    for offset in range(4 * 366):
        first = date(2026, 1, 1) + offset * DAY
        assert periods.last_day_of(first, length) == plain_last_day(first, length), first
