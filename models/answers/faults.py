"""Faults of an input, all at once: the field, the value, the cure."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHAPE_CURES: Mapping[str, str] = {
    "extra_forbidden": "この項目はありません（綴りを確認してください）",
    "string_type": "文字で入れてください",
    "int": "整数で入れてください（桁区切りや単位は書きません）",
    "bool": "true か false です",
    "list_type": "一覧（[ ] の中）に入れてください",
    "model": "項目の組（名前 = 値）で入れてください",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong. `value` may be personal, so it is not in the repr."""

    field: str
    value: str = dataclasses.field(repr=False)
    cure: str

    def __str__(self) -> str:
        shown = f"「{self.value}」" if self.value else "（空欄）"
        return f"{self.field}: {shown} — {self.cure}"


def place_of(loc: tuple[int | str, ...]) -> str:
    """The place of a field as people count: ("posts", 0, "url") is posts[1].url."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


def shape_fault(error: Mapping[str, Any]) -> Fault:
    """One error of the form's shape (pydantic's dictionary) as a fault with a cure in Japanese."""
    kind = str(error["type"])
    expected = error.get("ctx", {}).get("expected")
    cure = SHAPE_CURES.get(kind) or SHAPE_CURES.get(kind.partition("_")[0]) or str(error["msg"])
    if expected:
        cure = f"次のいずれかです: {expected.replace(' or ', ', ')}"
    return Fault(field=place_of(error["loc"]), value=str(error.get("input", "")), cure=cure)


class Faults(ValueError):
    """The input is refused as a whole; nothing was written. The text holds counts and fields only."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(faults)} fault(s) in: {', '.join(sorted({fault.field for fault in faults}))}")

    def lines(self) -> tuple[str, ...]:
        """Every fault as a line for the person who entered it (may show what they typed)."""
        return tuple(str(fault) for fault in self.faults)
