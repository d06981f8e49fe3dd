"""The lines that a digest carries: they leave with it, and go alone when it cannot leave."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import NoticeRow
from models.terms import Carriage, NoticeKind
from tasks.case_store.digests import keep_true
from tasks.case_store.facts import key_of


def carried_by(session: Session, digest_id: int) -> list[NoticeRow]:
    """The notices that this digest carries, locked. Their cases must be locked before."""
    query = select(NoticeRow).where(NoticeRow.carrier_id == digest_id).order_by(col(NoticeRow.id))
    return list(session.exec(query.with_for_update()))


def says_something(session: Session, row: NoticeRow, now: datetime) -> bool:
    """Bring a digest that is about to leave up to date: it lets go of lines that were cancelled before that.

    False when nothing is left to say. Any other notice is True.
    """
    if row.kind is not NoticeKind.DIGEST:
        return True
    for line in carried_by(session, key_of(row)):
        if line.cancelled_at is not None:
            line.carrier_id = None
            session.add(line)
    session.flush()
    return keep_true(session, row, now)


def free_lines(session: Session, digest_id: int) -> None:
    """The digest cannot leave: each of its lines goes alone."""
    for line in carried_by(session, digest_id):
        line.carrier_id, line.carriage = None, Carriage.SINGLE
        session.add(line)
    session.flush()
