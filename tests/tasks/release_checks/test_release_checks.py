"""A letter as its templates write it may leave; whatever is wrong is told at once, with article and cure."""

from dataclasses import replace
from datetime import date

import pytest

from models.terms import LetterKind, PaperRole, PersonRole
from tasks.letter_context import Party
from tasks.release_checks import Released, faults_of
from tasks.release_checks.released import CasePerson, PaperText, PartyElsewhere
from tests.tasks.release_checks.conftest import DRAFT_LINE, Faults, Make, edited, with_text

K = LetterKind
OTHER = PartyElsewhere(ref="2026-0099", name="別件 太郎")
SENDER = CasePerson(
    role=PersonRole.SUBSCRIBER, party=Party(name="仮名 発信子", address=("架空県例示市見本町1-2-3", "例示荘5号"))
)
FILLED_BY_HAND = {K.PLEDGE, K.SETTLEMENT}  # what only the two sides can agree on


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_as_drawn_may_leave(kind: LetterKind, release: Make, faults: Faults) -> None:
    left = [fault for fault in faults(release(kind)) if "空欄" not in fault]
    assert left == []
    assert bool(faults(release(kind))) == (kind in FILLED_BY_HAND)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_fault_has_an_article_and_a_cure(kind: LetterKind, release: Make) -> None:
    it = with_text(release(kind), "別件太郎 令和 2026-0099 プロバイダ責任制限法 【要記入：別の欄】")
    it = replace(it, elsewhere=(OTHER,), other_refs=("2026-0099",), listed=None, changes=("投稿1の日時",))
    found = faults_of(it)
    assert len(found) >= 5, found
    assert all(fault.what and fault.cite and "ください" in fault.cure for fault in found)
    assert len(set(found)) == len(found)


# Whose paper it is


@pytest.mark.parametrize(
    "written", ["別件太郎", "別件　太郎", "別 件 太 郎", "別件\n太郎"], ids=["plain", "wide", "spaced", "broken"]
)
def test_a_party_of_another_case_is_named_by_its_reference_only(written: str, release: Make, faults: Faults) -> None:
    (fault,) = faults(with_text(release(K.DISCLOSURE_REQUEST), f"請求者は{written}である。", elsewhere=(OTHER,)))
    assert "2026-0099" in fault
    assert "別件" not in fault.replace("別の事件", "")
    assert "太郎" not in fault
    assert "弁護士法23条" in fault
    assert OTHER.name not in repr(OTHER)


def test_who_is_a_party_of_this_case_too_is_no_stranger(release: Make, faults: Faults) -> None:
    it = release(K.DEMAND_LETTER)
    same = (it.context.requester.name, it.context.addressee.name, it.context.firm_name)
    assert faults(replace(it, elsewhere=tuple(PartyElsewhere(ref="2026-0099", name=name) for name in same))) == []


def test_a_name_in_what_was_posted_is_not_the_firms_slip(release: Make, faults: Faults) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    inside = PartyElsewhere(ref="2026-0099", name="会社の皆")  # 会社の皆が知っている。
    assert faults(replace(it, elsewhere=(inside,))) == []
    assert len(faults(with_text(it, "会社の皆", elsewhere=(inside,)))) == 1


@pytest.mark.parametrize(
    ("text", "found"), [("原告は林一である。", 0), ("原告　林一　は", 1), ("小林一郎", 0), ("林一郎", 0)]
)
def test_a_name_of_two_signs_counts_only_by_itself(text: str, found: int, release: Make, faults: Faults) -> None:
    short = PartyElsewhere(ref="2026-0099", name="林一")
    assert len(faults(with_text(release(K.DISCLOSURE_REQUEST), text, elsewhere=(short,)))) == found


def test_the_reference_of_another_case_is_found(release: Make, faults: Faults) -> None:
    it = with_text(release(K.DISCLOSURE_REQUEST), "整理番号　２０２６－００９９", other_refs=("2026-0099",))
    (fault,) = faults(it)
    assert "整理番号 2026-0099" in fault
    assert faults(with_text(release(K.DISCLOSURE_REQUEST), "電話 2026-00991", other_refs=("2026-0099",))) == []


