"""Moments as Japan dates, with plain stdlib arithmetic."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

JST: Final = timezone(timedelta(hours=9), "JST")
_WEEKDAYS: Final = "月火水木金土日"


def japan_date(moment: datetime) -> date:
    """Return the date in Japan of an aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"moment {moment.isoformat()}: has no offset; write e.g. {moment.isoformat()}+09:00")
    return moment.astimezone(JST).date()


def start_of(day: date) -> datetime:
    """Return 0:00 in Japan of that day."""
    return datetime.combine(day, time.min, tzinfo=JST)


def written(day: date) -> str:
    """Return the day as legal papers show it: 2026年9月24日(木)."""
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"
