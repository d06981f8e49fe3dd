"""`engine-trouble`: runs and cases that need operations become office tasks.

The automations of prefect.yaml start it when the engine says that something failed, hangs or has no next wake-up; each
sweep looks too, so nothing hangs on an event. It looks at everything, whatever the event was: an event is a hint.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events import Event, Resource

from flows.engine import kept_client
from flows.faults import kept_out
from models.rules.engine_trouble import AWAKE, SWEEP_FLOW, InTrouble, RunSeen, goes_on, in_trouble, is_swept
from tasks.case_store.engine_tasks import OpenTrouble, live_runs, note_trouble, open_troubles
from tasks.case_store.legs import without_wake_up
from tasks.case_store.stalls import open_stalls
from tasks.wiring import Services, services

WITHOUT_WAKE_UP = "kaiji.case.without-wake-up"
PAGE = 200
LOOKED_BACK = timedelta(days=1)


@flow(name="engine-trouble", flow_run_name="engine-trouble", retries=0, persist_result=False)
def engine_trouble_flow(because: str = "") -> str:
    """Look at every run and case.

    Args:
        because: きっかけ（自動化の種類。何を見るかは変わりません）
    """
    del because  # shown with the run
    with kept_out(), kept_client() as client:
        made = services()
        opened = look(made, client)
        open_stalls(made.store, without_wake_up(made.store), made.clock.now())
        return f"{opened} opened"


def look(made: Services, client: SyncPrefectClient) -> int:
    """Open a task for each run in trouble that has none, end those of runs that go on; say how many were opened."""
    now, known = made.wall.now(), open_troubles(made.store)
    names = {flow.id: flow.name for flow in client.read_flows(limit=PAGE)}
    runs = [_seen(run, names) for run in _suspicious(client, now)]
    refs = {run.ref for run in runs if run.ref} | {ref for ref in (_of(task, "case:") for task in known) if ref}
    bound, last_sweep = live_runs(made.store, refs), _last_sweep(client)
    troubles = in_trouble(runs, bound=bound, last_sweep=last_sweep, now=now)
    well = _well(client, known, bound, names) if known else set()
    if is_swept(last_sweep, now):
        well.add(SWEEP_FLOW)
    return note_trouble(made.store, troubles, known, well - _subjects(troubles), made.clock.now())


def tell_without_wake_up(client: SyncPrefectClient, refs: Sequence[str]) -> None:
    """Let the engine's automations know of these cases; the task for each is the sweep's, whatever becomes of it."""
    if refs:
        about = [Resource({"prefect.resource.id": f"kaiji.case.{ref}"}) for ref in refs]
        events = [Event(event=WITHOUT_WAKE_UP, resource=each) for each in about]
        client.request("POST", "/events", json=[event.model_dump(mode="json") for event in events])


def _suspicious(client: SyncPrefectClient, now: datetime) -> list[FlowRun]:
    """Runs that may be in trouble: broken within a day, at work, or scheduled for now and not begun; newest first."""
    broken = _of_type(StateType.FAILED, StateType.CRASHED)
    filters = (
        FlowRunFilter(state=broken, end_time=FlowRunFilterEndTime(after_=now - LOOKED_BACK)),  # type: ignore[arg-type]
        FlowRunFilter(state=_of_type(StateType.PENDING, StateType.RUNNING)),
        FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Late", *sorted(AWAKE)]))),
    )
    found = (
        client.read_flow_runs(flow_run_filter=each, limit=PAGE, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
        for each in filters
    )
    return [run for page in found for run in page]


def _of_type(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


def _seen(run: FlowRun, names: dict[UUID, str]) -> RunSeen:
    state = run.state
    moment = state.timestamp if state else run.created
    if state and state.is_scheduled() and state.name == "Late":
        moment = run.expected_start_time or moment
    ref = run.parameters.get("case_id") if names.get(run.flow_id) == "case" else None
    return RunSeen(
        run_id=str(run.id),
        flow=names.get(run.flow_id, ""),
        ref=ref,
        state=state.type.value if state else "",
        state_name=(state.name or "") if state else "",
        since=moment or datetime.min,  # noqa: DTZ901 (a run without any moment was never kept)
    )


def _last_sweep(client: SyncPrefectClient) -> datetime | None:
    ended = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=[SWEEP_FLOW])),
        flow_run_filter=FlowRunFilter(state=_of_type(StateType.COMPLETED)),
        sort=FlowRunSort.END_TIME_DESC,
        limit=1,
    )
    return ended[0].end_time if ended else None


def _well(
    client: SyncPrefectClient, known: Iterable[OpenTrouble], bound: dict[str, str], names: dict[UUID, str]
) -> set[str]:
    """Subjects of open tasks whose run goes on: a closed case's and a deleted run's too, nobody can mend them."""
    run_ids = {task.subject: _run_of(task, bound) for task in known if task.subject != SWEEP_FLOW}
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(run_id) for run_id in run_ids.values() if run_id]))
    seen = {str(run.id): _seen(run, names) for run in client.read_flow_runs(flow_run_filter=wanted, limit=PAGE)}
    gone = {subject for subject, run_id in run_ids.items() if run_id is None}
    gone |= {subject for subject, run_id in run_ids.items() if subject.startswith("run:") and run_id not in seen}
    return gone | {subject for subject, run_id in run_ids.items() if run_id in seen and goes_on(seen[str(run_id)])}


def _run_of(task: OpenTrouble, bound: dict[str, str]) -> str | None:
    ref = _of(task, "case:")
    return bound.get(ref) if ref else _of(task, "run:")


def _of(task: OpenTrouble, kind: str) -> str | None:
    return task.subject.removeprefix(kind) if task.subject.startswith(kind) else None


def _subjects(troubles: Iterable[InTrouble]) -> set[str]:
    return {found.subject for found in troubles}
