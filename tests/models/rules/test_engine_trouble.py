"""Which runs need a person: what sweeps mend within minutes does not."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.engine_trouble import (
    LONGEST_LEG,
    PATIENCE,
    InTrouble,
    RunSeen,
    goes_on,
    in_trouble,
    is_swept,
    subject_of,
    trouble_with,
)
from models.terms.engine import Trouble

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def run(state: str, age: timedelta = PATIENCE, *, flow: str = "event", name: str = "", run_id: str = "r1") -> RunSeen:
    ref = "2026-0001" if flow == "case" else None
    return RunSeen(run_id=run_id, flow=flow, ref=ref, state=state, state_name=name, since=NOW - age)


@pytest.mark.parametrize(
    ("seen", "trouble"),
    [
        pytest.param(run("FAILED"), Trouble.FAILED, id="failed"),
        pytest.param(run("CRASHED"), Trouble.CRASHED, id="crashed"),
        pytest.param(run("SCHEDULED", name="Late"), Trouble.LATE, id="late"),
        pytest.param(run("SCHEDULED", name="Resuming"), Trouble.STUCK, id="answered-and-not-begun"),
        pytest.param(run("SCHEDULED", name="Recovering"), Trouble.STUCK, id="woken-and-not-begun"),
        pytest.param(run("SCHEDULED", name="Scheduled"), None, id="for-later"),
        pytest.param(run("PENDING"), Trouble.STUCK, id="pending"),
        pytest.param(run("RUNNING", LONGEST_LEG), Trouble.STUCK, id="running-too-long"),
        pytest.param(run("RUNNING", LONGEST_LEG - A_MINUTE), None, id="running"),
        pytest.param(run("PAUSED", LONGEST_LEG), None, id="waiting"),
        pytest.param(run("COMPLETED"), None, id="completed"),
        pytest.param(run("FAILED", PATIENCE - A_MINUTE), None, id="a-sweep-may-still-mend-it"),
        pytest.param(run("FAILED", flow="engine-trouble"), None, id="never-about-itself"),
    ],
)
def test_what_is_wrong_with_a_run(seen: RunSeen, trouble: Trouble | None) -> None:
    assert trouble_with(seen, NOW) == trouble


def test_one_task_for_a_case_one_for_all_sweeps_one_for_any_other_run() -> None:
    assert subject_of(run("FAILED", flow="case")) == "case:2026-0001"
    assert subject_of(run("FAILED", flow="sweep")) == "sweep"
    assert subject_of(run("FAILED")) == "run:r1"


def test_only_the_run_that_a_live_case_has_now_counts() -> None:
    mine = run("FAILED", flow="case")
    found = (InTrouble(subject="case:2026-0001", trouble=Trouble.FAILED, run=mine),)
    assert in_trouble([mine], bound={"2026-0001": "r1"}, last_sweep=None, now=NOW) == found
    assert in_trouble([mine], bound={"2026-0001": "r2"}, last_sweep=None, now=NOW) == ()
    assert in_trouble([mine], bound={}, last_sweep=None, now=NOW) == ()


def test_what_sweeps_met_is_over_when_one_has_ended_well_since() -> None:
    older, newer = run("CRASHED", 3 * PATIENCE, flow="sweep"), run("FAILED", 2 * PATIENCE, flow="sweep", run_id="r2")
    found = in_trouble([newer, older], bound={}, last_sweep=None, now=NOW)
    assert [(each.subject, each.trouble, each.run.run_id) for each in found] == [("sweep", Trouble.FAILED, "r2")]
    assert in_trouble([newer, older], bound={}, last_sweep=newer.since, now=NOW) == ()
    assert in_trouble([newer], bound={}, last_sweep=older.since, now=NOW) == found


@pytest.mark.parametrize(("state", "well"), [("PAUSED", True), ("COMPLETED", True), ("FAILED", False)])
def test_a_run_that_goes_on_needs_nobody(state: str, *, well: bool) -> None:
    assert goes_on(run(state)) is well


def test_sweeps_go_on_while_the_last_is_young() -> None:
    assert is_swept(NOW - A_MINUTE, NOW)
    assert not is_swept(NOW - PATIENCE, NOW)
    assert not is_swept(None, NOW)
