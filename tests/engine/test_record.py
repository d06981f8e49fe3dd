"""`record-answer`: the side door for what the case's own run does not ask for right now."""

from uuid import UUID

import pytest

from flows.case import case_flow
from flows.engine import run_leg
from flows.record import record_flow
from tasks.case_store.legs import open_waits
from tests.engine import runs
from tests.engine.office import RELEASE, Office

SENT = {"sent": "2026-01-13", "channel": "post", "proof": "見本引受番号 1", "entered_by": "事務局 見本"}
REFUSED = {"outcome": "refused", "received": "2026-01-20", "entered_by": "事務局 見本"}


@pytest.fixture
def chased(office: Office) -> tuple[str, UUID]:
    """A platform that is silent: the run asks for the chase-up's release, its answer is the other open wait."""
    ref, run_id = office.opened()
    office.answer(ref, RELEASE)
    office.answer(ref, SENT)
    office.clock.step(days=7)
    office.sweep()
    assert [wait.kind for wait in open_waits(office.made.store, ref)] == ["letter_release", "platform_answer"]
    return ref, run_id


def test_an_answer_that_the_run_does_not_ask_for_moves_the_case(office: Office, chased: tuple[str, UUID]) -> None:
    ref, run_id = chased
    side = runs.start("record-answer/main", {"case_id": ref, "wait": "platform_answer"})
    runs.leg(side, record_flow)
    assert runs.state(side).name == "回答待ち(プラットフォーム)"
    assert {f"case:{ref}", "door:record-answer"} <= set(runs.read(side).tags)
    assert runs.type_in(side, REFUSED)[0] == "ACCEPT"
    runs.leg(side, record_flow)
    assert runs.state(side).is_completed()
    assert runs.inputs(side) == {}
    assert office.events().count("answered:platform_answer") == 1
    office.sweep()
    assert [wait.subject for wait in open_waits(office.made.store, ref)] == [
        "platform:mamasta/disposition_petition:1",
        "platform:mamasta",
    ]
    assert str(runs.state(run_id).message).startswith("弁護士 / 発信者情報開示仮処分命令申立書")


def test_a_wrong_answer_is_asked_again_there(office: Office, chased: tuple[str, UUID]) -> None:
    ref, _ = chased
    side = runs.start("record-answer/main", {"case_id": ref, "wait": "platform_answer", "subject": "platform:mamasta"})
    runs.leg(side, record_flow)
    assert runs.type_in(side, {**REFUSED, "received": "2027-01-20"})[0] == "ACCEPT"
    runs.leg(side, record_flow)
    assert "**回答を受け取った日** 「2027-01-20」" in runs.briefing(side)
    assert not office.events().count("answered:platform_answer")
    assert runs.type_in(side, REFUSED)[0] == "ACCEPT"
    runs.leg(side, record_flow)
    assert office.events().count("answered:platform_answer") == 1


def test_an_answer_that_comes_too_late_is_kept_and_changes_nothing(office: Office, chased: tuple[str, UUID]) -> None:
    ref, run_id = chased
    side = runs.start("record-answer/main", {"case_id": ref, "wait": "letter_release"})
    runs.leg(side, record_flow)
    assert runs.type_in(run_id, RELEASE)[0] == "ACCEPT"
    runs.leg(run_id, case_flow)
    assert runs.type_in(side, {**RELEASE, "decision": "return"})[0] == "ACCEPT"
    runs.leg(side, record_flow)
    ended = runs.state(side)
    assert (ended.is_completed(), ended.name) == (True, "先に回答済み（入力は保管）")
    assert "先に事務局が" in str(ended.message)
    assert (office.events().count("answered:letter_release"), office.events().count("late_answer")) == (2, 1)
    assert runs.state(run_id).name == "発送・申立て待ち"
    office.sweep()
    assert "同じ待ちに二人が入力しました（発信許可待ち）" in runs.briefing(run_id)


def test_where_several_are_open_the_page_asks_which_wait_is_meant(office: Office, chased: tuple[str, UUID]) -> None:
    ref, _ = chased
    side = runs.start("record-answer/main", {"case_id": ref})
    runs.leg(side, record_flow)
    assert runs.state(side).name == "どの待ちへの回答か"
    answer = next(w for w in open_waits(office.made.store, ref) if w.kind == "platform_answer")
    assert runs.type_in(side, {"wait": str(answer.id)})[0] == "ACCEPT"
    runs.leg(side, record_flow)
    assert runs.state(side).name == "回答待ち(プラットフォーム)"
    assert runs.type_in(side, REFUSED)[0] == "ACCEPT"
    runs.leg(side, record_flow)
    assert runs.state(side).is_completed()
    assert office.events().count("answered:platform_answer") == 1


def test_what_a_case_does_not_wait_for_is_not_asked(office: Office, chased: tuple[str, UUID]) -> None:
    ref, _ = chased
    events = office.events()
    side = runs.start("record-answer/main", {"case_id": ref, "wait": "payment"})
    assert run_leg(side, record_flow).result == "failed"
    assert office.events() == events
