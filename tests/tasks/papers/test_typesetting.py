"""A paper as a PDF, as other programs see it."""

import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Literal

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.papers.blocks import Align, Block, Cell, Heading, PageBreak, Paper, Paragraph, Run, Space, Table, plain_text
from tasks.papers.look import Look, look_of
from tasks.papers.signs import CONTROL
from tasks.papers.typesetting import missing_glyphs, to_pdf
from tasks.settings import DocumentsSection
from tests.conftest import Require
from tests.tasks.papers.reading_paper import IDENTITY, POPPLER, SeenPdf, paper_of, read, text_paper

MM = 72 / 25.4
See = Callable[[Paper], SeenPdf]


@pytest.fixture(scope="module")
def look() -> Look:
    return look_of(DocumentsSection())


@pytest.fixture
def see(look: Look, tmp_path: Path, require: Require) -> See:
    require("Poppler", POPPLER)
    return lambda paper: SeenPdf(to_pdf(paper, look), tmp_path)


def _everything() -> Paper:
    row = (Cell(paragraphs=(Paragraph(runs=(Run(text="番号"),)),), header=True), Cell(paragraphs=(Paragraph(runs=()),)))
    return paper_of(
        Paragraph(runs=(Run(text="弁護士の確認・発信前の草案"),), boxed=True, align=Align.CENTER),
        Space(lines=3),
        Heading(level=1, runs=(Run(text="訴　状"),)),
        Heading(level=2, runs=(Run(text="第１　請求の趣旨"),)),
        Paragraph(
            runs=(Run(text="被告は"), Run(text="【要記入：額】", blank=True), Run(text="支払え", underline=True)),
            first=1,
        ),
        Paragraph(runs=(Run(text="髙橋", ruby="たかはし"),), align=Align.RIGHT),
        Table(rows=(row, row), widths=(4, 0)),
        PageBreak(),
        Heading(level=1, runs=(Run(text="当事者目録"),)),
    )


def _cell(text: str, *, header: bool = False) -> Cell:
    return Cell(paragraphs=(Paragraph(runs=(Run(text=text),)),), header=header)


def test_the_file_is_a4_pdf_a_with_its_fonts_and_names_no_person(see: See, look: Look) -> None:
    seen = see(_everything())
    assert "A4" in seen.facts["Page size"]
    assert seen.facts["Pages"] == "2"
    assert seen.facts["Encrypted"] == "no"
    assert seen.facts["JavaScript"] == "no"
    assert (seen.facts["Title"], seen.facts["Keywords"]) == ("訴状", IDENTITY)
    assert "Author" not in seen.facts
    assert seen.fonts
    assert all(embedded and "NotoSerifJP" in name for name, embedded in seen.fonts)
    content = to_pdf(_everything(), look)
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in content


def test_the_words_of_the_pdf_are_the_words_of_the_paper(see: See) -> None:
    seen = see(_everything())
    told = re.sub(r"\s", "", plain_text(_everything()))
    assert seen.squeezed.replace("たかはし", "") == told


def test_headings_are_the_bookmarks(look: Look) -> None:
    outline = pypdf.PdfReader(BytesIO(to_pdf(_everything(), look))).outline
    titles = [str(one["/Title"]) for one in outline if not isinstance(one, list)]
    assert titles == ["訴　状", "当事者目録"]


def test_every_page_has_its_number(look: Look) -> None:
    pages = pypdf.PdfReader(BytesIO(to_pdf(_everything(), look))).pages
    assert [page.extract_text().splitlines()[-1].split() for page in pages] == [["－", "1", "－"], ["－", "2", "－"]]


def test_a_page_holds_26_lines_of_37_signs(see: See) -> None:
    pages = see(text_paper("漢" * (37 * 26 + 38))).pages
    lines = [[line for line in page.splitlines() if line] for page in pages]
    assert [len(page) for page in lines] == [26, 2]
    assert {len(line) for line in lines[0]} == {37}
    assert [len(line) for line in lines[1]] == [37, 1]


@pytest.mark.parametrize("sign", "ょーっ々、。」）％？！")
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(sign: str, see: See) -> None:
    lines = see(text_paper(f"{'漢' * 37}{sign}{'い' * 34}「い")).pages[0].split("\n")
    assert lines[1].startswith(f"漢{sign}い")
    assert lines[2].startswith("「い")


_LONG = {
    "kanji": "見本花子は経費を横領している。" * 700,
    "address": "https://board.example/" + "abcdefghij" * 300,
    "dragged": "うわあ" + "ー" * 500 + "！" * 500,
    "brackets": "（" * 400 + "）" * 400 + "」。" * 200,
    "accents": "é" * 1000,
    "mixed": "前の本文である。" * 20 + "a1" * 60 + "間の本文である。" * 20 + "ー" * 100 + "後の本文である。" * 20,
    "words": "lorem ipsum " * 400,
}


