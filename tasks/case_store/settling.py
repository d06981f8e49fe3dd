"""After every change, in the same transaction: waits, notices and the next wake-up follow the facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models.facts import CaseFacts, Deadline
from models.provisions import Law
from models.rules.deadlines import deadlines as deadlines_of
from models.rules.progress.case import plan_case
from models.rules.progress.plan import CasePlan, WaitSpec, japan_day, morning_of
from models.rules.redating import DateChange
from models.rules.reminders import (
    GIVE_UP_AFTER,
    NoticeSpec,
    Said,
    deadline_notices,
    escalation_notices,
    next_rung_day,
    office_moment,
)
from models.tables import CaseRow, LetterRow, NoticeRow, WaitRow
from models.terms import Addressee, CaseStatus, LetterState, NoticeKind
from tasks.case_store import docket
from tasks.case_store.calendar_entries import sync_calendar
from tasks.case_store.dates import note_dates
from tasks.case_store.facts import facts_of, key_of
from tasks.case_store.notice_content import notice_content
from tasks.case_store.notice_writing import write_notice
from tasks.process_identity import is_surely_dead

LOOK_AGAIN_DAYS = 14
IDLE, ENDED = "idle", "ended"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a case stands: facts, deadlines and plan at one moment."""

    facts: CaseFacts
    deadlines: tuple[Deadline, ...]
    plan: CasePlan


def position_of(session: Session, case: CaseRow, law: Law, now: datetime) -> Position:
    """Compute the position of a case from its rows."""
    facts = facts_of(session, case)
    deadlines = deadlines_of(facts, law, now)
    return Position(facts=facts, deadlines=deadlines, plan=plan_case(facts, law, deadlines, now))


def settle(session: Session, case: CaseRow, law: Law, now: datetime, *, answered: bool = False) -> Position:
    """Bring waits, notices, shown dates and the wake-up in line with the facts. Safe to repeat at the same moment.

    `answered`: a new fact was just recorded; a date that moves by it is told only if it was mailed before.
    """
    session.flush()
    position = position_of(session, case, law, now)
    changes = note_dates(session, case, position.deadlines, now)
    if case.status is not CaseStatus.HELD:
        _settle_waits(session, case, position.plan.waits, now)
        _void_unneeded(session, case, position.plan.waits, now)
    _cancel_overtaken(session, case, position.deadlines, now)
    if case.status is CaseStatus.OPEN:
        told = _wanted(session, case, law, position, () if answered else changes, now)
        _write_notices(session, case, told, _contents(position, changes), now)
    case.next_wake_at = _next_wake(case, law, position, now)
    case.wanted_wait = wanted_wait(session, case)
    session.add(case)
    sync_calendar(session, case, position.deadlines, position.facts, now)
    session.flush()
    return position


def wanted_wait(session: Session, case: CaseRow) -> str | None:
    """Key of the wait that the case's run should show now."""
    if case.status is CaseStatus.DRAFT:
        return None
    if case.status is CaseStatus.CLOSED:
        return ENDED
    query = select(WaitRow).where(WaitRow.case_id == case.id, WaitRow.state == "open")
    waits = by_urgency(session.exec(query))
    return IDLE if case.status is CaseStatus.HELD or not waits else waits[0].key


def by_urgency(waits: Iterable[WaitRow]) -> list[WaitRow]:
    """Most urgent first: rank, then the date that hangs on it, then age."""
    return sorted(waits, key=lambda wait: (wait.rank, wait.due_on or date.max, wait.id or 0))


def _settle_waits(session: Session, case: CaseRow, wanted: Iterable[WaitSpec], now: datetime) -> None:
    query = select(WaitRow).where(WaitRow.case_id == case.id, WaitRow.state == "open")
    rows = {(row.kind, row.subject): row for row in session.exec(query)}
    specs = {(spec.kind, spec.subject): spec for spec in wanted}
    for key, row in rows.items():
        if key not in specs:
            row.state, row.ended_at = "superseded", now
            session.add(row)
    session.flush()
    for key, spec in specs.items():
        row = rows.get(key) or WaitRow(
            case_id=key_of(case), stage=spec.stage, kind=spec.kind, subject=spec.subject, turn=spec.turn, opened_at=now
        )
        row.turn, row.due_on, row.rank = spec.turn, spec.due_on, spec.rank
        row.letter_id = _letter_id(session, case, spec)
        session.add(row)
    session.flush()


def _void_unneeded(session: Session, case: CaseRow, wanted: Iterable[WaitSpec], now: datetime) -> None:
    """A draft that nobody is asked to release any more is void: nobody may send it by mistake."""
    needed = {spec.subject for spec in wanted}
    query = select(LetterRow).where(LetterRow.case_id == case.id, LetterRow.state == LetterState.DRAFTED)
    for letter in session.exec(query):
        name = f"{letter.subject}/{letter.kind}:{letter.no}"
        if name not in needed:
            docket.append(session, key_of(case), now, "kaiji", "letter_not_needed", letter=name)
            letter.state, letter.no = LetterState.VOID, -key_of(letter)
            session.add(letter)
    session.flush()


def _letter_id(session: Session, case: CaseRow, spec: WaitSpec) -> int | None:
    if spec.letter is None:
        return None
    subject = spec.subject.partition("/")[0]
    query = select(LetterRow.id).where(
        LetterRow.case_id == case.id,
        LetterRow.kind == spec.letter,
        LetterRow.subject == subject,
        LetterRow.no == spec.letter_no,
    )
    return session.exec(query).first()


