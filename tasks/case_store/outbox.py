"""The outbox: what is due, and whose turn it is to send it; a killed process loses nothing and doubles nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.carriage import may_leave
from models.rules.office_hours import is_open
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, DeliveryAttemptRow, MemberRow, NoticeRow, PersonRow
from models.terms import AttemptResult, Carriage, CaseStatus, NoticeKind
from tasks.case_store.digest_lines import says_something
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.members import member_of, readers
from tasks.case_store.notice_states import WHATEVER_THE_CASE, has_ended, pending, waits_alone
from tasks.case_store.told_already import cancel_repeats
from tasks.process_identity import is_surely_dead, me

LEASE = timedelta(minutes=10)
Stamp = Callable[[str], tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class DueNotice:
    """One claimed notice with what its mail needs; the recipient is personal and stays out of the repr.

    `member_id` is who gets it (the delegate of one who is away); the claim ends at `claimed_until` (real time).
    """

    id: int
    kind: NoticeKind
    case_ref: str
    dedupe: str
    stated_on: str | None
    content: dict[str, Any]
    give_up_at: datetime | None
    name: str = field(repr=False)
    email: str = field(repr=False)
    language: str
    member_id: int
    message_id: str
    reply_code: str
    topic: str
    claimed_until: datetime


def leaving_ids(store: Store, law: Law, now: datetime, *, but_of: Collection[str] = ()) -> list[int]:
    """Of the notices that are due, those that may leave at this hour, oldest first; at night and on closed days few."""
    due = due_notice_ids(store, now, but_of=but_of)
    if is_open(now, law.calendar, law.alarms.office):
        return due
    query = select(NoticeRow.id, NoticeRow.kind, NoticeRow.content).where(pending(), col(NoticeRow.not_before) <= now)
    with store.read() as session:
        may = {key for key, kind, content in session.exec(query) if _may_leave(NoticeKind(kind), content, law, now)}
    return [key for key in due if key in may]


def _may_leave(kind: NoticeKind, content: Mapping[str, Any], law: Law, now: datetime) -> bool:
    """An answer to somebody's mail is no disturbance."""
    act_by = date.fromisoformat(content["act_by"]) if content.get("act_by") else None
    fatal = bool(content.get("fatal"))
    return kind is NoticeKind.NOT_UNDERSTOOD or may_leave(
        fatal=fatal, act_by=act_by, now=now, calendar=law.calendar, office=law.alarms.office
    )


def due_notice_ids(store: Store, now: datetime, *, but_of: Collection[str] = ()) -> list[int]:
    """Notices whose moment has come as mails of their own, oldest first.

    Of held, draft or closed cases only what is said whatever the case; none of the cases with the references `but_of`.
    """
    query = (
        select(NoticeRow.id)
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id), isouter=True)
        .where(waits_alone(), col(NoticeRow.not_before) <= now)
        .order_by(col(NoticeRow.not_before), col(NoticeRow.id))
    )
    if but_of:
        query = query.where(sa.or_(col(NoticeRow.case_id).is_(None), col(CaseRow.ref).not_in(but_of)))
    with store.read() as session:
        return [found for found in session.exec(query) if found is not None]


def claim_notices(
    store: Store, ids: Collection[int], stamp: Stamp, *, now: datetime, wall: datetime
) -> list[DueNotice]:
    """Take the leases on these notices in one transaction; but on those of another live process, or that may not go.

    `stamp` gives Message-ID and reply code for a dedupe; both are kept before anything leaves. `wall` is real time.
    """
    with store.write() as session:
        cases = lock_cases(session, ids)
        query = select(NoticeRow).where(col(NoticeRow.id).in_(ids)).order_by(col(NoticeRow.id)).with_for_update()
        found = [row for row in session.exec(query) if _may_go(row, cases, now, wall)]
        going = [row for row in found if says_something(session, row, now)]
        meant_for = {key_of(row): _meant_for(session, row, now) for row in going}
        member = readers(session, set(meant_for.values()), japan_day(now))
        reader = {key: member[who] for key, who in meant_for.items()}
        repeats = cancel_repeats(session, going, {key: key_of(row) for key, row in reader.items()}, now)
        for row in going:
            if row.claimed_by is not None:
                _note_lost_sender(session, row, now)
        return [_claim(row, cases, reader[key_of(row)], stamp, wall) for row in going if row.id not in repeats]


