"""Reads models/law/timetables, then a firm's `timetables/*.toml` (whole routes) and `timetable.toml` (figures)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from models.provisions import timetable_shapes as shapes
from models.provisions.figures import firm_origin
from models.provisions.reading import Entry
from models.provisions.timetable import RouteRow, Timetable

FOLDER: Final = Path(__file__).resolve().parent.parent / "law" / "timetables"
Opened = Callable[[Path], Entry]
InOrder = Callable[[Iterable[RouteRow], str], list[RouteRow]]


def read_timetable(
    opened: Opened, in_order: InOrder, firm: Path | None, platforms: Collection[str], faults: list[str]
) -> Timetable:
    """Read every route; a firm's route replaces ours of the same key.

    `platforms`: keys that a firm's figure may name. Every fault goes to `faults`.
    """
    routes = _routes(opened, in_order, FOLDER)
    if firm is None:
        return _checked(Timetable(routes=routes), faults)
    routes |= {
        key: tuple(replace(version, origin=firm_origin(f"timetables/{key}.toml")) for version in versions)
        for key, versions in _routes(opened, in_order, firm / "timetables").items()
    }
    file = firm / "timetable.toml"
    found = _with_own(opened(file), routes, platforms) if file.exists() else Timetable(routes=routes)
    return _checked(found, faults)


def _routes(opened: Opened, in_order: InOrder, folder: Path) -> dict[str, tuple[RouteRow, ...]]:
    found: dict[str, list[RouteRow]] = {}
    for path in sorted(folder.glob("*.toml")):
        entry = opened(path)
        row = shapes.route(entry)
        entry.finish()
        found.setdefault(row.key, []).append(row)
    return {key: tuple(in_order(versions, f"route {key}")) for key, versions in found.items()}


def _with_own(entry: Entry, routes: Mapping[str, tuple[RouteRow, ...]], platforms: Collection[str]) -> Timetable:
    newest = {key: versions[-1] for key, versions in routes.items()}
    own = tuple(shapes.own_days(entry, newest, platforms))
    closed = shapes.closed_days(entry)
    entry.finish()
    laid = {
        key: tuple(shapes.with_own_days(version, own, firm_origin("timetable.toml")) for version in versions)
        for key, versions in routes.items()
    }
    return Timetable(routes=laid, firm_closed=closed)


def _checked(timetable: Timetable, faults: list[str]) -> Timetable:
    """Note a fallback that names no route."""
    known = ", ".join(sorted(timetable.routes))
    faults += [
        f"route {version.key}.falls_back_to = {version.falls_back_to!r}: write one of {known}"
        for versions in timetable.routes.values()
        for version in versions
        if version.falls_back_to not in {"", *timetable.routes}
    ]
    return timetable
