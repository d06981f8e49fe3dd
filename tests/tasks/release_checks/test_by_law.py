"""A paper asks for what the order of its day lists, of whom and how the law allows, and calls the Act by its name."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.provisions.regimes import RegimeItem
from models.rules.regimes import items_for
from models.terms import HolderRole, ItemKind, LetterKind, PaperRole
from tasks.release_checks import Released
from tasks.release_checks.by_law import wrong_act, wrong_items
from tasks.release_checks.released import PaperText
from tests.tasks.release_checks.conftest import LAW, Faults, Make, with_text

K = LetterKind
R3, R4, R5, R6 = (date.fromisoformat(day) for day in ("2020-08-30", "2020-08-31", "2022-10-01", "2025-04-01"))
OLD = "特定電気通信役務提供者の損害賠償責任の制限及び発信者情報の開示に関する法律"
NEW = "特定電気通信による情報の流通によって発生する権利侵害等への対処に関する法律"


def _at(it: Released, on: date, text: str = "", *items: RegimeItem, **changes: Any) -> Released:
    asked = tuple((item.no, item.name) for item in items)
    paper = PaperText(role=PaperRole.MAIN, title="申立書", text=text)
    context = replace(it.context, items=asked, written_on=on)
    values: dict[str, Any] = {"context": context, "papers": (paper,), "on": on}
    return replace(it, **(values | changes))


def _item(kind: ItemKind, on: date, *, specified: bool = False) -> RegimeItem:
    return next(i for i in LAW.regime(on).items if (i.kind, i.specified) == (kind, specified))


def _told(it: Released) -> str:
    return "\n".join(str(fault) for fault in wrong_items(it))


def test_a_telephone_number_is_asked_for_since_the_day_the_order_lists_it(release: Make) -> None:
    phone = _item(ItemKind.PHONE, R4)
    it = release(K.DISCLOSURE_REQUEST, login_type=False)
    told = _told(_at(it, R3, "", phone))
    assert f"3号「{phone.name}」は、2020-08-30の省令（7号）にありません" in told
    assert "省令57号" in told
    assert _told(_at(it, R4, "", phone)) == ""


@pytest.mark.parametrize("day", [R3, R4, R5, R6])
@pytest.mark.parametrize("role", [HolderRole.PLATFORM, HolderRole.PROVIDER])
def test_what_an_addressee_can_hold_may_be_asked_of_it(day: date, role: HolderRole, release: Make) -> None:
    kind = K.DISCLOSURE_REQUEST if role is HolderRole.PLATFORM else K.DISCLOSURE_COMPLAINT
    items = items_for(regime=LAW.regime(day), role=role)
    assert _told(_at(release(kind), day, "", *items)) == ""


@pytest.mark.parametrize("kind", [ItemKind.NAME, ItemKind.ADDRESS])
def test_a_board_without_registration_holds_no_name(kind: ItemKind, release: Make) -> None:
    it = _at(release(K.DISCLOSURE_REQUEST), R6, "", _item(kind, R6))
    assert "相手方が保有し得ない" in _told(it)
    assert _told(replace(it, names_registered=True)) == ""


def test_a_provider_holds_no_log_of_the_platform(release: Make) -> None:
    assert "相手方が保有し得ない" in _told(_at(release(K.DISCLOSURE_COMPLAINT), R6, "", _item(ItemKind.IP, R6)))


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (ItemKind.NAME, "氏名・住所は、仮処分では"),
        (ItemKind.PHONE, "電話番号・電子メールアドレスは"),
        (ItemKind.EMAIL, "登録されている限り"),
    ],
)
def test_a_disposition_gives_no_person(kind: ItemKind, why: str, release: Make) -> None:
    told = _told(_at(release(K.DISPOSITION_PETITION, names_registered=True), R6, "", _item(kind, R6)))
    assert why in told
    assert "民事保全法23条2項" in told
    assert "disclosure_order" in told


def test_the_company_that_holds_the_contract_may_be_asked_for(release: Make) -> None:
    it = release(K.DISPOSITION_PETITION)
    context = replace(it.context, items=((1, "契約を保有する経由プロバイダの名称"),))
    assert _told(replace(it, context=context)) == ""


def test_logins_are_asked_only_of_who_discloses_logins(release: Make) -> None:
    it = _at(release(K.DISCLOSURE_REQUEST), R6, "", _item(ItemKind.IP, R6, specified=True))
    assert _told(it) == ""
    assert "login_type" in _told(replace(it, login_type=False))


def test_no_order_before_the_law_knew_one(release: Make) -> None:
    told = _told(_at(release(K.ORDER_PETITION, login_type=False), date(2022, 9, 30), "", _item(ItemKind.IP, R4)))
    assert "2022年10月1日から" in told


def test_what_an_attorney_wrote_into_the_list_is_read_too(release: Make) -> None:
    phone, ip = _item(ItemKind.PHONE, R6), _item(ItemKind.IP, R6)
    it = _at(release(K.DISPOSITION_PETITION), R6, f"３　{phone.name}\n５　{ip.name}", ip)
    assert _told(it) == ""
    assert "電話番号・電子メールアドレスは" in _told(replace(it, edited=True))
    by_hand = _at(release(K.DISCLOSURE_REQUEST), R3, f"３　{_item(ItemKind.PHONE, R4).name}", edited=True)
    assert "2020-08-30の省令（7号）にありません" in _told(by_hand)


def test_a_registered_name_is_the_attorneys_to_ask(release: Make) -> None:
    it = _at(release(K.DISCLOSURE_REQUEST), R6, _item(ItemKind.NAME, R6).name, edited=True)
    assert _told(it) == ""


@pytest.mark.parametrize("kind", [K.DEMAND_LETTER, K.BAR_INQUIRY, K.PRESERVATION_NOTICE])
def test_who_asks_for_no_items_is_not_measured(kind: LetterKind, release: Make) -> None:
    assert _told(_at(release(kind), R3, "", _item(ItemKind.PHONE, R6))) == ""


@pytest.mark.parametrize(
    ("day", "text", "wrong"),
    [
        (R6, f"{NEW}第5条第1項", ""),
        (R6, f"{OLD}第5条第1項", OLD),
        (R6, "プロバイダ責任制限法に基づく", "プロバイダ責任制限法"),
        (R6, "プロバイダ責任制限法ガイドラインに準じ", ""),
        (R6, f"改正前の{OLD}による開示", ""),
        (R6, "旧プロバイダ責任制限法4条1項による開示を受けた", ""),
        (date(2025, 3, 31), f"{NEW}第5条", NEW),
        (date(2025, 3, 31), f"{OLD}第5条", ""),
        (R3, "情報流通プラットフォーム\n対処法", "情報流通プラットフォーム対処法"),
    ],
)
def test_the_act_is_called_by_its_name_of_the_day(day: date, text: str, wrong: str, release: Make) -> None:
    told = [str(fault) for fault in wrong_act(_at(release(K.DISCLOSURE_REQUEST), day, text))]
    assert bool(told) == bool(wrong)
    assert all(f"「{wrong}」" in fault and LAW.regime(day).act in fault for fault in told)


def test_a_post_may_call_the_act_what_it_likes(release: Make) -> None:
    it = release(K.DISCLOSURE_REQUEST)
    posts = (replace(it.context.posts[0], as_written="プロバイダ責任制限法で訴えてみろ"),)
    it = _at(replace(it, context=replace(it.context, posts=posts)), R6, "プロバイダ責任制限法で訴えてみろ")
    assert list(wrong_act(it)) == []


def test_both_stand_between_a_paper_and_its_release(release: Make, faults: Faults) -> None:
    it = release(K.DISPOSITION_PETITION)
    context = replace(it.context, items=(*it.context.items, (3, _item(ItemKind.PHONE, R6).name)))
    told = faults(with_text(replace(it, context=context), "プロバイダ責任制限法による。"))
    assert len(told) == 2
    assert "民事保全法23条2項" in told[0]
    assert "題名「プロバイダ責任制限法」" in told[1]
