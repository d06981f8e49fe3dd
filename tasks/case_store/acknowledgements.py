"""What is known of who owns which date of a case: read from the rows, and what follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.facts import Deadline
from models.provisions import Law
from models.rules.acknowledging import follow_ups, is_answered, next_follow_up, unowned
from models.rules.carriage import first_moment
from models.rules.japan_time import japan_date
from models.rules.office_hours import after_office_hours
from models.rules.ownership import CHAIN, Ack, Follow, People, Sent, open_questions
from models.rules.reminders import NoticeSpec
from models.tables import AcknowledgementRow, CaseRow, DocketRow, NoticeRow, OfficeTaskRow
from models.terms import AckKind, Addressee, Carriage, NoticeKind, OfficeTaskKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.members import known_members, members_for, readers
from tasks.case_store.office_tasks import end_task, open_task

ABOUT_DATES = (NoticeKind.DEADLINE, NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE)
OWNED_OR_GONE = "期限が引き受けられた、またはなくなった"
# Docket events by which a person recorded something in the case.
RECORDED = ("answered:%", "late_answer", "event_recorded:%", "fact_corrected:%", "fact_withdrawn:%", "chain_%")


@dataclass(frozen=True, kw_only=True)
class OpenDate:
    """A date nobody has owned: the notice that asked first, and who was told when (None: it is on its way)."""

    notice_id: int
    deadline: Deadline
    told: tuple[tuple[Addressee | None, datetime | None], ...]


def topics_of(row: NoticeRow) -> tuple[str, ...]:
    """All dates that one notice tells of."""
    return (row.topic, *row.content.get("also", ()))


def acks_of(session: Session, case: CaseRow) -> tuple[Ack, ...]:
    """Every acknowledgement of this case, in the order in which they were recorded."""
    query = select(AcknowledgementRow).where(AcknowledgementRow.case_id == case.id)
    return tuple(_ack(row) for row in session.exec(query.order_by(col(AcknowledgementRow.id))))


def follow(session: Session, case: CaseRow, deadlines: Iterable[Deadline], now: datetime) -> Follow:
    """What the rules of acknowledging read of this case."""
    known = _known(session, case, deadlines)
    if not known.acks and not any(item.asks for item in known.sent):
        return known
    seen = any(ack.kind is AckKind.SEEN for ack in known.acks)
    recorded_at = _recorded_at(session, case) if seen else None
    return replace(known, people=people_of(session, case, now), recorded_at=recorded_at)


def people_of(session: Session, case: CaseRow, now: datetime) -> People:
    """Who may be told of this case's dates, and who reads for whom today."""
    roles = {role: members_for(session, case, role, now) for role in CHAIN}
    known = {role: tuple(key_of(row) for row in rows) for role, rows in roles.items()}
    reading = readers(session, {who for members in known.values() for who in members}, japan_date(now))
    return People(roles=known, reads_for={who: key_of(row) for who, row in reading.items()})


def open_dates(session: Session, case: CaseRow, deadlines: Iterable[Deadline]) -> tuple[OpenDate, ...]:
    """What nobody has owned yet, the most urgent first; only reads."""
    questions = open_questions(_known(session, case, deadlines))
    roles = _roles_of(session, case) if questions else {}
    return tuple(
        OpenDate(
            notice_id=question.asking[0].notice_id,
            deadline=question.deadline,
            told=tuple((_role(item, roles), item.sent_at) for item in question.told),
        )
        for question in questions
    )


def who_may_own(store: Store, ref: str, now: datetime) -> dict[int, Addressee | None]:
    """Members by number with their role in this case; None for those who read for one of them. Raises NoSuchCase."""
    with store.read() as session:
        case, on = case_row(session, ref), japan_date(now)
        roles = _roles_of(session, case)
        reading = {key_of(row) for row in readers(session, roles.keys(), on).values()}
        return {**roles, **dict.fromkeys(sorted(reading - roles.keys()))}


def follow_up_notices(session: Session, case: CaseRow, law: Law, known: Follow, now: datetime) -> list[NoticeSpec]:
    """The handovers and renewed alarms that are due; a date that reached the last person becomes an office task."""
    specs = follow_ups(known, now, law.calendar, law.alarms)
    for item in unowned(known, now):
        open_task(
            session,
            OfficeTaskKind.UNOWNED,
            dedupe=f"unowned:{case.ref}:{item.notice_id}:{item.topics[0]}:{item.stated_on}",
            said=f"{case.ref} {' '.join(item.topics)} {item.stated_on}",
            now=now,
            case_id=key_of(case),
            notice_id=item.notice_id,
            tell_at=_told_at(specs, known.live[item.topics[0]], law, now),
        )
    _end_tasks(session, case, known, now)
    return specs


