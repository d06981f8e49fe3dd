"""The docket: append-only, hash-chained; who, when, what, before, after."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import CaseRow, DocketRow
from models.tables.sealing import SealError
from tasks.case_store.facts import lock_case

GENESIS = "0" * 64


def append(session: Session, case_id: int, at: datetime, actor: str, event: str, **detail: Any) -> DocketRow:
    """Add one entry in the caller's transaction; writers of one case take turns."""
    lock_case(session, case_id)
    return append_locked(session, case_id, at, actor, event, **detail)


def append_locked(session: Session, case_id: int, at: datetime, actor: str, event: str, **detail: Any) -> DocketRow:
    """Add one entry; the caller has locked the case."""
    newest = select(DocketRow.seq, DocketRow.hash).where(DocketRow.case_id == case_id)
    seq, previous = session.exec(newest.order_by(col(DocketRow.seq).desc()).limit(1)).first() or (0, GENESIS)
    row = DocketRow(
        case_id=case_id,
        seq=seq + 1,
        at=at,
        actor=actor,
        event=event,
        detail=_canonical(detail),
        previous_hash=previous,
        hash="",
    )
    row.hash = _digest(row)
    session.add(row)
    session.flush()
    head = sa.update(CaseRow).where(col(CaseRow.id) == case_id).values(docket_head=row.hash)
    session.exec(head, execution_options={"synchronize_session": False})
    return row


def verify(session: Session) -> Iterator[str]:
    """Say for each case where its docket is broken first: a changed entry, a missing one, a cut tail, a lost key."""
    cases = select(CaseRow.id, CaseRow.ref, CaseRow.docket_head).order_by(CaseRow.ref)
    for case_id, ref, head in session.exec(cases).all():
        try:
            fault = _broken(entries(session, case_id or 0), head)
        except SealError as error:
            fault = f"an entry of the docket cannot be opened: {error}"
        if fault:
            yield f"{ref}: {fault}"


def fault_of(session: Session, case: CaseRow) -> str | None:
    """Recompute every hash of one case's docket; what breaks its chain, None when it holds. Raises SealError."""
    return _broken(entries(session, case.id or 0), case.docket_head)


def _broken(rows: list[DocketRow], head: str) -> str | None:
    previous = GENESIS
    for number, row in enumerate(rows, 1):
        if row.seq != number:
            return f"docket entry {number} is missing"
        if row.previous_hash != previous or row.hash != _digest(row):
            return f"docket entry {number} was changed after it was written"
        previous = row.hash
    if not rows:
        return "the docket is empty"
    return None if previous == head else f"docket entries after number {len(rows)} are missing"


def entries(session: Session, case_id: int) -> list[DocketRow]:
    """All entries of one case, oldest first."""
    query = select(DocketRow).where(DocketRow.case_id == case_id).order_by(col(DocketRow.seq))
    return list(session.exec(query))


def holds(session: Session, case_id: int, **detail: Any) -> bool:
    """Whether some entry of the case says all of this in its detail."""
    wanted: dict[str, Any] = json.loads(_canonical(detail))
    told = (json.loads(entry.detail) for entry in entries(session, case_id))
    return any(all(said.get(name) == value for name, value in wanted.items()) for said in told)


def _digest(row: DocketRow) -> str:
    at = row.at.astimezone(UTC).isoformat()
    content = [row.case_id, row.seq, at, row.actor, row.event, row.detail, row.previous_hash]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _canonical(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
