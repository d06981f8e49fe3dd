"""所要日数の表: routes to a kept log as chains of legs, each with its days, source and calendar (law.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.provisions.faults import LawError
from models.provisions.figures import Sourced
from models.terms import Confidence, FigureKind, HolderRole, LetterKind, Outcome, StepKind


class OpenDays(StrEnum):
    """開庁日・営業日: whose working days a leg begins on."""

    COURT = "court"
    FIRM = "firm"


class PlatformFigure(StrEnum):
    """サイトごとの日数: the figure of a platform's profile that replaces the typical days of a leg."""

    ANSWER_DAYS = "answer_days"
    ORDER_TO_DISCLOSURE_DAYS = "order_to_disclosure_days"


@dataclass(frozen=True, kw_only=True)
class Sign:
    """着手の事実: what in a case's record shows that a leg has begun, or that its route has to start again.

    A step of this kind with, where given, this letter or outcome; `kind` None means that the log line was disclosed.
    """

    kind: StepKind | None
    letter: LetterKind | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class LegDays(Sourced):
    """Days of one leg. `typical` None keeps the figure below it; `confidence` is that of the typical days."""

    typical_days: int | None
    min_days: int
    max_days: int


@dataclass(frozen=True, kw_only=True)
class LegRow(Sourced):
    """区間: one leg of a route, from the event it is named after to the next.

    `text` is the Japanese label. `calendars`: the days on which it can begin (none: any day). `ours`: begun by an act
    of the firm. `reads_platform_log`: at its beginning the platform's own log must still be there. `range_source` and
    `range_confidence` are those of the least and most days. `platforms`: days of single platforms, by profile key.
    """

    key: str
    text: str
    kind: FigureKind
    calendars: tuple[OpenDays, ...]
    ours: bool
    reads_platform_log: bool
    typical_days: int
    min_days: int
    max_days: int
    range_source: str
    range_confidence: Confidence
    platform_figure: PlatformFigure | None
    begun_by: tuple[Sign, ...]
    platforms: Mapping[str, LegDays]


@dataclass(frozen=True, kw_only=True, eq=False)
class RouteRow(Sourced):
    """経路: a procedure as a chain of legs that ends in the log being kept.

    `asks`: whom it is directed at. `voluntary`: nobody must answer and many do not, so that no plan rests on it.
    `falls_back_to`: the route to take when this one fails. `broken_by`: signs after which it begins anew.
    `valid_to` is the last day, inclusive.
    """

    key: str
    text: str
    procedure: str
    asks: HolderRole
    note: str
    voluntary: bool
    falls_back_to: str
    broken_by: tuple[Sign, ...]
    cite: str
    valid_from: date
    valid_to: date | None
    legs: tuple[LegRow, ...]

    def __eq__(self, other: object) -> bool:
        # One row is one file: as itself it is found at once among what was computed from it.
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def in_force(self, on: date) -> bool:
        """Say whether this version governs that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """All routes, and the days on which the firm is closed though the courts are open."""

    routes: Mapping[str, tuple[RouteRow, ...]] = field(default_factory=dict)
    firm_closed: frozenset[date] = frozenset()

    def route(self, key: str, on: date) -> RouteRow:
        """Return the version of a route in force on that day. Raises LawError naming the known keys."""
        for version in self.routes.get(key, ()):
            if version.in_force(on):
                return version
        known = ", ".join(sorted(route.key for route in self.routes_on(on)))
        raise LawError(f"route {key!r} on {on}: no such route; known: {known}; add one to profiles/timetables")

    def routes_on(self, on: date) -> tuple[RouteRow, ...]:
        """Return every route in force on that day."""
        return tuple(v for versions in self.routes.values() for v in versions if v.in_force(on))
