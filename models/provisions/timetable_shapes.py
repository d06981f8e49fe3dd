"""Reads the routes and their legs, and a firm's own days over them; every fault is noted."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from models.provisions.reading import Entry
from models.provisions.timetable import LegDays, LegRow, OpenDays, PlatformFigure, RouteRow, Sign
from models.terms import Confidence, FigureKind, HolderRole, LetterKind, Outcome, StepKind

OBSERVED: Final = "observed"
_SIGN_CURE: Final = 'write a step, e.g. "hearing_set", "letter_sent/disposition_petition", or "observed"'


def route(entry: Entry) -> RouteRow:
    """Read one route with its legs, in their order."""
    legs = tuple(_finished_leg(inner) for inner in entry.tables("leg"))
    keys = [leg.key for leg in legs]
    if len(set(keys)) < len(keys):
        entry.fault("leg", keys, "give each leg of a route its own key")
    return RouteRow(
        key=entry.text("key"),
        text=entry.text("text"),
        procedure=entry.text("procedure"),
        asks=entry.choice("asks", HolderRole),
        note=entry.text("note"),
        voluntary=entry.flag("voluntary"),
        falls_back_to=entry.text("falls_back_to", optional=True),
        broken_by=_signs(entry, "broken_by"),
        cite=entry.text("cite"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
        legs=legs,
        **_sourced(entry),
    )


def _finished_leg(entry: Entry) -> LegRow:
    leg = _leg(entry)
    entry.finish()
    return leg


def _leg(entry: Entry) -> LegRow:
    least, most = _range(entry)
    typical = entry.number("typical_days")
    if not least <= typical <= most:
        entry.fault("typical_days", typical, f"write a figure between min_days ({least}) and max_days ({most})")
    return LegRow(
        key=entry.text("key"),
        text=entry.text("text"),
        kind=entry.choice("kind", FigureKind),
        calendars=_words(entry, "calendar", OpenDays),
        ours=entry.flag("ours"),
        reads_platform_log=entry.flag("reads_platform_log"),
        typical_days=typical,
        min_days=least,
        max_days=most,
        range_source=entry.text("range_source"),
        range_confidence=entry.choice("range_confidence", Confidence),
        platform_figure=entry.choice("platform_figure", PlatformFigure) if "platform_figure" in entry.data else None,
        begun_by=_signs(entry, "begun_by"),
        platforms=dict(_platforms(entry)),
        **_sourced(entry),
    )


def _platforms(entry: Entry) -> Iterator[tuple[str, LegDays]]:
    for inner in entry.tables("platform") if "platform" in entry.data else ():
        yield inner.text("platform"), _days(inner)
        inner.finish()


def _days(entry: Entry) -> LegDays:
    least, most = _range(entry)
    return LegDays(typical_days=entry.number_or_none("typical_days"), min_days=least, max_days=most, **_sourced(entry))


def _range(entry: Entry) -> tuple[int, int]:
    least, most = entry.number("min_days"), entry.number("max_days")
    if most < least:
        entry.fault("max_days", most, f"write at least min_days ({least})")
    return least, most


@dataclass(frozen=True, kw_only=True)
class OwnDays:
    """A firm's own days of one leg of one route; `platform` is empty when they are meant for every platform."""

    route: str
    leg: str
    platform: str
    days: LegDays


def own_days(entry: Entry, routes: Mapping[str, RouteRow], platforms: Collection[str]) -> Iterator[OwnDays]:
    """Read a firm's own days, one for each [[leg]]; a route, leg or platform that nobody knows is a fault."""
    for inner in entry.tables("leg") if "leg" in entry.data else ():
        own = OwnDays(
            route=inner.text("route"),
            leg=inner.text("leg"),
            platform=inner.text("platform", optional=True),
            days=_days(inner),
        )
        legs = {leg.key: leg for leg in routes[own.route].legs} if own.route in routes else {}
        if own.route not in routes:
            inner.fault("route", own.route, f"write one of {', '.join(sorted(routes))}")
        elif own.leg not in legs:
            inner.fault("leg", own.leg, f"write one of {', '.join(legs)}")
        else:
            _check_typical(inner, own, legs[own.leg])
        if own.platform and own.platform not in platforms:
            inner.fault("platform", own.platform, f"write one of {', '.join(sorted(platforms))}")
        inner.finish()
        yield own


def _check_typical(entry: Entry, own: OwnDays, leg: LegRow) -> None:
    days = own.days
    if days.typical_days is None and own.platform:
        return
    typical = leg.typical_days if days.typical_days is None else days.typical_days
    if not days.min_days <= typical <= days.max_days:
        cure = f"write a figure between min_days ({days.min_days}) and max_days ({days.max_days})"
        entry.fault("typical_days", typical, cure)


def with_own_days(row: RouteRow, own: Iterable[OwnDays], origin: str) -> RouteRow:
    """Return a route with the firm's days in place of those of this release."""
    legs = row.legs
    for given in own:
        if given.route == row.key:
            days = replace(given.days, origin=origin)
            legs = tuple(_laid_over(leg, days, given.platform) if leg.key == given.leg else leg for leg in legs)
    return replace(row, legs=legs)


def _laid_over(leg: LegRow, days: LegDays, platform: str) -> LegRow:
    if platform:
        return replace(leg, platforms={**leg.platforms, platform: days})
    typical = days.typical_days
    return replace(
        leg,
        platforms={key: given for key, given in leg.platforms.items() if given.origin},
        typical_days=leg.typical_days if typical is None else typical,
        min_days=days.min_days,
        max_days=days.max_days,
        source=days.source,
        range_source=days.source,
        range_confidence=days.confidence,
        checked_on=days.checked_on,
        confidence=days.confidence,
        origin=days.origin,
    )


def _sourced(entry: Entry) -> dict[str, Any]:
    return {
        "source": entry.text("source"),
        "checked_on": entry.day("checked_on"),
        "confidence": entry.choice("confidence", Confidence),
    }


def _words(entry: Entry, key: str, kind: type[OpenDays]) -> tuple[OpenDays, ...]:
    words = entry.texts(key)
    known = {member.value for member in kind}
    if unknown := sorted(set(words) - known):
        entry.fault(key, unknown, f"write only {', '.join(sorted(known))}")
        return ()
    return tuple(kind(word) for word in words)


def _signs(entry: Entry, key: str) -> tuple[Sign, ...]:
    found = tuple(_sign(text) for text in entry.texts(key))
    if None in found:
        entry.fault(key, entry.data.get(key), _SIGN_CURE)
    return tuple(sign for sign in found if sign)


def _sign(text: str) -> Sign | None:
    if text == OBSERVED:
        return Sign(kind=None)
    kind, _, said = text.partition("/")
    try:
        if kind == StepKind.LETTER_SENT:
            return Sign(kind=StepKind.LETTER_SENT, letter=LetterKind(said))
        return Sign(kind=StepKind(kind), outcome=Outcome(said) if said else None)
    except ValueError:
        return None


def closed_days(entry: Entry) -> frozenset[date]:
    """Read the days on which the firm is closed."""
    return frozenset(entry.days("closed")) if "closed" in entry.data else frozenset()
