"""事務所の閉庁日: days that only the firm's own calendar closes; an explanation that they moved says so."""

from datetime import date, timedelta

from models.facts import ExplainedStep
from models.provisions.calendar import CourtCalendar
from models.rules.japan_time import written


def firm_days(first: date, last: date, calendar: CourtCalendar) -> tuple[ExplainedStep, ...]:
    """Return one step for each day between two days (both included, in either order) that the firm's file closes."""
    early, late = min(first, last), max(first, last)
    days = (early + timedelta(days=n) for n in range((late - early).days + 1))
    return tuple(
        ExplainedStep(text=f"{written(day)}は事務所の設定で閉庁日とされている", cite=calendar.origin or "事務所の設定")
        for day in days
        if day in calendar.extra_closed
    )
