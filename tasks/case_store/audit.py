"""What the nightly audit reads of the rows, and the work it makes of what it finds."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.acknowledging import deferred_until
from models.rules.audit import Finding, Missing, Record, Told, findings
from models.rules.japan_time import japan_date
from models.rules.office_hours import office_moment
from models.tables import CaseRow, DocketRow, NoticeRow, OfficeTaskRow
from models.tables.case import LIVE
from models.terms import CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store.acknowledgements import acks_of, topics_of
from tasks.case_store.dates import appearances
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.heartbeat import open_tasks, the_heartbeat
from tasks.case_store.office_tasks import open_task
from tasks.case_store.settling import position_of
from tasks.case_store.unowned import unowned_dates

GRACE = timedelta(hours=2)
MOST_TASKS = 20
_SAID_BY_THE_NEXT_SWEEP = {Missing.UNSAID, Missing.UNESCALATED}
PENDING = "sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"


def next_refs(store: Store, after: int, most: int) -> list[tuple[int, str]]:
    """Open cases behind this key, in turns."""
    query = select(CaseRow.id, CaseRow.ref).where(
        sa.text(LIVE), CaseRow.status == CaseStatus.OPEN, col(CaseRow.id) > after
    )
    with store.read() as session:
        return [(key, ref) for key, ref in session.exec(query.order_by(col(CaseRow.id)).limit(most)) if key is not None]


def audit_case(store: Store, law: Law, ref: str, now: datetime, night: date) -> list[Finding]:
    """What is missing of one open case. What a sweep will say by the next hour of the office is not missing.

    Time alone may have changed something since midnight; the case is looked at when the office opens.
    """
    with store.read() as session:
        case = case_row(session, ref)
        if case.status is not CaseStatus.OPEN:
            return []
        wake = case.next_wake_at
        position = position_of(session, case, law, now)
        silences = [f"escalation:{item.subject}:{item.reason}" for item in position.plan.escalations]
        found = [*findings(_record(session, case, now), position.dates, silences, law.alarms, night)]
        if wake is not None and wake <= now and position.plan.todos and _stands_still(session, case, now):
            found.append(Finding(missing=Missing.LEFT_UNDONE, ref=ref))
        if wake is None:
            return [*found, Finding(missing=Missing.NO_WAKE_UP, ref=ref)]
        if wake < now - GRACE:
            return [*found, Finding(missing=Missing.OVERDUE_WAKE_UP, ref=ref)]
        next_hour = office_moment(now, law.calendar, law.alarms.office)
        return [item for item in found if wake > next_hour or item.missing not in _SAID_BY_THE_NEXT_SWEEP]


def _stands_still(session: Session, case: CaseRow, now: datetime) -> bool:
    """Nothing has been recorded of it for hours, although there is work that sweeps do by themselves."""
    newest = select(DocketRow.at).where(DocketRow.case_id == case.id).order_by(col(DocketRow.seq).desc()).limit(1)
    recorded_at = session.exec(newest).first()
    return recorded_at is None or recorded_at < now - GRACE


def _record(session: Session, case: CaseRow, now: datetime) -> Record:
    query = select(NoticeRow).where(NoticeRow.case_id == case.id, col(NoticeRow.cancelled_at).is_(None))
    rows = session.exec(query.order_by(col(NoticeRow.written_at), col(NoticeRow.id))).all()
    acks = acks_of(session, case)
    put_off = {(ack.topic, ack.stated_on): deferred_until(acks, ack.topic, ack.stated_on) for ack in acks}
    late = (item for item in unowned_dates(session, now, [case.ref]) if item.since < now - GRACE)
    unowned = {item.key: item.asked_at for item in late}
    return Record(
        ref=case.ref,
        told=tuple(told for row in rows for told in _told(row, now)),
        appeared_on=appearances(session, case),
        deferred_until={topic: until for (topic, _), until in put_off.items() if until},
        unowned=frozenset(unowned),
        handed_over=frozenset(_handed_over(session, case, rows, unowned)),
    )


def _told(row: NoticeRow, now: datetime) -> Iterator[Told]:
    in_time = row.failed_at is None and (row.give_up_at is None or row.give_up_at > now)
    for topic in topics_of(row):
        yield Told(
            kind=row.kind,
            topic=topic,
            stated_on=row.stated_on,
            rung=row.rung,
            read_on=japan_date(row.sent_at or row.not_before),
            alive=row.sent_at is not None or in_time,
        )


def _handed_over(
    session: Session, case: CaseRow, rows: Iterable[NoticeRow], unowned: dict[str, datetime]
) -> Iterator[str]:
    """Unowned dates of which the next person, or the office, has heard since."""
    for row in rows:
        if row.kind is NoticeKind.UNACKNOWLEDGED:
            for topic in topics_of(row):
                if topic in unowned and row.written_at >= unowned[topic]:
                    yield topic
    query = select(OfficeTaskRow).where(OfficeTaskRow.case_id == case.id, OfficeTaskRow.kind == OfficeTaskKind.UNOWNED)
    for task in session.exec(query):
        for topic, asked_at in unowned.items():
            if f" {topic} " in f" {task.said} " and task.opened_at >= asked_at:
                yield topic


def stuck_notices(store: Store, now: datetime, wall: datetime) -> list[Finding]:
    """Notices that should have left or been given up long ago, and those that a sender claimed and left lying."""
    with store.read() as session:
        late = _pending(session, col(NoticeRow.give_up_at) < now - GRACE)
        left = _pending(session, col(NoticeRow.claimed_until) < wall - GRACE)
    found = {row.id: Missing.PAST_ITS_TIME for row in late} | {row.id: Missing.CLAIMED_FOR_EVER for row in left}
    return [Finding(missing=missing, notice_id=notice_id) for notice_id, missing in found.items()]


def _pending(session: Session, which: Any) -> list[NoticeRow]:
    """Waiting notices of open cases, or of none."""
    query = select(NoticeRow).join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id), isouter=True)
    of_open = sa.or_(col(NoticeRow.case_id).is_(None), col(CaseRow.status) == CaseStatus.OPEN)
    return list(session.exec(query.where(sa.text(PENDING), which, of_open).order_by(col(NoticeRow.id))))


def report(store: Store, law: Law, found: Iterable[Finding], night: date, now: datetime) -> None:
    """Open an office task for each finding; beyond twenty open ones, one task for all that one evening."""
    tell_at = office_moment(now, law.calendar, law.alarms.office)
    for finding in found:
        with store.write() as session:
            case_id = key_of(case_row(session, finding.ref)) if finding.ref else None
            dedupe = _dedupe(session, finding, night)
            if dedupe is None:
                continue
            said, kept = finding.said, {"case_id": case_id, "notice_id": finding.notice_id}
            if open_tasks(session, OfficeTaskKind.AUDIT) >= MOST_TASKS:
                dedupe, said, kept = f"audit:more:{night}", f"more than {MOST_TASKS}: `kaiji doctor` counts them", {}
            open_task(session, OfficeTaskKind.AUDIT, dedupe=dedupe, said=said, now=now, tell_at=tell_at, **kept)


def _dedupe(session: Session, finding: Finding, night: date) -> str | None:
    """A name for its task; None while one is open. What is found again after it was done is opened again that night."""
    query = select(OfficeTaskRow).where(col(OfficeTaskRow.dedupe).in_([finding.key, f"{finding.key}@{night}"]))
    known = session.exec(query).all()
    again = f"{finding.key}@%"
    later = session.exec(
        select(OfficeTaskRow.id).where(col(OfficeTaskRow.dedupe).like(again), sa.text("done_at IS NULL"))
    ).first()
    if later is not None or any(row.done_at is None or row.dedupe != finding.key for row in known):
        return None
    return f"{finding.key}@{night}" if known else finding.key


def note_progress(store: Store, wall: datetime, *, start: int, reached: int, missing: int, night: date | None) -> None:
    """The audit that stood at case `start` has come to `reached` (`night`: to its end); one that lags is mute."""
    with store.write() as session:
        row = the_heartbeat(session, wall)
        if row.audited_to == start:
            row.audit_missing = missing + (row.audit_missing if start else 0)
            row.audited_to, row.audited_on = reached, night or row.audited_on
            session.add(row)
