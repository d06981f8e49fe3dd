"""The outbox: claim a due notice, deliver it, record the proof; a killed process loses nothing and doubles nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.attempts import delays_within
from models.rules.progress.plan import japan_day
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.tables import CaseRow, MemberRow, NoticeRow
from models.terms import Addressee, CaseStatus, NoticeKind, Stage
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import lock_case
from tasks.case_store.members import members_for, stand_in
from tasks.case_store.notice_writing import write_notice
from tasks.process_identity import is_surely_dead, me

LEASE = timedelta(minutes=5)
FIRST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS = 300.0, 60.0
MOST_DOUBLINGS = 6
MOST_ATTEMPTS = 30  # more than a window of three days holds


@dataclass(frozen=True, kw_only=True)
class DueNotice:
    """One claimed notice with what its mail needs; the recipient is personal and stays out of the repr."""

    id: int
    kind: NoticeKind
    case_ref: str
    dedupe: str
    stated_on: str | None
    content: dict[str, Any]
    run_id: str | None
    give_up_at: datetime | None
    name: str = field(repr=False)
    email: str = field(repr=False)
    language: str


def due_notice_ids(store: Store, now: datetime, limit: int = 200, *, but_of: Collection[str] = ()) -> list[int]:
    """Notices to be sent now, oldest first. None of held, draft or closed cases (but the closing notice itself).

    None of the cases with the references `but_of` either.
    """
    query = (
        select(NoticeRow.id)
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id))
        .where(
            col(NoticeRow.sent_at).is_(None),
            col(NoticeRow.failed_at).is_(None),
            col(NoticeRow.cancelled_at).is_(None),
            col(NoticeRow.not_before) <= now,
            col(CaseRow.ref).not_in(but_of),
            sa.or_(
                col(CaseRow.status) == CaseStatus.OPEN,
                col(NoticeRow.kind).in_([NoticeKind.CASE_CLOSED, NoticeKind.CASE_OPENED, NoticeKind.UNDELIVERABLE]),
            ),
        )
        .order_by(col(NoticeRow.not_before), col(NoticeRow.id))
        .limit(limit)
    )
    with store.read() as session:
        return [found for found in session.exec(query) if found is not None]


def claim_notice(store: Store, notice_id: int, wall: datetime) -> DueNotice | None:
    """Take the lease on one notice, or None when another live process has it or it is done. `wall` is real time."""
    with store.write() as session:
        row = session.exec(select(NoticeRow).where(NoticeRow.id == notice_id).with_for_update()).first()
        if row is None or _has_ended(row) or _is_taken(row, wall):
            return None
        row.claimed_by, row.claimed_until = me(), wall + LEASE
        session.add(row)
        member = stand_in(session, session.get_one(MemberRow, row.member_id), japan_day(wall))
        row.sent_to_id = member.id
        case = session.get(CaseRow, row.case_id) if row.case_id else None
        return DueNotice(
            id=notice_id,
            kind=row.kind,
            case_ref=case.ref if case else "",
            dedupe=row.dedupe,
            stated_on=row.stated_on.isoformat() if row.stated_on else None,
            content=row.content,
            run_id=case.run_id if case else None,
            give_up_at=row.give_up_at,
            name=member.name,
            email=member.email,
            language=member.language,
        )


def _is_taken(row: NoticeRow, wall: datetime) -> bool:
    if row.claimed_by is None or row.claimed_until is None:
        return False
    return row.claimed_until > wall and not is_surely_dead(row.claimed_by)


def _has_ended(row: NoticeRow) -> bool:
    return any(moment is not None for moment in (row.sent_at, row.failed_at, row.cancelled_at))


def give_back(store: Store, notice_id: int) -> None:
    """End this process's own claim: the message surely did not leave, so that anybody may try again."""
    with store.write() as session:
        row = _locked(session, notice_id)
        if row.claimed_by == me():
            row.claimed_by = row.claimed_until = None
            session.add(row)


def _locked(session: Session, notice_id: int) -> NoticeRow:
    """The notice, after its case is locked: the same order as in settling, so that no two wait for each other."""
    case_id = session.exec(select(NoticeRow.case_id).where(NoticeRow.id == notice_id)).one()
    if case_id is not None:
        lock_case(session, case_id)
    return session.exec(select(NoticeRow).where(NoticeRow.id == notice_id).with_for_update()).one()


