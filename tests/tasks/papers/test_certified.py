"""内容証明 as a PDF: what stands in the squares is what the rule counted."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from tasks.papers.blocks import Paper
from tasks.papers.certified import certified_faults, certified_layout, certified_pdf
from tasks.papers.look import Look, look_of
from tasks.settings import DocumentsSection
from tests.conftest import Require
from tests.tasks.papers.reading_paper import IDENTITY, POPPLER, SeenPdf, read

MM = 72 / 25.4
_LETTER = (
    '<p class="right">令和8年11月24日</p><h1>通　知　書</h1><h2>第１　事実</h2><h3>１　投稿</h3>'
    "<p>貴殿は、次の投稿をしました。</p>"
    '<div class="under"><p class="flat">見本銀行</p></div><ul><li>１　慰謝料（①）</li></ul>'
    '<table><tr><td>慰謝料</td><td class="yen">金1,234,567円</td></tr><tr><td colspan="2">合計</td></tr></table>'
)


@pytest.fixture(scope="module")
def look() -> Look:
    return look_of(DocumentsSection())


@pytest.fixture
def see(look: Look, tmp_path: Path, require: Require) -> Callable[[Paper], SeenPdf]:
    require("Poppler", POPPLER)
    return lambda paper: SeenPdf(certified_pdf(paper, look), tmp_path)


def _lines(paper: Paper) -> list[list[str]]:
    return [["".join(sign.text for sign in line) for line in page] for page in certified_layout(paper).pages]


def test_every_block_has_its_lines() -> None:
    assert _lines(read(_LETTER)) == [
        [
            "　" * 10 + "令和８年１１月２４日",
            "　" * 7 + "通　知　書",
            "第１　事実",
            "　１　投稿",
            "　　　貴殿は、次の投稿をしました。",
            "　　見本銀行",
            "　　１　慰謝料（①）",
            "慰謝料　金１，２３４，５６７円",
            "合計",
        ]
    ]


def _drawn(paper: Paper, look: Look) -> bytes:
    """The drawing commands of the first page."""
    contents = pypdf.PdfReader(BytesIO(certified_pdf(paper, look))).pages[0].get_contents()
    assert contents is not None
    return contents.get_data()


def test_every_sign_is_drawn_in_the_square_where_it_counts(look: Look) -> None:
    paper = read(f"<p>{'漢字①「か」、⑳㎡。' * 60}</p>")
    counted = []
    for row, line in enumerate(certified_layout(paper).pages[0]):
        column = 0
        for sign in line:
            counted.append((row, column + (sign.width - 1) // 2))
            column += sign.width
    places = re.findall(rb"1 0 0 -1 ([\d.]+) ([\d.]+) cm/c0 cs 0 scn\s+BT 0 Tr/f0 15 Tf", _drawn(paper, look))
    left, top = (210 - 20 * 6.2) / 2, 297 - 30
    drawn = [(int((top - float(y) / MM) / 7.7), int((float(x) / MM - left) / 6.2)) for x, y in places]
    assert drawn == counted
    assert max(row for row, _ in drawn) == 25
    assert max(column for _, column in drawn) == 19


def test_room_and_new_pages_are_kept_and_the_draft_line_is_not_counted() -> None:
    body = '<p class="draft">草案</p><div class="stamp"></div><p>一</p><section class="annex"><p>二</p></section>'
    assert _lines(read(body)) == [["", "", "", "　一"], ["　二"]]


def test_a_draft_and_what_is_released_have_the_same_lines(see: Callable[[Paper], SeenPdf]) -> None:
    draft, released = read(f'<p class="draft">弁護士の確認・発信前の草案</p>{_LETTER}'), read(_LETTER)
    assert certified_layout(draft) == certified_layout(released)
    assert "草案" in see(draft).squeezed
    assert see(draft).squeezed.replace("弁護士の確認・発信前の草案", "") == see(released).squeezed


def test_the_pdf_shows_the_grid_and_how_many_pages_there_are(see: Callable[[Paper], SeenPdf]) -> None:
    paper = read("".join(f"<p>{'本文である。' * 30}</p>" for _ in range(7)))
    seen = see(paper)
    grid = _lines(paper)
    assert len(seen.pages) == len(grid) == 3
    for number, (page, lines) in enumerate(zip(seen.pages, grid, strict=True), 1):
        shown = re.sub(r"\s", "", page)
        assert shown == re.sub(r"\s", "", "".join(lines)) + f"3枚のうち{number}枚目"


def test_below_the_squares_there_is_room_for_the_stamp(see: Callable[[Paper], SeenPdf]) -> None:
    for page in see(read(f"<p>{'本文である。' * 120}</p>")).boxes:
        squares = [box for box in page if "枚" not in box[4]]
        assert max(bottom for *_, bottom, _ in squares) < (297 - 60) * MM
        assert min(left for left, *_ in squares) > 40 * MM
        assert max(right for _, _, right, _, _ in squares) < (210 - 40) * MM


def test_the_file_is_a4_pdf_a_with_its_fonts_and_names_no_person(see: Callable[[Paper], SeenPdf], look: Look) -> None:
    seen = see(read(_LETTER))
    assert "A4" in seen.facts["Page size"]
    assert (seen.facts["Title"], seen.facts["Keywords"]) == ("訴状", IDENTITY)
    assert "Author" not in seen.facts
    assert all(embedded for _, embedded in seen.fonts)
    assert b"<pdfaid:part>3</pdfaid:part>" in certified_pdf(read(_LETTER), look)


def test_the_same_paper_is_the_same_bytes(look: Look) -> None:
    assert certified_pdf(read(_LETTER), look) == certified_pdf(read(_LETTER), look)


def test_what_the_post_refuses_is_told_and_stands_on_grey_in_a_draft(
    look: Look, see: Callable[[Paper], SeenPdf]
) -> None:
    body = "<p>あ😀い</p><table><tr><th>ＵＲＬ</th><td>https://a.example/</td></tr></table>"
    paper = read(f'<p class="draft">草案</p>{body}')
    assert [(fault.text, fault.line, fault.column) for fault in certified_faults(paper)] == [
        ("😀", 1, 3),
        ("ＵＲＬ", 2, 1),
        ("ｈｔｔｐｓ", 2, 5),
        ("ａ", 2, 13),
        ("ｅｘａｍｐｌｅ", 3, 1),
    ]
    assert "あ〓い" in see(paper).squeezed
    assert _drawn(paper, look).count(b"0.7490196 scn 0 0 m") == sum(
        len(fault.text) for fault in certified_faults(paper)
    )
    assert b"0.7490196 scn 0 0 m" not in _drawn(read(body), look)


def test_names_that_are_told_may_be_in_latin_letters() -> None:
    paper = read("<p>見本のnoteで</p>")
    assert certified_faults(paper)
    assert not certified_faults(paper, ["note"])


@pytest.mark.parametrize("text", ["#panic(1)", "{{ 7*7 }}", "a\u202eb\x07", "", "（" * 600, "\n" * 70], ids=range(6))
def test_hostile_text_stays_in_its_squares(text: str, look: Look) -> None:
    assert certified_pdf(read(f"<pre>{text}</pre><p>終</p>"), look).startswith(b"%PDF-1.")
