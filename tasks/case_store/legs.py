"""One leg at a time: who is advancing a case now, which engine run shows it, which wait it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from models.tables import CaseRow, NoticeRow, WaitRow
from models.terms import CaseStatus
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.settling import IDLE, by_urgency
from tasks.process_identity import is_surely_dead, me

LEASE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class CaseRun:
    """The engine's side of a case."""

    ref: str
    status: CaseStatus
    run_id: str | None
    generation: int
    shown_wait: str | None


def take_leg(store: Store, ref: str, wall: datetime) -> bool:
    """Take the lease to advance this case; False while another live process has it. `wall` is real time."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        held = case.leg_owner and case.leg_owner != me() and case.leg_until and case.leg_until > wall
        if held and not is_surely_dead(str(case.leg_owner)):
            return False
        case.leg_owner, case.leg_until = me(), wall + LEASE
        session.add(case)
        return True


def end_leg(store: Store, ref: str) -> None:
    """Give the lease back."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        if case.leg_owner == me():
            case.leg_owner = case.leg_until = None
            session.add(case)


def is_advancing(store: Store, ref: str, wall: datetime) -> bool:
    """Whether a live process holds the lease on this case."""
    with store.read() as session:
        case = case_row(session, ref)
        if not case.leg_owner or not case.leg_until or case.leg_until <= wall:
            return False
        return not is_surely_dead(case.leg_owner)


def lease_taken_at(store: Store, ref: str) -> datetime | None:
    """When the lease that this case still carries was taken (real time); None when the last leg gave it back."""
    with store.read() as session:
        case = case_row(session, ref)
        return case.leg_until - LEASE if case.leg_owner and case.leg_until else None


def run_of(store: Store, ref: str) -> CaseRun:
    """The engine's side of one case. Raises NoSuchCase."""
    with store.read() as session:
        return _run(case_row(session, ref))


def live_runs(store: Store) -> list[CaseRun]:
    """Every case that is not closed and not a draft, by reference."""
    query = select(CaseRow).where(col(CaseRow.status).in_([CaseStatus.OPEN, CaseStatus.HELD])).order_by(CaseRow.ref)
    with store.read() as session:
        return [_run(case) for case in session.exec(query)]


def misshown_runs(store: Store) -> list[CaseRun]:
    """Cases whose run shows something else than the case wants (most urgent wait, hold, end), or an old case sheet."""
    waits = sa.or_(
        col(CaseRow.shown_wait) == col(CaseRow.wanted_wait),
        sa.and_(col(CaseRow.wanted_wait) == IDLE, col(CaseRow.shown_wait).startswith(f"{IDLE}-")),
    )
    matches = sa.and_(waits, col(CaseRow.sheet_hash).is_not(None))
    query = select(CaseRow).where(
        col(CaseRow.wanted_wait).is_not(None), sa.func.coalesce(matches, sa.false()).is_(False)
    )
    with store.read() as session:
        return [_run(case) for case in session.exec(query.order_by(col(CaseRow.ref)))]


def due_cases(store: Store, now: datetime) -> list[str]:
    """References of cases whose next wake-up has come: open ones, and held ones whose day has come."""
    due = sa.and_(col(CaseRow.next_wake_at) <= now, col(CaseRow.status).in_([CaseStatus.OPEN, CaseStatus.HELD]))
    query = select(CaseRow.ref).where(due).order_by(col(CaseRow.next_wake_at))
    with store.read() as session:
        return list(session.exec(query))


def without_wake_up(store: Store) -> list[str]:
    """Open cases with no next wake-up: a defect."""
    query = select(CaseRow.ref).where(CaseRow.status == CaseStatus.OPEN, col(CaseRow.next_wake_at).is_(None))
    with store.read() as session:
        return list(session.exec(query))


def bind_run(store: Store, ref: str, run_id: str, generation: int) -> None:
    """Note which engine run shows this case."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        case.run_id, case.run_generation, case.shown_wait = run_id, generation, None
        session.add(case)


def show_wait(store: Store, ref: str, shown: str | None, sheet_hash: str | None) -> None:
    """Note what the run shows now (wait key, or `ended`), and the hash of its sheet."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        case.shown_wait, case.sheet_hash = shown, sheet_hash or case.sheet_hash
        session.add(case)


def sheet_hash_of(store: Store, ref: str) -> str | None:
    """Hash of the case sheet that was published last."""
    with store.read() as session:
        return case_row(session, ref).sheet_hash


def open_waits(store: Store, ref: str) -> list[WaitRow]:
    """Open waits of one case, most urgent first."""
    with store.read() as session:
        case = case_row(session, ref)
        query = select(WaitRow).where(WaitRow.case_id == key_of(case), WaitRow.state == "open")
        rows = list(session.exec(query))
        session.expunge_all()
    return by_urgency(rows)


def wait_by_id(store: Store, wait_id: int) -> WaitRow | None:
    """One wait, open or not."""
    with store.read() as session:
        row = session.get(WaitRow, wait_id)
        session.expunge_all()
        return row


def _run(case: CaseRow) -> CaseRun:
    return CaseRun(
        ref=case.ref,
        status=case.status,
        run_id=case.run_id,
        generation=case.run_generation,
        shown_wait=case.shown_wait,
    )


def next_moment(store: Store, now: datetime) -> datetime | None:
    """The next moment after `now` at which a case wakes up or a notice may leave."""
    wakes = select(sa.func.min(CaseRow.next_wake_at)).where(
        col(CaseRow.next_wake_at) > now, col(CaseRow.status).in_([CaseStatus.OPEN, CaseStatus.HELD])
    )
    notices = (
        select(sa.func.min(NoticeRow.not_before))
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id))
        .where(
            col(NoticeRow.not_before) > now,
            col(NoticeRow.sent_at).is_(None),
            col(NoticeRow.failed_at).is_(None),
            col(NoticeRow.cancelled_at).is_(None),
            CaseRow.status == CaseStatus.OPEN,
        )
    )
    with store.read() as session:
        found = [session.exec(wakes).one(), session.exec(notices).one()]
    return min((moment for moment in found if moment), default=None)