def mark_sent(store: Store, notice_id: int, proof: str, now: datetime) -> None:
    """Record the proof of delivery, once; a proof outweighs what another process gave up or cancelled meanwhile."""
    with store.write() as session:
        row = _locked(session, notice_id)
        if row.sent_at is not None:
            return
        row.sent_at, row.proof = now, proof[:300]
        row.claimed_by = row.claimed_until = row.failed_at = row.cancelled_at = row.cancel_reason = None
        session.add(row)
        detail = {"kind": row.kind.value, "dedupe": row.dedupe}
        if row.case_id is not None:
            docket.append(session, row.case_id, now, "kaiji", "notice_sent", **detail)


def put_off(store: Store, notice_id: int, error: str, now: datetime) -> bool:
    """Delivery may work later: plan the next try inside the window. False when there is none; then it has failed."""
    with store.write() as session:
        row = _locked(session, notice_id)
        if _has_ended(row):
            return False
        left = (row.give_up_at - now).total_seconds() if row.give_up_at else FIRST_PAUSE_SECONDS * 2
        pauses = delays_within(1, left, first=FIRST_PAUSE_SECONDS * 2.0 ** min(row.attempts, MOST_DOUBLINGS))
        row.attempts += 1
        if not pauses or pauses[0] < SHORTEST_PAUSE_SECONDS or row.attempts >= MOST_ATTEMPTS:
            _fail(session, row, error, now)
            return False
        row.claimed_by = row.claimed_until = None
        row.last_error = error[:300]
        row.not_before = now + timedelta(seconds=pauses[0])
        session.add(row)
        return True


def mark_failed(store: Store, notice_id: int, error: str, now: datetime) -> None:
    """Delivery is refused for good: the supervisor hears of it."""
    with store.write() as session:
        row = _locked(session, notice_id)
        if not _has_ended(row):
            _fail(session, row, error, now)


def _fail(session: Session, row: NoticeRow, error: str, now: datetime) -> None:
    row.failed_at, row.last_error, row.claimed_by, row.claimed_until = now, error[:300], None, None
    session.add(row)
    if row.case_id is None:
        return
    docket.append(session, row.case_id, now, "kaiji", "notice_failed", dedupe=row.dedupe, error=error[:300])
    if row.kind is NoticeKind.UNDELIVERABLE:
        return
    case = session.get_one(CaseRow, row.case_id)
    for role in (Addressee.SUPERVISOR, Addressee.ATTORNEY):
        _tell_of_failure(session, case, row, role, now)


def _tell_of_failure(session: Session, case: CaseRow, row: NoticeRow, role: Addressee, now: datetime) -> None:
    if row.member_id in [member.id for member in members_for(session, case, role, now)]:
        return
    spec = NoticeSpec(
        kind=NoticeKind.UNDELIVERABLE,
        role=role,
        stage=Stage(row.content.get("stage", Stage.PLATFORM_REQUEST)),
        dedupe=f"undeliverable:{row.id}:{role}",
        topic=f"notice:{row.id}",
        subject=str(row.content.get("subject", "")),
        reason=row.kind.value,
        not_before=now,
        give_up_at=now + GIVE_UP_AFTER,
    )
    content = {**row.content, "failed_kind": row.kind.value, "reason": "undeliverable"}
    write_notice(session, case, spec, f"{case.ref}:{spec.dedupe}", content, now)


def pending_count(store: Store) -> int:
    """Notices not yet sent, failed or cancelled."""
    query = select(sa.func.count()).where(
        col(NoticeRow.sent_at).is_(None), col(NoticeRow.failed_at).is_(None), col(NoticeRow.cancelled_at).is_(None)
    )
    with store.read() as session:
        return session.exec(query).one()


def failed_count(store: Store) -> int:
    """Notices that were refused for good or ran out of tries."""
    with store.read() as session:
        return session.exec(select(sa.func.count()).where(col(NoticeRow.failed_at).is_not(None))).one()


def overdue_count(store: Store, before: datetime) -> int:
    """Notices that should have left before that moment and have not, in open cases."""
    query = (
        select(sa.func.count())
        .select_from(NoticeRow)
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id))
        .where(
            col(NoticeRow.sent_at).is_(None),
            col(NoticeRow.failed_at).is_(None),
            col(NoticeRow.cancelled_at).is_(None),
            col(NoticeRow.not_before) < before,
            CaseRow.status == CaseStatus.OPEN,
        )
    )
    with store.read() as session:
        return session.exec(query).one()
