"""The law in force here as one short text that changes whenever any figure, version, profile or closed day does."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from models.provisions.calendar import CourtCalendar
from models.provisions.law import Law

YEARS_BACK: Final = 10
YEARS_AHEAD: Final = 25


def fingerprint(law: Law, release: str) -> str:
    """Return a SHA-256 (hex) over all loaded data, the holidays of the years that matter, and the release."""
    content = [release, _plain(law), _holidays(law.calendar)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _holidays(calendar: CourtCalendar) -> list[str]:
    """The closed days themselves: the holiday library may know more in its next version."""
    first = date(calendar.gazetted_through - YEARS_BACK, 1, 1)
    days = (date.fromordinal(first.toordinal() + number) for number in range((YEARS_BACK + YEARS_AHEAD) * 365))
    return [day.isoformat() for day in days if calendar.holiday(day)]


def _plain(value: Any) -> Any:
    """The value as JSON, the same in every process: sets and mappings are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return _plain(value.value)
    return value if isinstance(value, str | int | bool | None) else str(value)