@pytest.mark.parametrize(("who", "said"), [("見本花子", "依頼者"), ("株式会社見本掲示板", "宛先（相手方）")])
def test_a_paper_without_this_cases_own_party_is_another_cases(
    who: str, said: str, release: Make, faults: Faults
) -> None:
    it = edited(release(K.DISPOSITION_PETITION))
    main = replace(it.papers[0], text=it.papers[0].text.replace(who, "何某"))
    found = faults(replace(it, papers=(main, *it.papers[1:])))
    assert any(f"この事件の{said}の氏名又は名称がありません" in fault and "kaiji import" in fault for fault in found)


@pytest.mark.parametrize(
    "words", ["仮名発信子", "仮名　発信子氏", "架空県例示市見本町１－２－３", "架空県例示市見本町一丁目二番三号"]
)
@pytest.mark.parametrize("kind", [K.DISCLOSURE_REQUEST, K.PRESERVATION_NOTICE, K.BAR_INQUIRY, K.DISCLOSURE_COMPLAINT])
def test_the_sender_is_no_business_of_platforms_and_providers(
    kind: LetterKind, words: str, release: Make, faults: Faults
) -> None:
    it = release(kind)
    it = replace(it, people=(*it.people, SENDER))
    assert faults(it) == []
    (fault,) = faults(with_text(it, words))
    assert "契約者（発信者）" in fault
    assert "第7条" in fault
    assert "仮名" not in fault


def test_a_letter_to_the_sender_names_them(release: Make, faults: Faults) -> None:
    it = release(K.DEMAND_LETTER)
    assert it.context.addressee.name in it.papers[0].text
    assert faults(replace(it, people=(*it.people, SENDER))) == []


# The addressee as the directory has it


@pytest.mark.parametrize("kind", [K.DISCLOSURE_REQUEST, K.DISCLOSURE_COMPLAINT, K.DEMAND_LETTER, K.CRIMINAL_COMPLAINT])
def test_an_address_that_is_not_the_directorys_is_refused(kind: LetterKind, release: Make, faults: Faults) -> None:
    it = release(kind)
    moved = Party(name=it.context.addressee.name, address=("東京都見本区移転町7番7号",))
    found = faults(replace(it, listed=moved))
    assert found
    assert all("名簿（プロファイル・開示）の住所と異なります" in fault for fault in found)
    assert "宛先が名簿（プロファイル・開示）にありません" in faults(replace(it, listed=None))[0]


def test_an_address_is_the_same_however_its_numbers_are_written(release: Make, faults: Faults) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    same = Party(name=it.context.addressee.name, address=("東京都見本区見本町4-4",))
    assert faults(replace(it, listed=same)) == []
    assert len(faults(replace(it, listed=Party(name="", address=("東京都見本区見本町4-44",))))) == 1


# Blanks, changes, files


def test_a_blank_is_named_and_one_that_was_posted_is_not_ours(release: Make, faults: Faults) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    paper = replace(it.papers[0], text=f"{it.papers[0].text}【要記入：宛先住所】【要記入：宛先住所】")
    (fault,) = faults(replace(it, papers=(paper,)))
    assert "空欄「宛先住所」" in fault
    (by_hand,) = faults(with_text(it, "【要記入：植込さんの住所】【要記入：電話】"))
    assert "空欄【要記入：…】" in by_hand
    assert "植込" not in by_hand
    posts = (replace(it.context.posts[0], as_written="投稿【要記入：罠】"), *it.context.posts[1:])
    hostile = with_text(replace(it, context=replace(it.context, posts=posts)), "【要記入：罠】")
    assert faults(hostile) == []


def test_the_draft_line_goes_before_the_final_paper_does(release: Make, faults: Faults) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    assert DRAFT_LINE in it.papers[0].text
    assert faults(it) == faults(edited(it)) == []
    fault, *_ = faults(replace(it, edited=True))
    assert "草案」の表示が残っています" in fault


