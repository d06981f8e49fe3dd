"""One person reads for two: what was written to both at one moment reaches them once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import NoticeRow
from models.terms import NoticeKind
from tasks.case_store.facts import key_of

ONCE = (NoticeKind.DEADLINE, NoticeKind.ESCALATION, NoticeKind.CASE_OPENED, NoticeKind.CASE_CLOSED)
Fact = tuple[object, ...]


def cancel_repeats(session: Session, rows: Iterable[NoticeRow], reader: Mapping[int, int], now: datetime) -> set[int]:
    """Cancel those of these notices whose reader has, or gets now, the same from a colleague's; return their ids.

    `reader` names who gets each notice, by its id. All rows must be locked.
    """
    found = [row for row in rows if row.kind in ONCE]
    told = _told(session, found)
    repeats = set()
    for row in found:
        fact = _fact(row, reader[key_of(row)])
        if told.setdefault(fact, row.member_id) != row.member_id:
            row.cancelled_at, row.cancel_reason = now, "told already"
            row.claimed_by = row.claimed_until = None
            session.add(row)
            repeats.add(key_of(row))
    return repeats


def _told(session: Session, rows: list[NoticeRow]) -> dict[Fact, int | None]:
    """What was sent, or is being sent, of the same moments of the same cases, and for whom it was meant."""
    if not rows:
        return {}
    query = select(NoticeRow).where(
        col(NoticeRow.case_id).in_({row.case_id for row in rows}),
        col(NoticeRow.written_at).in_({row.written_at for row in rows}),
        col(NoticeRow.kind).in_(ONCE),
        col(NoticeRow.id).not_in({row.id for row in rows}),
        sa.or_(col(NoticeRow.sent_at).is_not(None), col(NoticeRow.claimed_by).is_not(None)),
    )
    return {_fact(row, row.sent_to_id): row.member_id for row in session.exec(query)}


def _fact(row: NoticeRow, reader: int | None) -> Fact:
    return (row.case_id, row.kind, row.topic, row.stated_on, row.rung, row.written_at, reader)
