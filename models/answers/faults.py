"""Faults of an input, all at once: the field, the value, the cure."""

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong. `value` may be personal, so it is not in the repr."""

    field: str
    value: str = dataclasses.field(repr=False)
    cure: str

    def __str__(self) -> str:
        shown = f"「{self.value}」" if self.value else "（空欄）"
        return f"{self.field}: {shown} — {self.cure}"


class Faults(ValueError):
    """The input is refused as a whole; nothing was written. The text holds counts and fields only."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(faults)} fault(s) in: {', '.join(sorted({fault.field for fault in faults}))}")

    def lines(self) -> tuple[str, ...]:
        """Every fault as a line for the person who entered it (may show what they typed)."""
        return tuple(str(fault) for fault in self.faults)