def _end_tasks(session: Session, case: CaseRow, known: Follow, now: datetime) -> None:
    """Work that was opened because nobody owned a date is done once it is owned or gone."""
    query = select(OfficeTaskRow).where(
        OfficeTaskRow.case_id == case.id,
        OfficeTaskRow.kind == OfficeTaskKind.UNOWNED,
        col(OfficeTaskRow.done_at).is_(None),
    )
    rows = session.exec(query).all()
    still_open = {question.deadline.key for question in open_questions(known)} if rows else set()
    for row in rows:
        if not still_open & set(topics_of(session.get_one(NoticeRow, row.notice_id))):
            end_task(session, row, how=OWNED_OR_GONE, by="kaiji", now=now)


def next_follow_up_at(law: Law, known: Follow, now: datetime) -> datetime | None:
    """When the case is to be looked at again for a handover or a renewed alarm."""
    return next_follow_up(known, now, law.calendar, law.alarms)


def is_pointless(row: NoticeRow, acks: Iterable[Ack], live: Mapping[str, Deadline]) -> bool:
    """Say whether a waiting handover or renewed alarm need not leave: each of its dates is owned since, or gone."""
    since = row.content.get("since")
    if row.kind not in {NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE} or since is None:
        return False
    dates = [(topic, row.stated_on) for topic in topics_of(row)]
    return is_answered(row.kind, dates, datetime.fromisoformat(since), acks, live)


def _told_at(specs: list[NoticeSpec], deadline: Deadline, law: Law, now: datetime) -> datetime:
    """The last person has their time first; with nobody left the office hears of it as it would of the date."""
    office, calendar = law.alarms.office, law.calendar
    asked = (spec for spec in specs if spec.kind is NoticeKind.UNACKNOWLEDGED)
    last = next((spec for spec in asked if deadline.key in {spec.topic, *spec.also}), None)
    if last is None or last.ack_hours is None:
        return first_moment(deadline, now, calendar, office)
    if last.ack_any_time:
        return last.not_before + timedelta(hours=last.ack_hours)
    return after_office_hours(last.not_before, last.ack_hours, calendar, office)


def _ack(row: AcknowledgementRow) -> Ack:
    return Ack(
        topic=row.topic,
        stated_on=row.stated_on,
        kind=row.kind,
        member_id=row.member_id,
        said_at=row.said_at,
        until_on=row.until_on,
    )


def _sent(session: Session, case: CaseRow) -> tuple[Sent, ...]:
    carrier = aliased(NoticeRow)
    query = (
        select(NoticeRow, carrier.bounced_at)
        .join(carrier, col(NoticeRow.carrier_id) == carrier.id, isouter=True)
        .where(
            NoticeRow.case_id == case.id,
            col(NoticeRow.kind).in_(ABOUT_DATES),
            col(NoticeRow.cancelled_at).is_(None),
        )
        .order_by(col(NoticeRow.written_at), col(NoticeRow.id))
    )
    return tuple(_as_sent(row, topic, bounced) for row, bounced in session.exec(query) for topic in topics_of(row))


def _as_sent(row: NoticeRow, topic: str, bounced: datetime | None) -> Sent:
    return Sent(
        notice_id=key_of(row),
        kind=row.kind,
        topic=topic,
        stated_on=row.stated_on,
        readers=frozenset(who for who in (row.member_id, row.sent_to_id) if who is not None),
        written_at=row.written_at,
        sent_at=row.sent_at,
        asks=row.ack_hours is not None,
        pressing=row.carriage is Carriage.SINGLE,
        ack_by=row.ack_by,
        lost_at=row.failed_at or row.bounced_at or bounced,
    )


def _known(session: Session, case: CaseRow, deadlines: Iterable[Deadline]) -> Follow:
    return Follow(
        sent=_sent(session, case),
        acks=acks_of(session, case),
        live={deadline.key: deadline for deadline in deadlines},
        people=People(roles={}),
    )


def _roles_of(session: Session, case: CaseRow) -> dict[int, Addressee]:
    """The role of each member in this case, the first of the chain if there are several; only reads."""
    return {key_of(row): role for role in reversed(CHAIN) for row in known_members(session, case, role)}


def _role(item: Sent, roles: Mapping[int, Addressee]) -> Addressee | None:
    return next((roles[who] for who in sorted(item.readers) if who in roles), None)


def _recorded_at(session: Session, case: CaseRow) -> datetime | None:
    said: Any = sa.or_(*(col(DocketRow.event).like(pattern) for pattern in RECORDED))
    query = select(DocketRow.at).where(DocketRow.case_id == case.id, said).order_by(col(DocketRow.seq).desc())
    return session.exec(query.limit(1)).first()
