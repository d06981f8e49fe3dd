"""One figure of law or practice, with where it comes from and how sure it is."""

from dataclasses import dataclass
from datetime import date

from models.provisions.length import Length
from models.terms import Confidence, FigureKind, PeriodRule


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """出典: every figure says where it was read, when, and how far to trust it."""

    source: str
    checked_on: date
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Figure(Sourced):
    """A length with its counting rule, article and dates of validity (`valid_to` is the last day, inclusive).

    `text` is the Japanese label, `consequence` the Japanese sentence on what is lost when it is missed.
    `safe_early`: plan as if it did not roll, on the working day at or before the unrolled last day.
    """

    key: str
    kind: FigureKind
    length: Length
    rule: PeriodRule
    text: str
    cite: str
    valid_from: date
    valid_to: date | None
    consequence: str
    safe_early: bool

    def in_force(self, on: date) -> bool:
        """Say whether this version governs that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Retention(Sourced):
    """ログ保存期間: days a log is planned to live, and at most; `unit` is the source's own wording (Japanese)."""

    days_min: int
    days_max: int
    unit: str
