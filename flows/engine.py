"""The engine's side of a case: find or create its run, wake it, run its leg in this process."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import Context, ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import SettingsContext, SyncClientContext
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Pending, Scheduled
from prefect.utilities.engine import propose_state_sync

from flows.case import case_flow
from flows.faults import LegTaken
from flows.waiting import resume
from tasks.case_store.legs import CaseRun, bind_run, is_advancing, lease_taken_at
from tasks.wiring import Services

DEPLOYMENT = "case/main"
STUCK_AFTER = timedelta(minutes=2)
BEGUN_AFTER = timedelta(seconds=30)
PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Leg:
    """How one leg ended: `done`, `elsewhere` (a worker or another process has it) or `failed`."""

    run_id: UUID
    result: str


def ensure_run(made: Services, case: CaseRun, client: SyncPrefectClient) -> FlowRun:
    """The live run of a case; a lost, cancelled or wrongly ended one is replaced by the next generation."""
    run = _existing(case, client)
    generation = case.generation
    if run is not None and not (run.state and run.state.is_final()):
        return run
    if run is not None and run.state and (run.state.is_failed() or run.state.is_crashed()):
        return _again(client, run)
    if run is not None:
        generation += 1
    deployment = client.read_deployment_by_name(DEPLOYMENT)
    fresh = client.create_flow_run_from_deployment(
        deployment.id,
        parameters={"case_id": case.ref},
        name=case.ref,
        tags=[f"case:{case.ref}"],
        idempotency_key=f"case:{case.ref}:g{generation}",
    )
    if fresh.state and fresh.state.is_final():
        return ensure_run(made, _next(case, fresh, generation), client)
    bind_run(made.store, case.ref, str(fresh.id), generation)
    return fresh


def _next(case: CaseRun, ended: FlowRun, generation: int) -> CaseRun:
    return CaseRun(
        ref=case.ref, status=case.status, run_id=str(ended.id), generation=generation, shown_wait=case.shown_wait
    )


def _existing(case: CaseRun, client: SyncPrefectClient) -> FlowRun | None:
    if case.run_id is None:
        return None
    try:
        return client.read_flow_run(UUID(case.run_id))
    except ObjectNotFound:
        return None


def _again(client: SyncPrefectClient, run: FlowRun) -> FlowRun:
    """Schedule the same run again, so that an answer typed into it is not lost."""
    client.set_flow_run_state(run.id, Scheduled(name="Recovering"), force=True)
    return client.read_flow_run(run.id)


def wake(made: Services, case: CaseRun, client: SyncPrefectClient, *, typed: Mapping[str, Any] | None = None) -> UUID:
    """Make the run of a case ready to run: a suspended one is resumed (to look again, unless something was typed)."""
    run = ensure_run(made, case, client)
    if run.state and run.state.is_paused():
        resume(client, run.id, typed or {})
    elif run.state and _is_stuck(made, case, run):
        _again(client, run)
    return run.id


def _is_stuck(made: Services, case: CaseRun, run: FlowRun) -> bool:
    """Running or pending, with nobody alive doing it; a leg takes its lease a moment after its run has begun."""
    state = run.state
    if state is None or is_advancing(made.store, case.ref, made.wall.now()):
        return False
    if state.is_running():
        died_in = lease_taken_at(made.store, case.ref)
        return (died_in is not None and died_in >= state.timestamp) or _age(state.timestamp) > BEGUN_AFTER
    return state.is_pending() and _age(state.timestamp) > STUCK_AFTER


def _age(timestamp: datetime | None) -> timedelta:
    return datetime.now(UTC) - timestamp if timestamp else timedelta()


@contextmanager
def kept_client() -> Iterator[SyncPrefectClient]:
    """One client and one reading of the settings for everything inside: they cost more than a leg's own work."""
    with _without_heartbeats(), SyncClientContext.get_or_create() as kept:
        yield kept.client


def _without_heartbeats() -> AbstractContextManager[object]:
    """A flow with heartbeats waits a second at its end."""
    if PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() is None:
        return nullcontext()
    return temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})


def run_leg(run_id: UUID, flow: Flow[..., Any] = case_flow) -> Leg:
    """Run one leg in this process, in a thread of its own so that no surrounding run becomes its parent."""
    found: list[Leg] = []
    context = _only_what_is_kept()
    thread = threading.Thread(target=lambda: found.append(context.run(_run_here, run_id, flow)), daemon=True)
    thread.start()
    thread.join()
    return found[0] if found else Leg(run_id=run_id, result="failed")


def _only_what_is_kept() -> Context:
    """A context with the caller's client and settings and nothing else of it."""
    context = Context()
    variables: tuple[ContextVar[Any], ...] = (SettingsContext.__var__, SyncClientContext.__var__)
    for variable in variables:
        if (kept := variable.get(None)) is not None:
            context.run(variable.set, kept)
    return context


def _run_here(run_id: UUID, flow: Flow[..., Any]) -> Leg:
    with kept_client() as client:
        try:
            state = propose_state_sync(client, Pending(), flow_run_id=run_id)
        except Abort:
            return Leg(run_id=run_id, result="elsewhere")
        if not state.is_pending():
            return Leg(run_id=run_id, result="elsewhere")
        run = client.read_flow_run(run_id)
        run.state = state
        try:
            ended = run_flow(flow, flow_run=run, parameters=run.parameters, return_type="state")
        except (Pause, Abort):
            return Leg(run_id=run_id, result="done")
    return Leg(run_id=run_id, result=_result(ended))


def _result(state: Any) -> str:
    if state.is_failed() or state.is_crashed():
        try:
            state.result()
        except LegTaken:
            return "elsewhere"
        except BaseException:  # noqa: BLE001 (the state holds it; the sweep reports the case)
            return "failed"
    return "done"


def is_ready(client: SyncPrefectClient, run_id: UUID) -> bool:
    """Whether the run waits to be started."""
    run = client.read_flow_run(run_id)
    return bool(run.state and run.state.is_scheduled())


def lost_runs(client: SyncPrefectClient, cases: Sequence[CaseRun]) -> list[str]:
    """References of those cases whose run is not suspended: it is gone, was never made, or is in another state."""
    asked = [UUID(case.run_id) for case in cases if case.run_id]
    pages = [asked[first : first + PAGE] for first in range(0, len(asked), PAGE)]
    waiting = {run_id for page in pages for run_id in _suspended(client, page)}
    return [case.ref for case in cases if case.run_id is None or UUID(case.run_id) not in waiting]


def _suspended(client: SyncPrefectClient, run_ids: list[UUID]) -> set[UUID]:
    wanted = FlowRunFilter(
        id=FlowRunFilterId(any_=run_ids),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])),
    )
    return {run.id for run in client.read_flow_runs(flow_run_filter=wanted, limit=PAGE)}
