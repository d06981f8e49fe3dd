"""The court calendar against a second holiday library, and its own closed days."""

from dataclasses import replace
from datetime import date, timedelta

import jpholiday
import pytest

from models.provisions import load_law
from models.rules.court_calendar import CourtCalendar

CALENDAR = load_law().calendar


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_holidays_agree_with_a_second_library() -> None:
    different = [
        day
        for day in days_of(date(2015, 1, 1), date(2035, 12, 31))
        if CALENDAR.holiday(day) is not bool(jpholiday.is_holiday(day))
    ]
    assert different == [], "two holiday libraries differ: look the day up in the gazette before releasing"


@pytest.mark.parametrize(
    ("day", "next_open", "previous_open"),
    [
        (date(2026, 12, 29), date(2027, 1, 4), date(2026, 12, 28)),
        (date(2026, 5, 3), date(2026, 5, 7), date(2026, 5, 1)),
        (date(2026, 9, 19), date(2026, 9, 24), date(2026, 9, 18)),
        (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 20)),
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 24)),
        (date(2027, 1, 2), date(2027, 1, 4), date(2026, 12, 28)),
    ],
)
def test_open_days_around(day: date, next_open: date, previous_open: date) -> None:
    assert CALENDAR.next_open(day) == next_open
    assert CALENDAR.previous_open(day) == previous_open


@pytest.mark.parametrize("day", [date(2026, 12, 29), date(2026, 12, 31), date(2024, 1, 2), date(2024, 1, 3)])
def test_the_courts_year_end_is_no_holiday_of_the_holidays_act(day: date) -> None:
    assert CALENDAR.closed(day)
    assert not CALENDAR.holiday(day)
    assert not CALENDAR.sunday_or_holiday(day)


@pytest.mark.parametrize("day", [date(2026, 9, 22), date(2026, 5, 6), date(2027, 3, 22), date(2019, 5, 1)])
def test_substitutes_days_between_holidays_and_single_years_are_holidays(day: date) -> None:
    assert CALENDAR.holiday(day)
    assert CALENDAR.sunday_or_holiday(day)
    assert CALENDAR.closed(day)


def test_saturday_is_closed_for_courts_only() -> None:
    saturday = date(2026, 11, 28)
    assert CALENDAR.closed(saturday)
    assert not CALENDAR.sunday_or_holiday(saturday)
    assert not CALENDAR.holiday(saturday)


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(1948, 12, 31), False),
        (date(1949, 1, 1), True),
        (date(2099, 12, 31), True),
        (date(2100, 1, 1), False),
    ],
)
def test_the_years_whose_holidays_the_library_knows(day: date, *, known: bool) -> None:
    assert CALENDAR.knows(day) is known
    new_years_day = date(day.year, 1, 1)
    assert CALENDAR.holiday(new_years_day) is known


def test_28_december_and_4_january_are_open() -> None:
    assert not CALENDAR.closed(date(2026, 12, 28))
    assert not CALENDAR.closed(date(2027, 1, 4))


def test_beyond_the_gazetted_years_is_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2027, 12, 31))
    assert CALENDAR.is_provisional(date(2028, 1, 1))


def test_a_day_added_by_the_firm_is_closed() -> None:
    added = date(2027, 6, 7)
    calendar = replace(CALENDAR, extra_closed=frozenset({added}))
    assert not CALENDAR.closed(added)
    assert calendar.closed(added)
    assert calendar.next_open(added) == date(2027, 6, 8)
    assert isinstance(calendar, CourtCalendar)
