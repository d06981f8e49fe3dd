"""The pace of each registry with where the figures come from: read once from pacing.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.provisions.figures import Sourced
from models.rules.registry_pacing import Pace
from models.terms import Confidence

_FILE = Path(__file__).with_name("pacing.toml")


@dataclass(frozen=True, kw_only=True)
class SourcedPace(Sourced):
    """A pace and who says so."""

    pace: Pace


@cache
def paces() -> Mapping[str, SourcedPace]:
    """Paces by registry. Raises KeyError, TypeError or ValueError when the file shipped with this version is broken."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {registry: _sourced(dict(table)) for registry, table in tables.items()}


def _sourced(table: dict[str, Any]) -> SourcedPace:
    """One table: the source's three keys, the rest are the figures."""
    source, checked_on, confidence = (table.pop(key) for key in ("source", "checked_on", "confidence"))
    pace = Pace(**{"per_day": None} | table)
    return SourcedPace(source=source, checked_on=checked_on, confidence=Confidence(confidence), pace=pace)
