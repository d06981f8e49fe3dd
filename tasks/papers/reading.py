"""Reading a rendered template: the HTML of a paper becomes its blocks, and what no paper can hold is refused."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Final, Literal, NoReturn

from tasks.papers.blocks import Block, Heading, PageBreak, Paper, Paragraph, Space
from tasks.papers.line_drafts import LineDraft
from tasks.papers.markup import (
    HEADINGS,
    INLINE,
    NOT_IN_CELLS,
    STAMP_LINES,
    UNSEEN,
    VOID,
    WITHIN,
    MarkupFault,
    Opened,
    line_style,
    opened,
)
from tasks.papers.table_drafts import TableDraft

__all__ = ["MarkupFault", "read_paper"]

_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_BLANKS: Final = re.compile("[ \t\n\r\f]+")


def read_paper(html: str, *, title: str, identity: str, language: Literal["ja", "en"], written_on: date) -> Paper:
    """The blocks of a rendered template. All its words are in the blocks, in their order.

    Raises MarkupFault(element, line) for an element, attribute or class outside the part of HTML that papers are
    written in, and for one that is not closed where it was opened.
    """
    reader = _Reader(language)
    reader.feed(html)
    reader.close()
    blocks = reader.finished()
    return Paper(title=title, identity=identity, language=language, written_on=written_on, blocks=blocks)


class _Reader(HTMLParser):
    def __init__(self, language: Literal["ja", "en"]) -> None:
        super().__init__(convert_charrefs=True)
        self._japanese = language == "ja"
        self._stack: list[Opened] = []
        self._blocks: list[Block] = []
        self._line: LineDraft | None = None
        self._table: TableDraft | None = None
        self._depth = 0
        self._numbers: list[int] = []
        self._pending = ""
        self._continued = False

    def finished(self) -> tuple[Block, ...]:
        if self._stack:
            raise MarkupFault(self._stack[-1].tag, self._stack[-1].line)
        self._end_line()
        return tuple(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = opened(tag, attrs, self.getpos()[0])
        self._nested(element)
        if tag not in INLINE | VOID:
            self._end_line()
        if tag == "br":
            self._break_line()
        elif tag == "col" and self._table:
            self._table.column(dict(attrs).get("style"), element.line)
        if tag not in VOID:
            self._stack.append(element)
            self._continued = self._continued and tag in INLINE
            self._begin(element, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._refuse(f"{tag}/")
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._stack or self._stack[-1].tag != tag:
            self._refuse(f"/{tag}")
        if tag == "ruby" and self._line:
            self._line.end_ruby()
        if tag not in INLINE:
            self._end_line()
        element = self._stack.pop()
        self._end(element)

    def handle_data(self, data: str) -> None:
        tags = {one.tag for one in self._stack}
        if tags & UNSEEN or "rp" in tags or (not self._line and not self._literal() and not _BLANKS.sub("", data)):
            return
        if self._stack and self._stack[-1].tag in {"table", "thead", "tbody", "tr", "colgroup"}:
            self._refuse(f"{self._stack[-1].tag} の直下の文字")
        if not self._line:
            self._line = self._new_line()
        self._line.add(data, blank="mark" in tags, underline="u" in tags, ruby="rt" if "rt" in tags else "ruby" in tags)

    def unknown_decl(self, data: str) -> None:
        self._refuse(f"<![{data[:20]}")

    def handle_pi(self, data: str) -> None:
        self._refuse(f"<?{data[:20]}")

    def _begin(self, element: Opened, attrs: Sequence[tuple[str, str | None]]) -> None:
        match element.tag:
            case "table":
                self._table = TableDraft()
            case "tr" if self._table:
                self._table.row()
            case "td" | "th" if self._table:
                self._table.cell(element, dict(attrs).get("colspan"))
            case "ol":
                self._numbers.append(0)
            case "ul":
                self._numbers.append(-1)
            case "section" | "h1":
                self._depth = 0
        if "annex" in element.classes and self._blocks and not isinstance(self._blocks[-1], PageBreak):
            self._blocks.append(PageBreak())
        if "stamp" in element.classes:
            self._blocks.append(Space(lines=STAMP_LINES))
        if element.tag == "li":
            self._number()

    def _end(self, element: Opened) -> None:
        if element.tag == "table" and self._table:
            self._blocks.append(self._table.finished())
            self._table = None
        elif element.tag in {"td", "th"} and self._table:
            self._table.in_cell = False
        elif element.tag in {"ol", "ul"}:
            self._numbers.pop()
        elif element.tag == "section":
            self._depth = 0

    def _nested(self, element: Opened) -> None:
        """Refuse what may not stand inside what is open."""
        tags = {one.tag for one in self._stack}
        within_line = element.tag not in INLINE | VOID and tags & (INLINE | HEADINGS.keys() | {"p", "pre", "caption"})
        around = WITHIN.get(element.tag)
        within_cell = self._table and self._table.in_cell and element.tag in NOT_IN_CELLS
        if within_line or within_cell or (around and not tags & around):
            raise MarkupFault(element.tag, element.line)

    def _number(self) -> None:
        if self._numbers and self._numbers[-1] >= 0:
            self._numbers[-1] += 1
            number = str(self._numbers[-1])
            self._pending = f"{number.translate(_DIGITS)}　" if self._japanese else f"{number}. "

    def _break_line(self) -> None:
        if any(one.tag in HEADINGS for one in self._stack):
            self.handle_data("　")
        elif self._line and self._line.style.literal:
            self.handle_data("\n")
        else:
            self._end_line(keep_empty=True)
            self._continued = True

    def _literal(self) -> bool:
        return any(one.tag == "pre" or "quote" in one.classes for one in self._stack)

    def _new_line(self) -> LineDraft:
        style = line_style(self._stack, depth=self._depth, first=1 if self._japanese else 0)
        line = LineDraft(replace(style, first=0) if self._continued else style)
        line.add(self._pending)
        self._pending = ""
        return line

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line, self._line = self._line, None
        runs = line.runs() if line else ()
        if not runs and not keep_empty:
            return
        style = line.style if line else self._new_line().style
        level = next((HEADINGS[one.tag] for one in self._stack if one.tag in HEADINGS), None)
        if level:
            self._depth = (level - 1) if self._japanese else 0
            self._blocks.append(Heading(level=level, runs=runs))
            return
        paragraph = Paragraph(
            runs=runs,
            align=style.align,
            indent=style.indent,
            first=style.first,
            boxed=style.boxed,
            literal=style.literal,
        )
        if self._table and self._table.in_cell:
            self._table.add(paragraph)
        else:
            self._blocks.append(paragraph)

    def _refuse(self, element: str) -> NoReturn:
        raise MarkupFault(element, self.getpos()[0])
