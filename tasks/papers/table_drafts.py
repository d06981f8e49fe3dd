"""One table of a paper while its HTML is read."""

import re
from typing import Final

from tasks.papers.blocks import Align, Cell, Paragraph, Table
from tasks.papers.markup import MarkupFault, Opened

NARROWEST, WIDEST = 4, 11
"""Characters that a column of row headings takes, where the template names no widths."""
_WIDTH: Final = re.compile(r"\s*width:\s*([0-9]{1,2})em;?\s*")
_SPAN: Final = re.compile("[1-9][0-9]?")
_EMPTY: Final = Paragraph(runs=())
_ALIGN: Final = {"yen": Align.RIGHT, "right": Align.RIGHT, "center": Align.CENTER}


class TableDraft:
    """The rows of a table as they come."""

    def __init__(self) -> None:
        self._widths: list[int] = []
        self._rows: list[list[tuple[Opened, int, list[Paragraph]]]] = []
        self.in_cell = False

    def column(self, style: str | None, line: int) -> None:
        """A `<col>`: `style="width: 4em"` names its width in characters."""
        found = _WIDTH.fullmatch(style or "width:0em")
        if not found:
            raise MarkupFault(f'col[style="{style}"]', line)
        self._widths.append(int(found[1]))

    def row(self) -> None:
        """A row begins."""
        self._rows.append([])

    def cell(self, element: Opened, span: str | None) -> None:
        """A cell begins."""
        if not _SPAN.fullmatch(span or "1"):
            raise MarkupFault(f'{element.tag}[colspan="{span}"]', element.line)
        self._rows[-1].append((element, int(span or "1"), []))
        self.in_cell = True

    def add(self, paragraph: Paragraph) -> None:
        """A line of the cell that is open."""
        self._rows[-1][-1][2].append(paragraph)

    def finished(self) -> Table:
        """The table: every row fills all columns, every cell has a paragraph."""
        rows = [row for row in self._rows if row]
        columns = max((sum(span for _, span, _ in row) for row in rows), default=0)
        return Table(rows=tuple(_filled(row, columns) for row in rows), widths=self._columns(rows, columns))

    def _columns(self, rows: list[list[tuple[Opened, int, list[Paragraph]]]], columns: int) -> tuple[int, ...]:
        if self._widths:
            return tuple([*self._widths, *[0] * columns][:columns])
        headed = bool(rows) and all(row[0][0].tag == "th" and row[-1][0].tag == "td" for row in rows)
        if not headed:
            return (0,) * columns
        longest = max(sum(len(run.text) for run in line.runs) for row in rows for line in row[0][2] or [_EMPTY])
        return (min(max(longest, NARROWEST), WIDEST), *[0] * (columns - 1))


def _filled(row: list[tuple[Opened, int, list[Paragraph]]], columns: int) -> tuple[Cell, ...]:
    cells = [
        Cell(
            paragraphs=tuple(lines) or (_EMPTY,),
            header=element.tag == "th",
            align=next((_ALIGN[name] for name in sorted(element.classes & _ALIGN.keys())), Align.LEFT),
            span=span,
        )
        for element, span, lines in row
    ]
    missing = columns - sum(span for _, span, _ in row)
    return (*cells, *[Cell(paragraphs=(_EMPTY,))] * missing)
