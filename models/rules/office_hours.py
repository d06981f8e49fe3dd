"""就業時間: when a mail is read, and until when it must be owned; working days and hours in Japan."""

from datetime import date, datetime, time, timedelta

from models.provisions.calendar import CourtCalendar
from models.provisions.ladders import Office
from models.rules.japan_time import JST


def is_open(moment: datetime, calendar: CourtCalendar, office: Office) -> bool:
    """Say whether somebody is in the office at that moment."""
    local = moment.astimezone(JST)
    return not calendar.closed(local.date()) and office.opens <= local.time() < office.closes


def office_moment(moment: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    """Return `moment` itself in office hours, else the next opening of the office."""
    return moment if is_open(moment, calendar, office) else _next(moment, office.opens, calendar)


def next_digest(moment: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    """Return the next morning digest at or after that moment."""
    local = moment.astimezone(JST)
    today = _at(local.date(), office.digest_at)
    return today if moment <= today and not calendar.closed(local.date()) else _next(moment, office.digest_at, calendar)


def after_office_hours(moment: datetime, hours: int, calendar: CourtCalendar, office: Office) -> datetime:
    """Return the moment after `hours` hours of the office, counted from `moment`."""
    left, at = timedelta(hours=hours), office_moment(moment, calendar, office)
    while True:
        closing = _at(at.astimezone(JST).date(), office.closes)
        if at + left <= closing:
            return at + left
        left -= closing - at
        at = _next(closing, office.opens, calendar)


def _next(moment: datetime, hour: time, calendar: CourtCalendar) -> datetime:
    """The first `hour` of a working day after that moment."""
    local = moment.astimezone(JST)
    earliest = local.date() if local.time() < hour else local.date() + timedelta(days=1)
    return _at(calendar.next_open(earliest), hour)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=JST)
