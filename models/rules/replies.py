"""返信: what a person says to a notice, in a few words of Japanese or English."""

from dataclasses import dataclass, field

from models.terms import AckKind


@dataclass(frozen=True, kw_only=True)
class Reply:
    """了解, 対応済, or 延期 by `days` from the day it is said; `reason` is personal and stays sealed."""

    kind: AckKind
    days: int | None = None
    reason: str = field(default="", repr=False)
