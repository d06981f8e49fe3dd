"""The doors staff use, used by the demonstration: deployments and the forms on the runs' own pages."""

import time
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.flows import Flow
from sqlmodel import col, select

from flows.case import case_flow
from flows.demo.playbook import Event
from flows.engine import is_ready, run_leg
from flows.intake import intake_flow
from flows.record import record_flow
from flows.waiting import resume
from models.tables import CaseRow, PersonRow, PostRow, WaitRow, sealing
from models.terms import LetterState, PersonRole, WaitKind
from tasks.case_store.facts import case_row
from tasks.case_store.legs import open_waits, run_of
from tasks.case_store.position import view_case
from tasks.wiring import Services

PATIENCE_SECONDS = 120.0
WORKING = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]


class DemoFault(Exception):
    """The demonstration cannot go on: the case does not wait for what the playbook answers."""


def enter_case(client: SyncPrefectClient, file: str) -> None:
    """Open a case by the `intake` deployment, from the inbox."""
    deployment = client.read_deployment_by_name("intake/main")
    run = client.create_flow_run_from_deployment(deployment.id, parameters={"file": file})
    drive(client, run.id, intake_flow)


def answer(made: Services, client: SyncPrefectClient, ref: str, event: Event) -> None:
    """Answer one wait: on the case's own page when it asks for it, else through `record-answer`."""
    wait = _wait(made, ref, event)
    typed = _typed(made, ref, event)
    run = run_of(made.store, ref)
    if run.shown_wait == wait.key and run.run_id and event.door == "run":
        resume(client, UUID(run.run_id), typed)
        drive(client, UUID(run.run_id), case_flow)
        return
    deployment = client.read_deployment_by_name("record-answer/main")
    parameters = {"case_id": ref, "wait_id": wait.id}
    side = client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
    drive(client, side.id, record_flow)
    resume(client, side.id, typed)
    drive(client, side.id, record_flow)


def drive(client: SyncPrefectClient, run_id: UUID, flow: Flow[..., Any]) -> None:
    """Run the leg here, or wait until the worker that took it has finished."""
    if is_ready(client, run_id):
        run_leg(run_id, flow)
    state = settled_state(client, run_id)
    if not (state.is_paused() or state.is_completed()):
        raise DemoFault(f"run {run_id} ended as {state.name}; see its log in the UI")


def finish_side_runs(client: SyncPrefectClient) -> None:
    """Let the runs of the side doors that a killed demonstration left behind end before it goes on."""
    for flow in (intake_flow, record_flow):
        left = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[flow.name])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=WORKING))),
        )
        for run in left:
            with suppress(DemoFault):  # a case that was opened already is refused the second time
                drive(client, run.id, flow)


def settled_state(client: SyncPrefectClient, run_id: UUID) -> State[Any]:
    """The state of a run once nobody works on it any more. Raises DemoFault when that takes too long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        state = client.read_flow_run(run_id).state
        if state and (state.is_paused() or state.is_final()):
            return state
        time.sleep(0.2)
    raise DemoFault(f"run {run_id} neither waits nor ends; see the logs in KAIJI_HOME/logs")


def is_done(made: Services, ref: str | None, event: Event) -> bool:
    """Whether this event has been played already (a demonstration that was killed goes on)."""
    if event.intake:
        return ref is not None
    if ref is None or event.wait is None:
        return False
    if event.wait in {WaitKind.LETTER_RELEASE, WaitKind.LETTER_SENDING}:
        return _letter_is_past(made, ref, event)
    with made.store.read() as session:
        case = case_row(session, ref)
        query = select(WaitRow).where(
            WaitRow.case_id == case.id, WaitRow.kind == event.wait, WaitRow.state == "answered"
        )
        answered = [wait for wait in session.exec(query) if fnmatchcase(wait.subject, event.subject)]
    return len(answered) > event.earlier


def ref_of(made: Services, url: str) -> str | None:
    """The case that has this post."""
    with made.store.read() as session:
        query = (
            select(CaseRow.ref)
            .join(PostRow, col(PostRow.case_id) == col(CaseRow.id))
            .where(PostRow.url_index == sealing.ring().blind(url))
        )
        return session.exec(query).first()


def _letter_is_past(made: Services, ref: str, event: Event) -> bool:
    view = view_case(made.store, made.law, ref, made.clock.now())
    past = {LetterState.SENT} if event.wait is WaitKind.LETTER_SENDING else {LetterState.SENT, LetterState.RELEASED}
    return any(
        fnmatchcase(f"{letter.subject}/{letter.kind}:{letter.no}", event.subject) and letter.state in past
        for letter in view.facts.letters
    )


def _wait(made: Services, ref: str, event: Event) -> WaitRow:
    waits = open_waits(made.store, ref)
    for wait in waits:
        if wait.kind is event.wait and fnmatchcase(wait.subject, event.subject):
            return wait
    shown = ", ".join(f"{wait.kind}@{wait.subject}" for wait in waits) or "nothing"
    raise DemoFault(f"{ref}: at {event.at} the playbook answers {event.wait}@{event.subject}; waited for: {shown}")


def _typed(made: Services, ref: str, event: Event) -> dict[str, Any]:
    typed: dict[str, Any] = {"entered_by": "事務局 見本", **event.typed}
    with made.store.read() as session:
        case = case_row(session, ref)
        people = session.exec(select(PersonRow).where(PersonRow.case_id == case.id).order_by(col(PersonRow.id))).all()
    if event.wait is WaitKind.LETTER_RELEASE:
        typed |= {"attorney": str(next(p.id for p in people if p.role is PersonRole.ATTORNEY))}
    if typed.get("same_as") == "@first_subscriber":
        typed["same_as"] = next(str(p.id) for p in people if p.role is PersonRole.SUBSCRIBER)
    return typed
