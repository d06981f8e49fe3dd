"""Closed days of the courts, from a kept holiday library; computed once per year."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from models.provisions.figures import Sourced

ONE_DAY: Final = timedelta(days=1)
FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2099
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)})


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))


@dataclass(frozen=True, kw_only=True)
class CourtCalendar:
    """裁判所の休日: Saturdays, Sundays, national holidays, 29 December to 3 January (民訴95条3項).

    `gazetted_through`: the last year whose equinox days are published; later holidays are computed.
    `extra_closed`: closed days a firm adds because the law changed after this release.
    `checked`: where the closed days and the gazetted year were read, and when. `origin`: the firm's own file, if any.
    """

    gazetted_through: int
    extra_closed: frozenset[date] = frozenset()
    checked: Sourced | None = None
    origin: str = ""

    def holiday(self, day: date) -> bool:
        """Say whether the day is a holiday under the Holidays Act (substitutes and 国民の休日 included)."""
        return day in _holidays_of(day.year) or day in self.extra_closed

    def sunday_or_holiday(self, day: date) -> bool:
        """Say whether the day is one that 民法142条 names: Saturday and the year's end are not."""
        return day.weekday() == _SUNDAY or self.holiday(day)

    def closed(self, day: date) -> bool:
        """Say whether courts are closed on that day."""
        return day.weekday() >= _SATURDAY or (day.month, day.day) in _YEAR_END or self.holiday(day)

    def next_open(self, day: date) -> date:
        """Return the first open day on or after `day`."""
        while self.closed(day):
            day += ONE_DAY
        return day

    def previous_open(self, day: date) -> date:
        """Return the last open day on or before `day`."""
        while self.closed(day):
            day -= ONE_DAY
        return day

    @staticmethod
    def knows(day: date) -> bool:
        """Say whether the library has holidays for that year (the Holidays Act is of July 1948)."""
        return FIRST_YEAR <= day.year <= LAST_YEAR

    def is_provisional(self, day: date) -> bool:
        """Say whether the day lies beyond the years whose holidays are gazetted."""
        return day.year > self.gazetted_through
