"""The portfolio: what an independent reader and LibreOffice find in the file; no text is a formula."""

import csv
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.handover.portfolio import portfolio_rows, write_portfolio
from tasks.case_store.opening import close_case, hold_case
from tasks.handover.folder import TargetTaken
from tasks.handover.portfolio import COLUMNS, SHEET, PortfolioRow, portfolio_xlsx
from tasks.wiring import Services
from tests.conftest import Require
from tests.tasks.case_store.cases import ATTORNEY, STAFF, case_file, disclosed, opened

NOW = datetime(2026, 1, 13, 1, tzinfo=UTC)
ROW = PortfolioRow(
    ref="2026-0001",
    status="進行中",
    opened_on=date(2026, 1, 12),
    platforms="ママスタ",
    stage="③ログ保存",
    turn="弁護士",
    waits_for="発信許可待ち",
    fatal="ログ消滅",
    due_on=date(2026, 4, 10),
    act_by=date(2026, 4, 7),
    left=84,
    providers="見本モバイル、見本光",
    court_cases="見本地方裁判所 令和8年(ヨ)第1号",
    attorney="例示 太郎",
    claim_yen=1_000_000,
    spent_yen=300_000,
    security_yen=0,
)
RISKY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://a.example","x")',
    "\t=1",
    "\n=1",
)
HOSTILE = (*RISKY, "𠮷\u202e<b>&\x00\x1b\ud800", "https://a.example/", "0123", "1e5", "長" * 40_000)


def _cells(content: bytes, path: Path) -> list[list[object]]:
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [SHEET]
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def _column(name: str) -> int:
    return [field for _, field, _ in COLUMNS].index(name)


def test_dates_are_dates_and_amounts_are_numbers(tmp_path: Path) -> None:
    head, row = _cells(portfolio_xlsx([ROW], NOW), tmp_path / "a.xlsx")
    assert head == [name for name, _, _ in COLUMNS]
    assert row[_column("due_on")] == datetime(2026, 4, 10)  # noqa: DTZ001 (Excel knows no zone)
    assert row[_column("left")] == 84
    assert row[_column("claim_yen")] == 1_000_000
    assert row[_column("attorney")] == "例示 太郎"


def test_a_case_without_a_date_has_empty_cells(tmp_path: Path) -> None:
    row = _cells(portfolio_xlsx([replace(ROW, due_on=None, act_by=None, left=None)], NOW), tmp_path / "a.xlsx")[1]
    assert [row[_column(name)] for name in ("due_on", "act_by", "left")] == [None, None, None]


def test_no_text_becomes_a_formula_a_link_or_a_number(tmp_path: Path) -> None:
    rows = [replace(ROW, attorney=text, waits_for=text, ref=text) for text in HOSTILE]
    file = tmp_path / "a.xlsx"
    file.write_bytes(portfolio_xlsx(rows, NOW))
    sheet = openpyxl.load_workbook(file).active
    for line, text in enumerate(HOSTILE, 2):
        cell = sheet.cell(line, _column("attorney") + 1)
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert bool(cell.quotePrefix) == (text in RISKY)
        assert len(str(cell.value)) <= 32_000
    assert sheet.cell(2, 1).value == "=1+1"
    assert sheet.cell(len(RISKY) + 2, 1).value == "𠮷〔制御文字〕<b>&〔制御文字〕"
    assert "<f>" not in str(file.read_bytes())


def test_the_table_is_frozen_filtered_and_prints_on_a4_landscape(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(portfolio_xlsx([ROW, ROW], NOW))
    sheet = openpyxl.load_workbook(file).active
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:Q3"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.row_dimensions[2].height > 14


def test_libreoffice_reads_every_cell_as_it_is(tmp_path: Path, require: Require) -> None:
    soffice = shutil.which("soffice")
    calc = soffice and (Path(soffice).resolve().parent / "libsclo.so").exists()
    require("LibreOffice Calc", calc)
    rows = [replace(ROW, attorney=text) for text in RISKY if text.strip() == text]
    (tmp_path / "a.xlsx").write_bytes(portfolio_xlsx(rows, NOW))
    command = [str(soffice), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    subprocess.run(
        [*command, "--convert-to", options, "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        head, *found = list(csv.reader(file))
    assert head == [name for name, _, _ in COLUMNS]
    assert [row[_column("attorney")] for row in found] == [row.attorney for row in rows]
    assert found[0][_column("claim_yen")] == "1000000"


def test_every_open_and_held_case_is_in_it_and_no_closed_one(services: Services) -> None:
    first = disclosed(services)
    posts = case_file()["posts"]
    held, closed = (
        opened(services, posts=[{**post, "url": f"{post['url']}/{name}"} for post in posts]) for name in ("h", "c")
    )
    now = services.clock.now()
    hold_case(services.store, services.law, held, until=None, reason="x", by=STAFF, now=now)
    close_case(services.store, services.law, closed, reason="x", by=STAFF, now=now)
    rows = {row.ref: row for row in portfolio_rows(services)}
    assert set(rows) == {first, held}
    found = rows[first]
    assert found.providers == "サンプルモバイル（架空）、サンプルファイバー（架空）"
    assert (found.attorney, found.platforms, found.spent_yen) == (ATTORNEY, "ママスタ", 300_000)
    assert (found.due_on, found.left) == (date(2026, 4, 10), 87)


def test_a_file_that_exists_stays_unless_it_may_be_replaced(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    file.write_bytes(b"mine")
    with pytest.raises(TargetTaken, match=r"all\.xlsx はすでにあります"):
        write_portfolio(services, file, replace=False)
    assert file.read_bytes() == b"mine"
    assert write_portfolio(services, file, replace=True) == 0
    assert file.read_bytes()[:2] == b"PK"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".all*")] == []
    with pytest.raises(ValueError, match="フォルダーがありません"):
        write_portfolio(services, tmp_path / "missing" / "all.xlsx", replace=False)


def test_the_command_writes_it_and_warns(services: Services, tmp_path: Path) -> None:
    ref = disclosed(services)
    done = CliRunner().invoke(app, ["portfolio", str(tmp_path / "all.xlsx")])
    assert done.exit_code == 0
    assert "所外へ渡さないで" in done.stderr
    assert ref in str(_cells((tmp_path / "all.xlsx").read_bytes(), tmp_path / "copy.xlsx"))
    assert isinstance(CliRunner().invoke(app, ["portfolio", str(tmp_path / "all.csv")]).exception, ValueError)