def test_what_changed_since_the_draft_is_told(release: Make, faults: Faults) -> None:
    found = faults(replace(release(K.DISCLOSURE_REQUEST), changes=("投稿1の日時", "宛先の住所")))
    assert [fault.partition("：")[2].partition("（")[0] for fault in found] == ["投稿1の日時", "宛先の住所"]


def test_a_damaged_file_does_not_leave(release: Make, faults: Faults) -> None:
    (fault,) = faults(replace(release(K.DISCLOSURE_REQUEST), damaged=("a.pdf",), papers=()))
    assert "a.pdf" in fault


def test_an_answer_day_that_went_by_is_a_fault(release: Make, faults: Faults) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    assert it.reply_by == date(2026, 12, 8)
    assert faults(replace(it, on=date(2026, 12, 7))) == []
    (fault,) = faults(replace(it, on=date(2026, 12, 8)))
    assert "2026-12-08" in fault
    rewritten = replace(it.papers[0], text=it.papers[0].text.replace("令和8年12月8日", "令和8年12月28日"))
    assert faults(replace(it, on=date(2026, 12, 8), papers=(rewritten,))) == []


# 内容証明


def _certified(it: Released, text: str) -> Released:
    main = f"{it.context.requester.name} {it.context.addressee.name} {''.join(it.context.addressee.address)}\n"
    paper = PaperText(role=PaperRole.CERTIFIED, title="通知書（内容証明用）", text=main + text)
    return replace(it, papers=(it.papers[0], paper))


@pytest.mark.parametrize("word", ["同封", "添付", "別添", "別紙誓約書"])
def test_nothing_is_enclosed_with_certified_mail(word: str, release: Make, faults: Faults) -> None:
    (fault,) = faults(_certified(release(K.DEMAND_LETTER), f"{word}の資料をご覧ください。"))
    assert f"「{word}」" in fault
    assert "郵便法48条" in fault


def test_the_post_takes_no_url(release: Make, faults: Faults) -> None:
    found = faults(_certified(release(K.DEMAND_LETTER), "投稿はhttps://board.exampleにあります☂"))
    assert any("「☂」は内容証明に使えません" in fault for fault in found)
    assert any("英字は固有名詞" in fault for fault in found)
    assert faults(_certified(release(K.DEMAND_LETTER), "投稿は掲示板にあります。")) == []


# Levers


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("期限までにお支払いいただけない場合は、氏名を公表します。", "公表"),
        ("ご連絡がないときは、勤務先に事情を照会することになります。", "勤務先に"),
        ("支払に応じない場合には、刑事告訴に踏み切ります。", "告訴"),
        ("支払わなければ\n警察に届け出ます。", ""),
    ],
)
def test_a_threat_is_no_lever(sentence: str, word: str, release: Make, faults: Faults) -> None:
    found = faults(with_text(release(K.DEMAND_LETTER), sentence))
    levers = [fault for fault in found if "応じないとき" in fault]
    assert bool(levers) == bool(word)
    assert all(f"「{word}」" in fault and "実務" in fault for fault in levers)


@pytest.mark.parametrize(
    "sentence",
    [
        "期限までにお支払いいただけない場合は、訴訟を提起します。",
        "通知人は、刑事告訴をするか否かを別に検討しています。",
        "本件投稿が公開されているときは、これを削除してください。",
    ],
)
def test_what_may_be_said_is_said(sentence: str, release: Make, faults: Faults) -> None:
    assert [fault for fault in faults(with_text(release(K.DEMAND_LETTER), sentence)) if "手段" in fault] == []


def test_only_letters_to_the_sender_are_read_for_levers(release: Make, faults: Faults) -> None:
    it = with_text(release(K.DISCLOSURE_REQUEST), "応じない場合は公表します。")
    assert [fault for fault in faults(it) if "手段" in fault] == []