@pytest.mark.parametrize("text", _LONG.values(), ids=_LONG.keys())
@pytest.mark.parametrize("where", ["paragraph", "cell", "heading", "underlined"])
def test_nothing_stands_outside_the_margins_and_nothing_is_cut(text: str, where: str, see: See) -> None:
    rows = f'<tr><th>番号</th><td></td></tr><tr class="long"><th>内容</th><td class="quote">{text}</td></tr>'
    body = {
        "paragraph": f"<h4>⑴</h4><ul><li>１　{text}</li></ul>",
        "cell": f"<table>{rows}</table>",
        "heading": f"<h3>{text}</h3>",
        "underlined": f'<p>（<u>{text}</u>）<mark class="need">【要記入】</mark></p>',
    }[where]
    paper = read(body)
    seen = see(paper)
    assert seen.squeezed == re.sub(r"\s", "", plain_text(paper))
    for page in seen.boxes:
        *words, dash, number, last = page
        assert (dash[4], last[4]) == ("－", "－") or number[4] == "－"
        for left, top, right, bottom, _ in words:
            assert left >= 30 * MM - 6.1  # half of an opening bracket is empty, and stands in the margin
            assert right <= (210 - 15) * MM
            assert top >= 35 * MM - 3
            assert bottom <= (297 - 27) * MM + 12


def test_no_hyphen_comes_where_a_word_is_wrapped(see: See) -> None:
    assert see(text_paper("abcdefghij" * 40)).squeezed == "abcdefghij" * 40


def test_columns_that_ask_for_too_much_share_the_page(see: See) -> None:
    cells = (_cell("欄" * 30),) * 6
    seen = see(paper_of(Table(rows=(cells,), widths=(30, 20, 0, 10, 0, 8))))
    assert seen.squeezed.count("欄") == 180
    assert max(right for _, _, right, _, _ in seen.boxes[0]) <= (210 - 15) * MM


def test_a_heading_stays_with_what_it_heads(see: See) -> None:
    paper = read(f'<p class="flat">{"漢" * 37 * 25}</p><h2>第２　見出し</h2><p>本文</p>')
    first, second = see(paper).pages
    assert "見出し" not in first
    assert "見出し" in second


def test_a_short_row_is_not_torn_and_a_long_one_begins_where_it_stands(see: See) -> None:
    lines = f'<p class="flat">{"漢" * 37 * 23}</p>'
    torn = see(read(f"{lines}<table><tr><th>内容</th><td>{'短' * 150}</td></tr></table>"))
    assert "短" not in torn.pages[0]
    long = see(read(f"{lines}<table><tr><th>内容</th><td>{'長' * 1500}</td></tr></table>"))
    assert "長" in long.pages[0]
    assert sum(page.count("長") for page in long.pages) == 1500
    quoted = see(read(f'{lines}<table><tr><td class="quote">{"行" + chr(10) * 11 + "終"}</td></tr></table>'))
    assert "行" in quoted.pages[0]


def test_a_narrow_column_that_is_taller_than_the_page_goes_on_over_its_end(see: See) -> None:
    tall = "狭い欄の文字" * 31
    seen = see(paper_of(Table(rows=((_cell(tall), _cell("写し")),), widths=(4, 0))))
    assert len(seen.pages) > 1
    assert seen.squeezed.replace("写し", "") == tall
    headed = Table(rows=((_cell(tall, header=True), _cell("二", header=True)), (_cell("a"), _cell("b"))), widths=(4, 0))
    assert see(paper_of(headed)).squeezed.count("狭") == 31


def test_a_row_of_headings_stands_again_on_the_next_page(see: See) -> None:
    head, row = (_cell("標目", header=True), _cell("原本", header=True)), (_cell("写し"), _cell("写し"))
    seen = see(paper_of(Table(rows=(head, *[row] * 60), widths=(0, 0))))
    assert len(seen.pages) > 1
    assert all("標目" in page for page in seen.pages)


_MARKUP = {
    "typst": '#panic("x") #read("/etc/passwd") $x$ \\ *b* _i_ @ref <label> `raw` // /* #import "@preview/x:1.0.0": *',
    "jinja": "{{ 7*7 }}{% raw %}{# x #}",
    "html": "<script>alert(1)</script>&lt;&amp;",
    "path": "../../etc/passwd",
    "json": '"}],"blocks":[{"kind":"break"}] \\u0041 \\n',
    "far": "𠮷野家𩸽髙﨑㊞①㈱",
}


@pytest.mark.parametrize("text", _MARKUP.values(), ids=_MARKUP.keys())
def test_markup_is_text(text: str, see: See) -> None:
    assert see(text_paper(text)).squeezed == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a😀b", "a〓b"),
        ("👨\u200d👩\u200d👧", "〓〓〓"),
        ("か\u3099ハ\u309a", "がパ"),
        ("葛\U000e0100飾", "葛飾"),
        ("a\u200bb\u00adc", "abc"),
        ("x\u202egnp.exe\u2066y", f"x{CONTROL}gnp.exe{CONTROL}y"),
        ("\x00\x07\x1b[31m\ud800", f"{CONTROL}[31m{CONTROL}"),
        ("a\tb\u2003c", "abc"),
        ("שלום", "〓〓〓〓"),
    ],
    ids=["emoji", "joined", "voiced", "variant", "soft", "direction", "control", "blanks", "hebrew"],
)
def test_what_the_fonts_lack_is_seen(text: str, shown: str, see: See) -> None:
    assert see(text_paper(text)).squeezed == shown


