"""How much one template may do: steps and characters are counted while a paper is written out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

MAX_STEPS: Final = 200_000
MAX_SIGNS: Final = 20_000_000
MAX_POWER: Final = 64


class TooMuch(Exception):
    """A template loops or writes without end. The text is for whoever wrote it."""


class _Spent:
    steps = 0
    signs = 0


_spent: ContextVar[_Spent | None] = ContextVar("kaiji_template_spent", default=None)


@contextmanager
def limited() -> Iterator[None]:
    """Count from zero inside the block."""
    token = _spent.set(_Spent())
    try:
        yield
    finally:
        _spent.reset(token)


def step() -> None:
    """Count one turn of a loop or one call."""
    spent = _spent.get()
    if spent is not None:
        spent.steps += 1
        if spent.steps > MAX_STEPS:
            raise TooMuch(f"繰返しと呼出しが{MAX_STEPS:,}回を超えました")


def signs(count: int) -> None:
    """Count characters (or list entries) before they are made."""
    spent = _spent.get()
    if spent is not None:
        spent.signs += count
        if spent.signs > MAX_SIGNS:
            raise TooMuch(f"書き出す文字が{MAX_SIGNS:,}字を超えました")


def counted(items: Iterable[Any]) -> Iterator[Any]:
    """Count each turn of a loop."""
    for item in items:
        step()
        yield item


def joined(pieces: Iterable[str]) -> str:
    """Join pieces, counting their characters as they come."""
    kept = []
    for piece in pieces:
        signs(len(piece))
        kept.append(piece)
    return "".join(kept)


def allow(operator: str, left: object, right: object) -> None:
    """Refuse an operation whose result would not fit. Raises TooMuch."""
    step()
    if operator == "*":
        _allow_times(left, right)
    elif operator == "+":
        signs(_length(left) + _length(right))
    elif operator == "**" and not (_small(left) and _small(right)):
        raise TooMuch("べき乗が大きすぎます")
    elif operator == "%" and isinstance(left, str):
        raise TooMuch("文字への % は使えません")


def _allow_times(left: object, right: object) -> None:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, (str, list, tuple)) and isinstance(count, int):
            signs(len(sequence) * max(count, 0))
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > MAX_POWER * 8:
        raise TooMuch("数が大きすぎます")


def _small(number: object) -> bool:
    return isinstance(number, (int, float)) and abs(number) <= MAX_POWER


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0
