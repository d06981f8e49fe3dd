"""One figure of law or practice, with where it comes from and how sure it is."""

from dataclasses import dataclass
from datetime import date

from models.provisions.length import Length
from models.terms import Confidence, FigureKind, PeriodRule


def firm_origin(file: str) -> str:
    """Name a file of the firm's profile folder as every explanation that uses its figures shows it."""
    return f"【事務所の設定 profiles/{file}】"


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """出典: every figure says where it was read, when, and how far to trust it.

    `origin` is empty for the figures of this release; for one of the firm's own profile folder it is the Japanese
    name of that file (`firm_origin`). An explanation that uses a figure cites it through `marked(...)` or
    `shown_source`, so that the firm's override is seen wherever it counts.
    """

    source: str
    checked_on: date
    confidence: Confidence
    origin: str = ""

    def marked(self, cite: str) -> str:
        """Return a citation of this figure, headed by the firm's own file when the figure comes from there."""
        return f"{self.origin}{cite}"

    @property
    def shown_source(self) -> str:
        """Source, day of the check and confidence, as a step of an explanation cites them."""
        return self.marked(f"{self.source}（{self.checked_on}確認、確度{self.confidence}）")


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
    """ログ保存期間: days a log is planned to live, and at most; `unit` is the source's own wording (Japanese).

    `length`: the source's own length where it counts months; the calendar then narrows or widens the days.
    """

    days_min: int
    days_max: int
    unit: str
    length: Length | None = None
