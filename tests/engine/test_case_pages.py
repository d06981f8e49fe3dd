"""The pages that staff start for a case: what they offer, refuse and do; nobody is named in the engine."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.flows import Flow

from flows.bring_back import bring_back_flow
from flows.capture_page import capture_page_flow
from flows.change_chain import change_chain_flow
from flows.hand_over import hand_over_flow
from flows.number_exhibit import number_exhibit_flow
from tasks.case_store.exhibit_list import numbered_exhibits
from tasks.case_store.letter_list import listed_letters
from tests.engine import runs
from tests.engine.office import Office
from tests.tasks.case_store.cases import disclosed
from tests.tasks.papers.word_files import edited
from tests.tasks.test_exhibit_adding import png

CLERK = "事務局 見本"
DOORS: dict[str, tuple[Flow[..., Any], str]] = {
    "change-chain": (change_chain_flow, "経路の入力待ち"),
    "capture-page": (capture_page_flow, "保全の入力待ち"),
    "number-exhibit": (number_exhibit_flow, "書証の入力待ち"),
    "bring-back": (bring_back_flow, "取込みの入力待ち"),
    "hand-over": (hand_over_flow, "引継資料の入力待ち"),
}


def opened(ref: str, door: str) -> UUID:
    """The door's page, waiting for its form."""
    flow, asked = DOORS[door]
    run_id = runs.start(f"{door}/main", {"case_id": ref})
    runs.leg(run_id, flow)
    assert runs.state(run_id).name == asked
    assert {f"case:{ref}", f"door:{door}"} <= set(runs.read(run_id).tags)
    return run_id


def typed(run_id: UUID, door: str, values: Mapping[str, Any]) -> str:
    """Type into the page, let it work; the name of its state then."""
    assert runs.type_in(run_id, values)[0] == "ACCEPT"
    runs.leg(run_id, DOORS[door][0])
    return str(runs.state(run_id).name)


def offered(run_id: UUID, name: str) -> list[str]:
    """What a drop-down list of the page shows."""
    keys = runs.state(run_id).state_details.run_input_keyset
    assert keys
    schema = json.loads(runs.inputs(run_id)[keys["schema"]])
    return list(schema["properties"][name]["enum"])


def told(run_id: UUID) -> str:
    """The page that says what was done."""
    with get_client(sync_client=True) as client:
        named = {"artifacts": {"flow_run_id": {"any_": [str(run_id)]}}}
        found = client.request("POST", "/artifacts/filter", json=named).json()
    return "\n".join(item["data"] for item in found)


def test_the_file_is_handed_over_and_the_docket_says_for_whom(office: Office) -> None:
    ref, _ = office.opened()
    side = opened(ref, "hand-over")
    assert typed(side, "hand-over", {"entered_by": CLERK}) == "引継資料の入力待ち"
    assert "**渡す相手と目的**" in runs.briefing(side)
    assert typed(side, "hand-over", {"purpose": "後任 見本弁護士", "entered_by": CLERK}) == "引継資料を作りました"
    (pack,) = (office.made.settings.root / "handover").iterdir()
    assert f"KAIJI_HOME/handover/{pack.name}" in told(side)
    assert "見本弁護士" not in told(side) + str(runs.state(side).message)
    assert runs.inputs(side) == {}
    assert "handed_over" in office.events()


def test_a_screenshot_from_the_inbox_gets_a_number_and_may_be_withdrawn(office: Office) -> None:
    ref, _ = office.opened()
    side = opened(ref, "number-exhibit")
    inbox = office.made.settings.root / "inbox" / ref
    assert f"`KAIJI_HOME/inbox/{ref}`（いま 0 件" in runs.briefing(side)
    wanted = {"act": "ファイルを取り込んで番号を付ける", "called": "投稿の画面 植込", "entered_by": CLERK}
    assert typed(side, "number-exhibit", wanted) == "書証の入力待ち"
    assert "のファイルを置いてから、もう一度" in runs.briefing(side)
    (inbox / "植込さんの画面.png").write_bytes(png())
    assert typed(side, "number-exhibit", wanted) == "書証を記録しました"
    assert [each.mark for each in numbered_exhibits(office.made, ref)] == ["甲第１号証"]
    assert [path.name for path in (inbox / "done").iterdir()] == ["植込さんの画面.png"]
    assert "甲第１号証" in told(side)
    assert "植込" not in told(side) + str(runs.state(side).message)
    again = opened(ref, "number-exhibit")
    back = {"act": "番号を撤回する", "withdrawn": "甲第１号証｜1-0", "reason": "差替え", "entered_by": CLERK}
    assert typed(again, "number-exhibit", back) == "書証を記録しました"
    assert [each.withdrawn for each in numbered_exhibits(office.made, ref)] == [True]


