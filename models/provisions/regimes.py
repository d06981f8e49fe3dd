"""The Act and its ministerial order as they stood on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.provisions.figures import Sourced
from models.terms import Confidence, ItemKind


@dataclass(frozen=True, kw_only=True)
class RegimeItem:
    """発信者情報の一号. `specified`: 特定発信者情報 (login-type only)."""

    no: int
    kind: ItemKind
    name: str
    specified: bool
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class RegimeNote:
    """注記: what to know when using a version. `topic` is login, governing or version."""

    topic: str
    text: str
    cite: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Regime(Sourced):
    """The names, article numbers and items in force from `valid_from` to `valid_to` (last day, inclusive).

    `articles` maps a role ("disclosure", "opinion_hearing", …) to the article as a letter cites it.
    """

    regime_id: str
    act: str
    act_short: str
    order: str
    valid_from: date
    valid_to: date | None
    articles: Mapping[str, str]
    items: tuple[RegimeItem, ...]
    notes: tuple[RegimeNote, ...]
    cite: str

    def in_force(self, on: date) -> bool:
        """Say whether this version governs an act done on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
