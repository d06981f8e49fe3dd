"""Tasks for operations about the engine's runs: one open at a time for a case, for the sweeps, for any other run."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.engine_trouble import InTrouble
from models.tables import CaseRow, OfficeTaskRow
from models.tables.case import LIVE
from models.terms import OfficeTaskKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of, lock_case
from tasks.case_store.office_tasks import end_task, open_task

_PREFIX = "engine:"


@dataclass(frozen=True, kw_only=True)
class OpenTrouble:
    """An open task about the engine, and what it is about (`case:REF`, `sweep`, `run:ID`)."""

    task_id: int
    subject: str


def open_troubles(store: Store) -> list[OpenTrouble]:
    """The open tasks about the engine, oldest first."""
    query = (
        select(OfficeTaskRow)
        .where(OfficeTaskRow.kind == OfficeTaskKind.ENGINE, col(OfficeTaskRow.done_at).is_(None))
        .order_by(col(OfficeTaskRow.id))
    )
    with store.read() as session:
        return [OpenTrouble(task_id=key_of(row), subject=_subject(row.dedupe)) for row in session.exec(query)]


def live_runs(store: Store, refs: Collection[str]) -> dict[str, str]:
    """The run of each of these cases that is open or held, by reference."""
    query = select(CaseRow.ref, CaseRow.run_id).where(sa.text(LIVE), col(CaseRow.ref).in_(refs))
    with store.read() as session:
        return {ref: run_id for ref, run_id in session.exec(query) if run_id is not None}


def note_trouble(
    store: Store, troubles: Iterable[InTrouble], known: Iterable[OpenTrouble], well: Collection[str], now: datetime
) -> int:
    """Open a task for each trouble whose subject has none, end the tasks of subjects that are well; say how many new.

    One that cannot be written never stops the next; what it raised is raised in the end (ExceptionGroup).
    """
    faults: list[Exception] = []
    opened = 0
    having = {task.subject for task in known}
    for trouble in troubles:
        try:
            opened += trouble.subject not in having and _open(store, trouble, now)
        except Exception as fault:  # noqa: BLE001 (the others' tasks are written whatever is wrong with this one)
            faults.append(fault)
    for task in known:
        try:
            if task.subject in well:
                _end(store, task.task_id, now)
        except Exception as fault:  # noqa: BLE001 (as above)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("tasks about the engine", faults)
    return opened


def _open(store: Store, found: InTrouble, now: datetime) -> bool:
    """The number at the end lets a subject have a task again after it was well; two at once agree on it."""
    with store.write() as session:
        case = session.exec(select(CaseRow).where(CaseRow.ref == found.run.ref)).first() if found.run.ref else None
        before = f"{_PREFIX}{found.subject}:"
        earlier = select(OfficeTaskRow.done_at).where(col(OfficeTaskRow.dedupe).startswith(before, autoescape=True))
        done = session.exec(earlier).all()
        if None in done:
            return False
        return open_task(
            session,
            OfficeTaskKind.ENGINE,
            dedupe=f"{before}{len(done) + 1}",
            said=f"{found.run.ref or found.run.flow}: {found.trouble} {found.run.run_id}",
            now=now,
            case_id=key_of(case) if case else None,
        )


def _end(store: Store, task_id: int, now: datetime) -> None:
    with store.write() as session:
        row = session.get_one(OfficeTaskRow, task_id)
        _lock(session, row)
        if row.done_at is None:
            end_task(session, row, how="また動いている", by="kaiji", now=now)


def _lock(session: Session, row: OfficeTaskRow) -> None:
    """The case's row first, then what it says now."""
    if row.case_id is not None:
        lock_case(session, row.case_id)
    session.refresh(row)


def _subject(dedupe: str) -> str:
    return dedupe.removeprefix(_PREFIX).rpartition(":")[0]
