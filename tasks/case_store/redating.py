"""Dates follow the law: each open case is dated anew in its own transaction; who dated them last, by which law."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.rules.redating import DateChange, date_changes
from models.tables import CaseRow, LawStateRow
from models.terms import CaseStatus
from tasks.case_store.dates import shown_dates
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row
from tasks.case_store.settling import position_of, settle

ONLY_ROW = 1


class NotOpen(ValueError):
    """Only an open case has running dates."""


def open_refs(store: Store) -> list[str]:
    """References of all open cases, in order."""
    with store.read() as session:
        return list(session.exec(select(CaseRow.ref).where(CaseRow.status == CaseStatus.OPEN).order_by(CaseRow.ref)))


def changes_of(store: Store, law: Law, ref: str, now: datetime) -> tuple[DateChange, ...]:
    """What would change in one case; writes nothing. Raises NoSuchCase, NotOpen."""
    with store.read() as session:
        case = _open_case(case_row(session, ref))
        deadlines = position_of(session, case, law, now).dates
        return date_changes(shown_dates(session, case), deadlines, japan_day(now))


def redate_case(store: Store, law: Law, ref: str, now: datetime) -> tuple[DateChange, ...]:
    """Date one case anew, notices and page following; return what changed. Raises NoSuchCase, NotOpen."""
    with store.write() as session:
        case = _open_case(case_row(session, ref, lock=True))
        before = shown_dates(session, case)
        deadlines = settle(session, case, law, now).dates
        return date_changes(before, deadlines, japan_day(now))


def _open_case(case: CaseRow) -> CaseRow:
    if case.status is not CaseStatus.OPEN:
        msg = f"case {case.ref}: {case.status}; only an open case is dated anew (reopen it: its dates follow then)"
        raise NotOpen(msg)
    return case


def dated_by(store: Store) -> str | None:
    """Fingerprint of the law under which the open cases were dated last; None before the first time."""
    with store.read() as session:
        return session.exec(select(LawStateRow.fingerprint)).first()


def note_law(store: Store, fingerprint: str, now: datetime, *, wake: bool) -> bool:
    """Note the law that dates the open cases; `wake` makes all of them due at once. False when it was noted already."""
    try:
        with store.write() as session:
            return _note(session, fingerprint, now, wake=wake)
    except IntegrityError:  # another process has just noted the first one
        return False


def _note(session: Session, fingerprint: str, now: datetime, *, wake: bool) -> bool:
    row = session.exec(select(LawStateRow).with_for_update()).first()
    if row is not None and row.fingerprint == fingerprint:
        return False
    row = row or LawStateRow(id=ONLY_ROW, fingerprint=fingerprint, dated_at=now)
    row.fingerprint, row.dated_at = fingerprint, now
    session.add(row)
    session.flush()
    if wake:
        later = sa.or_(col(CaseRow.next_wake_at) > now, col(CaseRow.next_wake_at).is_(None))
        due = sa.update(CaseRow).where(col(CaseRow.status) == CaseStatus.OPEN, later).values(next_wake_at=now)
        session.exec(due, execution_options={"synchronize_session": False})
    return True
