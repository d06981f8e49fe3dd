"""A case that stands still is a task for operations until it moves again."""

import sqlalchemy as sa
from sqlmodel import select

from models.tables import OfficeTaskRow
from models.tables.sealing import SealError
from models.terms import NoticeKind, OfficeTaskKind
from tasks.case_store.office_tasks import tasks
from tasks.case_store.stalls import PATIENCE, note_stalls
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import rows


def _mails(made: Services) -> list[tuple[bool, bool]]:
    """Of each mail about a task: whether it keeps its patience, whether it was taken back."""
    found = rows(made, NoticeKind.OFFICE_TASK)
    return [(row.not_before - row.written_at == PATIENCE, row.cancelled_at is not None) for row in found]


def test_one_task_while_it_stands_and_another_when_it_stops_again(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    for _ in range(2):
        note_stalls(services.store, [ref, ref], clock.now())
        clock.step(minutes=5)
    assert [(task.kind, task.ref, task.said) for task in tasks(services.store)] == [
        (OfficeTaskKind.STALL, ref, f"{ref}: stands_still")
    ]
    note_stalls(services.store, [], clock.now())
    assert tasks(services.store) == []
    assert _mails(services) == [(True, True)]  # nobody heard of what mended itself
    clock.step(minutes=5)
    note_stalls(services.store, [ref], clock.now())
    assert [task.ref for task in tasks(services.store)] == [ref]


def test_a_case_that_cannot_be_told_of_never_hides_the_next(services: Services, clock: SteppedClock) -> None:
    other = {"name": "別の 人", "address": "架空県", "born_on": "1990-01-01"}
    broken, healthy = opened(services), opened(services, requester=other)
    with services.store.engine.begin() as connection:
        first = "SELECT id FROM case_file WHERE ref = :ref"
        connection.execute(sa.text(f"UPDATE person SET name = 'x' WHERE case_id = ({first})"), {"ref": broken})  # noqa: S608
    raised = []
    try:
        note_stalls(services.store, [broken, healthy], clock.now())
    except* SealError as group:
        raised = list(group.exceptions)
    assert len(raised) == 1
    assert [task.ref for task in tasks(services.store)] == [healthy]


def test_tasks_of_other_kinds_are_left_alone(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    note_stalls(services.store, [ref], clock.now())
    with services.store.write() as session:
        session.exec(select(OfficeTaskRow)).one().kind = OfficeTaskKind.AUDIT
    note_stalls(services.store, [], clock.now())
    assert [task.kind for task in tasks(services.store)] == [OfficeTaskKind.AUDIT]