def test_missing_glyphs_are_told_once_each(look: Look) -> None:
    paper = read(
        "<p>𠮷😀か\u3099\u200b\u202e\n<ruby>髙<rt>ש</rt></ruby></p><table><tr><td>😀☃\U0001f9fe</td></tr></table>"
    )
    assert missing_glyphs(paper, look) == ("😀", "ש", "\U0001f9fe")


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=200), literal=st.booleans())
def test_any_text_becomes_a_page(text: str, *, literal: bool, look: Look) -> None:
    made = to_pdf(text_paper(text, literal=literal), look)
    assert made.startswith(b"%PDF-1.")
    assert len(pypdf.PdfReader(BytesIO(made)).pages) >= 1


_RUNS = st.lists(
    st.builds(Run, text=st.text(max_size=30), blank=st.booleans(), underline=st.booleans(), ruby=st.text(max_size=5)),
    max_size=4,
).map(tuple)
_PARAGRAPHS = st.builds(
    Paragraph,
    runs=_RUNS,
    align=st.sampled_from(Align),
    indent=st.integers(0, 12),
    first=st.integers(-4, 4),
    boxed=st.booleans(),
    literal=st.booleans(),
)
_CELLS = st.builds(Cell, paragraphs=st.lists(_PARAGRAPHS, max_size=3).map(tuple), header=st.booleans())
_TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.builds(
        Table,
        rows=st.lists(st.tuples(*[_CELLS] * columns), max_size=4).map(tuple),
        widths=st.tuples(*[st.integers(0, 50)] * columns),
    )
)
_BLOCKS = st.one_of(
    _PARAGRAPHS,
    _TABLES,
    st.builds(Heading, level=st.sampled_from([1, 2, 3, 4]), runs=_RUNS),
    st.builds(Space, lines=st.integers(0, 60)),
    st.just(PageBreak()),
)


@settings(max_examples=40, deadline=None)
@given(blocks=st.lists(_BLOCKS, max_size=8), language=st.sampled_from(["ja", "en"]))
def test_any_paper_becomes_pages(blocks: list[Block], language: Literal["ja", "en"], look: Look) -> None:
    made = to_pdf(paper_of(*blocks, language=language), look)
    assert len(pypdf.PdfReader(BytesIO(made)).pages) >= 1


def test_what_holds_nothing_to_show_is_set_as_nothing(see: See) -> None:
    hidden = Run(text="\u200b", underline=True, blank=True)
    empty = (Run(text=""), hidden, Run(text="", ruby="x"))
    table = Table(rows=((Cell(paragraphs=()), Cell(paragraphs=(Paragraph(runs=empty),))), ()), widths=(0, 0))
    seen = see(
        paper_of(Heading(level=1, runs=()), Heading(level=2, runs=empty), Paragraph(runs=empty), table, PageBreak())
    )
    assert seen.squeezed.replace("x", "") == ""
    assert len(see(paper_of()).pages) == 1


def test_a_quotation_keeps_its_lines(see: See) -> None:
    (page,) = see(text_paper("一行目\n\n　三行目\n  四 行目", literal=True)).pages
    assert [line.strip() for line in page.splitlines() if line.strip()] == ["一行目", "三行目", "四 行目"]


def test_english_stands_left_and_is_not_stretched(see: See) -> None:
    text = "The undersigned requests the preservation of the records identified below without delay. " * 6
    seen = see(paper_of(Paragraph(runs=(Run(text=text),)), language="en"))
    lefts = {round(left) for left, *_, word in seen.boxes[0] if word == "The" or word.startswith("requests")}
    assert min(round(left) for left, *_ in seen.boxes[0]) == round(30 * MM)
    assert lefts
    assert "－" not in seen.pages[0]


def test_the_same_paper_is_the_same_bytes_in_another_process(look: Look, tmp_path: Path) -> None:
    paper = read("<h1>訴状</h1><p>髙﨑 {{ x }}</p><table><tr><th>番号</th><td>１</td></tr></table>")
    root = Path(__file__).parents[3]
    (tmp_path / "paper").write_bytes(pickle.dumps((paper, look)))
    program = (
        "import pickle, sys; from tasks.papers.typesetting import to_pdf;"
        f"sys.stdout.buffer.write(to_pdf(*pickle.load(open({str(tmp_path / 'paper')!r}, 'rb'))))"
    )
    other = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, cwd=root, timeout=60)
    assert other.stdout == to_pdf(paper, look)


def test_papers_are_set_from_several_threads(look: Look) -> None:
    papers = [text_paper(f"書面{number}") for number in range(8)]
    alone = [to_pdf(paper, look) for paper in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda paper: to_pdf(paper, look), papers)) == alone
