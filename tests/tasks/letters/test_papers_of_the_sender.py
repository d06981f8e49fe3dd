"""What a sender signs: nothing that is not agreed is written as agreed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from models.terms import LetterKind, Remedy
from tasks.letters import LetterContext
from tests.tasks.letters.main_paper import render_letter

Make = Callable[..., LetterContext]
Text = Callable[[str], str]
PLEDGE, SETTLEMENT, COMPLAINT = LetterKind.PLEDGE, LetterKind.SETTLEMENT, LetterKind.CRIMINAL_COMPLAINT


def test_a_pledge_promises_in_numbered_sentences_and_pays_only_where_money_is_wanted(
    letter: Make, text_of: Text
) -> None:
    text = text_of(render_letter(letter(PLEDGE)))
    numbers = [line[0] for line in text.splitlines() if line[1:2] == "\u3000" and line[0] in "１２３４５６７８"]
    assert numbers == list("１２３４５６７")
    assert "金1,234,567円の支払義務があることを認め、これを令和8年12月8日までに" in text
    assert "見本銀行見本支店" in text
    free = text_of(render_letter(letter(PLEDGE, claim=(), remedies=frozenset({Remedy.PLEDGE}))))
    assert "支払義務" not in free
    assert [line[0] for line in free.splitlines() if line[1:2] == "\u3000" and line[0] in "１２３４５６７"] == list(
        "１２３４５６"
    )


@pytest.mark.parametrize("kind", [PLEDGE, SETTLEMENT])
def test_the_promises_that_every_such_paper_has(kind: LetterKind, letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(kind)))
    for promised in ("削除", "接触", "第三者に開示し", "違約金", "第三者にも行わせ", "口座"):
        assert promised in text
    assert "【要記入：違約金の額】" in text


def test_a_settlement_is_signed_by_both_and_closes_what_is_between_them(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(SETTLEMENT)))
    assert "何らの債権債務がないことを相互に確認する" in text
    for signed in ("弁護士\u3000見本太郎\u3000\u3000", "見本次郎\u3000\u3000"):
        (line,) = [line for line in text.splitlines() if signed in line and "㊞" in line]
        assert line.endswith("㊞")
    assert "本書２通を作成" in text
    assert "告訴" not in text, "no waiver of a complaint is written by itself (刑訴237条)"


def test_what_was_agreed_is_left_to_the_attorney(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(SETTLEMENT)))
    assert "解決金として、【要記入：解決金の額（請求額は金1,234,567円）】の支払義務" in text
    assert "【要記入：支払日】限り" in text
    unknown = text_of(render_letter(letter(SETTLEMENT, claim=(), account=(), sender=None)))
    for blank in ("解決金の額", "振込先の口座", "発信者の氏名", "発信者の氏名及び住所"):
        assert f"【要記入：{blank}】" in unknown


def test_each_post_is_a_fact_of_its_own_with_the_offence_of_its_day(letter: Make, text_of: Text) -> None:
    one, other = letter(COMPLAINT).posts
    old = replace(other, offence="侮辱罪（令和4年法律第67号による改正前の刑法第231条）")
    text = text_of(render_letter(letter(COMPLAINT, posts=(one, old))))
    assert "１\u3000別紙投稿記事目録の番号１の投稿（名誉毀損罪（刑法第230条第1項））" in text
    assert "番号２の投稿（侮辱罪（令和4年法律第67号による改正前の刑法第231条））" in text
    assert "２０２６年８月１日\u3000２３時４５分１２秒（日本時間）頃、場所不詳において" in text
    assert "「見本掲示板」の同目録記載のＵＲＬ（https://board.example/t/1?a=1&b=2#r5）に、「見本花子は経費" in text


@pytest.mark.parametrize("words", ["", "長" * 301], ids=["picture-only", "very-long"])
def test_words_that_cannot_be_quoted_stand_in_the_list_alone(words: str, letter: Make, text_of: Text) -> None:
    post = replace(letter(COMPLAINT).posts[0], as_written=words)
    text = text_of(render_letter(letter(COMPLAINT, posts=(post,))))
    assert "同目録記載の内容を投稿し" in text
    assert text.count("長" * 301) == (1 if words else 0)


def test_the_period_of_complaint_is_pleaded_only_while_it_runs(letter: Make, text_of: Text) -> None:
    dates = {"complaint_by": date(2026, 11, 24)}
    assert "告訴期間（刑事訴訟法第２３５条。令和8年11月24日まで）内に" in text_of(
        render_letter(letter(COMPLAINT, dates=dates))
    )
    late: tuple[dict[str, date], ...] = ({"complaint_by": date(2026, 11, 23)}, {})
    for dates in late:
        assert "内にするものである" not in text_of(render_letter(letter(COMPLAINT, dates=dates)))


def test_an_unknown_offender_is_complained_of_without_a_day(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(COMPLAINT, sender=None, known_on=None)))
    assert "被告訴人｜\n氏名不詳" in text
    assert "いまだ犯人を知らない" in text
    assert "通信目録" in text
