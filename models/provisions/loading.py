"""Reads the law and the profiles from TOML files, checks all of them at once, and keeps the result."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from models.provisions import shapes
from models.provisions.calendar import CourtCalendar
from models.provisions.court_law_files import read_court_law
from models.provisions.faults import LawError
from models.provisions.figures import Figure, Retention, firm_origin
from models.provisions.firm_files import own_name, strangers, with_firms
from models.provisions.ladders import read_alarms
from models.provisions.law import Law
from models.provisions.log_lines import read_log_lines
from models.provisions.reading import Entry
from models.provisions.regimes import Regime
from models.provisions.timetable_files import read_timetable
from models.terms import ProviderCategory

_MODELS: Final = Path(__file__).resolve().parent.parent
LAW_FOLDER: Final = _MODELS / "law"
PROFILE_FOLDER: Final = _MODELS / "profiles"


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


class _Versioned(Protocol):
    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


K = TypeVar("K", bound=_Keyed)
T = TypeVar("T")
V = TypeVar("V", bound=_Versioned)


@lru_cache(maxsize=8)
def load_law(firm_profiles: Path | None = None) -> Law:
    """Read models/law and models/profiles, then the firm's folder over them.

    The firm's folder holds what `firm_files.KNOWN` names, each optional: whole profiles by key, versions of statutes'
    figures by key and `valid_from`, classes by category, fees by section, closed days, routes and their days.
    Cached per folder for the life of the process. Raises LawError with every fault of every file.
    """
    faults: list[str] = []
    reader = _Reader(faults=faults, firm=firm_profiles)
    faults += strangers(firm_profiles)
    folders = [PROFILE_FOLDER, firm_profiles] if firm_profiles else [PROFILE_FOLDER]
    platforms = reader.profiles(folders, "platforms", shapes.platform)
    law = Law(
        figures=reader.figures(),
        regimes=reader.regimes(),
        platforms=platforms,
        providers=reader.profiles(folders, "providers", shapes.provider),
        classes=reader.classes(),
        log_lines=read_log_lines(reader.open, firm_profiles),
        calendar=reader.calendar(),
        fees=shapes.finished(reader.overlaid("fees.toml"), shapes.fees),
        courts=read_court_law(reader.open, reader.in_order, firm_profiles),
        timetable=read_timetable(reader.open, reader.in_order, firm_profiles, platforms, faults),
        alarms=read_alarms(reader.overlaid("reminders.toml")),
    )
    if faults:
        raise LawError(faults)
    return law


@dataclass(frozen=True, kw_only=True)
class _Reader:
    faults: list[str] = field(default_factory=list)
    firm: Path | None = None

    def open(self, path: Path) -> Entry:
        own = own_name(path, self.firm)
        name = f"profiles/{own}" if own else f"{path.parent.name}/{path.name}"
        data = self._parsed(path, name)
        faults = [] if data is None else self.faults
        origin = firm_origin(own) if own else ""
        return Entry(file=name, where=path.stem, data=data or {}, faults=faults, origin=origin)

    def of_firm(self, name: str) -> Path | None:
        path = self.firm / name if self.firm else None
        return path if path and path.exists() else None

    def overlaid(self, name: str) -> Entry:
        path = self.of_firm(name)
        return replace(self.open(LAW_FOLDER / name), over=self.open(path) if path else None)

    def one(self, path: Path, read: Callable[[Entry], T]) -> T:
        return shapes.finished(self.open(path), read)

    def list_of(self, path: Path, key: str, read: Callable[[Entry], T]) -> tuple[T, ...]:
        top = self.open(path)
        found = tuple(shapes.finished(entry, read) for entry in top.tables(key))
        top.finish()
        return found

    def figures(self) -> Mapping[str, tuple[Figure, ...]]:
        ours = self.statutes(LAW_FOLDER)
        firms = self.statutes(self.firm) if self.firm else ()
        return {key: tuple(self.in_order(versions, key)) for key, versions in with_firms(ours, firms).items()}

    def statutes(self, folder: Path) -> tuple[Figure, ...]:
        found = (self.list_of(path, "figure", shapes.figure) for path in _files(folder / "statutes"))
        return tuple(figure for figures in found for figure in figures)

    def classes(self) -> Mapping[ProviderCategory, Retention]:
        own = self.of_firm("retention.toml")
        paths = [LAW_FOLDER / "retention.toml", *([own] if own else [])]
        return dict(found for path in paths for found in self.list_of(path, "class", shapes.class_retention))

    def regimes(self) -> tuple[Regime, ...]:
        found = (self.one(path, shapes.regime) for path in _files(LAW_FOLDER / "regimes"))
        return tuple(self.in_order(found, "regime"))

    def profiles(self, folders: Iterable[Path], kind: str, read: Callable[[Entry], K]) -> Mapping[str, K]:
        found: dict[str, K] = {}
        for folder in folders:
            for path in _files(folder / kind):
                profile = self.one(path, read)
                if profile.key not in {"", path.stem}:
                    self.faults.append(
                        f"{kind}/{path.name}: key = {profile.key!r}: write the file's name, {path.stem!r}"
                    )
                found[profile.key] = profile
        return found

    def calendar(self) -> CourtCalendar:
        entry = self.overlaid("calendar.toml")
        calendar = shapes.calendar(entry)
        entry.finish()
        return calendar

    def in_order(self, versions: Iterable[V], key: str) -> list[V]:
        ordered = sorted(versions, key=lambda v: v.valid_from)
        for earlier, later in pairwise(ordered):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                self.faults.append(
                    f"{key}: version from {earlier.valid_from} overlaps the one from {later.valid_from}: "
                    f"write valid_to = the day before {later.valid_from}"
                )
        return ordered

    def _parsed(self, path: Path, name: str) -> Mapping[str, Any] | None:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"{name}: {error}: make it a readable UTF-8 TOML file")
            return None


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.toml")))
