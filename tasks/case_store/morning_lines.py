"""What there is to read in the morning, by member: waiting lines, dates at hand, unowned and withdrawn ones."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.provisions.ladders import Ladder
from models.rules.digests import PAST_DAYS, WEEK_DAYS, DigestLine, is_listed
from models.rules.japan_time import japan_date
from models.tables import CalendarEntryRow, CaseRow, DeadlineShownRow, MemberRow, NoticeRow, PersonRow
from models.terms import CalendarStatus, Carriage, CaseStatus, DeadlineKind, NoticeKind, PersonRole
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.members import mark_of, stand_in
from tasks.case_store.unowned import UnownedDate, batches, unowned_dates

SINCE = timedelta(days=14)
LONGEST_PAST = PAST_DAYS + 30  # the safe day lies some closed days before the last one
Lines = dict[int, list[DigestLine]]
Listed = tuple[DeadlineShownRow, CaseRow, str | None]


def morning_lines(store: Store, ladders: Mapping[DeadlineKind, Ladder], now: datetime) -> Lines:
    """The lines of each reader: a member's own, and those of whom they stand in for today, marked."""
    with store.read() as session:
        readers = _readers(session, japan_date(now))
        found: Lines = {}
        for member_id, line in (*_waiting(session, now), *_at_hand(session, ladders, now)):
            _add(found, readers, member_id, line)
        since: dict[int, datetime] = {}
        for member_id, line, gone_at in _withdrawn(session, now):
            reader = readers[member_id]
            since[reader] = since.get(reader) or _last_digest(session, reader, now)
            if gone_at > since[reader]:
                _add(found, readers, member_id, line)
        return found


def _readers(session: Session, day: date) -> dict[int, int]:
    """Who reads for each member on that day."""
    return {key_of(row): key_of(stand_in(session, row, day)) for row in session.exec(select(MemberRow)).all()}


def _add(found: Lines, readers: Mapping[int, int], member_id: int, line: DigestLine) -> None:
    reader = readers[member_id]
    found.setdefault(reader, []).append(line if reader == member_id else replace(line, stands_in=True))


def _last_digest(session: Session, member_id: int, now: datetime) -> datetime:
    """When this reader's last digest was made; a fortnight ago when there is none."""
    query = select(NoticeRow.written_at).where(NoticeRow.member_id == member_id, NoticeRow.kind == NoticeKind.DIGEST)
    last = session.exec(query.order_by(col(NoticeRow.written_at).desc()).limit(1)).first()
    return max(last or now - SINCE, now - SINCE)


def _waiting(session: Session, now: datetime) -> Iterable[tuple[int, DigestLine]]:
    """Lines of the outbox that no digest carries yet."""
    query = (
        select(NoticeRow, CaseRow)
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id))
        .where(
            sa.text("sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"),
            col(NoticeRow.not_before) <= now,
            NoticeRow.carriage == Carriage.DIGEST,
            col(NoticeRow.carrier_id).is_(None),
            CaseRow.status == CaseStatus.OPEN,
        )
        .order_by(col(NoticeRow.not_before), col(NoticeRow.id))
    )
    for row, case in session.exec(query):
        if row.member_id is not None:
            yield row.member_id, _told(row, case)


def _told(row: NoticeRow, case: CaseRow) -> DigestLine:
    said = row.content
    return DigestLine(
        ref=case.ref,
        topic=row.topic,
        deadline_kind=said.get("deadline_kind"),
        subject=str(said.get("subject", "")),
        stage=str(said.get("stage", "")),
        due_on=row.stated_on,
        act_by=_day(said.get("act_by")),
        moved_from=_day(said.get("moved_from")) or _day(said.get("act_by_from")),
        rung=row.rung,
        notice_id=row.id,
        unowned=row.kind is NoticeKind.UNACKNOWLEDGED,
    )


def _at_hand(
    session: Session, ladders: Mapping[DeadlineKind, Ladder], now: datetime
) -> Iterable[tuple[int, DigestLine]]:
    """Dates of this week for the case's attorney; dates that nobody owned for the supervisor too."""
    unowned = unowned_dates(session, now)
    dates = [*_this_week(session, ladders, now), *_of(session, unowned)]
    nobody = {(item.case_id, item.key) for item in unowned}
    people = _lawyers(session, {row.case_id for row, _, _ in dates})
    for row, case, subject in dates:
        is_unowned = (row.case_id, row.key) in nobody
        for role, member_id in people.get(row.case_id, ()):
            if role is PersonRole.ATTORNEY or is_unowned:
                yield member_id, _listed(row, case, subject, unowned=is_unowned)


