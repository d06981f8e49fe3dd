"""Every day of 2015-2035 against the second counter of `day_counter`."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.provisions import load_law, parse_length
from models.rules import periods
from models.terms import PeriodRule
from tests.models.rules import day_counter

LAW = load_law()
DAY = timedelta(days=1)
FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)
RULES = [rule for rule in PeriodRule if rule is not PeriodRule.WINDOW]
USED = sorted({(str(f.length), f.rule, f.safe_early) for versions in LAW.figures.values() for f in versions})
ODD = {"1d", "7d", "93d", "1w", "1m", "2m", "3m", "11m", "13m", "1y", "4y"}
LENGTHS = sorted({length for length, _, _ in USED} | ODD)
LONG = [text for text in LENGTHS if text.endswith("y") and int(text[:-1]) > 3]
PARSED = {text: parse_length(text) for text in LENGTHS}


def every_day(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def is_long_walk_worth_it(day: date) -> bool:
    """Walking twenty years takes 7,305 steps: from the ends of months of one leap cycle, and by chance below."""
    return day.year <= FIRST.year + 4 and ((day + 3 * DAY).day < day.day or day.day == 1)


@pytest.fixture(scope="module")
def walked() -> dict[date, dict[str, date]]:
    """Where each length ends when the day is the first that counts."""
    short = [text for text in LENGTHS if text not in LONG]
    return {
        day: day_counter.last_days(day, LENGTHS if is_long_walk_worth_it(day) else short)
        for day in every_day(FIRST, LAST + DAY)
    }


def test_every_day_and_every_length_end_on_the_walked_day(walked: dict[date, dict[str, date]]) -> None:
    for first, ends in walked.items():
        assert {text: periods.last_day_of(first, PARSED[text]) for text in ends} == ends, first


@pytest.mark.parametrize(("length", "rule", "safe"), USED)
def test_every_figure_of_the_law_from_every_day(
    length: str, rule: PeriodRule, walked: dict[date, dict[str, date]], *, safe: bool
) -> None:
    for event in every_day():
        raw = walked[day_counter.first_counted(event, rule, midnight=False)].get(length)
        if raw is None:
            continue
        period = periods.count(event=event, length=PARSED[length], rule=rule, calendar=LAW.calendar, safe_early=safe)
        assert (period.last_day, period.act_by) == day_counter.expected(raw, rule, safe=safe), event


@pytest.mark.parametrize("rule", RULES)
def test_every_last_day_rolls_as_its_article_says(rule: PeriodRule) -> None:
    one_day = parse_length("1d")
    for raw, safe in product(every_day(), (False, True)):
        period = periods.count(
            event=raw, length=one_day, rule=rule, calendar=LAW.calendar, starts_at_midnight=True, safe_early=safe
        )
        last, act_by = day_counter.expected(raw, rule, safe=safe)
        assert (period.last_day, period.act_by, period.rolled_from) == (last, act_by, raw if raw != last else None)
        assert period.provisional is (last.year > LAW.calendar.gazetted_through)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    event=st.dates(FIRST, LAST),
    length=st.sampled_from(LENGTHS)
    | st.builds("{}{}".format, st.integers(1, 60), st.sampled_from("dwm"))
    | st.builds("{}d".format, st.integers(61, 800)),
    rule=st.sampled_from(RULES),
    midnight=st.booleans(),
    safe=st.booleans(),
)
def test_agrees_with_the_plain_counter(
    *, event: date, length: str, rule: PeriodRule, midnight: bool, safe: bool
) -> None:
    period = periods.count(
        event=event,
        length=parse_length(length),
        rule=rule,
        calendar=LAW.calendar,
        starts_at_midnight=midnight,
        safe_early=safe,
    )
    first = day_counter.first_counted(event, rule, midnight=midnight)
    raw = day_counter.last_days(first, [length])[length]
    assert period.starts_from == first
    assert period.rolled_from == (raw if raw != period.last_day else None)
    assert (period.last_day, period.act_by) == day_counter.expected(raw, rule, safe=safe)
