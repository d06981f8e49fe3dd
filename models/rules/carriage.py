"""送り方: when a date may be said, as a mail of its own or as a line of the digest, and who must own it by when."""

from datetime import date, datetime, timedelta

from models.facts import Deadline
from models.provisions.calendar import CourtCalendar
from models.provisions.ladders import Ladder, Office
from models.rules.japan_time import JST, japan_date
from models.rules.office_hours import is_open, office_moment

DIGEST_LEAD = timedelta(hours=2)  # a line is written that long before its digest, so that a slow sweep misses none


def days_left(deadline: Deadline, day: date) -> int:
    """Return how many days lie between that day and the safe day; negative once it has passed."""
    return (deadline.act_by - day).days


def is_urgent(deadline: Deadline, day: date, office: Office) -> bool:
    """Say whether on that day the date must be said at any hour: it is fatal and its last days have come."""
    return deadline.fatal and days_left(deadline, day) <= office.urgent_days


def first_moment(deadline: Deadline, as_of: datetime, calendar: CourtCalendar, office: Office) -> datetime:
    """Return when a mail on it may leave: in office hours, but a fatal one no later than its urgent days begin."""
    if is_urgent(deadline, japan_date(as_of), office):
        return as_of
    in_hours = office_moment(as_of, calendar, office)
    if not deadline.fatal:
        return in_hours
    urgent_on = deadline.act_by - timedelta(days=office.urgent_days)
    return min(in_hours, opening(urgent_on, office))


def may_leave(*, fatal: bool, act_by: date | None, now: datetime, calendar: CourtCalendar, office: Office) -> bool:
    """Say whether a mail may leave now, late or tried again: outside hours only a fatal date in its last days may."""
    if is_open(now, calendar, office):
        return True
    return fatal and act_by is not None and (act_by - japan_date(now)).days <= office.urgent_days


def changes_the_day(deadline: Deadline, day: date, office: Office, *, is_news: bool) -> bool:
    """Say whether what is read on that day changes what is done on it: a mail of its own, no line of the digest."""
    left = days_left(deadline, day)
    near = office.near_days if is_news else 0
    return left <= max(near, office.pressing_days if deadline.fatal else 0)


def to_own(deadline: Deadline, ladder: Ladder, day: date, office: Office) -> tuple[int | None, bool]:
    """Return within how many hours it must be owned (None: nobody need), and whether by the clock or the office's."""
    return time_to_own(deadline, day, office) if ladder.acknowledge else (None, False)


def time_to_own(deadline: Deadline, day: date, office: Office) -> tuple[int, bool]:
    """Return the same for a date that somebody must own."""
    left = days_left(deadline, day)
    if left <= 0:
        return office.last_ack_hours, True
    return (office.pressing_ack_hours if left <= office.pressing_days else office.ack_hours), False


def look_at(deadline: Deadline, day: date, office: Office) -> datetime:
    """Return when to look at a case of which a rung falls on that day: in time for the digest, or when it is urgent."""
    if is_urgent(deadline, day, office):
        return opening(day, office)
    return datetime.combine(day, office.digest_at, tzinfo=JST) - DIGEST_LEAD


def opening(day: date, office: Office) -> datetime:
    """Return the hour at which the office opens, on that very day, open or not."""
    return datetime.combine(day, office.opens, tzinfo=JST)
