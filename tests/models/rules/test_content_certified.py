"""内容証明 on its grid: counted again here, by brute force and from other tables than the rule's own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.content_certified import (
    CertifiedGrid,
    GridParagraph,
    certified_grid,
    counted,
    full_width,
)

_ENDS_NO_LINE = "「『（【〔"
_BEGINS_NO_LINE = "、。，．」』）】〕ー々っゃゅょ！？"
_SIGNS = st.text(alphabet="あいうっー漢字々、。「」（）『』！？①⑩㈱㎡㊞1aZ ｶﾞ😀\t\n", max_size=400)
_PARAGRAPHS = st.lists(
    st.builds(
        GridParagraph,
        text=_SIGNS,
        align=st.sampled_from(["left", "center", "right"]),
        indent=st.integers(-3, 60),
        first=st.integers(-60, 60),
        new_page=st.booleans(),
    ),
    max_size=8,
)


def _set(text: str, **kind: object) -> CertifiedGrid:
    return certified_grid([GridParagraph(text=text, **kind)])  # type: ignore[arg-type] # each test gives the right kind


def _lines(grid: CertifiedGrid) -> list[str]:
    return ["".join(sign.text for sign in line) for page in grid.pages for line in page]


def _post_counts(line: str) -> int:
    """As a clerk counts, at most: a ringed number is its digits and the ring, a unit its letters."""
    rings = {"①": 2, "⑩": 3, "㊞": 2, "㈱": 3, "㎡": 2}
    return sum(rings.get(sign, 1) for sign in line)


@settings(max_examples=150, deadline=None)
@given(paragraphs=_PARAGRAPHS)
def test_no_page_has_more_than_26_lines_and_no_line_more_than_20_signs(paragraphs: list[GridParagraph]) -> None:
    grid = certified_grid(paragraphs)
    assert grid.pages
    for page in grid.pages:
        assert len(page) <= 26
        for line in page:
            assert _post_counts("".join(sign.text for sign in line)) == counted(line) <= 20


@settings(max_examples=150, deadline=None)
@given(paragraphs=_PARAGRAPHS)
def test_every_sign_stands_in_the_grid_once_and_in_order(paragraphs: list[GridParagraph]) -> None:
    grid = certified_grid(paragraphs)
    written = "".join(full_width(one.text) for one in paragraphs)
    assert "".join(_lines(grid)).replace("　", "") == written.replace("　", "").replace("\n", "")


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="あ漢、。「」（）ー々っ！？", min_size=1, max_size=200))
def test_closing_signs_begin_and_opening_signs_end_a_line_only_where_nothing_else_is_left(text: str) -> None:
    lines = _lines(_set(text))
    for above, below in pairwise(lines):
        if below[0] in _BEGINS_NO_LINE or above[-1] in _ENDS_NO_LINE:
            # The line could not be broken anywhere earlier either.
            joined = above + below[0]
            assert all(joined[at] in _BEGINS_NO_LINE or joined[at - 1] in _ENDS_NO_LINE for at in range(2, len(joined)))


@settings(max_examples=200, deadline=None)
@given(paragraphs=_PARAGRAPHS)
def test_every_refused_sign_is_told_with_its_place(paragraphs: list[GridParagraph]) -> None:
    grid = certified_grid(paragraphs)
    told = set()
    for fault in grid.faults:
        line = grid.pages[fault.page - 1][fault.line - 1]
        squares = [sign for sign in line for _ in range(sign.width)]
        found = squares[fault.column - 1 : fault.column - 1 + len(fault.text)]
        assert "".join(sign.text for sign in found) == fault.text
        told |= {(fault.page, fault.line, fault.column + at) for at in range(len(fault.text))}
    refused = set()
    for page, lines in enumerate(grid.pages, 1):
        for number, line in enumerate(lines, 1):
            squares = [sign for sign in line for _ in range(sign.width)]
            refused |= {(page, number, at) for at, sign in enumerate(squares, 1) if sign.refused}
    assert told == refused


def test_the_twenty_first_sign_goes_to_the_next_line_and_a_full_stop_takes_one_with_it() -> None:
    assert _lines(_set("あ" * 21)) == ["あ" * 20, "あ"]
    assert _lines(_set("あ" * 20 + "。")) == ["あ" * 19, "あ。"]
    assert _lines(_set("あ" * 19 + "「い」")) == ["あ" * 19, "「い」"]


def test_numbers_and_words_stay_whole() -> None:
    assert _lines(_set("あ" * 17 + "12,345円")) == ["あ" * 17, "１２，３４５円"]
    assert _lines(_set("あ" * 18 + "Xyz社")) == ["あ" * 18, "Ｘｙｚ社"]
    assert _lines(_set("あ" * 19 + "1年")) == ["あ" * 19 + "１", "年"]
    assert _lines(_set("あ" + "1" * 25)) == ["あ" + "１" * 19, "１" * 6]


def test_where_every_sign_clings_the_line_is_cut_at_twenty() -> None:
    assert _lines(_set("。" * 45)) == ["。" * 20, "。" * 20, "。" * 5]
    assert _lines(_set("ああ" + "（" * 30)) == ["ああ", "（" * 20, "（" * 10]
    assert _lines(_set("（" * 21)) == ["（" * 20, "（"]


def test_the_twenty_seventh_line_begins_a_page() -> None:
    grid = _set("\n".join("行" * 20 for _ in range(53)))
    assert [len(page) for page in grid.pages] == [26, 26, 1]


def test_a_new_page_is_begun_once_and_never_left_empty() -> None:
    grid = certified_grid([GridParagraph(text="一", new_page=True), GridParagraph(text="二", new_page=True)])
    assert [["".join(s.text for s in line) for line in page] for page in grid.pages] == [["一"], ["二"]]


def test_lines_stand_where_they_are_asked_to() -> None:
    assert _lines(_set("題名", align="center")) == ["　" * 9 + "題名"]
    assert _lines(_set("令和8年", align="right")) == ["　" * 16 + "令和８年"]
    assert _lines(_set("題" * 41, align="center")) == ["題" * 20, "題" * 20, "　" * 9 + "題"]
    assert _lines(_set("あ" * 25, first=1)) == ["　" + "あ" * 19, "あ" * 6]
    assert _lines(_set("１　" + "あ" * 20, indent=3, first=-2)) == ["　１　" + "あ" * 17, "　　　あああ"]
    assert _lines(_set("一\n二", indent=1, first=1)) == ["　　一", "　二"]


def test_an_empty_paragraph_is_an_empty_line() -> None:
    grid = certified_grid([GridParagraph(text=""), GridParagraph(text="あ", indent=2)])
    assert len(grid.pages) == 1
    assert _lines(grid) == ["", "　　あ"]


def test_an_indent_leaves_room_for_text() -> None:
    assert max(len(line) for line in _lines(_set("あ" * 40, indent=90))) == 20
    assert len(_lines(_set("あ" * 40, indent=90))) == 3


def test_half_width_signs_become_full_width() -> None:
    assert (
        full_width("IP 203.0.113.5–ｶﾞｷﾞ か\u3099 \\1,000～〜")
        == "ＩＰ　２０３．０．１１３．５－ガギ　が　＼１，０００～～"
    )


def test_rings_and_units_count_what_is_in_them() -> None:
    page = _set("①⑳㊞㈱㎡⑴").pages[0]
    assert [sign.width for sign in page[0]] == [2, 3, 2, 3, 2, 3]
    assert not _set("①⑳㊞㈱㎡⑴").faults
    assert _lines(_set("⑳" * 7)) == ["⑳" * 6, "⑳"]
    assert _lines(_set("①" + "あ" * 19)) == ["①" + "あ" * 18, "あ"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Googleの", ()),
        ("AとZoomの", ()),
        ("株式会社xyzの", ()),
        ("xyz株式会社の", ()),
        ("学校法人abcの", ()),
        ("IPアドレスとURL", ("ＩＰ", "ＵＲＬ")),
        ("https://a.example/", ("ｈｔｔｐｓ", "ａ", "ｅｘａｍｐｌｅ")),
        ("Xとxで", ("ｘ",)),
    ],
    ids=[
        "capital",
        "first-and-last",
        "company-before",
        "company-after",
        "corporation",
        "common-words",
        "address",
        "single-letters",
    ],
)
def test_latin_letters_stand_in_proper_names_only(text: str, refused: tuple[str, ...]) -> None:
    assert tuple(fault.text for fault in _set(text).faults) == refused


def test_a_name_that_is_told_may_be_written_in_any_letters() -> None:
    paragraph = [GridParagraph(text="見本のnoteで")]
    (fault,) = certified_grid(paragraph).faults
    assert str(fault).startswith("1枚目1行4字目「ｎｏｔｅ」: 英字は固有名詞に限り使えます。")
    assert certified_grid(paragraph, names=["note株式会社"]).faults == ()


def test_all_faults_come_at_once_with_their_places() -> None:
    grid = _set("あ😀い\nう①\u202eurlкえ")
    assert [(fault.text, fault.page, fault.line, fault.column) for fault in grid.faults] == [
        ("😀", 1, 1, 2),
        ("\u202e", 1, 2, 4),
        ("ｕｒｌ", 1, 2, 5),
        ("к", 1, 2, 8),
    ]


def test_kanji_of_every_plane_are_taken() -> None:
    assert not _set("髙﨑𠮷𩸽神々〆").faults
    assert [fault.text for fault in _set("☃").faults] == ["☃"]


def test_nothing_of_the_text_is_shown_by_accident() -> None:
    paragraph = GridParagraph(text="秘密😀")
    grid = certified_grid([paragraph])
    shown = repr((paragraph, grid, grid.pages[0][0][0], grid.faults))
    assert not set("秘密😀") & set(shown)
