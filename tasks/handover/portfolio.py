"""All open cases as an Excel table: real dates, numbers, and text that no program takes for a formula."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any, Final
from unicodedata import east_asian_width

from xlsxwriter import Workbook

from models.rules.japan_time import JST
from tasks.letter_templates import printable

SHEET: Final = "事件一覧"
MOST_SIGNS: Final = 32_000
"""What a cell of Excel holds is 32,767 characters."""
_A4: Final = 9
_RISKY: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")
_SOON, _NEAR = 7, 30
_LINE_HEIGHT, _MOST_LINES = 14, 20


@dataclass(frozen=True, kw_only=True)
class PortfolioRow:
    """One open case. `left` is the days to the safe day of the next fatal date."""

    ref: str
    status: str
    opened_on: date
    platforms: str
    stage: str
    turn: str
    waits_for: str
    fatal: str
    due_on: date | None
    act_by: date | None
    left: int | None
    providers: str
    court_cases: str
    attorney: str = field(repr=False)
    claim_yen: int
    spent_yen: int
    security_yen: int


COLUMNS: Final[tuple[tuple[str, str, float], ...]] = (
    ("事件番号", "ref", 11),
    ("状態", "status", 7.5),
    ("次の致命的期限", "fatal", 17),
    ("期限日", "due_on", 11),
    ("安全日", "act_by", 11),
    ("あと（日）", "left", 7.5),
    ("手番", "turn", 9),
    ("待っているもの", "waits_for", 21),
    ("段階", "stage", 14),
    ("投稿先", "platforms", 12),
    ("経由プロバイダ", "providers", 17),
    ("裁判所の事件番号", "court_cases", 15),
    ("担当弁護士", "attorney", 10),
    ("請求額（円）", "claim_yen", 10.5),
    ("費用（円）担保を除く", "spent_yen", 10.5),
    ("担保（円）", "security_yen", 9.5),
    ("受付日", "opened_on", 11),
)


def portfolio_xlsx(rows: Sequence[PortfolioRow], now: datetime) -> bytes:
    """The table, one case a row: header frozen and filtered, A4 landscape, one page wide."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, options) as book:
        book.set_properties({"title": SHEET, "created": now.astimezone(JST).replace(tzinfo=None)})
        sheet = book.add_worksheet(SHEET)
        _lay_out(book, sheet, len(rows), now)
        formats = _formats(book)
        for line, row in enumerate(rows, 1):
            sheet.set_row(line, _LINE_HEIGHT * _lines(row))
            for column, (_, name, _) in enumerate(COLUMNS):
                _write(sheet, line, column, getattr(row, name), formats)
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": "#BBBBBB", "valign": "top", "font_name": "Yu Gothic", "font_size": 10}
    return {
        "text": book.add_format({**cell, "text_wrap": True}),
        "quoted": book.add_format({**cell, "text_wrap": True, "quote_prefix": True}),
        "date": book.add_format({**cell, "num_format": "yyyy/mm/dd", "align": "center"}),
        "number": book.add_format({**cell, "num_format": "#,##0"}),
    }


def _write(sheet: Any, line: int, column: int, value: object, formats: dict[str, Any]) -> None:
    match value:
        case None:
            sheet.write_blank(line, column, None, formats["text"])
        case date():
            sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), formats["date"])  # noqa: DTZ001 (a day has no zone)
        case int():
            sheet.write_number(line, column, value, formats["number"])
        case _:
            text = str(printable(str(value)))[:MOST_SIGNS]
            sheet.write_string(line, column, text, formats["quoted" if text.startswith(_RISKY) else "text"])


def _lines(row: PortfolioRow) -> int:
    """How many lines the fullest cell of a row takes: kana and kanji are two characters wide."""
    most = 1
    for _, name, width in COLUMNS:
        text = str(getattr(row, name))
        wide = sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text[:MOST_SIGNS])
        most = max(most, ceil(wide / (width - 1)) + text.count("\n"))
    return min(most, _MOST_LINES)


def _lay_out(book: Any, sheet: Any, count: int, now: datetime) -> None:
    head = {"bold": True, "bg_color": "#E8ECF0", "border": 1, "text_wrap": True, "valign": "vcenter"}
    style = book.add_format({**head, "font_name": "Yu Gothic", "font_size": 10})
    for column, (name, _, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, style)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{SHEET}&R{now.astimezone(JST):%Y/%m/%d %H:%M} 現在")
    sheet.set_footer("&L所外秘（個人情報を含む）&R&P / &N")
    left = [name for _, name, _ in COLUMNS].index("left")
    for limit, colour in ((_SOON, "#F4C7C3"), (_NEAR, "#FCE8B2")):
        rule = {"type": "cell", "criteria": "between", "minimum": -36_500, "maximum": limit, "stop_if_true": True}
        sheet.conditional_format(
            1, left, max(count, 1), left, {**rule, "format": book.add_format({"bg_color": colour})}
        )
