"""A name or an address is found however it is written, and no other one in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.folding import fold, fold_address, tells_address, without, words_of

HOME = ("架空県植込市植込町1-2-3", "植込荘10号")


@pytest.mark.parametrize(
    "text",
    [
        "架空県植込市植込町1-2-3",
        "架空県植込市植込町１－２－３",
        "架空県植込市植込町一丁目二番三号",
        "架空県植込市植込町１丁目２番地の３",
        "架空県植込市植込町１丁目２番３号植込荘１０号",
        "架空県 植込市\n植込町 1ー2−3、",
        "住所は架空県植込市植込町1の2の3です",
    ],
)
def test_one_address(text: str) -> None:
    assert tells_address(HOME, text)


@pytest.mark.parametrize("text", ["", "架空県植込市植込町1-2-34", "架空県植込市植込町1-2", "植込荘10号", "植込町"])
def test_another_address(text: str) -> None:
    assert not tells_address(HOME, text)


def test_an_address_without_a_number_is_found_whole() -> None:
    assert tells_address(("架空県", "植込村役場前"), "架空県\n植込村役場前")
    assert not tells_address(("架空県", "植込村役場前"), "架空県例示村")
    assert not tells_address((), "架空県")


@pytest.mark.parametrize(("kanji", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("九", 9)])
def test_kanji_numbers(kanji: str, number: int) -> None:
    assert fold_address(f"植込町{kanji}番三号") == f"植込町{number}-3"


def test_what_is_taken_out_does_not_join_its_neighbours() -> None:
    assert not words_of("見本甲乙花子", ["甲乙"]).name("見本花子")
    assert words_of("見本　花子").name("見本花子")


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_written_can_be_searched(text: str, name: str) -> None:
    assert fold(f" {text}\n") == fold(text)
    assert without(fold(text), [name]).find("\n") == -1
    assert isinstance(words_of(text).name(name), bool)
    assert isinstance(tells_address((name,), text), bool)
