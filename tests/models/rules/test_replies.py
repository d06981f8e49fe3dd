"""What a reply says, by a table that a lawyer can read; and what no text may ever do."""

import string
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.own_words import own_words
from models.rules.replies import LONGEST_REASON, read_reply
from models.rules.reply_days import LONGEST_DAYS
from models.terms import AckKind

FILE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "replies.toml").read_text(encoding="utf-8"))
SAID_ON = date(2026, 9, 18)
NAMES = ("例示 太郎", "例示", "太郎", "Taro")
TABLE = [(case, text) for case in FILE["case"] for text in case["replies"]]
ANSWERS = [text for case, text in TABLE if case["reads"] != "none" and "\n" not in text]
PIECES = (
    "了解 です 対応 済 延期 3日 三 日 まで 9/24 ません か ? OK done not defer days 。 、 > 理由 ため ( )"
    " K-0123456789 差出人: On wrote: 2026年9月18日 ―――――"
)
WORDS = st.sampled_from([*PIECES.split(), "\n", " ", "\n> ", "\n-- \n"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=14).map("".join))


@pytest.mark.parametrize(("case", "text"), TABLE, ids=[f"{case['example']}-{text!r}" for case, text in TABLE])
def test_a_reply_reads(case: dict[str, Any], text: str) -> None:
    found = read_reply(text, said_on=SAID_ON, names=NAMES)
    if case["reads"] == "none":
        assert found is None
        return
    assert found is not None
    assert (found.kind, found.days) == (AckKind(case["reads"]), case.get("days"))
    if "reason" in case:
        assert found.reason == case["reason"]


@given(TEXTS, st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_text_raises_and_every_reading_is_complete(text: str, said_on: date | None) -> None:
    found = read_reply(text, said_on=said_on)
    if found is not None:
        assert (found.days is not None) == (found.kind is AckKind.DEFERRED)
        assert found.days is None or 1 <= found.days <= LONGEST_DAYS
        assert len(found.reason) <= LONGEST_REASON


@given(TEXTS)
def test_what_is_quoted_never_decides(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    assert read_reply(quoted, said_on=SAID_ON) is None


@given(TEXTS, st.sampled_from(ANSWERS))
def test_what_is_quoted_changes_nothing(text: str, answer: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    alone = read_reply(answer, said_on=SAID_ON, names=NAMES)
    for reply in (f"{answer}\n\n{quoted}", f"{quoted}\n\n{answer}", f"{answer}\n-----Original Message-----\n{text}"):
        assert read_reply(reply, said_on=SAID_ON, names=NAMES) == alone


@given(TEXTS)
def test_own_words_of_own_words_are_the_same(text: str) -> None:
    assert own_words(own_words(text)) == own_words(text)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_question_mark_undoes_every_answer(answer: str) -> None:
    assert read_reply(f"{answer}?", said_on=SAID_ON, names=NAMES) is None


def test_a_day_cannot_be_read_without_knowing_when_it_was_said() -> None:
    assert read_reply("延期 9/24まで") is None
    found = read_reply("延期 3日")
    assert found is not None
    assert found.days == 3


def test_next_monday_said_on_a_sunday_is_not_certain() -> None:
    assert read_reply("延期 来週月曜", said_on=date(2026, 9, 20)) is None


def test_a_stranger_name_is_no_greeting() -> None:
    assert read_reply("例示です。了解しました。", names=()) is None


def test_the_reason_stays_out_of_the_repr() -> None:
    assert "植込" not in repr(read_reply("延期 3日 植込さんと協議中"))


def test_a_long_mail_is_read_as_far_as_it_is_one() -> None:
    assert read_reply("了解です\n" + string.ascii_letters * 5_000) is not None
