"""A digest that could not leave on its day gives way to the next one, so that a morning brings one mail."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.rules.japan_time import start_of
from models.tables import NoticeRow
from models.terms import NoticeKind
from tasks.case_store.digest_lines import carried_by
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.notice_states import pending
from tasks.case_store.outbox import lock_cases
from tasks.process_identity import is_surely_dead


def drop_old_digests(store: Store, day: date, now: datetime) -> int:
    """Cancel what waits of the digests of earlier days; their lines wait for the one of `day`. Return how many.

    One that is being sent right now is left alone.
    """
    with store.write() as session:
        ids = [key_of(row) for row in _waiting(session, day)]
        if not ids:
            return 0
        lock_cases(session, ids)
        rows = [row for row in _waiting(session, day, lock=True) if row.id in ids and _is_free(row)]
        for row in rows:
            for line in carried_by(session, key_of(row)):
                line.carrier_id = None
                session.add(line)
            row.cancelled_at, row.cancel_reason = now, "overtaken"
            row.claimed_by = row.claimed_until = None
            session.add(row)
        return len(rows)


def _waiting(session: Session, day: date, *, lock: bool = False) -> list[NoticeRow]:
    old = (NoticeRow.kind == NoticeKind.DIGEST, col(NoticeRow.written_at) < start_of(day))
    query = select(NoticeRow).where(pending(), *old).order_by(col(NoticeRow.id))
    return list(session.exec(query.with_for_update() if lock else query))


def _is_free(row: NoticeRow) -> bool:
    return row.claimed_by is None or is_surely_dead(row.claimed_by)
