"""File names that the courts' filing system takes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.efiling_names import file_name

_ENDINGS = st.sampled_from(["pdf", "docx", "xlsx", "mp4"])


@given(parts=st.lists(st.text(max_size=120), max_size=12), ending=_ENDINGS)
def test_whatever_the_parts_the_name_is_short_and_names_no_path(parts: list[str], ending: str) -> None:
    try:
        name = file_name(["甲001", *parts], ending)
    except ValueError:
        pytest.fail("twelve parts of one letter fit")
    stem, _, last = name.rpartition(".")
    assert last == ending
    assert len(name) <= 50
    assert len(name.encode()) <= 255
    assert name == unicodedata.normalize("NFC", name)
    assert not set(stem) & set('\\/:*?"<>|.;,&%#$~ 　\0\n\t\u202e\u200b\u2066')
    assert all(unicodedata.category(sign)[0] in "LN" or sign in "_-（）・" for sign in stem)
    assert all(ord(sign) <= 0xFFFF for sign in stem)
    assert stem == stem.strip("_")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["甲001", "ウェブページ"], "甲001_ウェブページ.pdf"),
        (["../../etc", "passwd"], "etc_passwd.pdf"),
        (["..", "訴状"], "訴状.pdf"),
        ([".htaccess"], "htaccess.pdf"),
        (["投稿\u202efdp.exe"], "投稿_fdp_exe.pdf"),
        (["か\u3099", "ｳｪﾌﾞ"], "が_ウェブ.pdf"),
        (["a b　c", "d*?e"], "a_b_c_d_e.pdf"),
        (["𠮷野😀家"], "野_家.pdf"),
        (["con"], "con_.pdf"),
        (["Com1"], "Com1_.pdf"),
        (["lpt9"], "lpt9_.pdf"),
        (["証拠説明書（写し）", "v2-1"], "証拠説明書（写し）_v2-1.pdf"),
    ],
    ids=[
        "plain",
        "path",
        "dots",
        "hidden",
        "bidi",
        "composed",
        "signs",
        "planes",
        "device",
        "port",
        "last-port",
        "kept",
    ],
)
def test_parts_become_one_name(parts: list[str], name: str) -> None:
    assert file_name(parts, "pdf") == name


def test_the_longest_part_is_cut_and_the_others_stay() -> None:
    assert file_name(["甲001", "長" * 80, "v3"], "pdf") == f"甲001_{'長' * 38}_v3.pdf"
    assert {len(file_name(["甲001", "長" * more, "v3"], "pdf")) for more in range(38, 60)} == {50}


def test_a_cut_leaves_no_bar_at_the_end_of_a_part() -> None:
    assert file_name(["a" * 45 + " bb"], "pdf") == f"{'a' * 45}.pdf"


@pytest.mark.parametrize("parts", [[], [""], ["../", "。。"], ["あ"] * 60], ids=["none", "empty", "signs", "too-many"])
def test_without_a_letter_or_with_too_many_parts_there_is_no_name(parts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"parts do not fit|needs a letter"):
        file_name(parts, "pdf")


@pytest.mark.parametrize("ending", ["", "p/f", ".pdf", "ｐｄｆ"])
def test_an_ending_is_letters_and_digits(ending: str) -> None:
    with pytest.raises(ValueError, match="an ending"):
        file_name(["a"], ending)
