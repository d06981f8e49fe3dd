"""A rendered template becomes blocks, and loses no word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.papers.blocks import (
    Align,
    Cell,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Space,
    Table,
    plain_text,
    runs_of,
)
from tasks.papers.reading import MarkupFault, read_paper
from tests.tasks.papers.reading_paper import DAY, IDENTITY, read


def _paragraph(body: str, language: str = "ja") -> Paragraph:
    (block,) = read(body, "en" if language == "en" else "ja").blocks
    assert isinstance(block, Paragraph)
    return block


def _table(body: str) -> Table:
    (block,) = read(body).blocks
    assert isinstance(block, Table)
    return block


def _words(cell: Cell) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in cell.paragraphs]


def test_the_paper_carries_what_it_is_told_and_nothing_of_the_head() -> None:
    paper = read("<p>本文</p>")
    assert (paper.title, paper.identity, paper.language, paper.written_on) == ("訴状", IDENTITY, "ja", DAY)
    assert plain_text(paper) == "本文\n"


@pytest.mark.parametrize(
    ("body", "align", "indent", "first"),
    [
        ("<p>あ</p>", Align.LEFT, 0, 1),
        ("<p><u>あ</u></p>", Align.LEFT, 0, 1),
        ('<p class="flat">あ</p>', Align.LEFT, 0, 0),
        ('<p class="right">あ</p>', Align.RIGHT, 0, 0),
        ('<p class="center">あ</p>', Align.CENTER, 0, 0),
        ('<p class="prayer">あ</p>', Align.LEFT, 2, -1),
        ('<div class="from"><p>あ</p></div>', Align.RIGHT, 0, 0),
        ('<div class="to"><p>あ</p></div>', Align.LEFT, 0, 0),
        ('<div class="under"><p>あ</p></div>', Align.LEFT, 2, 1),
        ('<div class="under"><div class="under"><p class="flat">あ</p></div></div>', Align.LEFT, 4, 0),
        ("<ul><li>あ</li></ul>", Align.LEFT, 4, -2),
        ("<dl><dt>あ</dt></dl>", Align.LEFT, 0, 0),
        ("<dl><dd>あ</dd></dl>", Align.LEFT, 2, 0),
        ("<div>あ</div>", Align.LEFT, 0, 0),
        ("あ", Align.LEFT, 0, 0),
    ],
    ids=[
        "p",
        "u",
        "flat",
        "right",
        "center",
        "prayer",
        "from",
        "to",
        "under",
        "deeper",
        "li",
        "dt",
        "dd",
        "div",
        "bare",
    ],
)
def test_a_line_stands_as_its_class_says(body: str, align: Align, indent: int, first: int) -> None:
    line = _paragraph(body)
    assert (line.align, line.indent, line.first) == (align, indent, first)


def test_the_draft_line_is_boxed() -> None:
    line = _paragraph('<p class="draft">草案</p>')
    assert line.boxed
    assert line.align is Align.CENTER
    assert not _paragraph("<p>本文</p>").boxed


def test_text_stands_one_to_the_right_of_its_heading_until_the_section_ends() -> None:
    body = "<p>0</p><h2>第１</h2><p>1</p><h3>１</h3><p>2</p><h4>⑴</h4><p>3</p><h2>第２</h2><p>1</p><h1>題</h1><p>0</p>"
    lines = read(f"{body}<section><h3>１</h3></section><p>0</p>").blocks
    lines += read("<h3>１</h3><section><p>0</p></section>").blocks
    told = [(block.runs[0].text, block.indent) for block in lines if isinstance(block, Paragraph)]
    assert [indent for _, indent in told] == [int(text) for text, _ in told]
    assert [block.level for block in lines if isinstance(block, Heading)] == [2, 3, 4, 2, 1, 3, 3]


def test_an_addressee_stands_at_the_margin_wherever_it_is() -> None:
    lines = read('<h3>１</h3><div class="to"><p>見本　御中</p></div><table><tr><td>a</td></tr></table>').blocks
    assert isinstance(lines[1], Paragraph)
    assert (lines[1].indent, lines[1].first) == (0, 0)
    assert isinstance(lines[2], Table)
    assert lines[2].rows[0][0].paragraphs[0].indent == 0


def test_english_stands_flush_left() -> None:
    assert _paragraph("<p>Dear Sirs</p>", "en").first == 0
    (_, line) = read("<h3>1</h3><p>text</p>", "en").blocks
    assert isinstance(line, Paragraph)
    assert (line.indent, line.first) == (0, 0)


def test_a_schedule_begins_a_page_and_the_stamp_has_room() -> None:
    blocks = read('<div class="stamp"></div><p>a</p><section class="annex"><p>b</p></section>').blocks
    assert [type(block) for block in blocks] == [Space, Paragraph, PageBreak, Paragraph]
    assert blocks[0] == Space(lines=3)
    nested = read('<p>a</p><section class="annex"><section class="annex"><p>b</p></section></section>').blocks
    assert [type(block) for block in nested] == [Paragraph, PageBreak, Paragraph]
    assert not isinstance(read('<section class="annex"><p>b</p></section>').blocks[0], PageBreak)


def test_white_space_is_what_a_browser_shows() -> None:
    line = _paragraph("<p>\n  一\n  <u> 二</u>　三  <u></u>\n</p>")
    assert [run.text for run in line.runs] == ["一 ", "二", "　三"]
    assert not read("<p> \n </p><div>\n</div>").blocks
    assert plain_text(read("<p><u>a</u> <u>b</u>\n</p>")) == "a b\n"
    spaced = "<table>\n <colgroup>\n<col>\n</colgroup>\n<tbody>\n<tr>\n<td>\na\n</td>\n</tr>\n</tbody>\n</table>"
    assert plain_text(read(spaced)) == "a\n"


def test_blanks_underlines_and_readings_are_marked() -> None:
    line = _paragraph(
        '<p>a<mark class="need">【要記入：宛先】</mark><u>b</u><ruby>髙橋<rp>(</rp><rt>たかはし</rt></ruby></p>'
    )
    assert line.runs == (
        Run(text="a"),
        Run(text="【要記入：宛先】", blank=True),
        Run(text="b", underline=True),
        Run(text="髙橋", ruby="たかはし"),
    )
    assert _paragraph("<p><ruby>髙<rt>たか</rt>橋<rt>はし</rt></ruby>氏<u>a</u></p>").runs == (
        Run(text="髙橋", ruby="たかはし"),
        Run(text="氏"),
        Run(text="a", underline=True),
    )


def test_a_quotation_keeps_its_lines_and_blanks() -> None:
    cell = _table('<table><tr><td class="quote"> 一\n\n  二<br>三&amp;</td></tr></table>').rows[0][0]
    assert cell.paragraphs[0].literal
    assert _words(cell) == [" 一\n\n  二\n三&"]
    assert _paragraph("<pre>a  b\n  c</pre>").runs == (Run(text="a  b\n  c"),)
    assert not read("<pre> \n </pre>").blocks
    assert plain_text(read("<pre>  <u>a</u></pre>")) == "  a\n"
    assert plain_text(read('<p class="quote"> <u>a</u></p>')) == " a\n"


def test_a_break_begins_a_line_that_is_not_indented_further() -> None:
    first, empty, last = read("<p>一<br><br>二</p>").blocks
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert (first.first, last.first, last.runs) == (1, 0, (Run(text="二"),))
    assert empty == Paragraph(runs=())
    (heading,) = read("<h1>発信者情報<br>開示</h1>").blocks
    assert plain_text(read("<h1>発信者情報<br>開示</h1>")) == "発信者情報　開示\n"
    assert isinstance(heading, Heading)


def test_numbered_lists_are_numbered() -> None:
    assert plain_text(read("<ol><li>一<ol><li>下</li></ol></li><li><p>二</p></li></ol><ol><li>三</li></ol>")) == (
        "１　一\n１　下\n２　二\n１　三\n"
    )
    assert plain_text(read("<ol><li>一</li><li>二</li></ol>")) == "１　一\n２　二\n"
    assert _paragraph("<ol><li>一</li></ol>").runs == (Run(text="１　一"),)
    assert plain_text(read("<ol><li>a</li></ol>", "en")) == "1. a\n"
    assert plain_text(read("<ul><li>⑴　項</li></ul>")) == "⑴　項\n"


def test_every_row_of_a_table_fills_its_columns() -> None:
    table = _table(
        "<table><thead><tr><th>一</th><th>二</th><th>三</th></tr></thead><tbody>"
        '<tr><td></td><td colspan="2">甲<br>乙</td></tr><tr><td>丙<p>丁</p></td></tr><tr></tr></tbody></table>'
    )
    assert [[cell.span for cell in row] for row in table.rows] == [[1, 1, 1], [1, 2], [1, 1, 1]]
    assert all(cell.paragraphs for row in table.rows for cell in row)
    assert [cell.header for cell in table.rows[0]] == [True] * 3
    assert _words(table.rows[1][0]) == [""]
    assert _words(table.rows[1][1]) == ["甲", "乙"]
    assert _words(table.rows[2][0]) == ["丙", "丁"]
    assert all(line.first == line.indent == 0 for cell in table.rows[2] for line in cell.paragraphs)


def test_amounts_stand_right() -> None:
    row = _table('<table><tr><td>料</td><td class="yen">1円</td></tr></table>').rows[0]
    assert [cell.align for cell in row] == [Align.LEFT, Align.RIGHT]
    assert row[1].paragraphs[0].align is Align.RIGHT


@pytest.mark.parametrize(
    ("body", "widths"),
    [
        ("<tr><td>a</td><td>b</td></tr>", (0, 0)),
        ("<tr><th>番号</th><td>b</td></tr>", (4, 0)),
        ("<tr><th>番号</th><td>b</td></tr><tr><th>電子メールアドレス</th><td>b</td></tr>", (9, 0)),
        (f"<tr><th>{'長' * 30}</th><td>b</td></tr>", (11, 0)),
        ("<tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr>", (0, 0)),
        ("<tr><th>a</th></tr>", (0,)),
        (
            '<colgroup><col style="width: 4em"><col><col style="width:12em;"></colgroup><tr><td>a</td><td>b</td></tr>',
            (4, 0),
        ),
        ('<colgroup><col style="width: 4em"></colgroup><tr><td>a</td><td>b</td></tr>', (4, 0)),
        ("<tr></tr>", ()),
    ],
    ids=["even", "narrowest", "longest", "widest", "head", "one", "told", "told-in-part", "empty"],
)
def test_columns_are_as_wide_as_told_or_as_their_headings(body: str, widths: tuple[int, ...]) -> None:
    assert _table(f"<table>{body}</table>").widths == widths


def test_a_caption_stands_above_its_table() -> None:
    caption, table = read("<table><caption>表題</caption><tr><td>a</td></tr></table>").blocks
    assert isinstance(caption, Paragraph)
    assert caption.runs == (Run(text="表題"),)
    assert isinstance(table, Table)


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ("<script>x</script>", "script"),
        ("<p>a</p>\n<img src=x>", "img"),
        ('<a href="x">y</a>', "a"),
        ('<p class="flat hidden">a</p>', "p.hidden"),
        ('<p style="display:none">a</p>', "p[style]"),
        ('<p onclick="x">a</p>', "p[onclick]"),
        ('<table><tr><td rowspan="2">a</td></tr></table>', "td[rowspan]"),
        ('<table><tr><td colspan="0">a</td></tr></table>', 'td[colspan="0"]'),
        ('<table><tr><td colspan="999">a</td></tr></table>', 'td[colspan="999"]'),
        ('<table><col style="width:50%"></table>', 'col[style="width:50%"]'),
        ("<p>a<p>b</p>", "p"),
        ("<p>a", "/body"),
        ("</div>", "/div"),
        ("<p>a</div></p>", "/div"),
        ("<p/>", "p/"),
        ("<u><p>a</p></u>", "p"),
        ("<h1><p>a</p></h1>", "p"),
        ("<li>a</li>", "li"),
        ("<td>a</td>", "td"),
        ("<tr></tr>", "tr"),
        ("<rt>a</rt>", "rt"),
        ("<dd>a</dd>", "dd"),
        ("<title>a</title>", "title"),
        ("<style>p{}</style>", "style"),
        ("<table><tr><td><table></table></td></tr></table>", "table"),
        ("<table><tr><td><h2>a</h2></td></tr></table>", "h2"),
        ("<table><tr><td><td>a</td></td></tr></table>", "td"),
        ("<table>text</table>", "table の直下の文字"),
        ("<table><tr>text</tr></table>", "tr の直下の文字"),
        ("<?php x ?>", "<?php x ?"),
        ("<![CDATA[x]]>", "<![CDATA[x"),
    ],
)
def test_what_no_paper_can_hold_is_refused_by_name(body: str, element: str) -> None:
    with pytest.raises(MarkupFault) as caught:
        read(f"\n{body}")
    assert caught.value.element == element
    assert f"「{element}」" in str(caught.value)
    assert str(caught.value).startswith(f"{caught.value.line}行目")
    assert caught.value.line == 4 + body.count("\n")


def test_what_is_still_open_at_the_end_is_told() -> None:
    with pytest.raises(MarkupFault, match="2行目: 「p」") as caught:
        read_paper("<html>\n<p>a", title="訴状", identity=IDENTITY, language="ja", written_on=DAY)
    assert (caught.value.element, caught.value.line) == ("p", 2)


def test_comments_are_no_words() -> None:
    assert plain_text(read("<p>a<!-- {{ secret }} <b> -->b</p>")) == "ab\n"


_TEXT = st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=30)
_ESCAPED = _TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
_INLINE = st.lists(
    st.one_of(_ESCAPED, _ESCAPED.map("<u>{}</u>".format), _ESCAPED.map('<mark class="need">{}</mark>'.format)),
    max_size=4,
).map("".join)
_BLOCKS = st.recursive(
    st.one_of(
        _INLINE.map("<p>{}</p>".format),
        _INLINE.map('<p class="right">{}</p>'.format),
        _INLINE.map("<h2>{}</h2>".format),
        _INLINE.map("<pre>x{}</pre>".format),
        st.lists(_INLINE, max_size=3)
        .map(lambda items: "".join(f"<li>{item}</li>" for item in items))
        .map("<ul>{}</ul>".format),
        st.tuples(_INLINE, _INLINE).map(lambda two: "<table><tr><th>{}</th><td>{}</td></tr></table>".format(*two)),
        _INLINE,
    ),
    lambda inner: st.lists(inner, max_size=4).map(lambda blocks: f'<div class="under">{"".join(blocks)}</div>'),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(body=_BLOCKS)
def test_no_word_is_lost_or_made(body: str) -> None:
    written = re.sub(r"<[^>]*>", "", body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    seen = "".join(run.text for block in read(body).blocks for run in runs_of(block))
    assert re.sub("[ \t\n\f]", "", seen) == re.sub("[ \t\n\f]", "", written)