def _this_week(session: Session, ladders: Mapping[DeadlineKind, Ladder], now: datetime) -> Iterable[Listed]:
    kinds = [kind for kind, ladder in ladders.items() if is_listed(ladder)]
    today = japan_date(now)
    near = col(DeadlineShownRow.act_by).between(today - timedelta(days=LONGEST_PAST), today + timedelta(days=WEEK_DAYS))
    yield from session.exec(_dates().where(near, col(DeadlineShownRow.kind).in_(kinds)))


def _of(session: Session, unowned: list[UnownedDate]) -> Iterable[Listed]:
    """The rows of these dates; one that is listed this week too becomes one line with it."""
    wanted = {(item.case_id, item.key) for item in unowned}
    for some in batches(sorted({item.case_id for item in unowned})):
        for found in session.exec(_dates().where(col(DeadlineShownRow.case_id).in_(some))):
            if (found[0].case_id, found[0].key) in wanted:
                yield found


def _dates() -> Any:
    entry = sa.and_(
        col(CalendarEntryRow.case_id) == col(DeadlineShownRow.case_id),
        col(CalendarEntryRow.key) == col(DeadlineShownRow.key),
    )
    return (
        select(DeadlineShownRow, CaseRow, CalendarEntryRow.subject)
        .join(CaseRow, col(CaseRow.id) == col(DeadlineShownRow.case_id))
        .join(CalendarEntryRow, entry, isouter=True)
        .where(CaseRow.status == CaseStatus.OPEN)
    )


def _lawyers(session: Session, cases: set[int]) -> dict[int, list[tuple[PersonRole, int]]]:
    """Attorneys and supervisors of these cases, as members."""
    known = {row.email_index: key_of(row) for row in session.exec(select(MemberRow))}
    found: dict[int, list[tuple[PersonRole, int]]] = {}
    for some in batches(sorted(cases)):
        query = select(PersonRow).where(
            col(PersonRow.case_id).in_(some), col(PersonRow.role).in_([PersonRole.ATTORNEY, PersonRole.SUPERVISOR])
        )
        for person in session.exec(query.order_by(col(PersonRow.id))):
            if (member_id := known.get(mark_of(person))) is not None:
                found.setdefault(person.case_id, []).append((person.role, member_id))
    return found


def _listed(row: DeadlineShownRow, case: CaseRow, subject: str | None, *, unowned: bool) -> DigestLine:
    return DigestLine(
        ref=case.ref,
        topic=row.key,
        deadline_kind=row.kind.value,
        subject=subject or "",
        stage="",
        due_on=row.due_on,
        act_by=row.act_by,
        unowned=unowned,
    )


def _withdrawn(session: Session, now: datetime) -> Iterable[tuple[int, DigestLine, datetime]]:
    """Dates that were told and are gone before their day came, for those who were told, with the moment they went."""
    told_of = sa.and_(
        col(NoticeRow.case_id) == col(CalendarEntryRow.case_id),
        col(NoticeRow.topic) == col(CalendarEntryRow.key),
        col(NoticeRow.stated_on) == col(CalendarEntryRow.on),
    )
    query = (
        select(CalendarEntryRow, CaseRow, NoticeRow)
        .join(CaseRow, col(CaseRow.id) == col(CalendarEntryRow.case_id))
        .join(NoticeRow, told_of)
        .where(
            col(CalendarEntryRow.changed_at) > now - SINCE,
            CalendarEntryRow.status == CalendarStatus.CANCELLED,
            col(CalendarEntryRow.on) >= japan_date(now),
            CaseRow.status == CaseStatus.OPEN,
            NoticeRow.kind == NoticeKind.DEADLINE,
            col(NoticeRow.sent_at).is_not(None),
        )
    )
    for entry, case, told in session.exec(query):
        if told.member_id is not None:
            line = replace(_told(told, case), notice_id=None, moved_from=None, gone=True)
            yield told.member_id, line, entry.changed_at


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
