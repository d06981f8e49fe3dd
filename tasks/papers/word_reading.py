"""A Word file back into blocks: what `word.py` wrote, also after Word or LibreOffice have saved it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

from docx.oxml.ns import qn
from lxml import etree

from models.answers.faults import Fault
from tasks.papers.blocks import Block, Cell, Heading, PageBreak, Paper, Paragraph, Space, Table
from tasks.papers.word_lines import WordStyles, lines_of
from tasks.papers.word_package import IDENTITY, LANGUAGE, WRITTEN_ON
from tasks.papers.word_revisions import content_faults
from tasks.papers.word_safety import DocumentFault, parts_of
from tasks.papers.word_styles import BETWEEN, CELLS, CHARACTER, SPACE

_HEADING: Final = re.compile(r"heading ([1-9])|(title)", re.IGNORECASE)
_DEEPEST: Final = 4
_THROUGH: Final = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:smartTag")})


def read_docx(content: bytes, *, with_pdf: bool = False) -> Paper:
    """The paper in a .docx of ours, edited or not. Raises DocumentFault with all that is wrong with it.

    `with_pdf`: the PDF of the same words is at hand, so that pictures, notes and automatic numbers may stand in the
    file although no block holds them.
    """
    parts = parts_of(content)
    try:
        trees = {name: etree.fromstring(part, _parser()) for name, part in parts.items() if name.endswith(".xml")}
        return _read(trees, with_pdf=with_pdf)
    except (etree.XMLSyntaxError, ValueError) as broken:
        if isinstance(broken, DocumentFault):
            raise
        cure = "Word で開いて保存し直してください"
        raise DocumentFault([Fault(field="XML", value="壊れた部品", cure=cure)]) from None


def _read(trees: Mapping[str, Any], *, with_pdf: bool) -> Paper:
    body = trees["word/document.xml"].find(qn("w:body"))
    styles = WordStyles(trees.get("word/styles.xml"))
    told = _properties(trees)
    faults = list(content_faults(trees, styles, with_pdf=with_pdf))
    if body is None or not told.keys() >= {IDENTITY, WRITTEN_ON}:
        cure = "kaiji が作った .docx を編集し、そのまま保存したものを渡してください"
        faults.append(Fault(field="文書のプロパティ", value="kaiji の書面の番号がないファイル", cure=cure))
    if faults:
        raise DocumentFault(faults)
    language: Literal["ja", "en"] = "en" if told.get(LANGUAGE) == "en" else "ja"
    return Paper(
        title=told.get("title", ""),
        identity=told[IDENTITY],
        language=language,
        written_on=date.fromisoformat(told[WRITTEN_ON]),
        blocks=tuple(_spaces(_blocks(body, styles))),
    )


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _properties(trees: Mapping[str, Any]) -> dict[str, str]:
    """Title of the core properties and our own custom ones."""
    core, custom = trees.get("docProps/core.xml"), trees.get("docProps/custom.xml")
    found = {} if core is None else {"title": core.findtext("{http://purl.org/dc/elements/1.1/}title") or ""}
    for one in [] if custom is None else custom:
        found[one.get("name", "")] = "".join(one.itertext())
    try:
        date.fromisoformat(found.get(WRITTEN_ON, ""))
    except ValueError:
        found.pop(WRITTEN_ON, None)
    return found


def _children(element: Any) -> Iterator[Any]:
    """Paragraphs, tables, rows or cells, also inside content controls."""
    for child in element:
        if child.tag in _THROUGH:
            yield from _children(child)
        else:
            yield child


def _blocks(body: Any, styles: WordStyles) -> Iterator[Block]:
    for element in _children(body):
        if element.tag == qn("w:tbl"):
            yield _table(element, styles)
        elif element.tag == qn("w:p"):
            yield from _of_paragraph(element, styles)


def _of_paragraph(element: Any, styles: WordStyles) -> Iterator[Block]:
    name = styles.name_of(element)
    heading = _HEADING.fullmatch(name)
    for line in lines_of(element, styles):
        if line is None:
            yield PageBreak()
        elif heading and line.runs:
            level: Any = min(int(heading[1] or 1), _DEEPEST)
            yield Heading(level=level, runs=line.runs)
        elif name == SPACE and not line.runs:
            yield Space(lines=1)
        elif name != BETWEEN or line.runs:
            yield line


def _spaces(blocks: Iterator[Block]) -> Iterator[Block]:
    """Empty lines that follow each other are one space."""
    lines = 0
    for block in blocks:
        if isinstance(block, Space):
            lines += block.lines
            continue
        if lines:
            yield Space(lines=lines)
        lines = 0
        yield block
    if lines:
        yield Space(lines=lines)


def _table(element: Any, styles: WordStyles) -> Table:
    grid = [int(column.get(qn("w:w"), "0")) for column in element.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
    rows = [
        [cell for cell in _children(row) if cell.tag == qn("w:tc")]
        for row in _children(element)
        if row.tag == qn("w:tr")
    ]
    columns = max((sum(_span(cell) for cell in row) for row in rows), default=0)
    open_ = _open_columns(rows)
    widths = tuple(0 if at in open_ or at >= len(grid) else round(grid[at] / CHARACTER) for at in range(columns))
    return Table(rows=tuple(_row(row, columns, styles) for row in rows), widths=widths)


def _open_columns(rows: list[list[Any]]) -> set[int]:
    """Columns that take what is left: a cell that stands in them alone has no width of its own."""
    found: dict[int, bool] = {}
    for row in rows:
        start = 0
        for cell in row:
            width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
            if _span(cell) == 1:
                found.setdefault(start, width is None or width.get(qn("w:type")) == "auto")
            start += _span(cell)
    return {column for column, is_open in found.items() if is_open}


def _row(cells: list[Any], columns: int, styles: WordStyles) -> tuple[Cell, ...]:
    found = [_cell(cell, styles) for cell in cells]
    missing = columns - sum(cell.span for cell in found)
    return (*found, *[Cell(paragraphs=(Paragraph(runs=()),))] * missing)


def _cell(element: Any, styles: WordStyles) -> Cell:
    paragraphs = list(element.iter(qn("w:p")))
    name = next((styles.name_of(paragraph) for paragraph in paragraphs), "")
    header, align, _ = CELLS.get(name, (False, None, False))
    lines = tuple(line for paragraph in paragraphs for line in lines_of(paragraph, styles) if line is not None)
    first = lines[0].align if lines else Paragraph(runs=()).align
    return Cell(
        paragraphs=lines or (Paragraph(runs=()),),
        header=header,
        align=first if align is None else align,
        span=_span(element),
    )


def _span(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return int(span.get(qn("w:val"), "1")) if span is not None else 1
