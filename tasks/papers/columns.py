"""How wide the columns of a table are on the page, and how many lines its rows take. Lengths in points."""

from collections.abc import Sequence
from typing import Final

from tasks.papers.blocks import Cell

PAGE: Final = 157 * 72 / 25.4
"""Between the margins."""
SIGN: Final = 12.0
INSET: Final = 4 * 72 / 25.4
"""Left and right of a cell's text together."""
NARROWEST: Final = 4
"""Signs that a column of no width of its own holds at least."""
_LEAST: Final = 2
TALL: Final = 10
"""Lines from which a row may go on over the page's end; a shorter one stays in one piece."""


def column_widths(widths: Sequence[int]) -> tuple[float, ...]:
    """The widths in points of columns that ask for so many signs; 0 takes what is left over.

    When they ask for more than the page has, all are narrowed in proportion, but none to less than two signs.
    """
    asked = [max(width, NARROWEST) * SIGN + INSET for width in widths]
    if sum(asked) > PAGE:
        least = min(INSET + _LEAST * SIGN, PAGE / len(asked))
        share = (PAGE - least * len(asked)) / (sum(asked) - least * len(asked))
        return tuple(least + (width - least) * share for width in asked)
    rest = PAGE - sum(width for width, signs in zip(asked, widths, strict=True) if signs)
    shares = max(sum(not signs for signs in widths), 1)
    return tuple(width if signs else rest / shares for width, signs in zip(asked, widths, strict=True))


def row_lines(row: Sequence[Cell], columns: Sequence[float]) -> int:
    """How many lines the tallest cell of a row takes at most."""
    tallest = column = 0
    for cell in row:
        room = sum(columns[column : column + cell.span]) - INSET
        column += cell.span
        tallest = max(tallest, _lines(cell, max(int(room / SIGN), 1)))
    return tallest


def _lines(cell: Cell, signs: int) -> int:
    texts = ("".join(run.text for run in paragraph.runs) for paragraph in cell.paragraphs)
    return sum(1 + len(line) // signs for text in texts for line in text.split("\n"))
