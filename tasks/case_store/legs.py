"""One leg at a time: who is advancing a case now, which engine run shows it, which wait it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.japan_time import japan_date, start_of
from models.tables import CaseRow, HeartbeatRow, NoticeRow, WaitRow
from models.tables.case import LIVE, MISSHOWN
from models.terms import CaseStatus
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.notice_states import pending
from tasks.case_store.wait_order import by_urgency
from tasks.process_identity import is_surely_dead, me

LEASE = timedelta(minutes=10)
SLICE = 500
MOST_DUE = 1000  # so that mail leaves between two parts of a long piece of work, as after a change of the law


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


def next_slice(store: Store, wall: datetime, most: int = SLICE) -> list[CaseRun]:
    """Open and held cases whose runs are looked for now, in turns: all of them while there are at most `most`."""
    with store.read() as session:
        seen_to = session.exec(select(HeartbeatRow.runs_seen_to)).first() or 0
        found = _after(session, seen_to, most)
        if wrapped := len(found) < most:
            rest = _after(session, 0, most - len(found))
            found += [case for case in rest if key_of(case) <= seen_to]
    reached = 0 if wrapped else key_of(found[-1])
    if reached != seen_to:
        _note_seen(store, reached, wall)
    return [_run(case) for case in found]


def _after(session: Session, case_id: int, most: int) -> list[CaseRow]:
    query = select(CaseRow).where(sa.text(LIVE), col(CaseRow.id) > case_id).order_by(col(CaseRow.id)).limit(most)
    return list(session.exec(query))


def _note_seen(store: Store, case_id: int, wall: datetime) -> None:
    with store.write() as session:
        row = session.exec(select(HeartbeatRow).with_for_update()).first() or HeartbeatRow(began_at=wall)
        row.runs_seen_to = case_id
        session.add(row)


def misshown_runs(store: Store) -> list[CaseRun]:
    """Cases whose run shows something else than the case wants (most urgent wait, hold, end), or an old case sheet."""
    with store.read() as session:
        return [_run(case) for case in session.exec(select(CaseRow).where(sa.text(MISSHOWN)).order_by(CaseRow.ref))]


def due_cases(store: Store, now: datetime, most: int = MOST_DUE) -> list[str]:
    """References of cases whose next wake-up has come, oldest first: open ones, and held ones whose day has come."""
    due = select(CaseRow.ref).where(sa.text(LIVE), col(CaseRow.next_wake_at) <= now)
    with store.read() as session:
        return list(session.exec(due.order_by(col(CaseRow.next_wake_at)).limit(most)))


def with_older_mail(store: Store, now: datetime) -> list[str]:
    """Open cases of which something is to leave now that was written on another day, and may be true no more."""
    query = (
        select(CaseRow.ref)
        .join(NoticeRow, col(NoticeRow.case_id) == col(CaseRow.id))
        .where(
            pending(),
            col(NoticeRow.not_before) <= now,
            col(NoticeRow.written_at) < start_of(japan_date(now)),
            CaseRow.status == CaseStatus.OPEN,
        )
    )
    with store.read() as session:
        return sorted(set(session.exec(query)))


def without_wake_up(store: Store) -> list[str]:
    """Open cases with no next wake-up: a defect."""
    never = select(CaseRow.ref).where(sa.text(LIVE), col(CaseRow.next_wake_at).is_(None))
    with store.read() as session:
        return list(session.exec(never.where(CaseRow.status == CaseStatus.OPEN)))


def bind_run(store: Store, ref: str, run_id: str, generation: int) -> None:
    """Note which engine run shows this case."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        case.run_id, case.run_generation, case.shown_wait = run_id, generation, None
        case.sheet_hash = None  # the engine that lost the run may have lost its sheet
        session.add(case)


def show_wait(store: Store, ref: str, shown: str | None, sheet_hash: str | None) -> None:
    """Note what the run shows now (wait key, or `ended`), and the hash of its sheet."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        case.shown_wait, case.sheet_hash = shown, sheet_hash or case.sheet_hash
        session.add(case)


def note_sheet(store: Store, ref: str, sheet_hash: str) -> None:
    """Note the hash of the sheet that is published now, without a word on what the run shows."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        case.sheet_hash = sheet_hash
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
    wakes = select(sa.func.min(CaseRow.next_wake_at)).where(sa.text(LIVE), col(CaseRow.next_wake_at) > now)
    notices = (
        select(sa.func.min(NoticeRow.not_before))
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id), isouter=True)
        .where(
            pending(),
            col(NoticeRow.not_before) > now,
            sa.or_(col(NoticeRow.case_id).is_(None), col(CaseRow.status) == CaseStatus.OPEN),
        )
    )
    with store.read() as session:
        found = [session.exec(wakes).one(), session.exec(notices).one()]
    return min((moment for moment in found if moment), default=None)
