"""A paper becomes a PDF: Typst sets it from data, no sign of it can become markup."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tasks.papers.blocks import Block, Cell, Heading, PageBreak, Paper, Paragraph, Run, Space, Table, runs_of
from tasks.papers.columns import TALL, columns_of, row_lines
from tasks.papers.look import Look, loaded, shown_signs
from tasks.papers.signs import lacking, printable, wrappable

if TYPE_CHECKING:
    from typst import Compiler

LAYOUTS = Path(__file__).resolve().parents[2] / "templates" / "letters"

_TURN = Lock()


def to_pdf(paper: Paper, look: Look) -> bytes:
    """Set a paper as PDF/A-3b: A4, court margins, page numbers, fonts embedded. The same paper is the same bytes.

    A sign that the fonts lack stands as 〓 (see `missing_glyphs`), control and direction signs as 〔制御文字〕.
    """
    return compiled("paper.typ", paper, look, {"blocks": [_block(block, look) for block in paper.blocks]})


def missing_glyphs(paper: Paper, look: Look) -> tuple[str, ...]:
    """The signs of a paper that the fonts cannot show, each once, in reading order."""
    signs = shown_signs(look)
    texts = (run.text + run.ruby for block in paper.blocks for run in runs_of(block))
    return tuple(dict.fromkeys(sign for text in texts for sign in lacking(text, signs)))


def compiled(layout: str, paper: Paper, look: Look, content: dict[str, Any]) -> bytes:
    """Set `content` by a layout of templates/letters, with the paper's own title, identity and day."""
    day = paper.written_on
    data = {
        "title": paper.title,
        "identity": paper.identity,
        "language": paper.language,
        "written_on": [day.year, day.month, day.day],
        "fonts": list(look.in_turn),
        **content,
    }
    with _TURN:  # a compiler in use refuses a second thread
        made = _compiler(look.font_dir).compile(
            (LAYOUTS / layout).read_bytes(),
            format="pdf",
            sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
            pdf_standards="a-3b",
            pdf_tags=False,  # Poppler calls the tags' "Suspects" entry a syntax error
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst made no PDF of {layout}")
    return made


@cache
def _compiler(font_dir: Path) -> "Compiler":
    from typst import Compiler  # noqa: PLC0415 (commands that set no paper do not wait for it)

    return Compiler(root=LAYOUTS, font_paths=loaded(font_dir), ignore_system_fonts=True)


def _block(block: Block, look: Look) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "runs": _runs(block.runs, look)}
        case Paragraph():
            return {"kind": "paragraph", **_paragraph(block, look)}
        case Table():
            return {"kind": "table", **_table(block, look)}
        case Space():
            return {"kind": "space", "lines": block.lines}
        case PageBreak():
            return {"kind": "break"}


def _paragraph(paragraph: Paragraph, look: Look) -> dict[str, Any]:
    return {
        "align": str(paragraph.align),
        "indent": paragraph.indent,
        "first": paragraph.first,
        "boxed": paragraph.boxed,
        "literal": paragraph.literal,
        "runs": _runs(paragraph.runs, look),
    }


def _table(table: Table, look: Look) -> dict[str, Any]:
    columns = columns_of(table.widths)
    tall = [row_lines(row, columns) > TALL for row in table.rows]
    return {
        "columns": columns.widths,
        "size": columns.sign,
        "inset": columns.inset / 2,
        "head": len(table.rows) > 1 and not tall[0] and all(cell.header for cell in table.rows[0]),
        "rows": [
            [_cell(cell, look, breakable=breakable) for cell in row]
            for row, breakable in zip(table.rows, tall, strict=True)
        ],
    }


def _cell(cell: Cell, look: Look, *, breakable: bool) -> dict[str, Any]:
    return {
        "span": cell.span,
        "align": str(cell.align),
        "breakable": breakable,
        "paragraphs": [_paragraph(line, look) for line in cell.paragraphs],
    }


def _runs(runs: tuple[Run, ...], look: Look) -> list[dict[str, Any]]:
    signs = shown_signs(look)
    return [
        {
            "pieces": wrappable(printable(run.text, signs)),
            "blank": run.blank,
            "underline": run.underline,
            "ruby": printable(run.ruby, signs),
        }
        for run in runs
    ]