def lock_cases(session: Session, ids: Iterable[int]) -> dict[int, CaseRow]:
    """The cases of these notices and of the lines that they carry, locked in the order of their keys.

    Cases come before notices everywhere, as in settling, so that no two wait for each other.
    """
    told = select(NoticeRow.case_id).where(sa.or_(col(NoticeRow.id).in_(ids), col(NoticeRow.carrier_id).in_(ids)))
    query = select(CaseRow).where(col(CaseRow.id).in_(told)).order_by(col(CaseRow.id)).with_for_update()
    return {key_of(row): row for row in session.exec(query)}


def _may_go(row: NoticeRow, cases: Mapping[int, CaseRow], now: datetime, wall: datetime) -> bool:
    """Asked again in the claim: meanwhile it may have been sent or cancelled, or its case closed or held."""
    if has_ended(row) or row.not_before > now or row.carriage is not Carriage.SINGLE or _is_taken(row, wall):
        return False
    case = cases.get(row.case_id) if row.case_id else None
    return case is None or case.status is CaseStatus.OPEN or row.kind in WHATEVER_THE_CASE


def _claim(row: NoticeRow, cases: Mapping[int, CaseRow], reader: MemberRow, stamp: Stamp, wall: datetime) -> DueNotice:
    row.claimed_by, row.claimed_until = me(), wall + LEASE
    if row.message_id is None or row.reply_code is None:
        row.message_id, row.reply_code = stamp(row.dedupe)
    row.sent_to_id = key_of(reader)
    case = cases.get(row.case_id) if row.case_id else None
    return DueNotice(
        id=key_of(row),
        kind=row.kind,
        case_ref=case.ref if case else "",
        dedupe=row.dedupe,
        stated_on=row.stated_on.isoformat() if row.stated_on else None,
        content=row.content,
        give_up_at=row.give_up_at,
        name=reader.name,
        email=reader.email,
        language=reader.language,
        member_id=key_of(reader),
        message_id=row.message_id,
        reply_code=row.reply_code,
        topic=row.topic,
        claimed_until=wall + LEASE,
    )


def _meant_for(session: Session, row: NoticeRow, now: datetime) -> int:
    """The member; for a notice that was queued before the firm's members were kept, the one who is that person."""
    if row.member_id is None:
        row.member_id = key_of(member_of(session, session.get_one(PersonRow, row.person_id), now))
    return row.member_id


def _note_lost_sender(session: Session, row: NoticeRow, now: datetime) -> None:
    """Whoever claimed it has ended without a word: it may have left, and goes again with the same Message-ID."""
    row.attempts += 1
    said = "its sender ended without recording what became of it"
    session.add(DeliveryAttemptRow(notice_id=key_of(row), at=now, result=AttemptResult.UNKNOWN, said=said))


def _is_taken(row: NoticeRow, wall: datetime) -> bool:
    if row.claimed_by is None or row.claimed_until is None:
        return False
    return row.claimed_until > wall and not is_surely_dead(row.claimed_by)


def pending_count(store: Store) -> int:
    """Notices not yet sent, failed or cancelled."""
    with store.read() as session:
        return session.exec(select(sa.func.count()).select_from(NoticeRow).where(pending())).one()


def failed_count(store: Store) -> int:
    """Notices that were refused for good or ran out of tries."""
    with store.read() as session:
        return session.exec(select(sa.func.count()).where(col(NoticeRow.failed_at).is_not(None))).one()