def _wanted(
    session: Session, case: CaseRow, law: Law, position: Position, moved: Iterable[DateChange], now: datetime
) -> list[NoticeSpec]:
    query = select(NoticeRow).where(NoticeRow.case_id == case.id, NoticeRow.kind == NoticeKind.DEADLINE)
    rows = session.exec(query.order_by(col(NoticeRow.written_at), col(NoticeRow.id)))
    said = [
        Said(
            topic=topic,
            stated_on=row.stated_on,
            rung=row.rung,
            written_on=japan_day(row.written_at),
            act_by=_act_by_of(row),
        )
        for row in rows
        if row.cancelled_at is None
        for topic in (row.topic, *row.content.get("also", ()))
    ]
    return [
        *deadline_notices(position.deadlines, said, law.alarms.ladders, now, law.calendar, moved),
        *escalation_notices(position.plan.escalations, now, law.calendar),
        *_release_requests(session, case, law, now),
    ]


def _act_by_of(row: NoticeRow) -> date | None:
    stated = row.content.get("act_by")
    return date.fromisoformat(stated) if stated else None


def _release_requests(session: Session, case: CaseRow, law: Law, now: datetime) -> list[NoticeSpec]:
    start = office_moment(now, law.calendar)
    query = select(LetterRow).where(LetterRow.case_id == case.id, LetterRow.state == LetterState.DRAFTED)
    return [
        NoticeSpec(
            kind=NoticeKind.RELEASE_REQUESTED,
            role=Addressee.ATTORNEY,
            stage=letter.stage,
            dedupe=f"release:{letter.id}",
            topic=f"letter:{letter.id}",
            subject=letter.subject,
            reason=letter.kind.value,
            not_before=start,
            give_up_at=start + GIVE_UP_AFTER,
        )
        for letter in session.exec(query.order_by(col(LetterRow.id)))
    ]


def _write_notices(
    session: Session,
    case: CaseRow,
    specs: Iterable[NoticeSpec],
    content_of: Callable[[NoticeSpec], dict[str, Any]],
    now: datetime,
) -> None:
    wanted = {f"{case.ref}:{spec.dedupe}": spec for spec in specs}
    if not wanted:
        return
    known = {row.dedupe: row for row in session.exec(select(NoticeRow).where(col(NoticeRow.dedupe).in_(wanted)))}
    for dedupe, spec in wanted.items():
        if dedupe not in known:
            write_notice(session, case, spec, dedupe, content_of(spec), now)
        elif known[dedupe].cancelled_at is not None:
            _revive(session, known[dedupe], spec, content_of(spec), now)


def _revive(session: Session, row: NoticeRow, spec: NoticeSpec, content: dict[str, Any], now: datetime) -> None:
    """A notice cancelled unsent is true again (a date moved and moved back): it is said now."""
    row.cancelled_at = row.cancel_reason = row.last_error = None
    row.content, row.written_at = content, now
    row.not_before, row.give_up_at = spec.not_before, spec.give_up_at
    session.add(row)
    session.flush()


def _contents(position: Position, changes: Iterable[DateChange]) -> Callable[[NoticeSpec], dict[str, Any]]:
    deadlines = {deadline.key: deadline for deadline in position.deadlines}
    changed = {change.key: change for change in changes if change.moved}
    return lambda spec: notice_content(spec, deadlines.get(spec.topic), changed.get(spec.topic))


def _cancel_overtaken(session: Session, case: CaseRow, deadlines: tuple[Deadline, ...], now: datetime) -> None:
    """No mail for what was answered in the meantime, and none with an old date."""
    current = {(deadline.key, deadline.due_on, deadline.act_by) for deadline in deadlines}
    drafted = {
        f"letter:{letter_id}"
        for letter_id in session.exec(
            select(LetterRow.id).where(LetterRow.case_id == case.id, LetterRow.state == LetterState.DRAFTED)
        )
    }
    pending = select(NoticeRow).where(
        NoticeRow.case_id == case.id,
        col(NoticeRow.sent_at).is_(None),
        col(NoticeRow.failed_at).is_(None),
        col(NoticeRow.cancelled_at).is_(None),
    )
    for row in session.exec(pending.with_for_update()):
        if row.claimed_by is not None and not is_surely_dead(row.claimed_by):
            continue  # it is being sent right now
        overtaken = (
            row.kind is NoticeKind.DEADLINE and (row.topic, row.stated_on, _act_by_of(row)) not in current
        ) or (row.kind is NoticeKind.RELEASE_REQUESTED and row.topic not in drafted)
        if overtaken:
            row.cancelled_at, row.cancel_reason = now, "overtaken"
            row.claimed_by = row.claimed_until = None
            session.add(row)


def _next_wake(case: CaseRow, law: Law, position: Position, now: datetime) -> datetime | None:
    if case.status is CaseStatus.HELD:
        return morning_of(case.held_until) if case.held_until else None
    if case.status is not CaseStatus.OPEN:
        return None
    if position.plan.todos:
        return now
    ladders = law.alarms.ladders
    days = [next_rung_day(item, ladders[item.kind], japan_day(now)) for item in position.deadlines]
    moments = [morning_of(day) for day in days if day]
    if position.plan.wake_at:
        moments.append(position.plan.wake_at)
    return min(moments, default=morning_of(japan_day(now) + timedelta(days=LOOK_AGAIN_DAYS)))
