"""内容証明: a paper becomes the copies that the post certifies, on the grid that it counts by."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.rules.content_certified import (
    COLUMNS,
    LINES,
    CertifiedFault,
    CertifiedGrid,
    GridParagraph,
    GridSign,
    certified_grid,
)
from tasks.papers.blocks import Heading, PageBreak, Paper, Paragraph, Run, Space, Table
from tasks.papers.look import Look, shown_signs
from tasks.papers.signs import printable
from tasks.papers.typesetting import compiled

_BELOW_TITLE = 2


def certified_pdf(paper: Paper, look: Look, names: Sequence[str] = ()) -> bytes:
    """Set a paper for 内容証明 as PDF/A-3b: 20 squares × 26 lines, room for the post's stamp below, pages told.

    Boxed lines (草案) stand outside the grid, so that a draft and what is released have the same lines; in a draft the
    signs that the post does not take (`certified_faults`) stand on grey. `names`: proper names in Latin letters.
    """
    signs = shown_signs(look)
    notices = [printable(_text(block.runs), signs) for block in _notices(paper)]
    content = {
        "columns": COLUMNS,
        "lines": LINES,
        "notices": notices,
        "shaded": bool(notices),
        "pages": [
            [[_sign(sign, signs) for sign in line] for line in page] for page in certified_layout(paper, names).pages
        ],
    }
    return compiled("certified.typ", paper, look, content)


def certified_faults(paper: Paper, names: Sequence[str] = ()) -> tuple[CertifiedFault, ...]:
    """All signs of a paper that the post does not take, each with its place in the grid."""
    return certified_layout(paper, names).faults


def certified_layout(paper: Paper, names: Sequence[str] = ()) -> CertifiedGrid:
    """The paper on the grid: headings and paragraphs as lines, a row of a table as one paragraph."""
    return certified_grid(_paragraphs(paper), names)


def _paragraphs(paper: Paper) -> Iterator[GridParagraph]:
    new_page = False
    for block in paper.blocks:
        if isinstance(block, PageBreak):
            new_page = True
            continue
        for paragraph in _of_block(block):
            yield GridParagraph(
                text=paragraph.text,
                align=paragraph.align,
                indent=paragraph.indent,
                first=paragraph.first,
                new_page=new_page,
            )
            new_page = False


def _of_block(block: Heading | Paragraph | Table | Space) -> Iterator[GridParagraph]:
    match block:
        case Heading(level=1):
            yield GridParagraph(text=_text(block.runs), align="center")
        case Heading():
            yield GridParagraph(text=_text(block.runs), indent=block.level - _BELOW_TITLE)
        case Paragraph() if not block.boxed:
            yield GridParagraph(text=_text(block.runs), align=block.align.value, indent=block.indent, first=block.first)
        case Table():
            for row in block.rows:
                cells = ("".join(_text(line.runs) for line in cell.paragraphs) for cell in row)
                yield GridParagraph(text="　".join(cell for cell in cells if cell))
        case Space():
            for _ in range(block.lines):
                yield GridParagraph(text="")


def _notices(paper: Paper) -> Iterator[Paragraph]:
    return (block for block in paper.blocks if isinstance(block, Paragraph) and block.boxed)


def _sign(sign: GridSign, signs: frozenset[int]) -> dict[str, Any]:
    shown = printable(sign.text, signs)
    return {"text": shown if len(shown) == 1 else "〓", "width": sign.width, "refused": sign.refused}


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
