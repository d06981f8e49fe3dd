"""A preservation notice: what to keep, why now, who else may hold it, and a slip to answer on."""

from collections.abc import Callable
from datetime import date

import pytest

from models.terms import LetterKind
from tasks.letters import LetterContext
from tests.tasks.letters.main_paper import render_letter

Make = Callable[..., LetterContext]
Text = Callable[[str], str]
NOTICE, CHASE = LetterKind.PRESERVATION_NOTICE, LetterKind.PRESERVATION_CHASE


@pytest.mark.parametrize("kind", [NOTICE, CHASE])
def test_the_slip_has_boxes_for_every_communication(kind: LetterKind, letter: Make, text_of: Text) -> None:
    slip = text_of(render_letter(letter(kind))).partition("回\u3000答\u3000書")[2]
    assert "見本法律事務所\n弁護士\u3000見本太郎\u3000行" in slip
    assert "（貴事務所整理番号\u30002026-0042）" in slip
    assert "番号｜１\u3000２０３．０．１１３．５\n２０２６年８月１日\u3000２３時４５分１２秒（日本時間）" in slip
    assert "番号｜２\u3000２００１：ｄｂ８：：１" in slip
    for box in (
        "□\u3000該当する記録があり、保存した。",
        "□\u3000開示の手続が終了するまで",
        "□\u3000令和\u3000\u3000年\u3000\u3000月\u3000\u3000日まで",
        "□\u3000該当する記録がない。",
        "□\u3000示された情報では特定することができない。",
        "□\u3000保存に応じられない。",
        "□\u3000他の事業者が保有している",
    ):
        assert slip.count(box) == 2


def test_the_slip_names_the_letter_it_answers(letter: Make, text_of: Text) -> None:
    assert "令和8年11月24日付けのログ保存要請書" in text_of(render_letter(letter(NOTICE)))
    assert "令和8年11月2日付けのログ保存要請書（貴事務所" in text_of(render_letter(letter(CHASE)))
    assert "【要記入：ログ保存要請書の送付日】付けのログ保存要請書" in text_of(render_letter(letter(CHASE, dates={})))


def test_a_wholesaler_is_asked_whose_line_it_was_and_for_no_contract(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(NOTICE, wholesaler=True)))
    assert text.count("利用者に回線を提供する事業者｜") == 2
    assert "契約者の情報｜" not in text
    assert "契約者の氏名又は名称" not in text
    assert "変換・割当ての記録" in text


def test_a_provider_below_learns_who_named_it_and_asks_the_one_above_to_keep(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(NOTICE, named_by="株式会社架空上位")))
    assert "株式会社架空上位からのご回答により知りました" in text
    assert "その事業者に対しても保存を求め" in text
    assert "ご回答により知りました" not in text_of(render_letter(letter(NOTICE)))


@pytest.mark.parametrize("kind", [NOTICE, CHASE])
def test_the_first_day_on_which_a_log_may_be_gone_is_said_when_known(
    kind: LetterKind, letter: Make, text_of: Text
) -> None:
    dates = {"first_sent_on": date(2026, 11, 2), "log_expires_on": date(2026, 11, 25)}
    assert "早いものは令和8年11月25日にも消去されるおそれ" in text_of(render_letter(letter(kind, dates=dates)))
    gone = text_of(render_letter(letter(kind, dates=dates | {"log_expires_on": date(2026, 11, 24)})))
    assert "既に保存期間を過ぎつつあるものがあります" in gone
    assert "本書が届き次第" in gone
    assert "保存期間の目安" not in text_of(render_letter(letter(kind, dates={})))
