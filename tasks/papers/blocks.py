"""What every paper consists of, whatever file it becomes: frozen blocks of runs. Lengths are in characters (em)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A stretch of text. `blank`: a missing value (【要記入：…】); `underline`: emphasised; `ruby`: its reading."""

    text: str = field(repr=False)
    blank: bool = False
    underline: bool = False
    ruby: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """見出し. Level 1 is the title of the paper or of a schedule, 2 第１, 3 １, 4 ⑴."""

    level: Literal[1, 2, 3, 4]
    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """段落. `indent` shifts the whole to the right, `first` its first line further (negative: hanging).

    `boxed`: in a frame (the line that calls a draft a draft). `literal`: line breaks and blanks as they are.
    """

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    indent: int = 0
    first: int = 0
    boxed: bool = False
    literal: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """表の欄. Several paragraphs, one below the other. `span`: columns it takes."""

    paragraphs: tuple[Paragraph, ...]
    header: bool = False
    align: Align = Align.LEFT
    span: int = 1


@dataclass(frozen=True, kw_only=True)
class Table:
    """表. `widths` in characters, 0 for what is left over; every row fills all columns."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Space:
    """空き: so many empty lines (room for the court's receipt stamp)."""

    lines: int


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """改ページ: a schedule begins on its own page."""


Block = Heading | Paragraph | Table | Space | PageBreak


@dataclass(frozen=True, kw_only=True)
class Paper:
    """書面. `identity` says which version of which letter it is (refs and numbers only) and travels inside the files.

    `written_on` is the day on the paper: files of the same content are the same bytes.
    """

    title: str
    identity: str
    language: Literal["ja", "en"]
    written_on: date
    blocks: tuple[Block, ...] = field(repr=False)


def plain_text(paper: Paper) -> str:
    """The words of a paper, a block a line, cells of a row between tabs: for golden files and checks."""
    return "\n".join(line for block in paper.blocks for line in _lines(block)) + "\n"


def runs_of(block: Block) -> Iterator[Run]:
    """Every run of a block, in reading order."""
    match block:
        case Heading() | Paragraph():
            yield from block.runs
        case Table():
            for row in block.rows:
                for cell in row:
                    for paragraph in cell.paragraphs:
                        yield from paragraph.runs
        case _:
            return


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield _text(block.runs)
        case Table():
            for row in block.rows:
                yield "\t".join("\n".join(_text(p.runs) for p in cell.paragraphs) for cell in row)
        case PageBreak():
            yield "\f"
        case Space():
            return


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
