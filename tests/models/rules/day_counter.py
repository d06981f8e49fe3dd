"""A second counter of periods, written from the articles alone: it walks the calendar one day at a time.

It shares no code and no holiday library with the program. Slow on purpose; nothing here computes a date.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import jpholiday

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 6, 7
YEAR_END = {"12-29", "12-30", "12-31", "01-02", "01-03"}


def last_days(first: date, lengths: Iterable[str]) -> dict[str, date]:
    """The last day of each length ("93d", "2w", "1m", "3y") when `first` is the first day that counts.

    民法141条: a period of days ends with its last day. 143条: months and years go by the calendar and end on the day
    before the one that corresponds to the first, or with the last month when that month has no such day.
    """
    wanted_days, wanted_months = _wanted(lengths)
    found: dict[str, date] = {}
    day, days, months = first, 0, 0
    while wanted_days or wanted_months:
        days += 1
        for length in wanted_days.pop(days, ()):
            found[length] = day
        tomorrow = day + DAY
        if tomorrow.day == 1:
            for length in wanted_months.pop(months, ()):
                found[length] = day
            months += 1
        if tomorrow.day == first.day:
            for length in wanted_months.pop(months, ()):
                found[length] = day
        day = tomorrow
    return found


def _wanted(lengths: Iterable[str]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    days: dict[int, list[str]] = {}
    months: dict[int, list[str]] = {}
    for length in lengths:
        number, unit = int(length[:-1]), length[-1]
        if unit in "dw":
            days.setdefault(number * {"d": 1, "w": 7}[unit], []).append(length)
        else:
            months.setdefault(number * {"m": 1, "y": 12}[unit], []).append(length)
    return days, months


def first_counted(event: date, rule: str, *, midnight: bool) -> date:
    """民法140条: the event's own day does not count unless it begins at 0:00; 刑訴55条1項: a time-bar's always does."""
    return event if midnight or rule == "prosecution" else event + DAY


@cache
def court_closed(day: date) -> bool:
    """民訴95条3項, 刑訴55条3項: Saturday, Sunday, holiday, 2 and 3 January, 29 to 31 December."""
    return day.isoweekday() in {SATURDAY, SUNDAY} or day.strftime("%m-%d") in YEAR_END or holiday(day)


@cache
def holiday(day: date) -> bool:
    """By the second holiday library."""
    return bool(jpholiday.is_holiday(day))


def moves_on(day: date, rule: str) -> bool:
    """Whether a period that would end on this day ends later."""
    if rule in {"court", "criminal_complaint"}:
        return court_closed(day)
    return rule == "civil" and (day.isoweekday() == SUNDAY or holiday(day))


def expected(raw: date, rule: str, *, safe: bool = False) -> tuple[date, date]:
    """The last day after the roll, and the day to act by."""
    last = raw
    while moves_on(last, rule):
        last += DAY
    if rule in {"court", "criminal_complaint"} and not safe:
        return last, last
    return last, open_day_before(raw)


def open_day_before(day: date) -> date:
    """That day when the courts are open, else the nearest open one before it."""
    while court_closed(day):
        day -= DAY
    return day


def day_before_which_all_fits(before: date, length: str) -> date:
    """The latest day after which the whole length still passes before `before` begins (clear days)."""
    day = before - DAY
    while last_days(day + DAY, [length])[length] >= before:
        day -= DAY
    return day
