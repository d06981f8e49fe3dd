"""Queueing a notice: one row to each person it is for, once for each fact."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.rules.reminders import NoticeSpec
from models.tables import CaseRow, MemberRow, NoticeRow
from tasks.case_store.facts import key_of
from tasks.case_store.members import members_for


def write_notice(
    session: Session, case: CaseRow, spec: NoticeSpec, dedupe: str, content: dict[str, Any], now: datetime
) -> None:
    """Queue one notice to everybody it is for, each with a dedupe of their own."""
    named = [session.get_one(MemberRow, member_id) for member_id in spec.to]
    for number, member in enumerate(named or members_for(session, case, spec.role, now), 1):
        key = dedupe if number == 1 else f"{dedupe}#{number}"
        if session.exec(select(NoticeRow.id).where(NoticeRow.dedupe == key)).first() is not None:
            continue
        session.add(_row(case, spec, key, content, now, key_of(member)))
    session.flush()


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
