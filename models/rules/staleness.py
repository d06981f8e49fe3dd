"""数字の鮮度: figures of the law and of practice that nobody has checked for a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Final

from models.provisions.calendar import ONE_DAY
from models.provisions.figures import Sourced
from models.provisions.law import Law
from models.provisions.length import Length
from models.rules.periods import last_day_of

UNCHECKED_FOR: Final = Length(count=12, unit="m")
_NAMES: Final = ("regime_id", "valid_from", "key")


@dataclass(frozen=True, kw_only=True)
class StaleFigure:
    """A figure last looked up too long ago: `place` is its path in the law data, `origin` names the firm's own file."""

    place: str
    source: str
    checked_on: date
    origin: str


def stale_figures(law: Law, today: date, also: Mapping[str, Sourced]) -> tuple[StaleFigure, ...]:
    """Return every figure unchecked for twelve months, oldest first; a firm's override is judged by its own day.

    `also`: what is kept beside the law, by name. A figure inside another with the same source and day is not repeated.
    """
    found = {
        StaleFigure(place=place, source=figure.source, checked_on=figure.checked_on, origin=figure.origin): None
        for place, figure in (*_sourced(law, ""), *also.items())
        if is_stale(figure.checked_on, today)
    }
    return tuple(sorted(found, key=lambda stale: (stale.checked_on, stale.place)))


def is_stale(checked_on: date, today: date) -> bool:
    """Say whether twelve months have passed since the day of the check."""
    return last_day_of(checked_on + ONE_DAY, UNCHECKED_FOR) < today


def _sourced(value: object, place: str, outer: Sourced | None = None) -> Iterator[tuple[str, Sourced]]:
    """Every figure below a value with its path."""
    if isinstance(value, Sourced):
        if outer is None or _checked(value) != _checked(outer):
            yield place, value
        outer = value
    for name, inner in _inside(value):
        yield from _sourced(inner, f"{place}{name}".removeprefix("."), outer)


def _inside(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from ((f".{key}", inner) for key, inner in value.items())
    elif isinstance(value, tuple):
        yield from ((f"[{_name(inner, number)}]", inner) for number, inner in enumerate(value, start=1))
    elif is_dataclass(value):
        yield from ((f".{field.name}", getattr(value, field.name)) for field in fields(value))


def _name(value: object, number: int) -> str:
    """How a member of a list is told from the others: a version by its first day."""
    return next((str(getattr(value, name)) for name in _NAMES if hasattr(value, name)), str(number))


def _checked(figure: Sourced) -> tuple[str, date]:
    return figure.source, figure.checked_on
