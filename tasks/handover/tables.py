"""Short ways to write the blocks of an overview: titles, lines, tables."""

from collections.abc import Iterable, Sequence
from typing import Literal

from tasks.papers.blocks import Block, Cell, Heading, Paragraph, Run, Table

NONE = "なし"


def title(text: str, level: Literal[1, 2, 3, 4] = 1) -> Heading:
    """A heading."""
    return Heading(level=level, runs=(Run(text=text),))


def say(text: str, *, boxed: bool = False, indent: int = 0, literal: bool = False) -> Paragraph:
    """A line of text."""
    return Paragraph(runs=(Run(text=text),), boxed=boxed, indent=indent, literal=literal)


def pairs(rows: Iterable[tuple[str, str]], *, width: int = 8) -> Table:
    """Names on the left, values on the right."""
    return Table(rows=tuple((_cell(name, header=True), _cell(value)) for name, value in rows), widths=(width, 0))


def listed(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> tuple[Block, ...]:
    """A table under its heads; a word for none when there are no rows."""
    body = tuple(tuple(_cell(value) for value in row) for row in rows)
    if not body:
        return (say(NONE, indent=1),)
    head = tuple(_cell(name, header=True) for name in heads)
    return (Table(rows=(head, *body), widths=tuple(widths)),)


def _cell(text: str, *, header: bool = False) -> Cell:
    return Cell(paragraphs=tuple(say(line) for line in (text or "—").split("\n")), header=header)
