"""Lengths of time as statutes write them: "93d", "2w", "1m", "3y"."""

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from models.provisions.faults import LawError

Unit = Literal["d", "w", "m", "y"]

_SHAPE: Final = re.compile(r"([1-9][0-9]{0,4})([dwmy])", re.ASCII)
_JAPANESE: Final[dict[str, str]] = {"d": "日", "w": "週間", "m": "か月", "y": "年"}
MOST_YEARS: Final = 100
_PER_YEAR: Final[dict[str, int]] = {"d": 366, "w": 53, "m": 12, "y": 1}


@dataclass(frozen=True, kw_only=True)
class Length:
    """期間の長さ: a count of days, weeks, months or years; 93 days is never three months."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """Return the form `parse_length` reads."""
        return f"{self.count}{self.unit}"

    def in_japanese(self) -> str:
        """Return e.g. 93日, 2週間, 1か月, 3年."""
        return f"{self.count}{_JAPANESE[self.unit]}"


def parse_length(text: str) -> Length:
    """Read "93d", "2w", "1m" or "3y" (at least 1, at most 100 years). Raises LawError."""
    found = _SHAPE.fullmatch(text)
    if not found:
        raise LawError(f"length {text!r}: not a length; write a count and a unit, e.g. 93d, 2w, 1m or 3y")
    length = Length(count=int(found[1]), unit=cast("Unit", found[2]))
    if length.count > MOST_YEARS * _PER_YEAR[length.unit]:
        raise LawError(f"length {text!r}: too long; at most {MOST_YEARS} years")
    return length
