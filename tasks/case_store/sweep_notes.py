"""What the sweeps did and did not do, by office day: counts and refs, kept two weeks; and what the board remembers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.progress.plan import japan_day, morning_of
from models.tables import CaseRow, HeartbeatRow, SweepNoteRow
from models.terms import SweepDid
from tasks.case_store.engine import Store
from tasks.case_store.heartbeat import the_heartbeat

KEPT = timedelta(days=14)
LONGEST_BECAUSE = 80


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing of a sweep, of one case or of all; `because` is a code or the name of a fault, never its text."""

    did: SweepDid
    count: int
    ref: str | None = None
    because: str = ""
    at: datetime | None = None


def morning_before(now: datetime) -> datetime:
    """The morning (08:00 in Japan) at or before this moment: a night ends when the office reads what it brought."""
    this = morning_of(japan_day(now))
    return this if this <= now else morning_of(japan_day(now) - timedelta(days=1))


def note_sweep(store: Store, notes: Iterable[Note], now: datetime) -> None:
    """Add what a sweep did to what this office day's sweeps did before it; what is older than two weeks goes."""
    wanted = [note for note in notes if note.count]
    with store.write() as session:
        session.exec(sa.delete(SweepNoteRow).where(col(SweepNoteRow.at) < now - KEPT))
        known = {
            (row.did, row.case_id, row.because): row
            for row in session.exec(select(SweepNoteRow).where(SweepNoteRow.at >= morning_before(now)))
        }
        cases = _cases(session, {note.ref for note in wanted if note.ref})
        for note in wanted:
            case_id, because = cases.get(note.ref or ""), note.because[:LONGEST_BECAUSE]
            fresh = SweepNoteRow(at=now, case_id=case_id, did=note.did, because=because, count=0)
            row = known.setdefault((note.did, case_id, because), fresh)
            row.at, row.count = now, row.count + note.count
            session.add(row)


def notes_between(store: Store, start: datetime, end: datetime) -> list[Note]:
    """What the sweeps of that time did, by kind and case."""
    query = (
        select(SweepNoteRow, CaseRow.ref)
        .join(CaseRow, col(CaseRow.id) == col(SweepNoteRow.case_id), isouter=True)
        .where(SweepNoteRow.at >= start, SweepNoteRow.at < end)
        .order_by(col(SweepNoteRow.did), CaseRow.ref, col(SweepNoteRow.id))
    )
    with store.read() as session:
        return [
            Note(did=row.did, count=row.count, ref=ref, because=row.because, at=row.at)
            for row, ref in session.exec(query)
        ]


def board_shown(store: Store) -> tuple[date | None, str | None]:
    """The day whose colours all runs carry, and the hash of the board that was published last."""
    with store.read() as session:
        row = session.get(HeartbeatRow, 1)
        return (row.lit_on, row.board_hash) if row else (None, None)


def note_lit(store: Store, day: date, wall: datetime) -> None:
    """All runs carry the colours of that day."""
    with store.write() as session:
        row = the_heartbeat(session, wall)
        row.lit_on = day
        session.add(row)


def note_board(store: Store, digest: str, wall: datetime) -> None:
    """The board with this hash is published."""
    with store.write() as session:
        row = the_heartbeat(session, wall)
        row.board_hash = digest
        session.add(row)


def _cases(session: Session, refs: set[str]) -> dict[str, int]:
    found = session.exec(select(CaseRow.ref, CaseRow.id).where(col(CaseRow.ref).in_(sorted(refs))))
    return {ref: case_id for ref, case_id in found if case_id is not None}
