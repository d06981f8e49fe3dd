"""Queueing notices: one row to each person they are for, once for each fact."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.rules.reminders import NoticeSpec
from models.tables import CaseRow, MemberRow, NoticeRow
from tasks.case_store.facts import key_of
from tasks.case_store.members import members_for


def write_notice(
    session: Session, case: CaseRow, spec: NoticeSpec, dedupe: str, content: dict[str, Any], now: datetime
) -> None:
    """Queue one notice to everybody it is for, each with a dedupe of their own."""
    for key, member_id in _addressed(session, case, spec, dedupe, now):
        if session.exec(select(NoticeRow.id).where(NoticeRow.dedupe == key)).first() is None:
            session.add(_row(case, spec, key, content, now, member_id))
    session.flush()


def write_notices(
    session: Session,
    case: CaseRow,
    specs: Iterable[NoticeSpec],
    content_of: Callable[[NoticeSpec], dict[str, Any]],
    now: datetime,
) -> None:
    """Queue notices that are not queued yet; who would hear of one fact in two roles hears of it once."""
    wanted = dict(_for_each_person(session, case, specs, now))
    known = {row.dedupe: row for row in session.exec(select(NoticeRow).where(col(NoticeRow.dedupe).in_(wanted)))}
    for key, (member_id, spec) in wanted.items():
        if key not in known:
            session.add(_row(case, spec, key, content_of(spec), now, member_id))
        elif known[key].cancelled_at is not None:
            _revive(session, known[key], spec, content_of(spec), now)
    session.flush()


def _for_each_person(
    session: Session, case: CaseRow, specs: Iterable[NoticeSpec], now: datetime
) -> Iterator[tuple[str, tuple[int, NoticeSpec]]]:
    told: set[tuple[object, ...]] = set()
    for spec in specs:
        for key, member_id in _addressed(session, case, spec, f"{case.ref}:{spec.dedupe}", now):
            fact = (spec.kind, spec.topic, spec.stated_on, spec.rung, spec.reason, member_id)
            if fact not in told:
                told.add(fact)
                yield key, (member_id, spec)


def _addressed(
    session: Session, case: CaseRow, spec: NoticeSpec, dedupe: str, now: datetime
) -> Iterator[tuple[str, int]]:
    """Yield the dedupe and the member of everybody a notice is for."""
    named = [session.get_one(MemberRow, member_id) for member_id in spec.to]
    for number, member in enumerate(named or members_for(session, case, spec.role, now), 1):
        yield dedupe if number == 1 else f"{dedupe}#{number}", key_of(member)


def _row(
    case: CaseRow, spec: NoticeSpec, dedupe: str, content: dict[str, Any], now: datetime, member_id: int
) -> NoticeRow:
    return NoticeRow(
        case_id=key_of(case),
        kind=spec.kind,
        carriage=spec.carriage,
        member_id=member_id,
        dedupe=dedupe,
        topic=spec.topic,
        stated_on=spec.stated_on,
        rung=spec.rung,
        content=content,
        written_at=now,
        not_before=spec.not_before,
        give_up_at=spec.give_up_at,
        ack_hours=spec.ack_hours,
        ack_any_time=spec.ack_any_time,
    )


def _revive(session: Session, row: NoticeRow, spec: NoticeSpec, content: dict[str, Any], now: datetime) -> None:
    """A notice cancelled unsent is true again (a date moved and moved back, a hold ended): it is said now."""
    row.cancelled_at = row.cancel_reason = row.last_error = row.carrier_id = None
    row.content, row.written_at, row.attempts = content, now, 0
    row.carriage, row.not_before, row.give_up_at = spec.carriage, spec.not_before, spec.give_up_at
    row.ack_hours, row.ack_any_time = spec.ack_hours, spec.ack_any_time
    session.add(row)
