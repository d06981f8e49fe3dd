"""逆算表: from the first moment a log may be gone back to the last day each leg can begin, and forward again (§5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final

from models.provisions import Law
from models.provisions.calendar import ONE_DAY
from models.provisions.profiles import PlatformProfile
from models.provisions.timetable import LegDays, LegRow, OpenDays, RouteRow, Sign
from models.terms import Confidence


class Pace(Enum):
    """進み方: which of a leg's three figures is used."""

    TYPICAL = "typical_days"
    QUICK = "min_days"
    SLOW = "max_days"


@dataclass(frozen=True, kw_only=True)
class Leg:
    """区間: one leg with the days that hold for this platform; `confidence` is that of its weakest figure.

    `source` says where the figures come from, the firm's own file included.
    """

    key: str
    text: str
    ours: bool
    reads_platform_log: bool
    typical_days: int
    min_days: int
    max_days: int
    source: str
    confidence: Confidence
    calendars: tuple[OpenDays, ...]
    begun_by: tuple[Sign, ...]

    def days(self, pace: Pace) -> int:
        """Return how long the leg takes at that pace, in calendar days."""
        return int(getattr(self, pace.value))


@dataclass(frozen=True, kw_only=True)
class PlannedLeg:
    """One leg counted back from the log's end.

    `planned_on`: the end less the typical days of this and all later legs, as published, even on a closed day.
    `latest_start`: that day or the open day before it; `latest_if_quick` and `latest_if_slow`: the same for the least
    and the most days.
    """

    leg: Leg
    planned_on: date
    latest_start: date
    latest_if_quick: date
    latest_if_slow: date


@dataclass(frozen=True, kw_only=True)
class ExpectedLeg:
    """One leg counted forward: the day it is expected to begin, and the day if everything before it takes longest."""

    leg: Leg
    expected_on: date
    at_worst_on: date


@lru_cache(maxsize=1024)
def legs_of(route: RouteRow, site: PlatformProfile | None) -> tuple[Leg, ...]:
    """Return the legs of a route with the days of this platform.

    A firm's figure comes before every figure of this release; among either's, the one for this platform comes first.
    """
    return tuple(_leg(row, route, site) for row in route.legs)


def sites_figure(row: LegRow, site: PlatformProfile | None) -> int | None:
    """Return the figure of the platform's profile for this leg, None when it has none or the firm's own rules."""
    if site is None or row.platform_figure is None or (row.origin and not site.origin):
        return None
    return int(getattr(site, row.platform_figure.value))


def backward(legs: Sequence[Leg], *, ends_on: date, law: Law) -> tuple[PlannedLeg, ...]:
    """Return the latest starts of a chain that must be over when the log may be gone, on `ends_on`.

    Every start lies before `ends_on`, on an open day of its leg, and not after the start of the next leg.
    """
    found: list[PlannedLeg] = []
    raw, latest = [ends_on] * 3, [ends_on - ONE_DAY] * 3
    for leg in reversed(legs):
        for pace, days in enumerate((leg.typical_days, leg.min_days, leg.max_days)):
            raw[pace] -= timedelta(days=days)
            latest[pace] = latest_open(leg, min(raw[pace], latest[pace]), law)
        typical, quick, slow = latest
        found.append(
            PlannedLeg(leg=leg, planned_on=raw[0], latest_start=typical, latest_if_quick=quick, latest_if_slow=slow)
        )
    return tuple(reversed(found))


def forward(legs: Sequence[Leg], *, starts_on: date, at_worst_on: date) -> tuple[tuple[ExpectedLeg, ...], date, date]:
    """Return when each leg is expected if the first begins on `starts_on` (at worst on `at_worst_on`), and the end.

    Calendar days as published, never rolled: the end is the day on which the log is kept, and the same at worst.
    """
    found = []
    for leg in legs:
        found.append(ExpectedLeg(leg=leg, expected_on=starts_on, at_worst_on=at_worst_on))
        starts_on += timedelta(days=leg.typical_days)
        at_worst_on += timedelta(days=leg.max_days)
    return tuple(found), starts_on, at_worst_on


def latest_open(leg: Leg, day: date, law: Law) -> date:
    """Return the last day on or before `day` on which this leg can begin."""
    while _closed(leg, day, law):
        day -= ONE_DAY
    return day


def earliest_open(leg: Leg, day: date, law: Law) -> date:
    """Return the first day on or after `day` on which this leg can begin."""
    while _closed(leg, day, law):
        day += ONE_DAY
    return day


def until_platform_reads(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """Return the chain that must be over before the platform's own log is gone: up to the leg in which it reads it.

    That leg only has to begin, so its days are nought. Empty when no leg of the route reads the platform's log.
    """
    for number, leg in enumerate(legs):
        if leg.reads_platform_log:
            return (*legs[:number], replace(leg, typical_days=0, min_days=0, max_days=0))
    return ()


def total_days(legs: Sequence[Leg], pace: Pace) -> int:
    """Return how long the chain takes at that pace."""
    return sum(leg.days(pace) for leg in legs)


def _closed(leg: Leg, day: date, law: Law) -> bool:
    if not leg.calendars:
        return False
    return law.calendar.closed(day) or (OpenDays.FIRM in leg.calendars and day in law.timetable.firm_closed)


def _leg(row: LegRow, route: RouteRow, site: PlatformProfile | None) -> Leg:
    own = row.platforms.get(site.key) if site else None
    typical, source, sure = _typical(row, own, site)
    least, most = (own.min_days, own.max_days) if own else (row.min_days, row.max_days)
    range_source = own.marked(f"{own.source}（確度{own.confidence}）") if own else _range_source(row)
    return Leg(
        key=row.key,
        text=row.text,
        ours=row.ours,
        reads_platform_log=row.reads_platform_log,
        typical_days=typical,
        min_days=min(least, typical),
        max_days=max(most, typical),
        source=route.marked(f"{source}／幅: {range_source}"),
        confidence=weakest(sure, own.confidence if own else row.range_confidence),
        calendars=row.calendars,
        begun_by=row.begun_by,
    )


def _typical(row: LegRow, own: LegDays | None, site: PlatformProfile | None) -> tuple[int, str, Confidence]:
    """Return the typical days, where they come from, and how sure they are."""
    if own and own.typical_days is not None:
        return own.typical_days, own.shown_source, own.confidence
    days = sites_figure(row, site)
    if site and days is not None:
        return days, site.marked(f"{site.name}の日数: {site.source}（確度{site.confidence}）"), site.confidence
    return row.typical_days, row.shown_source, row.confidence


def _range_source(row: LegRow) -> str:
    return row.marked(f"{row.range_source}（確度{row.range_confidence}）")


_ORDER: Final = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def weakest(*levels: Confidence) -> Confidence:
    """Return the least sure of these."""
    return min(levels, key=_ORDER.index)
