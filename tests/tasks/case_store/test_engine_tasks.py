"""One open task for each thing that is wrong with the engine; it ends when that goes on, and may come again."""

import pytest

from models.rules.engine_trouble import InTrouble, RunSeen
from models.terms import OfficeTaskKind
from models.terms.engine import Trouble
from tasks.case_store.engine_tasks import live_runs, note_trouble, open_troubles
from tasks.case_store.legs import bind_run
from tasks.case_store.office_tasks import finish_task, tasks
from tasks.case_store.opening import close_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import opened

SWEEP = "sweep"


def failed(made: Services, subject: str, ref: str | None = None) -> InTrouble:
    run = RunSeen(
        run_id="r1",
        flow="case" if ref else SWEEP,
        ref=ref,
        state="FAILED",
        state_name="Failed",
        since=made.clock.now(),
    )
    return InTrouble(subject=subject, trouble=Trouble.FAILED, run=run)


def note(made: Services, *troubles: InTrouble, well: str = "") -> int:
    return note_trouble(made.store, troubles, open_troubles(made.store), {well}, made.clock.now())


def test_one_task_while_it_lasts_and_another_when_it_comes_again(services: Services) -> None:
    ref = opened(services)
    of_case, of_sweep = failed(services, f"case:{ref}", ref), failed(services, SWEEP)
    assert [note(services, of_case, of_sweep) for _ in range(2)] == [2, 0]
    assert [(task.kind, task.ref, task.said) for task in tasks(services.store)] == [
        (OfficeTaskKind.ENGINE, ref, f"{ref}: run_failed r1"),
        (OfficeTaskKind.ENGINE, None, "sweep: run_failed r1"),
    ]
    assert note(services, of_case, well=SWEEP) == 0
    assert [task.ref for task in tasks(services.store)] == [ref]
    assert note(services, of_case, of_sweep) == 1
    assert len(tasks(services.store)) == 2
    assert len(tasks(services.store, done_too=True)) == 3


def test_what_another_process_opened_meanwhile_is_not_opened_twice(services: Services) -> None:
    trouble = failed(services, SWEEP)
    seen_before = open_troubles(services.store)
    note(services, trouble)
    assert note_trouble(services.store, [trouble], seen_before, (), services.clock.now()) == 0


def test_what_a_person_has_done_is_left_done(services: Services) -> None:
    note(services, failed(services, SWEEP))
    known = open_troubles(services.store)
    finish_task(services.store, known[0].task_id, how="再起動した", by="事務局 見本", now=services.clock.now())
    note_trouble(services.store, [], known, {SWEEP}, services.clock.now())
    (done,) = tasks(services.store, done_too=True)
    assert done.done_at == services.clock.now()


@pytest.mark.one_database("the engine's side is asked for, not the rows' form")
def test_one_that_cannot_be_written_never_stops_the_next(services: Services) -> None:
    ref = opened(services)
    note(services, failed(services, SWEEP))
    known = open_troubles(services.store)
    with services.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'x'")  # no mail about this case can be written
    with pytest.raises(ExceptionGroup) as raised:
        note_trouble(services.store, [failed(services, f"case:{ref}", ref)], known, {SWEEP}, services.clock.now())
    assert len(raised.value.exceptions) == 1
    assert tasks(services.store) == []


@pytest.mark.one_database("a lookup by reference")
def test_the_run_of_a_case_that_is_open(services: Services) -> None:
    ref = opened(services)
    assert live_runs(services.store, [ref]) == {}
    bind_run(services.store, ref, "r2", 1)
    assert live_runs(services.store, [ref, "none"]) == {ref: "r2"}
    close_case(services.store, services.law, ref, reason="試し", by="見本", now=services.clock.now())
    assert live_runs(services.store, [ref]) == {}
