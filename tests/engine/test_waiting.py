"""The one module that suspends: state name, message, saved form; answer taken, refused, or none given."""

import inspect
import json

import prefect._flow_run_suspension
from prefect.client.schemas.objects import StateType
from prefect.states import Paused
from prefect.utilities import engine

from flows.case import case_flow
from models.answers.letters import ReleaseForm
from tasks.case_store.legs import open_waits, run_of
from tests.engine import runs
from tests.engine.office import RELEASE, Office


def test_the_engine_still_has_what_waiting_needs_of_its_inside() -> None:
    assert callable(prefect._flow_run_suspension.mark_flow_run_suspension_requested)
    assert {"client", "state", "flow_run_id"} <= set(inspect.signature(engine.propose_state_sync).parameters)
    assert {"reschedule", "pause_key"} <= set(inspect.signature(Paused).parameters)


def test_a_waiting_run_says_what_it_waits_for_and_keeps_the_form(office: Office) -> None:
    ref, run_id = office.opened()
    state = runs.state(run_id)
    assert (state.name, state.type) == ("発信許可待ち", StateType.PAUSED)
    assert str(state.message).startswith("弁護士 / 発信者情報開示請求書 → mamasta")
    assert {f"case:{ref}", "status:open", "platform:mamasta", "stage:platform_request", "turn:attorney"} <= set(
        runs.read(run_id).tags
    )
    keys = state.state_details.run_input_keyset
    assert keys
    kept = runs.inputs(run_id)
    assert set(kept) == {keys["schema"], keys["description"]}
    assert {*ReleaseForm.model_fields} == set(json.loads(kept[keys["schema"]])["properties"])
    assert ref in runs.briefing(run_id)


def test_an_answer_is_recorded_once_and_leaves_nothing_behind_in_the_engine(office: Office) -> None:
    ref, run_id = office.opened()
    asked = runs.inputs(run_id)
    office.answer(ref, RELEASE)
    assert office.events().count("answered:letter_release") == 1
    assert runs.state(run_id).name == "発送・申立て待ち"
    assert not set(asked) & set(runs.inputs(run_id))
    assert not any("例示 太郎" in value for value in runs.inputs(run_id).values())
    office.sweep()
    assert office.events().count("answered:letter_release") == 1


def test_resuming_without_an_answer_only_looks_again(office: Office) -> None:
    ref, run_id = office.opened()
    [before] = open_waits(office.made.store, ref)
    assert runs.type_in(run_id, None)[0] == "ACCEPT"
    runs.leg(run_id, case_flow)
    [after] = open_waits(office.made.store, ref)
    assert (after.id, after.kind) == (before.id, before.kind)
    assert after.key != before.key
    assert run_of(office.made.store, ref).shown_wait == after.key
    assert runs.state(run_id).name == "発信許可待ち"
    assert not any(event.startswith("answered") for event in office.events())


def test_recheck_records_nothing(office: Office) -> None:
    ref, run_id = office.opened()
    office.answer(ref, {"action": "recheck", "attorney": "例示 太郎"})
    assert runs.state(run_id).name == "発信許可待ち"
    assert not any(event.startswith("answered") for event in office.events())


def test_a_wrong_answer_is_asked_again_with_every_fault(office: Office) -> None:
    ref, run_id = office.opened()
    key = run_of(office.made.store, ref).shown_wait
    office.answer(ref, {"decision": "release"})
    assert runs.state(run_id).name == "発信許可待ち"
    assert run_of(office.made.store, ref).shown_wait != key
    asked = runs.briefing(run_id)
    assert "何も記録していません" in asked
    assert "**許可する弁護士** （空欄）" in asked
    assert "**入力者** （空欄）" in asked
    assert not any(event.startswith("answered") for event in office.events())
    office.answer(ref, RELEASE)
    assert runs.state(run_id).name == "発送・申立て待ち"


def test_a_choice_that_the_form_does_not_have_is_refused_at_once(office: Office) -> None:
    _, run_id = office.opened()
    status, reason = runs.type_in(run_id, {**RELEASE, "decision": "perhaps"})
    assert status == "REJECT"
    assert "decision" in reason or "perhaps" in reason
    assert runs.state(run_id).name == "発信許可待ち"
