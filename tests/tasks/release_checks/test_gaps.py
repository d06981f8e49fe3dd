"""Every gap is named before release, all at once, and stands visibly in the draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.terms import LetterKind, Remedy
from tasks.letters import ClaimLine, LetterContext, LogLine, Party
from tasks.release_checks.gaps import gaps
from tests.tasks.letters.main_paper import render_letter

K = LetterKind
_NOWHERE = Party(name="株式会社見本", honorific="御中")


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (K.DISCLOSURE_REQUEST, {"addressee": _NOWHERE}, "宛先住所がありません"),
        (K.BAR_INQUIRY, {"addressee": _NOWHERE}, "宛先住所がありません"),
        (K.CHASE_UP, {"addressee": Party(name="株式会社見本", address=("東京都",))}, "敬称がありません"),
        (K.DISCLOSURE_REQUEST, {"posts": ()}, "投稿がありません"),
        (K.DISCLOSURE_REQUEST, {"items": ()}, "開示を求める発信者情報がありません"),
        (K.DISCLOSURE_REQUEST, {"requester": Party(name="見本花子")}, "請求者の住所がありません"),
        (K.DISCLOSURE_REQUEST, {"reply_by": None}, "期限がありません"),
        (K.DISCLOSURE_REQUEST, {"firm_name": ""}, "事務所の名称または住所がありません"),
        (K.DEMAND_LETTER, {"firm_address": ()}, "事務所の名称または住所がありません"),
        (K.PRESERVATION_NOTICE, {"logs": ()}, "通信記録（ＩＰアドレス・日時等）がありません"),
        (K.DISPOSITION_PETITION, {"court": None}, "裁判所がありません"),
        (K.BAR_INQUIRY, {"court": None}, "弁護士会がありません"),
        (K.BAR_INQUIRY, {"logs": ()}, "電話番号又は電子メールアドレスがありません"),
        (K.CHASE_UP, {"dates": {}}, "発信者情報開示請求書の送付日"),
        (K.SUIT_NOTICE, {"dates": {}}, "訴えを提起した日"),
        (K.PRESERVATION_RENEWAL, {"dates": {}}, "回答された保存の終期"),
        (K.DEMAND_LETTER, {"claim": ()}, "請求額とその内訳がありません"),
        (K.DAMAGES_COMPLAINT, {"claim": ()}, "請求額とその内訳がありません"),
        (K.CRIMINAL_COMPLAINT, {"known_on": None}, "犯人を知った日がありません"),
        (K.CRIMINAL_COMPLAINT, {"sender": Party(name="見本次郎")}, "被告訴人の住所がありません"),
    ],
)
def test_a_gap_is_a_fault_and_a_visible_blank(
    kind: LetterKind,
    changes: dict[str, Any],
    fault: str,
    letter: Callable[..., LetterContext],
    text_of: Callable[[str], str],
) -> None:
    context = letter(kind, **changes)
    assert fault in "".join(found.what for found in gaps(context))
    assert "【要記入：" in text_of(render_letter(context))


def test_an_unknown_address_is_marked_and_never_invented(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    context = letter(K.PRESERVATION_NOTICE, addressee=_NOWHERE)
    (gap,) = gaps(context)
    assert gap.what == "ログ保存要請書：宛先住所がありません"
    assert "KAIJI_HOME/profiles" in gap.cure
    assert "【要記入：宛先住所】\n株式会社見本　御中" in text_of(render_letter(context))


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (K.DEMAND_LETTER, {"sender": None}, "発信者がありません"),
        (K.DEMAND_LETTER, {"claim": (ClaimLine(label="慰謝料", yen=0),)}, "「慰謝料」の額0円"),
        (K.PRESERVATION_NOTICE, {"logs": (LogLine(no=7, post_no=1),)}, "通信7のＩＰアドレスがありません"),
        (K.PRESERVATION_NOTICE, {"logs": (LogLine(no=7, post_no=1, ip="203.0.113.5"),)}, "通信7の日時がありません"),
        (K.PRESERVATION_NOTICE, {"logs": (LogLine(no=7, post_no=9),)}, "投稿番号9が投稿の一覧にありません"),
        (K.CHASE_UP, {"reply_by": date(2026, 11, 24)}, "2026-11-24が作成日以前"),
        (K.DISPOSITION_PETITION, {"addressee": Party(name="見本地方裁判所", address=("東京都",))}, "相手方に裁判所"),
        (K.CHASE_UP, {"attorney_name": " "}, "弁護士の氏名がありません"),
        (K.CHASE_UP, {"requester": Party(name="")}, "請求者の氏名がありません"),
        (K.CHASE_UP, {"addressee": Party(name="", address=("東京都",), honorific="御中")}, "宛先の名称がありません"),
    ],
)
def test_a_wrong_value_is_named_with_its_cure(
    kind: LetterKind, changes: dict[str, Any], fault: str, letter: Callable[..., LetterContext]
) -> None:
    (said,) = [found for found in gaps(letter(kind, **changes)) if fault in found.what]
    assert said.cite
    assert "ください" in said.cure


def test_all_faults_are_named_at_once(letter: Callable[..., LetterContext]) -> None:
    context = letter(K.PRESERVATION_NOTICE, addressee=_NOWHERE, posts=(), logs=(), reply_by=None)
    assert len(gaps(context)) == 4


def test_a_pledge_alone_needs_no_amount(letter: Callable[..., LetterContext]) -> None:
    assert gaps(letter(K.DEMAND_LETTER, claim=(), remedies=frozenset({Remedy.PLEDGE}))) == ()


def test_an_unknown_sender_may_be_complained_of(letter: Callable[..., LetterContext]) -> None:
    context = letter(K.CRIMINAL_COMPLAINT)
    assert gaps(replace(context, sender=None, known_on=None)) == ()
