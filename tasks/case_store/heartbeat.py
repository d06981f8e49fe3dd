"""The sweep's heartbeat: one row by the real clock, and what the desk knows of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.japan_time import japan_date
from models.tables import CaseRow, DeadlineShownRow, HeartbeatRow, MemberRow, NoticeRow, OfficeTaskRow
from models.tables.case import LIVE
from models.terms import CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.overdue import waiting_since
from tasks.case_store.unowned import unowned_dates

LONGEST_NAMES = 300
REFS_NAMED = 50
MANY = 20_000
PENDING = "sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """What the last sweeps saw; `began_at` and `ended_at` by the real clock."""

    began_at: datetime
    ended_at: datetime | None
    digested_on: date | None
    audited_on: date | None
    audited_to: int
    audit_missing: int
    chores_failed: str


def pulse(store: Store) -> Pulse | None:
    """The heartbeat row; None before the first sweep."""
    with store.read() as session:
        row = session.get(HeartbeatRow, 1)
        if row is None:
            return None
        return Pulse(
            began_at=row.began_at,
            ended_at=row.ended_at,
            digested_on=row.digested_on,
            audited_on=row.audited_on,
            audited_to=row.audited_to,
            audit_missing=row.audit_missing,
            chores_failed=row.chores_failed,
        )


def the_heartbeat(session: Session, wall: datetime) -> HeartbeatRow:
    """The one row, locked until the transaction ends; made on first use."""
    query = select(HeartbeatRow).with_for_update()
    found = session.exec(query).first()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = HeartbeatRow(began_at=wall)
            session.add(made)
    except IntegrityError:  # another process has just made it
        return session.exec(query).one()
    return made


def note_beginning(store: Store, wall: datetime) -> None:
    """A sweep begins at this moment of the real clock."""
    with store.write() as session:
        row = the_heartbeat(session, wall)
        row.began_at = wall
        session.add(row)


def note_digested(store: Store, day: date, wall: datetime) -> None:
    """All digests of that day are queued."""
    with store.write() as session:
        row = the_heartbeat(session, wall)
        row.digested_on = day
        session.add(row)


def note_end(store: Store, law: Law, now: datetime, wall: datetime, chores_failed: Iterable[str]) -> None:
    """A sweep ends: what it leaves behind. A large firm is counted once an hour only."""
    with store.read() as session:
        last = session.get(HeartbeatRow, 1)
        counts = (last.open_cases, last.pending) if last else (0, 0)
        if last is None or max(counts) < MANY or last.ended_at is None or _hour(last.ended_at) != _hour(wall):
            counts = _open_cases(session), _pending(session)
        fatal = _next_fatal(session, japan_date(now))
        oldest = waiting_since(session, law, now)
    with store.write() as session:
        row = the_heartbeat(session, wall)
        row.ended_at = wall
        (row.open_cases, row.pending), row.oldest_due_at = counts, oldest
        row.next_fatal_on, row.next_fatal_ref = fatal or (None, None)
        row.chores_failed = ", ".join(chores_failed)[:LONGEST_NAMES]
        session.add(row)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _open_cases(session: Session) -> int:
    query = select(sa.func.count()).select_from(CaseRow).where(sa.text(LIVE), CaseRow.status == CaseStatus.OPEN)
    return session.exec(query).one()


def _next_fatal(session: Session, today: date) -> tuple[date, str] | None:
    query = (
        select(DeadlineShownRow, CaseRow)
        .join(CaseRow, col(CaseRow.id) == col(DeadlineShownRow.case_id))
        .where(
            sa.text("deadline_shown.fatal"), col(DeadlineShownRow.act_by) >= today, CaseRow.status == CaseStatus.OPEN
        )
        .order_by(col(DeadlineShownRow.act_by))
        .limit(1)
    )
    found = session.exec(query).first()
    return (found[0].act_by, found[1].ref) if found else None


def _pending(session: Session) -> int:
    return session.exec(select(sa.func.count()).select_from(NoticeRow).where(sa.text(PENDING))).one()


def queue_heartbeats(store: Store, day: date, now: datetime, give_up_at: datetime) -> int:
    """Queue this day's "alive" to each of operations, once; return how many."""
    with store.write() as session:
        members = session.exec(select(MemberRow).where(col(MemberRow.is_operations)).order_by(col(MemberRow.id))).all()
        wanted = {f"heartbeat:{row.id}:{day}": key_of(row) for row in members}
        known = set(session.exec(select(NoticeRow.dedupe).where(col(NoticeRow.dedupe).in_(wanted))))
        missing = [dedupe for dedupe in wanted if dedupe not in known]
        if not missing:
            return 0
        content = _content(session, now)
        for dedupe in missing:
            session.add(
                NoticeRow(
                    kind=NoticeKind.HEARTBEAT,
                    member_id=wanted[dedupe],
                    dedupe=dedupe,
                    content=content,
                    written_at=now,
                    not_before=now,
                    give_up_at=give_up_at,
                )
            )
    return len(missing)


def _content(session: Session, now: datetime) -> dict[str, Any]:
    row = session.get(HeartbeatRow, 1)
    fatal = _next_fatal(session, japan_date(now))
    unowned = list(dict.fromkeys(item.ref for item in unowned_dates(session, now)))
    return {
        "open_cases": _open_cases(session),
        "next_fatal_on": fatal[0].isoformat() if fatal else None,
        "next_fatal_ref": fatal[1] if fatal else None,
        "pending": _pending(session),
        "tasks_open": open_tasks(session),
        "audited_on": row.audited_on.isoformat() if row and row.audited_on else None,
        "audit_missing": row.audit_missing if row else 0,
        "refs_unowned": unowned[:REFS_NAMED],
        "unowned": len(unowned),
    }


def open_tasks(session: Session, kind: OfficeTaskKind | None = None) -> int:
    """How many office tasks (of this kind) are still to be done."""
    query = select(sa.func.count()).select_from(OfficeTaskRow).where(sa.text("done_at IS NULL"))
    if kind is not None:
        query = query.where(OfficeTaskRow.kind == kind)
    return session.exec(query).one()
