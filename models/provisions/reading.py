"""Reads one TOML table into typed values and notes every fault instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from models.provisions.faults import LawError
from models.provisions.length import Length, parse_length
from models.terms import Confidence

E = TypeVar("E", bound=StrEnum)


class SourceFields(TypedDict):
    """The fields by which every figure says where it comes from."""

    source: str
    checked_on: date
    confidence: Confidence


@dataclass(kw_only=True)
class Entry:
    """One table of a file. Readers return a harmless stand-in after noting a fault; `load_law` then raises them all.

    `origin`: how an explanation names the firm's own file, empty for ours. `over`: the firm's table laid over this
    one; a key that it has is read, and found faulty, there.
    """

    file: str
    where: str
    data: Mapping[str, Any]
    faults: list[str]
    origin: str = ""
    over: Entry | None = None
    _seen: set[str] = field(default_factory=set)

    def fault(self, key: str, value: object, cure: str) -> None:
        """Note one fault: file, key, value, cure."""
        owner = self._owner(key)
        if owner is not self:
            owner.fault(key, value, cure)
        elif value is None:
            self.faults.append(f"{self.file}: {self.where}.{key} is missing: {cure}")
        else:
            self.wrong(key, value, cure)

    def wrong(self, key: str, value: object, cure: str) -> None:
        """Note a fault of this very table, whatever lies over it."""
        self.faults.append(f"{self.file}: {self.where}.{key} = {value!r}: {cure}")

    def text(self, key: str, *, optional: bool = False) -> str:
        """Read a non-empty string; an optional one may be missing or empty."""
        value = self._get(key, "" if optional else None)
        if not isinstance(value, str) or (not value and not optional):
            self.fault(key, value, "write a text in quotes")
            return ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of strings; missing means empty."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            self.fault(key, value, 'write a list of texts, e.g. ["a", "b"]')
            return ()
        return tuple(value)

    def number(self, key: str, *, least: int = 0) -> int:
        """Read a whole number of at least `least`."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fault(key, value, f"write a whole number, at least {least}")
            return least
        return value

    def number_or_none(self, key: str) -> int | None:
        """Read a whole number that may be missing."""
        return self.number(key) if self._has(key) else None

    def numbers(self, key: str) -> tuple[int, ...]:
        """Read a list of whole numbers; missing means empty."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(type(v) is int for v in value):
            self.fault(key, value, "write a list of whole numbers, e.g. [7, 3, 1]")
            return ()
        return tuple(value)

    def hour(self, key: str) -> time:
        """Read a time of day in Japan, e.g. "08:00"."""
        value = self.text(key)
        try:
            found = time.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            self.fault(key, value, 'write a time of day in Japan without a zone, e.g. "08:00"')
            return time.min
        return found

    def flag(self, key: str) -> bool:
        """Read true or false; missing means false."""
        value = self._get(key, default=False)
        if not isinstance(value, bool):
            self.fault(key, value, "write true or false")
            return False
        return value

    def day(self, key: str) -> date:
        """Read a date."""
        value = self._get(key)
        if type(value) is not date:
            self.fault(key, value, "write a date without quotes, e.g. 2026-11-22")
            return date.min
        return value

    def day_or_none(self, key: str) -> date | None:
        """Read a date that may be missing."""
        return self.day(key) if self._has(key) else None

    def days(self, key: str) -> tuple[date, ...]:
        """Read a list of dates."""
        value = self._get(key)
        if not isinstance(value, list) or not all(type(v) is date for v in value):
            self.fault(key, value, "write a list of dates, e.g. [2027-05-01]")
            return ()
        return tuple(value)

    def choice(self, key: str, kind: type[E]) -> E:
        """Read one word of a glossary enum."""
        value = self._get(key)
        try:
            return kind(value)
        except ValueError:
            self.fault(key, value, f"write one of {', '.join(m.value for m in kind)}")
            return next(iter(kind))

    def sourced(self) -> SourceFields:
        """Where a figure was read, when, and how sure it is: the fields of `Sourced`, which every figure has."""
        return SourceFields(
            source=self.text("source"),
            checked_on=self.day("checked_on"),
            confidence=self.choice("confidence", Confidence),
        )

    def length(self, key: str) -> Length:
        """Read a length such as "2w"."""
        value = self.text(key)
        try:
            return parse_length(value)
        except LawError:
            self.fault(key, value, "write a count and a unit, e.g. 93d, 2w, 1m or 3y")
            return Length(count=1, unit="d")

    def table(self, key: str) -> Entry | None:
        """Open a sub-table, None when missing."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, value, f"write a table [{key}]")
            return None
        return self._owner(key).child(key, value)

    def needed_table(self, key: str) -> Entry:
        """Open a sub-table that must be there; one fault when missing, none for each of its keys."""
        found = self.table(key)
        if found is None and not self._has(key):
            self.fault(key, None, f"write a table [{key}]")
        return found or Entry(file=self.file, where=key, data={}, faults=[])

    def tables(self, key: str) -> tuple[Entry, ...]:
        """Open a list of sub-tables; missing or wrong is a fault."""
        value = self._get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            self.fault(key, value, f"write at least one [[{key}]]")
            return ()
        owner = self._owner(key)
        return tuple(owner.child(f"{key}[{n}]", v) for n, v in enumerate(value, start=1))

    def words(self, key: str) -> Mapping[str, str]:
        """Read a table of texts."""
        value = self._get(key)
        if not isinstance(value, dict) or not all(isinstance(v, str) and v for v in value.values()):
            self.fault(key, value, f'write a table [{key}] of name = "text"')
            return {}
        return dict(value)

    def finish(self) -> None:
        """Note every key that nobody read: a misspelt key must not be silently ignored."""
        for key in sorted(self.data.keys() - self._seen):
            self.wrong(key, self.data[key], f"unknown key; known: {', '.join(sorted(self._seen))}")
        if self.over is not None:
            self.over._seen |= self._seen  # noqa: SLF001 - another entry of this class
            self.over.finish()

    def _owner(self, key: str) -> Entry:
        return self.over if self.over is not None and key in self.over.data else self

    def child(self, key: str, data: Mapping[str, Any]) -> Entry:
        """Open a table inside this one."""
        return Entry(file=self.file, where=f"{self.where}.{key}", data=data, faults=self.faults, origin=self.origin)

    def _has(self, key: str) -> bool:
        self._seen.add(key)
        return key in self._owner(key).data

    def _get(self, key: str, default: object = None) -> Any:
        self._seen.add(key)
        return self._owner(key).data.get(key, default)
