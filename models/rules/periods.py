"""期間の計算: counts a legal period, rolls it by its article, explains each step (民法138条以下, 民訴95条)."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from models.facts import Period
from models.provisions.calendar import ONE_DAY, CourtCalendar
from models.provisions.faults import LawError
from models.provisions.length import Length
from models.rules import period_steps
from models.rules.firm_days import firm_days
from models.terms import PeriodRule

BACKWARD_RULES: Final = (PeriodRule.COURT, PeriodRule.CIVIL, PeriodRule.NONE)
_DAYS: Final[dict[str, int]] = {"d": 1, "w": 7}
_MONTHS: Final[dict[str, int]] = {"m": 1, "y": 12}
_SURELY_ROLLS: Final = frozenset({PeriodRule.COURT, PeriodRule.CRIMINAL_COMPLAINT})
_CLOSED: Final = {
    PeriodRule.COURT: CourtCalendar.closed,
    PeriodRule.CRIMINAL_COMPLAINT: CourtCalendar.closed,
    PeriodRule.CIVIL: CourtCalendar.sunday_or_holiday,
}


def count(
    *,
    event: date,
    length: Length,
    rule: PeriodRule,
    calendar: CourtCalendar,
    starts_at_midnight: bool = False,
    safe_early: bool = False,
) -> Period:
    """Count a period from its event and return the last day, where it rolled from, and the day to act by.

    `starts_at_midnight`: the event falls on 0:00, so its own day counts (民法140条ただし書).
    `safe_early`: plan as not rolling.
    Raises LawError for the rule `window`: a log's life is no period, see `models.rules.retention`.
    """
    if rule is PeriodRule.WINDOW:
        raise LawError("rule 'window': a log window is not a legal period; use models.rules.retention")
    first_counts = starts_at_midnight or rule is PeriodRule.PROSECUTION
    start = event if first_counts else event + ONE_DAY
    raw = last_day_of(start, length)
    last = _rolled(raw, rule, calendar)
    act_by = last if rule in _SURELY_ROLLS and not safe_early else calendar.previous_open(raw)
    return Period(
        starts_from=start,
        length=str(length),
        rule=rule,
        last_day=last,
        rolled_from=raw if raw != last else None,
        act_by=act_by,
        steps=(
            period_steps.first_day(event, start, rule, starts_at_midnight=starts_at_midnight),
            period_steps.counted(start, length, raw, rule),
            *period_steps.rolled(raw, last, rule),
            *period_steps.planned(start, last, act_by),
            *firm_days(min(raw, act_by), last, calendar),
            *period_steps.provisional(last, calendar),
        ),
        provisional=calendar.is_provisional(last),
    )


def count_back(*, before: date, length: Length, calendar: CourtCalendar, rule: PeriodRule = PeriodRule.COURT) -> Period:
    """Count back from a day before which something must be done: `last_day` is the last day that surely suffices.

    The day itself is not counted and the full length lies between it and the act (clear days, the safe reading).
    A closed day moves back, never forward: the articles that extend a period do not apply to acts done before a day.
    Raises LawError for a rule not in BACKWARD_RULES: complaint, prosecution and log windows only run forward.
    """
    if rule not in BACKWARD_RULES:
        raise LawError(f"rule '{rule}': only runs forward; count back with {', '.join(BACKWARD_RULES)}")
    enough = first_day_back(before, length)
    clear = enough - ONE_DAY
    act_by = calendar.previous_open(clear)
    return Period(
        starts_from=before - ONE_DAY,
        length=str(length),
        rule=rule,
        last_day=act_by,
        rolled_from=clear if clear != act_by else None,
        act_by=act_by,
        steps=(
            period_steps.first_day_back(before, rule),
            period_steps.counted_back(length, enough, clear),
            *period_steps.moved_back(clear, act_by),
            *firm_days(act_by, clear, calendar),
            *period_steps.provisional(clear, calendar),
        ),
        provisional=calendar.is_provisional(clear),
    )


def last_day_of(start: date, length: Length) -> date:
    """Return the last day of a period whose first counted day is `start`, before any roll (民法143条)."""
    if length.unit in _DAYS:
        return start + timedelta(days=length.count * _DAYS[length.unit]) - ONE_DAY
    year, month, month_end = _shifted(start, length.count * _MONTHS[length.unit])
    if start.day > month_end:
        return date(year, month, month_end)
    return date(year, month, start.day) - ONE_DAY


def first_day_back(before: date, length: Length) -> date:
    """Return the latest day from which the whole length has run by the end of the day before `before`."""
    if length.unit in _DAYS:
        return before - timedelta(days=length.count * _DAYS[length.unit])
    year, month, month_end = _shifted(before, -length.count * _MONTHS[length.unit])
    return date(year, month, min(before.day, month_end))


def _shifted(day: date, months: int) -> tuple[int, int, int]:
    """Year, month and last day of the month that lies so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1, monthrange(year, month + 1)[1]


def _rolled(raw: date, rule: PeriodRule, calendar: CourtCalendar) -> date:
    closed = _CLOSED.get(rule)
    day = raw
    while closed and closed(calendar, day):
        day += ONE_DAY
    return day
