"""Cases that stand still: a task for operations while a case's leg fails or nothing will wake it; it ends by itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.tables import CaseRow, OfficeTaskRow
from models.terms import OfficeTaskKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of, lock_case
from tasks.case_store.office_tasks import end_task, open_task

PATIENCE = timedelta(minutes=15)  # what the next sweeps mend by themselves is told to nobody


def note_stalls(store: Store, stalled: Collection[str], now: datetime) -> None:
    """Open a task for each of these cases that has none, told after `PATIENCE`; end those of cases that move again.

    One that cannot be written never stops the next; what it raised is raised in the end (ExceptionGroup).
    """
    with store.read() as session:
        known = _known(session)
    faults: list[Exception] = []
    for ref in dict.fromkeys((*stalled, *known)):
        try:
            if ref not in known:
                _open(store, ref, now)
            elif ref not in stalled:
                _end(store, known[ref], now)
        except Exception as fault:  # noqa: BLE001 (the others' tasks are written whatever is wrong with this case)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("tasks of stalled cases", faults)


def open_stalls(store: Store, stalled: Collection[str], now: datetime) -> None:
    """Open a task for each of these cases that has none, and end no other's."""
    with store.read() as session:
        known = _known(session)
    for ref in stalled:
        if ref not in known:
            _open(store, ref, now)


def _known(session: Session) -> dict[str, int]:
    query = (
        select(CaseRow.ref, OfficeTaskRow.id)
        .join(CaseRow, col(CaseRow.id) == col(OfficeTaskRow.case_id))
        .where(OfficeTaskRow.kind == OfficeTaskKind.STALL, col(OfficeTaskRow.done_at).is_(None))
    )
    return {ref: task_id for ref, task_id in session.exec(query) if task_id is not None}


def _open(store: Store, ref: str, now: datetime) -> None:
    with store.write() as session:
        open_task(
            session,
            OfficeTaskKind.STALL,
            dedupe=f"stall:{ref}:{now.isoformat()}",
            said=f"{ref}: stands_still",
            now=now,
            case_id=key_of(case_row(session, ref, lock=True)),
            tell_at=now + PATIENCE,
        )


def _end(store: Store, task_id: int, now: datetime) -> None:
    with store.write() as session:
        row = session.get_one(OfficeTaskRow, task_id)
        if row.case_id is not None:
            lock_case(session, row.case_id)
        session.refresh(row)
        if row.done_at is None:
            end_task(session, row, how="また動いている", by="kaiji", now=now)
