"""Pages of no case in particular: find cases, release several letters. The engine keeps no name and nothing typed."""

from prefect.client.orchestration import get_client

from flows.bulk import bulk_redate_flow, bulk_release_flow
from flows.find_case import find_case_flow
from models.terms import BulkAct
from tasks.bulk.previewing import preview
from tests.engine import runs
from tests.engine.office import RELEASE, Office, case_file


def artifacts() -> list[str]:
    with get_client(sync_client=True) as client:
        return [str(found.data) for found in client.read_artifacts()]


def test_what_is_found_is_shown_by_reference_and_what_was_typed_is_gone(office: Office) -> None:
    first, second = office.open(1), office.open(2)
    name = str(case_file()["requester"]["name"])
    page = runs.start("find-case/main", {})
    runs.leg(page, find_case_flow)
    assert runs.state(page).name == "探すものの入力待ち"
    assert runs.type_in(page, {"words": "だれでもない人"})[0] == "ACCEPT"
    runs.leg(page, find_case_flow)
    assert "見つかりませんでした" in runs.briefing(page)
    assert runs.type_in(page, {"words": name})[0] == "ACCEPT"
    runs.leg(page, find_case_flow)
    state = runs.state(page)
    assert (state.is_completed(), state.name, state.message) == (True, "2件見つかりました", f"{second}、{first}")
    shown = artifacts()
    assert any(f"[{first}](/desk/case/{first})" in text for text in shown)
    assert not any(name in text for text in shown)
    assert runs.inputs(page) == {}
    assert name not in runs.read(page).model_dump_json()


def test_several_letters_are_released_from_one_page_and_only_as_shown(office: Office) -> None:
    first, _ = office.opened(1)
    page = runs.start("bulk-release/main", {})
    runs.leg(page, bulk_release_flow)
    assert runs.state(page).name == "まとめて行うことの確認待ち"
    listed = runs.briefing(page)
    assert all(said in listed for said in (first, "行うもの（1件）", "発信者情報開示請求書", "第1版", ".pdf"))
    old = preview(office.made, BulkAct.RELEASE).token
    second, _ = office.opened(2)
    typed = {**RELEASE, "confirm": f"上の1件を行う｜{old}"}
    assert runs.type_in(page, typed)[0] == "ACCEPT"
    runs.leg(page, bulk_release_flow)
    assert "何もしていません" in runs.briefing(page)
    assert "行うもの（2件）" in runs.briefing(page)
    assert runs.type_in(page, {"confirm": "（選んでください）"})[0] == "ACCEPT"
    runs.leg(page, bulk_release_flow)
    assert "まだ何もしていません" in runs.briefing(page)
    token = preview(office.made, BulkAct.RELEASE).token
    assert runs.type_in(page, {**RELEASE, "confirm": f"上の2件を行う｜{token}"})[0] == "ACCEPT"
    runs.leg(page, bulk_release_flow)
    state = runs.state(page)
    assert (state.is_completed(), state.name) == (True, "結果（2件のうち2件）")
    assert state.message == f"{first}、{second}"
    assert office.events().count("answered:letter_release") == 2
    assert runs.inputs(page) == {}
    assert not any(str(RELEASE["attorney"]) in text for text in artifacts())
    office.sweep()  # the pages of the cases follow
    assert runs.state(office.run(first)).name == "発送・申立て待ち"


def test_a_page_without_anything_to_do_ends(office: Office) -> None:
    office.opened(1)
    page = runs.start("bulk-redate/main", {})
    runs.leg(page, bulk_redate_flow)
    assert (runs.state(page).is_completed(), runs.state(page).name) == (True, "いま行うものはありません")
