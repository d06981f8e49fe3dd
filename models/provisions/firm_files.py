"""The firm's own profile folder: what may lie in it, how its files are named, and its versions over ours."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

from models.provisions.calendar import ONE_DAY
from models.provisions.court_law import Money
from models.provisions.figures import Figure

FOLDERS: Final = ("platforms", "providers", "statutes", "timetables")
FILES: Final = (
    "calendar.toml",
    "fees.toml",
    "log_lines.toml",
    "money.toml",
    "reminders.toml",
    "retention.toml",
    "timetable.toml",
    "wording.toml",
)
KNOWN: Final = (*FOLDERS, *FILES)
V = TypeVar("V", Figure, Money)


def own_name(path: Path, firm: Path | None) -> str:
    """Return the file's name inside the firm's folder, empty when it lies elsewhere."""
    return path.relative_to(firm).as_posix() if firm and path.is_relative_to(firm) else ""


def strangers(firm: Path | None) -> Iterator[str]:
    """Yield a fault for each folder and TOML file that nobody reads: a misspelt name must not be silently ignored."""
    for path in sorted(firm.iterdir()) if firm and firm.is_dir() else ():
        if path.name not in KNOWN and not path.name.startswith(".") and (path.is_dir() or path.suffix == ".toml"):
            yield f"profiles/{path.name}: nobody reads it; known: {', '.join(KNOWN)}"


def with_firms(ours: Iterable[V], firms: Iterable[V]) -> dict[str, list[V]]:
    """Lay the firm's versions over ours, by key and `valid_from`; ours ends the day before a later one of theirs."""
    laid: dict[tuple[str, date], V] = {(figure.key, figure.valid_from): figure for figure in chain(ours, firms)}
    found: dict[str, list[V]] = {}
    for figure in laid.values():
        found.setdefault(figure.key, []).append(figure)
    return {key: [_ended(figure, versions) for figure in versions] for key, versions in found.items()}


def _ended(figure: V, versions: Iterable[V]) -> V:
    later = [v.valid_from for v in versions if v.origin and v.valid_from > figure.valid_from]
    last = min(later, default=None)
    if figure.origin or last is None or (figure.valid_to and figure.valid_to < last):
        return figure
    return replace(figure, valid_to=last - ONE_DAY)
