"""A paper as a Word file: the court's page, every block in its own style, the same bytes for the same paper."""

import re
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from tasks.papers.blocks import Align, Block, Cell, Heading, PageBreak, Paper, Paragraph, Run, Space, Table
from tasks.papers.look import Look
from tasks.papers.word_package import package, printable
from tasks.papers.word_styles import (
    ACROSS,
    BETWEEN,
    CELL_MARGINS,
    CHARACTER,
    SPACE,
    STYLE_IDS,
    cell_style_id,
    style_name,
)

_PIECES: Final = re.compile("([\t\n])")
_NARROWEST: Final = 3


def to_docx(paper: Paper, look: Look) -> bytes:
    """The paper as an editable .docx: A4, 37 characters by 26 lines, page numbers, no person named as author."""
    return package(paper, look, _document(paper))


def _document(paper: Paper) -> bytes:
    root = OxmlElement("w:document")
    body = _within(root, "w:body")
    for element in _blocks(paper):
        body.append(element)
    section = _within(body, "w:sectPr")
    footer = _within(section, "w:footerReference", type="default")
    footer.set(qn("r:id"), "rId4")
    _within(section, "w:pgSz", w=11906, h=16838)
    margins = {"top": 1984, "right": 1325, "bottom": 1531, "left": 1701, "header": 851, "footer": 709, "gutter": 0}
    _within(section, "w:pgMar", **margins)
    _within(section, "w:docGrid", type="linesAndChars" if paper.language == "ja" else "lines", linePitch=512)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _blocks(paper: Paper) -> Iterator[Any]:
    """Elements of the body. A page break goes into the paragraph after it, so that no empty line heads the page."""
    broken = False
    for block in paper.blocks:
        if broken and isinstance(block, PageBreak | Table):
            yield _paragraph(STYLE_IDS[BETWEEN], broken=True)
        yield from _elements(block, broken=broken)
        if isinstance(block, Table):
            yield _paragraph(STYLE_IDS[BETWEEN])  # Word joins tables that nothing parts, and wants one after the last
        broken = isinstance(block, PageBreak)
    if broken:
        yield _paragraph(STYLE_IDS[BETWEEN], broken=True)


def _elements(block: Block, *, broken: bool) -> Iterator[Any]:
    match block:
        case Heading():
            yield _paragraph(STYLE_IDS[f"heading {block.level}"], block.runs, broken=broken)
        case Paragraph():
            yield _body(block, STYLE_IDS[style_name(block)], broken=broken)
        case Space():
            for line in range(block.lines):
                yield _paragraph(STYLE_IDS[SPACE], broken=broken and not line)
        case Table():
            yield _table(block)
        case PageBreak():
            return


def _body(block: Paragraph, style: str, *, broken: bool = False) -> Any:
    element = _paragraph(style, block.runs, broken=broken)
    settings = element[0]
    if block.boxed and style != "boxed":
        frame = _within(settings, "w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            _within(frame, f"w:{side}", val="single", sz=8, space=1, color="auto")
    if block.indent or block.first:
        _within(settings, "w:ind", **_indents(block))
    if block.align is not Align.LEFT:
        _within(settings, "w:jc", val=block.align.value)
    return element


def _indents(block: Paragraph) -> dict[str, int]:
    """Characters for Word, twentieths of a point for every other reader."""
    found = {"leftChars": block.indent * 100, "left": block.indent * CHARACTER}
    if block.first:
        name = "firstLine" if block.first > 0 else "hanging"
        found |= {f"{name}Chars": abs(block.first) * 100, name: abs(block.first) * CHARACTER}
    return found


def _paragraph(style: str, runs: tuple[Run, ...] = (), *, broken: bool = False) -> Any:
    element = OxmlElement("w:p")
    settings = _within(element, "w:pPr")
    _within(settings, "w:pStyle", val=style)
    if broken:
        _within(settings, "w:pageBreakBefore")
    for run in runs:
        element.append(_ruby(run) if run.ruby else _run(run, run.text))
    return element


def _run(run: Run, text: str, *, size: int = 0) -> Any:
    element = OxmlElement("w:r")
    settings = _within(element, "w:rPr")
    if run.blank:
        _within(settings, "w:rStyle", val="blank")
    if size:
        _within(settings, "w:sz", val=size)
    if run.underline:
        _within(settings, "w:u", val="single")
    for piece in filter(None, _PIECES.split(printable(text))):
        if piece in "\t\n":
            _within(element, "w:tab" if piece == "\t" else "w:br")
        else:
            words = _within(element, "w:t")
            words.text = piece
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _ruby(run: Run) -> Any:
    element = OxmlElement("w:r")
    ruby = _within(element, "w:ruby")
    settings = _within(ruby, "w:rubyPr")
    for name, value in {"rubyAlign": "distributeSpace", "hps": 12, "hpsRaise": 22, "hpsBaseText": 24}.items():
        _within(settings, f"w:{name}", val=value)
    _within(settings, "w:lid", val="ja-JP")
    _within(ruby, "w:rt").append(_run(Run(text=""), run.ruby, size=12))
    _within(ruby, "w:rubyBase").append(_run(run, run.text))
    return element


def _table(block: Table) -> Any:
    element = OxmlElement("w:tbl")
    settings = _within(element, "w:tblPr")
    _within(settings, "w:tblStyle", val="table")
    _within(settings, "w:tblW", w=ACROSS * CHARACTER, type="dxa")
    _within(settings, "w:tblLayout", type="fixed")
    columns = _columns(block.widths)
    grid = _within(element, "w:tblGrid")
    for width in columns:
        _within(grid, "w:gridCol", w=width)
    for cells in block.rows:
        row = _within(element, "w:tr")
        if all(cell.header for cell in cells):
            _within(_within(row, "w:trPr"), "w:tblHeader")
        start = 0
        for cell in cells:
            end = start + cell.span
            fixed = all(block.widths[start:end])
            row.append(_cell(cell, sum(columns[start:end]) if fixed else 0))
            start = end
    return element


def _columns(widths: tuple[int, ...]) -> list[int]:
    """The columns in twentieths of a point: those without a width share what is left."""
    fixed = [width * CHARACTER + CELL_MARGINS if width else 0 for width in widths]
    open_ = fixed.count(0)
    share = max((ACROSS * CHARACTER - sum(fixed)) // open_, _NARROWEST * CHARACTER) if open_ else 0
    return [width or share for width in fixed]


def _cell(cell: Cell, width: int) -> Any:
    """A cell; one in a column that takes what is left has no width of its own (`auto`)."""
    element = OxmlElement("w:tc")
    settings = _within(element, "w:tcPr")
    _within(settings, "w:tcW", w=width, type="dxa" if width else "auto")
    if cell.span > 1:
        _within(settings, "w:gridSpan", val=cell.span)
    for paragraph in cell.paragraphs:
        style = cell_style_id(header=cell.header, align=cell.align, literal=paragraph.literal)
        element.append(_body(paragraph, style))
    return element


def _within(parent: Any, tag: str, **values: object) -> Any:
    element = OxmlElement(tag, {qn(f"w:{name}"): str(value) for name, value in values.items()})
    parent.append(element)
    return element
