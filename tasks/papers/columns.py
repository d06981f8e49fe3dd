"""How wide the columns of a table are on the page, and how many lines its rows take. Lengths in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tasks.papers.blocks import Cell

PAGE: Final = 157 * 72 / 25.4
"""Between the margins."""
MANY: Final = 5
"""Columns from which a table is set smaller, as a list of evidence is."""
TALL: Final = 10
"""Lines from which a row may go on over the page's end; a shorter one stays in one piece."""
_REST: Final = 4
"""Signs that a column of no width of its own holds at least."""
_LEAST: Final = 2
"""Signs that every column holds, however much the others ask for."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns of a table. `sign`: how wide a sign is; `inset`: left and right of a cell's text together."""

    widths: tuple[float, ...]
    sign: float
    inset: float


def columns_of(signs: Sequence[int]) -> Columns:
    """The columns for as many signs as they ask for; 0 takes what is left over.

    When they ask for more than the page has, all are narrowed in proportion, but none to less than two signs.
    """
    sign, inset = (10.5, 7.0) if len(signs) >= MANY else (12.0, 11.0)
    asked = [(width or _REST) * sign + inset for width in signs]
    if sum(asked) > PAGE:
        least = min(inset + _LEAST * sign, PAGE / len(asked))
        share = (PAGE - least * len(asked)) / (sum(asked) - least * len(asked))
        return Columns(widths=tuple(least + (width - least) * share for width in asked), sign=sign, inset=inset)
    rest = PAGE - sum(width for width, told in zip(asked, signs, strict=True) if told)
    shares = max(sum(not told for told in signs), 1)
    widths = (width if told else rest / shares for width, told in zip(asked, signs, strict=True))
    return Columns(widths=tuple(widths), sign=sign, inset=inset)


def row_lines(row: Sequence[Cell], columns: Columns) -> int:
    """How many lines the tallest cell of a row takes at most."""
    tallest = column = 0
    for cell in row:
        room = sum(columns.widths[column : column + cell.span]) - columns.inset
        column += cell.span
        tallest = max(tallest, _lines(cell, max(int(room / columns.sign + 0.01), 1)))
    return tallest


def _lines(cell: Cell, signs: int) -> int:
    texts = ("".join(run.text for run in paragraph.runs) for paragraph in cell.paragraphs)
    return sum(1 + max(len(line) - 1, 0) // signs for text in texts for line in text.split("\n"))
