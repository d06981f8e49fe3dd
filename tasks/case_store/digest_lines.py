"""The lines that a digest carries: they leave with it, are owned each for itself, and go alone when it cannot leave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.tables import CaseRow, NoticeRow
from models.terms import Carriage, CaseStatus, NoticeKind
from tasks.case_store.facts import key_of


def lines_of(session: Session, digest_id: int) -> list[NoticeRow]:
    """The notices that this digest carries, locked. Their cases must be locked before."""
    query = select(NoticeRow).where(NoticeRow.carrier_id == digest_id).order_by(col(NoticeRow.id))
    return list(session.exec(query.with_for_update()))


def drop_overtaken(session: Session, row: NoticeRow, cases: Mapping[int, CaseRow], now: datetime) -> bool:
    """Take out of a digest what was cancelled, or whose case was held or closed, since it was written.

    False when nothing is left to say: then it is cancelled. Any other notice is True.
    """
    if row.kind is not NoticeKind.DIGEST:
        return True
    gone = {key_of(line) for line in lines_of(session, key_of(row)) if not _stands(line, cases)}
    if not gone:
        return True
    for line in session.exec(select(NoticeRow).where(col(NoticeRow.id).in_(gone))):
        line.carrier_id = None
        session.add(line)
    row.content = {**row.content, "sections": _without(row.content.get("sections", {}), gone)}
    if not any(row.content["sections"].values()):
        row.cancelled_at, row.cancel_reason = now, "overtaken"
        row.claimed_by = row.claimed_until = None
    session.add(row)
    return row.cancelled_at is None


def _stands(line: NoticeRow, cases: Mapping[int, CaseRow]) -> bool:
    case = cases.get(line.case_id) if line.case_id else None
    return line.cancelled_at is None and (case is None or case.status is CaseStatus.OPEN)


def _without(sections: Mapping[str, list[dict[str, Any]]], gone: set[int]) -> dict[str, list[dict[str, Any]]]:
    return {name: [line for line in lines if line.get("notice_id") not in gone] for name, lines in sections.items()}


def free_lines(session: Session, digest_id: int) -> None:
    """The digest cannot leave: each of its lines goes alone."""
    for line in lines_of(session, digest_id):
        line.carrier_id, line.carriage = None, Carriage.SINGLE
        session.add(line)
    session.flush()
