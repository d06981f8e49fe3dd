"""実行の異常: which runs of the engine need a person. Pure; states are told by name, the moment is given.

A sweep every five minutes makes lost runs anew and wakes dead ones, so nothing younger than `PATIENCE` is trouble.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.terms.engine import Trouble

PATIENCE = timedelta(minutes=10)  # two sweeps
LONGEST_LEG = timedelta(minutes=30)  # re-dating some thousand cases after a change of the law takes ten minutes
CASE_FLOW, SWEEP_FLOW, OWN_FLOW = "case", "sweep", "engine-trouble"
AWAKE = frozenset({"Recovering", "Resuming", "AwaitingRetry"})  # scheduled for now, by us or by a person's answer


@dataclass(frozen=True, kw_only=True)
class RunSeen:
    """A run as the engine shows it; `state` is the type (FAILED, RUNNING …), `since` when it came or should have."""

    run_id: str
    flow: str
    ref: str | None
    state: str
    state_name: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class InTrouble:
    """What is wrong with what: `subject` (`case:REF`, `sweep`, `run:ID`) has one task at a time."""

    subject: str
    trouble: Trouble
    run: RunSeen


def subject_of(run: RunSeen) -> str:
    """What a task about this run is about: the case whatever its run, all sweeps together, any other run by itself."""
    if run.flow == CASE_FLOW and run.ref:
        return f"case:{run.ref}"
    return SWEEP_FLOW if run.flow == SWEEP_FLOW else f"run:{run.run_id}"


def trouble_with(run: RunSeen, now: datetime) -> Trouble | None:
    """What is wrong with a run by itself, or None. Suspended, ended and young runs are well."""
    age = now - run.since
    if run.flow == OWN_FLOW or age < PATIENCE:
        return None
    if run.state in {"FAILED", "CRASHED"}:
        return Trouble.FAILED if run.state == "FAILED" else Trouble.CRASHED
    if run.state == "SCHEDULED":
        return _unbegun(run.state_name)
    if run.state == "PENDING" or (run.state == "RUNNING" and age >= LONGEST_LEG):
        return Trouble.STUCK
    return None


def _unbegun(state_name: str) -> Trouble | None:
    if state_name in AWAKE:
        return Trouble.STUCK
    return Trouble.LATE if state_name == "Late" else None


def in_trouble(
    runs: Iterable[RunSeen], *, bound: Mapping[str, str], last_sweep: datetime | None, now: datetime
) -> tuple[InTrouble, ...]:
    """What needs a person, one entry a subject (its newest run).

    `bound` names the run that each live case has now (an older run of a case is history); `last_sweep` is when a sweep
    last ended well: what sweeps before it met is over.
    """
    found: dict[str, InTrouble] = {}
    for run in sorted(runs, key=lambda run: run.since):
        trouble, subject = trouble_with(run, now), subject_of(run)
        if trouble is None or _is_over(run, bound, last_sweep):
            continue
        found[subject] = InTrouble(subject=subject, trouble=trouble, run=run)
    return tuple(found.values())


def _is_over(run: RunSeen, bound: Mapping[str, str], last_sweep: datetime | None) -> bool:
    if run.flow == SWEEP_FLOW:
        return last_sweep is not None and last_sweep >= run.since
    return run.flow == CASE_FLOW and bound.get(run.ref or "") != run.run_id


def goes_on(run: RunSeen) -> bool:
    """Whether a run about which there was trouble needs nobody any more: it waits, has ended well, or was cancelled."""
    return run.state in {"PAUSED", "COMPLETED", "CANCELLED"}


def is_swept(last_sweep: datetime | None, now: datetime) -> bool:
    """Whether the sweeps go on."""
    return last_sweep is not None and now - last_sweep < PATIENCE
