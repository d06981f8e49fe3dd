"""A paper as a Word file: the same bytes, no person in it, read back as the blocks it was made of."""

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.papers.blocks import (
    Align,
    Block,
    Cell,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Space,
    Table,
    plain_text,
)
from tasks.papers.look import Look, look_of
from tasks.papers.office_pdf import office_pdf
from tasks.papers.pdf_reading import filing_faults, read_pdf
from tasks.papers.typesetting import to_pdf
from tasks.papers.word import to_docx
from tasks.papers.word_reading import read_docx
from tasks.settings import DocumentsSection
from tests.conftest import Require
from tests.tasks.papers.reading_paper import DAY, IDENTITY, paper_of
from tests.tasks.papers.word_files import edited, parts_in

SOFFICE = shutil.which("soffice")
LOOK = look_of(DocumentsSection())

_WORDS = st.text(st.sampled_from("甲乙 第１号証〔𠮷髙〕<&>\"'｛{{x}}aZ9。、　"), min_size=1, max_size=12)
_LITERAL = st.text(st.sampled_from("甲 \n\t<&>aZ。　"), min_size=1, max_size=12)


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    """Runs as `read_paper` leaves them: what looks alike is one."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        alike = last and (last.blank, last.underline, last.ruby) == (run.blank, run.underline, run.ruby)
        if last and alike and not run.ruby and not run.blank:
            found[-1] = replace(last, text=last.text + run.text)
        elif not (alike and run.blank):
            found.append(run)
    return tuple(found)


def _runs(words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Run, ...]]:
    plain = st.builds(lambda text, underline: Run(text=text, underline=underline), words, st.booleans())
    blank = st.builds(lambda u: Run(text="【要記入：氏名】", blank=True, underline=u), st.booleans())
    ruby = st.builds(lambda text: Run(text=text, ruby="よみ"), _WORDS)
    return st.lists(st.one_of(plain, blank, ruby), max_size=4).map(_merged)


def _paragraphs() -> st.SearchStrategy[Paragraph]:
    def build(literal: bool) -> st.SearchStrategy[Paragraph]:  # noqa: FBT001 (flatmap gives it by position)
        return st.builds(
            Paragraph,
            runs=_runs(_LITERAL if literal else _WORDS),
            align=st.sampled_from(Align),
            indent=st.integers(0, 12),
            first=st.integers(-4, 4),
            boxed=st.booleans(),
            literal=st.just(literal),
        )

    return st.booleans().flatmap(build)


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    cell = st.builds(
        Cell,
        paragraphs=st.lists(_paragraphs(), min_size=1, max_size=2).map(tuple),
        header=st.booleans(),
        align=st.sampled_from(Align),
    )
    rows = [tuple(draw(cell) for _ in range(columns))]
    if columns > 1:
        rows.append((replace(draw(cell), span=2), *(draw(cell) for _ in range(columns - 2))))
    rows = draw(st.permutations(rows))
    return Table(rows=tuple(rows), widths=tuple(draw(st.integers(0, 9)) for _ in range(columns)))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any paper whose blocks could come from a template."""
    headings = st.builds(Heading, level=st.sampled_from([1, 2, 3, 4]), runs=_runs(_WORDS).filter(bool))
    spaces = st.builds(Space, lines=st.integers(1, 4))
    kinds = st.one_of(headings, _paragraphs(), _tables(), spaces, st.just(PageBreak()))
    blocks: list[Block] = []
    for block in draw(st.lists(kinds, max_size=7)):
        if not (blocks and isinstance(block, Space) and isinstance(blocks[-1], Space)):
            blocks.append(block)
    return paper_of(*blocks, language=draw(st.sampled_from(["ja", "en"])))


def sample() -> Paper:
    """Every kind of block once."""

    def cell(text: str, *, header: bool = False, align: Align = Align.LEFT) -> Cell:
        return Cell(paragraphs=(Paragraph(runs=(Run(text=text),)),), header=header, align=align)

    head = (cell("番号", header=True), cell("ＵＲＬ", header=True))
    return paper_of(
        Paragraph(runs=(Run(text="弁護士の確認・発信前の草案"),), boxed=True, align=Align.CENTER),
        Space(lines=3),
        Heading(level=1, runs=(Run(text="訴　状"),)),
        Paragraph(runs=(Run(text="令和８年１１月２４日"),), align=Align.RIGHT),
        Heading(level=2, runs=(Run(text="第１　請求の趣旨"),)),
        Paragraph(
            runs=(
                Run(text="被告は、原告"),
                Run(text="髙橋", ruby="たかはし"),
                Run(text="に対し、"),
                Run(text="【要記入：額】", blank=True),
                Run(text="を支払え。", underline=True),
            ),
            indent=1,
            first=1,
        ),
        Paragraph(runs=(Run(text="死ね\n　二行目"),), literal=True, indent=2),
        PageBreak(),
        Heading(level=1, runs=(Run(text="投稿記事目録"),)),
        Table(rows=(head, (cell("１", align=Align.RIGHT), cell(f"https://board.example/{'a' * 60}"))), widths=(4, 0)),
        Table(rows=((cell("計"), cell("１件")),), widths=(10, 27)),
    )