def test_a_letter_edited_in_word_comes_back_from_the_inbox(office: Office) -> None:
    ref, _ = office.opened()
    (letter,) = listed_letters(office.made, ref)
    side = opened(ref, "bring-back")
    (chosen,) = offered(side, "letter")[1:]
    assert chosen == f"発信者情報開示請求書 → mamasta 第1版（kaijiの草案）｜{letter.id}"
    inbox = office.made.settings.root / "inbox" / ref
    (inbox / "植込さん.docx").write_bytes(b"no word file")
    assert typed(side, "bring-back", {"letter": chosen, "entered_by": CLERK}) == "取込みの入力待ち"
    assert "保存し直してください" in runs.briefing(side)
    (inbox / "植込さん.docx").unlink()
    for file in letter.current.files:
        if file.format == "docx":
            content = edited(office.made.documents.get(file.path), ("弁護士の確認・発信前の草案", "追伸"))
            (inbox / f"植込さん-{file.role}.docx").write_bytes(content)
    assert typed(side, "bring-back", {"letter": chosen, "entered_by": CLERK}) == "書面を取り込みました"
    (after,) = listed_letters(office.made, ref)
    assert (after.current.no, after.current.origin) == (2, "edited")
    assert not list(inbox.glob("*.docx"))
    assert "植込" not in told(side) + str(runs.state(side).message)


def test_a_chain_is_put_right_and_the_papers_to_the_wrong_holder_are_told_of(office: Office) -> None:
    ref = disclosed(office.made)
    side = opened(ref, "change-chain")
    hop = next(entry for entry in offered(side, "at") if "経路1" in entry)
    assert hop == "通信1（投稿1） 経路1 サンプルモバイル（架空）｜1"
    assert typed(side, "change-chain", {"act": "誤りを正す（元の経路は記録に残る）", "at": hop}) == "経路の入力待ち"
    assert all(title in runs.briefing(side) for title in ("**正しいプロバイダ**", "**判断の根拠**", "**入力者**"))
    fibre = next(entry for entry in offered(side, "provider") if "sample_carrier" in entry)
    right = {"provider": fibre, "basis": "回答書による 植込", "entered_by": CLERK}
    done = typed(side, "change-chain", {"act": "誤りを正す（元の経路は記録に残る）", "at": hop, **right})
    assert done == "経路を直しました"
    assert "取り消した書面: ログ保存要請書 → 保有者1" in told(side)
    assert "植込" not in told(side) + str(runs.state(side).message)
    assert "chain_correct" in office.events()


def test_an_address_that_is_not_public_is_refused_and_stands_in_no_parameter(office: Office) -> None:
    ref, _ = office.opened()
    side = opened(ref, "capture-page")
    assert [entry.partition("｜")[0] for entry in offered(side, "post")[1:]] == ["投稿1", "投稿2", "投稿3"]
    assert typed(side, "capture-page", {"url": ""}) == "保全の入力待ち"
    assert all(title in runs.briefing(side) for title in ("**投稿**", "**入力者**"))
    inside = {"url": "file:///etc/passwd", "entered_by": CLERK}
    assert typed(side, "capture-page", inside) == "保全の入力待ち"
    assert "file:///etc/passwd" in runs.briefing(side)
    assert runs.read(side).parameters == {"case_id": ref}
    assert not told(side)
