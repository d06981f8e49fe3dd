"""What a waiting run shows follows the days and every answer, also when the run itself has nothing to do."""

from uuid import UUID

from prefect.client.orchestration import get_client

from flows.record import record_flow
from tasks.case_store.position import view_case
from tests.engine import runs
from tests.engine.office import RELEASE, Office


def _days(run_id: UUID) -> set[str]:
    return {tag for tag in runs.read(run_id).tags if tag.startswith(("due:", "light:"))}


def _sheet(ref: str) -> str:
    """The newest published case sheet."""
    with get_client(sync_client=True) as client:
        answer = client.request("GET", "/artifacts/{key}/latest", path_params={"key": f"case-{ref}"})
    return str(answer.json()["data"])


def test_the_colour_follows_the_days_without_a_leg(office: Office) -> None:
    _, run_id = office.opened()
    state = runs.state(run_id)
    assert _days(run_id) == {"due:2026-01-27", "light:green"}  # the last day for the petition, 71 before 8 April
    for days, colour in ((7, "amber"), (6, "amber"), (1, "red"), (1, "red")):
        office.clock.step(days=days)
        office.sweep()
        assert _days(run_id) == {"due:2026-01-27", f"light:{colour}"}
    assert runs.state(run_id).id == state.id


def test_a_run_is_found_by_whom_it_waits_for_and_who_answers_for_it(office: Office) -> None:
    ref, run_id = office.opened()
    view = view_case(office.made.store, office.made.law, ref, office.made.clock.now())
    assert {f"case:{ref}", "status:open", "turn:attorney", "wait:letter_release", "platform:mamasta"} <= set(
        runs.read(run_id).tags
    )
    assert {f"staff:{member}" for member in view.staff} <= set(runs.read(run_id).tags)
    assert len(view.staff) == 2  # its attorney and its supervisor


def test_the_case_sheet_follows_an_answer_that_changes_nothing_else(office: Office) -> None:
    ref, run_id = office.opened()
    sent = {"sent": "2026-01-13", "proof": "見本引受番号 1", "entered_by": "事務局 見本"}
    refused = {"outcome": "refused", "received": "2026-01-13", "entered_by": "事務局 見本"}
    filed = sent | {"court": "東京地方裁判所"}
    for typed in (RELEASE, sent, refused, RELEASE, filed):
        office.answer(ref, typed)
    assert runs.state(run_id).name == "仮処分 進行待ち(裁判所)"
    assert "300,000円" in _sheet(ref)
    side = runs.start("record-answer/main", {"case_id": ref, "wait": "platform_answer"})
    runs.leg(side, record_flow)
    spent = [{"kind": "postage", "amount_yen": 40}]
    assert runs.type_in(side, {**refused, "spent": spent})[0] == "ACCEPT"
    runs.leg(side, record_flow)
    office.sweep()
    assert runs.state(run_id).name == "仮処分 進行待ち(裁判所)"
    assert "300,040円" in _sheet(ref)
