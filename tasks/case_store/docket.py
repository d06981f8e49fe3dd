"""The docket: append-only, hash-chained; who, when, what, before, after."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.tables import CaseRow, DocketRow

GENESIS = "0" * 64


def append(session: Session, case_id: int, at: datetime, actor: str, event: str, **detail: Any) -> DocketRow:
    """Add one entry in the caller's transaction."""
    newest = session.exec(
        select(DocketRow).where(DocketRow.case_id == case_id).order_by(col(DocketRow.seq).desc()).limit(1)
    ).first()
    row = DocketRow(
        case_id=case_id,
        seq=newest.seq + 1 if newest else 1,
        at=at,
        actor=actor[:80],
        event=event,
        detail=_canonical(detail),
        previous_hash=newest.hash if newest else GENESIS,
        hash="",
    )
    row.hash = _digest(row)
    session.add(row)
    session.flush()
    return row


def verify(session: Session) -> Iterator[str]:
    """Say every place where a docket is broken: a changed row, a missing one, a cut tail is shown by its case."""
    for case in session.exec(select(CaseRow).order_by(CaseRow.ref)):
        previous = GENESIS
        rows = session.exec(select(DocketRow).where(DocketRow.case_id == case.id).order_by(col(DocketRow.seq)))
        number = 0
        for number, row in enumerate(rows, 1):
            if row.seq != number:
                yield f"{case.ref}: docket entry {number} is missing"
                break
            if row.previous_hash != previous or row.hash != _digest(row):
                yield f"{case.ref}: docket entry {number} was changed after it was written"
                break
            previous = row.hash
        if number == 0:
            yield f"{case.ref}: the docket is empty"


def entries(session: Session, case_id: int) -> list[DocketRow]:
    """All entries of one case, oldest first."""
    query = select(DocketRow).where(DocketRow.case_id == case_id).order_by(col(DocketRow.seq))
    return list(session.exec(query))


def _digest(row: DocketRow) -> str:
    content = [row.case_id, row.seq, row.at.isoformat(), row.actor, row.event, row.detail, row.previous_hash]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _canonical(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
