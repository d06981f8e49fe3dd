"""The calendar entries of one case follow its facts: a sequence that rises with every change, nothing ever dropped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.facts import CaseFacts, Deadline
from models.rules.calendar_entries import CANCELLED, CalendarEntry, Kept, calendar_change, calendar_entries
from models.rules.progress.plan import japan_day
from models.tables import CalendarEntryRow, CaseRow, FeedCaseRow, sealing
from models.terms import Addressee, CalendarStatus
from tasks.case_store.facts import key_of
from tasks.case_store.members import members_for


def sync_calendar(
    session: Session, case: CaseRow, deadlines: Sequence[Deadline], facts: CaseFacts, now: datetime
) -> None:
    """Bring the entries of this case in line (changed rows only; one query when nothing changed)."""
    rows = {
        row.key: row for row in session.exec(select(CalendarEntryRow).where(CalendarEntryRow.case_id == case.id)).all()
    }
    kept = {key: Kept(kind=row.kind, on=row.on, content_hash=row.content_hash) for key, row in rows.items()}
    today = japan_day(now)
    change = calendar_change(kept, calendar_entries(facts, deadlines, today), today)
    for entry in change.written:
        _write(session, case, rows.get(entry.key), entry, now)
    for key in change.cancelled:
        _cancel(session, rows[key], now)
    if change.written or change.cancelled:
        _mark_feeds(session, case, now)
        session.flush()


def _write(session: Session, case: CaseRow, row: CalendarEntryRow | None, entry: CalendarEntry, now: datetime) -> None:
    said: dict[str, Any] = {
        "status": entry.status,
        "kind": entry.kind,
        "subject": entry.subject,
        "on": entry.on,
        "act_by": entry.act_by,
        "starts_at": entry.starts_at,
        "fatal": entry.fatal,
        "because": [[step.text, step.cite] for step in entry.because],
        "confidence": entry.confidence,
        "content_hash": entry.content_hash,
        "changed_at": now,
    }
    if row is None:
        row = CalendarEntryRow(case_id=key_of(case), key=entry.key, uid=uid_of(case.ref, entry.key), **said)
    else:
        row.sqlmodel_update(said)
        row.sequence += 1
    session.add(row)


def _cancel(session: Session, row: CalendarEntryRow, now: datetime) -> None:
    row.status, row.content_hash, row.changed_at = CalendarStatus.CANCELLED, CANCELLED, now
    row.sequence += 1
    session.add(row)


def uid_of(ref: str, key: str) -> str:
    """The UID of an entry: the same for the same case and key, and it tells nobody what it is about."""
    return f"kaiji-{sealing.ring().blind(f'calendar:{ref}:{key}')[:40]}"


def _mark_feeds(session: Session, case: CaseRow, now: datetime) -> None:
    """The feeds of the case's attorneys and supervisors no longer show it as it is."""
    query = select(FeedCaseRow).where(FeedCaseRow.case_id == case.id)
    links = {link.member_id: link for link in session.exec(query.with_for_update()).all()}
    for role in (Addressee.ATTORNEY, Addressee.SUPERVISOR):
        for member in members_for(session, case, role, now):
            links.setdefault(key_of(member), FeedCaseRow(case_id=key_of(case), member_id=key_of(member), version=0))
    for link in links.values():
        link.version += 1
        session.add(link)