@settings(max_examples=40, deadline=None)
@given(papers())
def test_what_is_written_is_read_back(paper: Paper) -> None:
    again = read_docx(to_docx(paper, LOOK))
    assert plain_text(again) == plain_text(paper)
    assert again == paper


def test_the_same_paper_is_the_same_bytes() -> None:
    assert to_docx(sample(), LOOK) == to_docx(sample(), LOOK)
    assert to_docx(sample(), LOOK) != to_docx(replace(sample(), identity="other"), LOOK)


def test_the_file_says_which_paper_it_is_and_names_nobody() -> None:
    told = docx.Document(BytesIO(to_docx(sample(), LOOK))).core_properties
    assert (told.identifier, told.title, told.author, told.last_modified_by) == (IDENTITY, "訴状", "", "")
    assert told.created is not None
    assert told.created.date() == DAY


def test_the_page_is_that_of_the_courts() -> None:
    content = to_docx(sample(), LOOK)
    section = docx.Document(BytesIO(content)).sections[0]
    sizes = (section.page_width, section.page_height, section.left_margin, section.top_margin, section.bottom_margin)
    assert [round(size.mm) for size in sizes if size] == [210, 297, 30, 35, 27]
    text = parts_in(content)["word/document.xml"].decode()
    (grid,) = re.findall(r"<w:docGrid [^>]*>", text)
    assert 'w:type="linesAndChars"' in grid
    assert 'w:linePitch="512"' in grid
    assert 'w:eastAsia="ＭＳ 明朝"' in parts_in(content)["word/styles.xml"].decode()


def test_the_firms_own_font_is_asked_for() -> None:
    look = Look(font_dir=Path(), serif='A "B" & <C>', sans="Noto Sans JP")
    styles = docx.Document(BytesIO(to_docx(sample(), look))).styles.element.xml
    assert "A &quot;B&quot; &amp; &lt;C&gt;" in styles


def test_signs_that_no_xml_holds_stand_visibly() -> None:
    paper = paper_of(Paragraph(runs=(Run(text="甲\x00\x0b\ud800乙"),)))
    assert plain_text(read_docx(to_docx(paper, LOOK))) == "甲〓〓〓乙\n"


def test_a_blank_that_was_filled_in_is_none_and_one_without_its_style_stays_one() -> None:
    content = to_docx(sample(), LOOK)
    filled = read_docx(edited(content, ("【要記入：額】", "金１００円")))
    bare = read_docx(edited(content, ('<w:rStyle w:val="blank"/>', "")))
    assert "金１００円" in plain_text(filled)
    assert not [run for run in _all_runs(filled) if run.blank]
    assert [run.text for run in _all_runs(bare) if run.blank] == ["【要記入：額】"]


def _all_runs(paper: Paper) -> list[Run]:
    return [run for block in paper.blocks if isinstance(block, Paragraph) for run in block.runs]


def test_word_splits_runs_and_adds_marks_and_links_without_a_change_of_the_words() -> None:
    content = to_docx(sample(), LOOK)
    more = (
        '請求</w:t></w:r><w:proofErr w:type="spellStart"/><w:hyperlink w:anchor="a"><w:r w:rsidR="00AB12CD"><w:t>の'
        "</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>趣旨"
    )
    changed = edited(content, ("請求の趣旨</w:t></w:r>", f"{more}</w:t></w:r></w:sdtContent></w:sdt>"))
    assert read_docx(changed) == sample()


def test_a_line_break_and_a_page_break_of_word_are_lines_and_pages() -> None:
    content = to_docx(paper_of(Paragraph(runs=(Run(text="一二三"),), indent=2, first=-1)), LOOK)
    text = '一</w:t><w:br/><w:t>二</w:t><w:br w:type="page"/><w:t>三'
    found = read_docx(edited(content, ("一二三", text))).blocks
    assert [type(block) for block in found] == [Paragraph, Paragraph, PageBreak, Paragraph]
    assert plain_text(paper_of(*found)) == "一\n二\n\f\n三\n"


def test_libreoffice_saves_it_and_it_is_still_the_paper(tmp_path: Path, require: Require) -> None:
    require("LibreOffice", SOFFICE)
    given_file = tmp_path / "paper.docx"
    given_file.write_bytes(to_docx(sample(), LOOK))
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(out), str(given_file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = read_docx((out / "paper.docx").read_bytes())
    assert (again.identity, again.title, again.written_on) == (IDENTITY, "訴状", DAY)
    assert plain_text(again) == plain_text(sample())
    assert [type(block) for block in again.blocks] == [type(block) for block in sample().blocks]
    assert again.blocks[:9] == sample().blocks[:9]


def test_libreoffice_prints_the_words_that_typst_prints(require: Require) -> None:
    require("LibreOffice", SOFFICE)
    printed = read_pdf(office_pdf(Path(SOFFICE or ""), to_docx(sample(), LOOK)))
    assert not list(filing_faults(printed))
    ours = read_pdf(to_pdf(sample(), LOOK))
    assert _signs(printed.text) == _signs(ours.text)
    assert (printed.pages, ours.pages) == (2, 2)


def _signs(text: str) -> Counter[str]:
    return Counter("".join(unicodedata.normalize("NFKC", text).split()))
