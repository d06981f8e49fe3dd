"""Every table of every TOML file of the law says where it was read, when, and how sure it is."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.provisions import load_law, loading
from models.terms import Confidence

FOLDERS = (loading.LAW_FOLDER, loading.PROFILE_FOLDER)
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.toml"))
PROVENANCE = {"source", "cite", "checked_on", "confidence"}
VALIDITY = {"valid_from", "valid_to"}

Table = Mapping[str, Any]


def tables(data: Table, place: str, above: Table) -> Iterator[tuple[str, Table, Table]]:
    """Every table that states something, with what the tables around it say about their source."""
    known = {**above, **{key: value for key, value in data.items() if key in PROVENANCE}}
    stated = {key for key, value in data.items() if not holds_tables(value)}
    if stated - PROVENANCE - VALIDITY:
        yield place, data, known
    for key, value in data.items():
        for number, inner in enumerate(value if isinstance(value, list) else [value], start=1):
            if isinstance(inner, dict):
                yield from tables(inner, f"{place}.{key}[{number}]", known)


def holds_tables(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(inner, dict) for inner in value))


def missing_in(known: Table) -> set[str]:
    found = set()
    if not (known.get("source") or known.get("cite")):
        found.add("source or cite")
    if type(known.get("checked_on")) is not date:
        found.add("checked_on")
    if known.get("confidence") not in set(Confidence):
        found.add("confidence")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_table_has_source_day_and_confidence(path: Path) -> None:
    found = list(tables(tomllib.loads(path.read_text(encoding="utf-8")), path.stem, {}))
    assert found
    assert {place: missing_in(known) for place, _, known in found if missing_in(known)} == {}


def test_the_walk_finds_what_is_missing_and_what_is_inherited() -> None:
    text = """
    source = "e-Gov"
    checked_on = 2026-11-22
    [[item]]
    no = 1
    confidence = "H"
    [[item]]
    no = 2
    [box]
    inner = { days = 3, confidence = "X" }
    """
    found = {place: missing_in(known) for place, _, known in tables(tomllib.loads(text), "file", {})}
    assert found == {"file.item[1]": set(), "file.item[2]": {"confidence"}, "file.box[1].inner[1]": {"confidence"}}
    assert missing_in({}) == {"source or cite", "checked_on", "confidence"}


def test_the_walk_reaches_every_file() -> None:
    assert {"calendar.toml", "reminders.toml", "fees.toml", "r6.toml", "x.toml"} <= {path.name for path in FILES}


def test_the_ladders_say_whose_choice_they_are() -> None:
    found = load_law().alarms
    assert "法令の数字ではない" in found.source
    assert found.confidence is Confidence.LOW


def test_the_calendar_says_when_it_was_checked() -> None:
    checked = load_law().calendar.checked
    assert checked is not None
    assert checked.confidence is Confidence.HIGH
