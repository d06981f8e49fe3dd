"""What a letter must and must not say, by kind and circumstance."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from models.terms import LetterKind, Remedy, RightInfringed
from tasks.letters import LetterContext, Party, label
from tasks.release_checks.gaps import gaps
from tests.tasks.letters.main_paper import render_letter

_OLD_ACT = "特定電気通信役務提供者の損害賠償責任の制限及び発信者情報の開示に関する法律"
_ANNEXES = {
    LetterKind.DISCLOSURE_REQUEST: ["投稿記事目録", "権利侵害の説明", "発信者情報目録", "添付書類"],
    LetterKind.DISPOSITION_PETITION: ["当事者目録", "投稿記事目録", "発信者情報目録", "権利侵害の説明"],
    LetterKind.DISCLOSURE_COMPLAINT: ["当事者目録", "発信者情報目録", "投稿記事目録", "権利侵害の説明"],
    LetterKind.PRESERVATION_NOTICE: ["通信目録", "投稿記事目録", "回　答　書"],
}


@pytest.mark.parametrize("kind", LetterKind)
def test_the_act_and_article_are_those_of_the_regime_given(
    kind: LetterKind, letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    text = text_of(render_letter(letter(kind, act=_OLD_ACT, act_article="第4条第1項", abuse_article="第4条第3項")))
    assert _OLD_ACT in text
    assert "第４条第１項" in text
    assert "情報の流通によって発生する" not in text
    assert "第５条第１項" not in text
    assert "第７条" not in text


@pytest.mark.parametrize("kind", LetterKind)
def test_a_draft_says_so_and_a_released_letter_does_not(kind: LetterKind, letter: Callable[..., LetterContext]) -> None:
    line = "弁護士の確認・発信前の草案"
    assert render_letter(letter(kind)).count(line) == 1
    assert line not in render_letter(letter(kind, draft=False))


@pytest.mark.parametrize(("kind", "titles"), _ANNEXES.items())
def test_lists_stand_on_pages_of_their_own(
    kind: LetterKind, titles: list[str], letter: Callable[..., LetterContext]
) -> None:
    pages = render_letter(letter(kind)).split('<section class="annex">')[1:]
    assert [page.partition("<h1>")[2].partition("</h1>")[0] for page in pages] == titles


def test_deletion_is_asked_along_only_when_wanted(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    petition = LetterKind.DISPOSITION_PETITION
    assert "仮に削除せよ" in text_of(render_letter(letter(petition)))
    without = text_of(render_letter(letter(petition, deletion=False)))
    assert "削除せよ" not in without
    assert "投稿記事の削除" not in without
    request = LetterKind.DISCLOSURE_REQUEST
    assert "送信防止措置" in text_of(render_letter(letter(request)))
    assert "送信防止措置" not in text_of(render_letter(letter(request, deletion=False)))


def test_a_log_line_gives_everything_that_identifies_it_in_both_zones(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    text = text_of(render_letter(letter(LetterKind.PRESERVATION_NOTICE)))
    for line in (
        "発信元ＩＰアドレス｜２０３．０．１１３．５",
        "発信元ポート番号｜５０１２３",
        "接続先ＩＰアドレス｜１９８．５１．１００．７",
        "日時（日本時間）｜２０２６年８月１日　２３時４５分１２秒",
        "日時（協定世界時）｜２０２６年８月１日　１４時４５分１２秒",
        "発信元ポート番号｜開示を受けていない",
        "通信の種類｜ログインに係る通信（侵害関連通信）",
    ):
        assert line in text


@pytest.mark.parametrize("remedies", [frozenset(Remedy), frozenset({Remedy.CRIMINAL_COMPLAINT, Remedy.DAMAGES})])
def test_a_demand_letter_threatens_with_neither_publication_nor_complaint(
    remedies: frozenset[Remedy], letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    text = text_of(render_letter(letter(LetterKind.DEMAND_LETTER, remedies=remedies)))
    for lever in ("告訴", "刑事", "警察", "公表", "公開する", "勤務先", "学校"):
        assert lever not in text
    assert "金1,234,567円" in text
    assert "貴殿でない場合" in text


def test_a_demand_letter_asks_only_for_the_remedies_wanted(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    text = text_of(render_letter(letter(LetterKind.DEMAND_LETTER, remedies=frozenset({Remedy.PLEDGE}), claim=())))
    assert "誓約書" in text
    assert "損害賠償の請求" not in text
    assert "投稿の削除" not in text
    only_money = text_of(render_letter(letter(LetterKind.DEMAND_LETTER, remedies=frozenset({Remedy.DAMAGES}))))
    assert "誓約" not in only_money


def test_interest_runs_from_the_last_post_in_japan(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    kind = LetterKind.DAMAGES_COMPLAINT
    text = text_of(render_letter(letter(kind)))
    assert "123万4567円及びこれに対する令和8年8月2日から支払済みまで民法所定の割合による金員を支払え" in text
    assert "支払済みまで年３パーセントの割合による金員" in text_of(render_letter(letter(kind, interest_percent="3")))


def test_fee_and_value_lines_are_left_out_when_unknown(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    kind = LetterKind.DISCLOSURE_COMPLAINT
    assert "手数料額　　2000円" in text_of(render_letter(letter(kind)))
    assert "貼用印紙額　　2000円" in text_of(render_letter(letter(kind, electronic=False)))
    bare = text_of(render_letter(letter(kind, fee_yen=None, value_yen=None)))
    assert "手数料" not in bare
    assert "価額" not in bare


def test_a_bar_inquiry_asks_about_the_moment_of_the_post(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    text = text_of(render_letter(letter(LetterKind.BAR_INQUIRY)))
    assert "電話番号　０９０－００００－００００" in text
    assert "基準日時　２０２６年８月１日　２３時４５分１２秒（日本時間）" in text
    assert "電子メールアドレス　a@mail.example" in text
    assert "番号ポータビリティ" in text


@pytest.mark.parametrize(
    "kind", [LetterKind.DEMAND_LETTER, LetterKind.DAMAGES_COMPLAINT, LetterKind.CRIMINAL_COMPLAINT]
)
def test_a_sender_found_by_phone_is_not_said_to_be_the_line_holder(
    kind: LetterKind, letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    phone = letter(LetterKind.BAR_INQUIRY).logs
    assert "及び弁護士会照会により" in text_of(render_letter(letter(kind, logs=phone)))
    assert "弁護士会照会" not in text_of(render_letter(letter(kind)))


def test_a_criminal_complaint_names_the_offence_or_asks_the_attorney(
    letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    kind = LetterKind.CRIMINAL_COMPLAINT
    text = text_of(render_letter(letter(kind)))
    assert "名誉毀損罪（刑法第230条第1項）及び侮辱罪（刑法第231条）に該当する" in text
    assert "もって公然と事実を摘示し、告訴人の名誉を毀損したものである" in text
    assert "もって公然と告訴人を侮辱したものである" in text
    assert "本告訴は、告訴期間（刑事訴訟法第２３５条。令和9年5月10日まで）内にするものである" in text
    posts = tuple(replace(post, right=RightInfringed.IDENTITY) for post in letter(kind).posts)
    unclear = letter(kind, posts=posts)
    assert "【要記入：罪名及び罰条】" in text_of(render_letter(unclear))
    assert len(gaps(unclear)) == 1
    assert gaps(letter(kind, posts=posts, offence="名誉毀損罪（刑法第230条第1項）")) == ()
    assert "被告訴人｜\n氏名不詳" in text_of(render_letter(letter(kind, sender=None)))


@pytest.mark.parametrize("kind", LetterKind)
def test_a_minor_is_named_with_the_legal_representative(
    kind: LetterKind, letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    parent = Party(name="見本母子", address=("東京都見本区見本町1番1号",))
    text = text_of(render_letter(letter(kind, requester_is_minor=True, legal_representative=parent)))
    assert "法定代理人" in text
    assert "見本母子" in text
    alone = letter(kind, requester_is_minor=True)
    assert "【要記入：法定代理人】" in text_of(render_letter(alone))
    assert any("法定代理人がありません" in fault.what for fault in gaps(alone))


def test_every_kind_has_a_title_in_both_languages() -> None:
    assert label(LetterKind.PRESERVATION_NOTICE) == "ログ保存要請書"
    assert label(LetterKind.PRESERVATION_NOTICE, "en") == "Log preservation notice"
    assert (
        len({label(kind) for kind in LetterKind}) == len({label(kind, "en") for kind in LetterKind}) == len(LetterKind)
    )


@pytest.mark.parametrize(
    ("kind", "dates", "expected"),
    [
        (LetterKind.SUIT_NOTICE, {"filed_on": date(2026, 11, 20)}, "令和8年11月20日"),
        (LetterKind.PRESERVATION_RENEWAL, {"kept_until": date(2027, 5, 31)}, "令和9年5月31日"),
        (LetterKind.CHASE_UP, {"first_sent_on": date(2026, 11, 2)}, "令和8年11月2日"),
        (LetterKind.PRESERVATION_CHASE, {"first_sent_on": date(2026, 11, 2)}, "令和8年11月2日"),
    ],
)
def test_the_date_a_letter_refers_to_is_stated_or_asked_for(
    kind: LetterKind,
    dates: dict[str, date],
    expected: str,
    letter: Callable[..., LetterContext],
    text_of: Callable[[str], str],
) -> None:
    assert expected in text_of(render_letter(letter(kind, dates=dates)))
    assert "【要記入" in text_of(render_letter(letter(kind, dates={})))
