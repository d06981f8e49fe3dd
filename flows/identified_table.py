"""The table of `kaiji identify --out`: a CSV that Excel opens, kept row by row, so that a second run goes on."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.registry.many import Wanted

COLUMNS = (
    "ip",
    "port",
    "at",
    "status",
    "needs_review",
    "holder",
    "provider",
    "provider_name",
    "category",
    "role",
    "prefix",
    "registry",
    "held_then",
    "days_min",
    "days_max",
    "reasons",
    "sha256",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Key = tuple[str, str, str]


class IdentifiedTable:
    """One row an address asked. A cell that a spreadsheet would take for a formula gets an apostrophe in front."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[Key, dict[str, str]] = {}
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                self._rows = {_key_of(row): row for row in csv.DictReader(file) if row.get("sha256") is not None}
            self._write(list(self._rows.values()))  # a row that was cut short is left out, and nothing joins it

    def left(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """What is still to be asked: not in the table yet, or no registry answered then; each once."""
        known = {key for key, row in self._rows.items() if row["status"] != "unavailable"}
        return list({key(each): each for each in wanted if key(each) not in known}.values())

    def add(self, each: Wanted, found: Mapping[str, Any]) -> None:
        """Keep one answer at once."""
        is_new = not self._path.exists()
        row = _row(each, found)
        self._rows[key(each)] = row
        with self._path.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            if is_new:
                writer.writeheader()
            writer.writerow(row)

    def finish(self, wanted: Sequence[Wanted]) -> list[dict[str, str]]:
        """Write the table anew: one row a line asked, in order, then those of another list; return what was asked."""
        rows = [self._rows[key(each)] for each in wanted if key(each) in self._rows]
        asked = {key(each) for each in wanted}
        self._write([*rows, *(row for known, row in self._rows.items() if known not in asked)])
        return rows

    def _write(self, rows: Sequence[Mapping[str, str]]) -> None:
        fresh = self._path.with_name(f"{self._path.name}.new")
        with fresh.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        os.replace(fresh, self._path)  # noqa: PTH105 (atomic)


def key(each: Wanted) -> Key:
    """What makes a line of the list the same line."""
    return (each.ip, str(each.port or ""), each.at.isoformat() if each.at else "")


def _key_of(row: Mapping[str, str]) -> Key:
    return (_bare(row["ip"]), row["port"], row["at"])


def _row(each: Wanted, found: Mapping[str, Any]) -> dict[str, str]:
    plain = {
        **found,
        **dict(zip(("ip", "port", "at"), key(each), strict=True)),
        "days_min": found["retention"]["days_min"],
        "days_max": found["retention"]["days_max"],
        "reasons": " ".join(found["reasons"]),
        "sha256": " ".join(item["sha256"] for item in found["evidence"]),
    }
    return {name: _safe(plain[name]) for name in COLUMNS}


def _safe(value: object) -> str:
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text
