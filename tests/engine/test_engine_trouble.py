"""What fails, is late or hangs in the real engine becomes one office task, and that ends when the run goes on."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Crashed, Failed, Late, Pending

from flows.engine import kept_client
from flows.engine_trouble import engine_trouble_flow, look, tell_without_wake_up
from models.rules.engine_trouble import PATIENCE
from tasks.case_store.facts import case_row
from tasks.case_store.office_tasks import tasks
from tasks.clock import FixedClock
from tests.engine import runs
from tests.engine.office import Office

ROUNDS, A_MOMENT = 100, 0.2
TOLD = ["broken", "its own", "without-wake-up"]
AFTER = PATIENCE + timedelta(minutes=1)


def become(run_id: UUID, state: State[None]) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, state, force=True)


def said(office: Office) -> list[str]:
    return [task.said for task in tasks(office.made.store)]


def look_later(office: Office) -> int:
    """A look when the sweeps should have mended it."""
    later = replace(office.made, wall=FixedClock(office.made.wall.now() + AFTER))
    with kept_client() as client:
        return look(later, client)


def looks() -> list[FlowRun]:
    """The runs of `engine-trouble` that there are."""
    with get_client(sync_client=True) as client:
        return [run for run in client.read_flow_runs(limit=200) if "because" in run.parameters]


def test_the_automations_look_once_after_trouble_and_never_at_their_own(office: Office) -> None:
    del office  # a flow and a case that no other test has in trouble: the engine looks once in a while at each
    for deployment, parameters in (("engine-trouble/main", {"because": "its own"}), ("redate/main", {})):
        become(runs.start(deployment, parameters), Failed())
    with kept_client() as client:
        tell_without_wake_up(client, ["1999-0001"])
    found, rounds, pause = looks(), ROUNDS, Event()
    while len(found) < len(TOLD) and (rounds := rounds - 1):
        pause.wait(A_MOMENT)
        found = looks()
    assert sorted(run.parameters["because"] for run in found) == TOLD
    waits = {run.parameters["because"]: _wait(run) for run in found}
    assert waits["broken"] > PATIENCE > waits["without-wake-up"]


def _wait(run: FlowRun) -> timedelta:
    assert run.expected_start_time
    assert run.created
    return run.expected_start_time - run.created


def test_a_case_whose_run_stays_broken_is_one_task_until_it_goes_on(office: Office) -> None:
    ref, run_id = office.opened()
    become(run_id, Failed())
    with kept_client() as client:
        assert look(office.made, client) == 0  # the sweep may mend it yet
    assert [look_later(office), look_later(office)] == [1, 0]
    assert said(office) == [f"{ref}: run_failed {run_id}"]
    office.sweep()
    assert runs.state(run_id).is_paused()
    assert said(office) == []


@pytest.mark.parametrize(
    ("state", "word"),
    [(Crashed(), "run_crashed"), (Pending(), "run_stuck"), (Late(), "run_late")],
    ids=["crashed", "stuck", "late"],
)
def test_a_page_that_staff_started_is_a_task_until_it_goes_on(office: Office, state: State[None], word: str) -> None:
    run_id = runs.start("record-event/main", {"case_id": "2026-0001"})
    become(run_id, state)
    assert look_later(office) == 1
    assert said(office) == [f"record-event: {word} {run_id}"]
    with get_client(sync_client=True) as client:
        client.delete_flow_run(run_id)
    assert look_later(office) == 0
    assert said(office) == []


def test_its_own_trouble_is_none(office: Office) -> None:
    become(runs.start("engine-trouble/main", {}), Failed())
    assert look_later(office) == 0


def test_a_case_without_a_wake_up_is_one_task_whoever_finds_it(office: Office) -> None:
    ref, _ = office.opened()
    with office.made.store.write() as session:
        case_row(session, ref, lock=True).next_wake_at = None
    runs.leg(runs.start("engine-trouble/main", {"because": "without-wake-up"}), engine_trouble_flow)
    assert said(office) == [f"{ref}: stands_still"]
    assert office.sweep().without_wake_up == [ref]
    assert said(office) == [f"{ref}: stands_still"]
