"""What a court paper consists of and says beyond its kind: enclosures and counts, parties, fee, schedules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.letter_channels import COURT_PAPERS
from models.terms import Concealment, HolderRole, LetterKind, LogKind, PaperRole
from tasks.letter_context import ClaimLine, LetterContext, Party
from tasks.letter_law import by_law, in_papers, letter_items
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tests.tasks.letters.main_paper import render_letter

LAW = load_law()
K = LetterKind
SUITS = (K.DISCLOSURE_COMPLAINT, K.DAMAGES_COMPLAINT)
ORDERS = (K.ORDER_PETITION, K.PROVISION_PETITION, K.DELETION_PROHIBITION_PETITION, K.PROVIDER_NOTICE)
Make = Callable[..., LetterContext]
Text = Callable[[str], str]


def lawful(
    letter: Make, kind: K, day: date = date(2026, 11, 24), *, login_type: bool = False, **changes: Any
) -> LetterContext:
    made = letter(kind, written_on=day, reply_by=None, **changes)
    items = letter_items(LAW.regime(day), kind, LAW, login_type=login_type, role=made.role)
    return by_law(replace(made, items=tuple((item.no, item.name) for item in items)), LAW)


def paper_text(context: LetterContext, role: PaperRole, text_of: Text) -> str:
    plan = next(plan for plan in papers_of(context) if plan.role is role)
    return text_of(render(plan, letter_environment(None)))


def after(text: str, line: str) -> list[str]:
    """The lines below one that reads so."""
    lines = text.splitlines()
    return lines[lines.index(line) + 1 :]


@pytest.mark.parametrize("kind", sorted(COURT_PAPERS))
def test_a_court_paper_brings_a_cover_sheet_that_counts_what_the_paper_encloses(
    kind: K, letter: Make, text_of: Text
) -> None:
    context = letter(kind)
    enclosed = [line[1:] for line in after(text_of(render_letter(context)), "附属書類") if line[0] in "１２３４５６"]
    enclosed = enclosed[: enclosed.index(next(line for line in enclosed if "委任状" in line)) + 1]
    cover = paper_text(context, PaperRole.COVER_SHEET, text_of)
    listed = [line[1:] for line in cover.splitlines() if line[0] in "１２３４５６"]
    assert listed[1:] == enclosed
    assert context.requester.name in cover
    assert context.addressee.name in cover


@pytest.mark.parametrize("kind", SUITS)
def test_where_filing_is_electronic_nothing_is_counted_or_sealed(kind: K, letter: Make, text_of: Text) -> None:
    day = date(2026, 5, 21)
    for electronic, context in (
        (True, lawful(letter, kind, day)),
        (False, lawful(letter, kind, day - timedelta(days=1))),
    ):
        assert context.electronic is electronic
        main, cover = text_of(render_letter(context)), paper_text(context, PaperRole.COVER_SHEET, text_of)
        for word in ("副本　　１通", "各２通", "㊞", "貼用印紙額"):
            assert (word in main) is not electronic
        assert ("手数料額" in main) is electronic
        assert ("正本１通" in cover) is not electronic


@pytest.mark.parametrize("kind", sorted(COURT_PAPERS - set(SUITS)))
def test_petitions_stay_on_paper(kind: K, letter: Make) -> None:
    assert not lawful(letter, kind).electronic


def test_a_petition_that_hangs_on_another_brings_no_evidence_of_its_own(letter: Make, text_of: Text) -> None:
    for kind in COURT_PAPERS:
        context = letter(kind)
        own = kind not in {K.PROVISION_PETITION, K.DELETION_PROHIBITION_PETITION}
        assert (PaperRole.EVIDENCE_LIST in {plan.role for plan in papers_of(context)}) is own
        assert ("甲号証の写し" in text_of(render_letter(context))) is own


@pytest.mark.parametrize(
    ("kind", "count", "yen"),
    [
        (K.DISPOSITION_PETITION, 1, 2_000),
        (K.PRESERVATION_PETITION, 0, 2_000),
        (K.ORDER_PETITION, 0, 1_000),
        (K.PROVISION_PETITION, 0, 1_000),
        (K.DISCLOSURE_COMPLAINT, 1, 13_000),
        (K.DAMAGES_COMPLAINT, 1, 12_000),
    ],
)
def test_the_fee_note_says_how_the_fee_comes_about_and_what_is_not_confirmed(
    kind: K, count: int, yen: int, letter: Make, text_of: Text
) -> None:
    context = lawful(letter, kind)
    note = paper_text(context, PaperRole.FEE_NOTE, text_of)
    assert context.fee_yen == yen
    assert len(context.fee_unconfirmed) == count
    for step in context.fee_steps:
        assert f"｜{step.text}｜{step.cite}" in note
    for line in context.fee_unconfirmed:
        assert line in note
    assert ("手数料について確認されていないこと" in note) is bool(count)


@pytest.mark.parametrize(
    ("kind", "deletion", "shown"),
    [
        (K.DISPOSITION_PETITION, False, ["100,000円～300,000円"]),
        (K.DISPOSITION_PETITION, True, ["100,000円～300,000円", "300,000円"]),
        (K.DELETION_PETITION, True, ["300,000円"]),
        (K.PRESERVATION_PETITION, False, ["100,000円"]),
        (K.ORDER_PETITION, False, []),
        (K.DISCLOSURE_COMPLAINT, False, []),
    ],
)
def test_the_fee_note_says_what_security_courts_are_known_to_ask(
    kind: K, shown: list[str], letter: Make, text_of: Text, *, deletion: bool
) -> None:
    context = lawful(letter, kind, deletion=deletion)
    assert [step.text.rpartition(": ")[2] for step in context.security] == shown
    note = paper_text(context, PaperRole.FEE_NOTE, text_of)
    assert ("担保の見込み" in note) is bool(shown)
    assert "担保" not in text_of(render_letter(context))


def test_what_is_open_about_the_court_stands_on_the_draft_and_never_on_what_is_released(
    letter: Make, text_of: Text
) -> None:
    draft = letter(K.DISPOSITION_PETITION, venue_open=("本店の所在地を確かめてください",))
    assert "要確認　提出先の裁判所：本店の所在地を確かめてください。" in text_of(render_letter(draft))
    assert "要確認" not in text_of(render_letter(replace(draft, draft=False)))
    assert "（要確認）" in paper_text(draft, PaperRole.FEE_NOTE, text_of)


@pytest.mark.parametrize("kind", ORDERS)
def test_a_paper_of_the_order_procedure_before_it_existed_is_a_fault(kind: K, letter: Make) -> None:
    with pytest.raises(LawError, match="2022年10月1日から"):
        lawful(letter, kind, date(2022, 9, 30))
    assert lawful(letter, kind, date(2022, 10, 1)).articles["disclosure_order"] == "第8条"


def test_before_2022_nobody_pleads_what_came_later(letter: Make, text_of: Text) -> None:
    later = (
        "特定発信者情報",
        "補充性",
        "侵害関連通信",
        "提供命令",
        "特定電気通信役務提供者に当たる",
        "関連電気通信役務提供者",
    )
    for kind in (K.DISPOSITION_PETITION, K.PRESERVATION_PETITION, K.DISCLOSURE_COMPLAINT):
        before = text_of(render_letter(lawful(letter, kind, date(2022, 9, 30), login_type=True)))
        assert not [word for word in later if word in before]
        assert "開示関係役務提供者に当たる" in before
    after_it = text_of(render_letter(lawful(letter, K.DISPOSITION_PETITION, date(2022, 10, 1), login_type=True)))
    assert "特定発信者情報" in after_it
    assert "令和６年１２月２３日" not in after_it
    today = text_of(render_letter(lawful(letter, K.DISPOSITION_PETITION, login_type=True)))
    assert "令和６年１２月２３日" in today


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        ((LogKind.POST,), "特定電気通信役務提供者に当たる"),
        ((LogKind.LOGIN,), "関連電気通信役務提供者に当たる"),
        (
            (LogKind.POST, LogKind.LOGIN),
            "特定電気通信役務提供者（投稿に係る通信について）及び関連電気通信役務提供者（ログインに係る通信について）に当たる",
        ),
    ],
    ids=["post", "login", "both"],
)
def test_a_provider_is_called_what_it_carried_makes_it(
    kinds: tuple[LogKind, ...], standing: str, letter: Make, text_of: Text
) -> None:
    log = letter(K.DISCLOSURE_COMPLAINT).logs[0]
    logs = tuple(replace(log, no=no, log_kind=kind) for no, kind in enumerate(kinds, 1))
    text = text_of(render_letter(lawful(letter, K.DISCLOSURE_COMPLAINT, logs=logs)))
    assert f"開示の請求を受ける{standing}" in text


@pytest.mark.parametrize(
    ("kind", "role", "numbers"),
    [
        (K.ORDER_PETITION, HolderRole.PLATFORM, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
        (K.ORDER_PETITION, HolderRole.PROVIDER, [1, 2, 3, 4]),
        (K.PROVISION_PETITION, HolderRole.PLATFORM, [5, 6, 7, 8, 9, 10, 11, 13]),
        (K.PROVISION_PETITION, HolderRole.PROVIDER, [14]),
        (K.DELETION_PROHIBITION_PETITION, HolderRole.PROVIDER, [1, 2, 3, 4]),
        (K.PRESERVATION_PETITION, HolderRole.PROVIDER, [1, 2, 3, 4]),
        (K.DELETION_PETITION, HolderRole.PLATFORM, []),
        (K.PROVIDER_NOTICE, HolderRole.PLATFORM, []),
    ],
)
def test_each_petition_lists_what_its_respondent_can_hold(kind: K, role: HolderRole, numbers: list[int]) -> None:
    items = letter_items(LAW.regime(date(2026, 6, 1)), kind, LAW, login_type=True, role=role)
    assert [item.no for item in items] == numbers


def test_one_list_stands_in_two_parts(letter: Make, text_of: Text) -> None:
    lines = after(text_of(render_letter(lawful(letter, K.ORDER_PETITION))), "発信者情報目録")
    first, second = lines.index("１　利用者として登録された情報"), lines.index("２　通信に関する情報")
    assert [line[0] for line in lines[first + 1 : second]] == ["３", "４"]
    assert [line[0] for line in lines[second + 1 : second + 5]] == ["５", "６", "７", "８"]


def test_an_order_petition_names_the_related_case_or_says_there_is_none(letter: Make, text_of: Text) -> None:
    none = "他の開示命令事件で現に係属しているものはない"
    assert none in text_of(render_letter(letter(K.ORDER_PETITION)))
    related = letter(K.PROVIDER_NOTICE).related
    second = text_of(render_letter(letter(K.ORDER_PETITION, related=related, role=HolderRole.PROVIDER, logs=())))
    assert none not in second
    assert "事件の表示　　令和8年(発チ)第11111号" in second
    assert "提供命令に基づき、相手方が本件投稿に係る通信を媒介した者であるとして" in second


def test_an_ancillary_petition_hangs_on_the_numbered_or_the_simultaneous_main_case(letter: Make, text_of: Text) -> None:
    at_once = "本案の表示　　本申立てと同時に申し立てる発信者情報開示命令申立事件"
    assert at_once in text_of(render_letter(letter(K.PROVISION_PETITION)))
    numbered = letter(K.PROVISION_PETITION, court_case_no="令和8年(発チ)第9号")
    assert "本案の表示　　見本地方裁判所民事部令和8年(発チ)第9号" in text_of(render_letter(numbered))


def test_a_notice_past_its_last_day_asks_before_it_says_so(letter: Make, text_of: Text) -> None:
    dates = dict(letter(K.PROVIDER_NOTICE).dates)
    in_time = text_of(render_letter(letter(K.PROVIDER_NOTICE, dates=dates, written_on=dates["notify_by"])))
    assert "令和8年12月15日まで" in in_time
    assert "【要記入" not in in_time
    late = text_of(render_letter(letter(K.PROVIDER_NOTICE, dates=dates, written_on=date(2026, 12, 16))))
    assert "その期間内に行う" not in late
    assert "【要記入：通知の期間（令和8年12月15日まで" in late


def test_what_a_notice_does_not_know_stands_as_a_blank(letter: Make, text_of: Text) -> None:
    bare = letter(K.PROVIDER_NOTICE, related=None, provider_named=None, court=None, court_case_no=None, dates={})
    text = text_of(render_letter(bare))
    assert text.count("【要記入：") == 8


def test_a_log_that_may_be_gone_already_is_not_said_to_be_safe(letter: Make, text_of: Text) -> None:
    gone = letter(K.PRESERVATION_PETITION, dates={"log_expires_on": date(2026, 11, 24)})
    assert "いつ失われてもおかしくない" in text_of(render_letter(gone))
    assert "早ければ" not in text_of(render_letter(gone))
    unknown = text_of(render_letter(letter(K.PRESERVATION_PETITION, dates={})))
    assert "保存の期間から計算すると" not in unknown


def test_a_company_is_named_with_who_represents_it(letter: Make, text_of: Text) -> None:
    company = letter(K.DISPOSITION_PETITION).addressee
    nameless = text_of(render_letter(letter(K.DISPOSITION_PETITION, addressee=replace(company, representative=""))))
    assert "代表者【要記入：株式会社見本掲示板の代表者の資格及び氏名】" in nameless
    abroad = replace(company, representative="日本における代表者　見本三郎", name="Example Inc.")
    text = text_of(render_letter(letter(K.DISPOSITION_PETITION, addressee=abroad)))
    assert "\n日本における代表者　見本三郎\n" in text
    assert "訳文" not in text
    nobody = replace(abroad, representative="CEO  Sample", abroad=True)
    assert "資格証明書の訳文　　１通" in text_of(render_letter(letter(K.DISPOSITION_PETITION, addressee=nobody)))


def test_a_client_who_is_a_company_has_a_certificate_and_no_legal_representative(letter: Make, text_of: Text) -> None:
    client = Party(name="株式会社見本商店", address=("東京都",), company=True, representative="代表取締役　見本四郎")
    text = text_of(render_letter(letter(K.DISCLOSURE_COMPLAINT, requester=client)))
    assert "原告の資格証明書" in text
    assert "代表者代表取締役　見本四郎" in text
    assert "法定代理人" not in text


def test_what_is_concealed_is_said_and_its_papers_are_enclosed(letter: Make, text_of: Text) -> None:
    for concealment, what in ((Concealment.ADDRESS, "住所"), (Concealment.NAME_AND_ADDRESS, "氏名及び住所")):
        text = text_of(render_letter(letter(K.ORDER_PETITION, concealment=concealment)))
        assert f"（上記の{what}は、秘匿事項届出書面に記載した事項に代わるものである。）" in text
        assert "秘匿決定申立書及び秘匿事項届出書面　　各１通" in text
    assert "秘匿" not in text_of(render_letter(letter(K.ORDER_PETITION)))


def test_posts_that_are_gone_are_left_out_of_the_prayer(letter: Make, text_of: Text) -> None:
    for kind in (K.DISPOSITION_PETITION, K.DELETION_PETITION, K.DAMAGES_COMPLAINT):
        text = text_of(render_letter(letter(kind, deletion=True, deleted_posts=(2,))))
        assert "（番号２を除く。）を" in text
        assert "（番号２を除く。）" not in text_of(render_letter(letter(kind, deletion=True)))
    nothing_left = text_of(render_letter(letter(K.DELETION_PETITION, deletion=False)))
    assert "【要記入：投稿が今も閲覧できるか" in nothing_left


def test_exhibits_are_cited_by_their_marks_or_said_to_follow(letter: Make, text_of: Text) -> None:
    text = text_of(render_letter(letter(K.DISPOSITION_PETITION)))
    assert "閲覧できる状態に置かれた（甲１）。" in text
    assert after(text, "疎明方法")[:2] == ["甲１　　投稿記事の写し", "甲２　　報告書"]
    bare = text_of(render_letter(letter(K.DISPOSITION_PETITION, exhibits=())))
    assert "甲１" not in bare
    assert after(bare, "疎明方法")[0] == "次の資料を、証拠説明書とともに提出する。"


def test_damages_are_explained_line_by_line_in_court_figures(letter: Make, text_of: Text) -> None:
    claim = (ClaimLine(label="慰謝料", yen=1_000_000), ClaimLine(label="弁護士費用", yen=100_000))
    text = text_of(render_letter(letter(K.DAMAGES_COMPLAINT, claim=claim)))
    assert "｜合計｜110万円" in text
    assert "慰謝料は、" in text
    assert "弁護士費用は、" in text
    assert "調査費用は、" not in text


@pytest.mark.parametrize(
    ("cite", "written"),
    [
        ("法10条1項", "法第10条第1項"),
        ("民事訴訟法4条1項・4項", "民事訴訟法第4条第1項・第4項"),
        ("最高裁規則（千代田区）", "最高裁規則（千代田区）"),
    ],
)
def test_articles_are_written_as_court_papers_do(cite: str, written: str) -> None:
    assert in_papers(cite) == written
