"""A day as somebody typed it on the command line."""

from collections.abc import Iterator, Mapping
from datetime import date

from models.answers.faults import Fault, Faults
from models.answers.moments import MomentFault, parse_day
from models.rules.japan_time import japan_date
from tasks.clock import SystemClock


def day_typed(field: str, text: str) -> date:
    """Read a day such as 2026-11-22. Raises Faults naming the field, the value and the cure."""
    if faults := list(day_faults({field: text})):
        raise Faults(faults)
    return parse_day(text)


def day_faults(days: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each field whose text is no day."""
    for field, text in days.items():
        try:
            parse_day(text)
        except MomentFault as fault:
            yield Fault(field=field, value=text, cure=str(fault))


def today() -> date:
    """Return the day it is in Japan."""
    return japan_date(SystemClock().now())
