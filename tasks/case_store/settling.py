"""After every change, in the same transaction: waits, notices and the next wake-up follow the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from models.facts import CaseFacts, Deadline
from models.provisions import Law
from models.rules.deadlines import deadlines as deadlines_of
from models.rules.progress.case import plan_case
from models.rules.progress.expected import expected
from models.rules.progress.plan import CasePlan, WaitSpec, japan_day, morning_of
from models.rules.progress.undrawn import without_undrawn
from models.tables import CaseRow, LetterRow, WaitRow
from models.terms import CaseStatus, LetterState
from tasks.case_store import docket
from tasks.case_store.board import write_line
from tasks.case_store.calendar_entries import sync_calendar
from tasks.case_store.dates import note_dates
from tasks.case_store.facts import facts_of, key_of
from tasks.case_store.noticing import Round, cancel_overtaken, note_skipped, queue_notices
from tasks.case_store.undrawn import undrawn
from tasks.case_store.wait_order import bring_back, by_urgency, next_turn

LOOK_AGAIN_DAYS = 14
IDLE, ENDED = "idle", "ended"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a case stands: facts, deadlines and plan at one moment."""

    facts: CaseFacts
    deadlines: tuple[Deadline, ...]
    plan: CasePlan
    expected: tuple[Deadline, ...] = ()

    @property
    def dates(self) -> tuple[Deadline, ...]:
        """Every date that is reminded of: the deadlines, and the days on which others are expected to act."""
        return (*self.deadlines, *self.expected)


def position_of(session: Session, case: CaseRow, law: Law, now: datetime) -> Position:
    """Compute the position of a case from its rows."""
    facts = facts_of(session, case)
    deadlines = deadlines_of(facts, law, now)
    plan = plan_case(facts, law, deadlines, now)
    if plan.todos:
        plan = without_undrawn(plan, undrawn(session, case), now)
    return Position(facts=facts, deadlines=deadlines, plan=plan, expected=tuple(expected(plan)))


def settle(session: Session, case: CaseRow, law: Law, now: datetime, *, answered: bool = False) -> Position:
    """Bring waits, notices, shown dates and the wake-up in line with the facts. Safe to repeat at the same moment.

    `answered`: a new fact was just recorded; a date that moves by it is told only if it was mailed before.
    """
    session.flush()
    position = position_of(session, case, law, now)
    changes = note_dates(session, case, position.dates, now)
    if case.status is not CaseStatus.HELD:
        _settle_waits(session, case, position.plan.waits, now)
        _void_unneeded(session, case, position.plan.waits, now)
    waits = _open(session, case)
    bring_back(session, case, waits, (position.facts, position.deadlines), now)
    at = Round(
        session=session,
        case=case,
        law=law,
        now=now,
        dates=position.dates,
        escalations=position.plan.escalations,
        changes=changes,
    )
    note_skipped(at)
    cancel_overtaken(at)
    said_at = queue_notices(at, moved=() if answered else changes) if case.status is CaseStatus.OPEN else None
    case.next_wake_at = _next_wake(case, position.plan, (said_at, next_turn(waits, now)), now)
    case.wanted_wait = wanted_wait(session, case)
    session.add(case)
    sync_calendar(session, case, position.deadlines, position.facts, now)
    write_line(session, case, law, facts=position.facts, deadlines=position.deadlines, waits=by_urgency(waits))
    session.flush()
    return position


def wanted_wait(session: Session, case: CaseRow) -> str | None:
    """Key of the wait that the case's run should show now."""
    if case.status is CaseStatus.DRAFT:
        return None
    if case.status is CaseStatus.CLOSED:
        return ENDED
    waits = by_urgency(_open(session, case))
    return IDLE if case.status is CaseStatus.HELD or not waits else waits[0].key


def _open(session: Session, case: CaseRow) -> list[WaitRow]:
    return list(session.exec(select(WaitRow).where(WaitRow.case_id == case.id, WaitRow.state == "open")))


def _settle_waits(session: Session, case: CaseRow, wanted: Iterable[WaitSpec], now: datetime) -> None:
    rows = {(row.kind, row.subject): row for row in _open(session, case)}
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


def _next_wake(case: CaseRow, plan: CasePlan, other: Iterable[datetime | None], now: datetime) -> datetime | None:
    """When to look again; `other`: when something may have to be said, or asked in another order."""
    if case.status is CaseStatus.HELD:
        return morning_of(case.held_until) if case.held_until else None
    if case.status is not CaseStatus.OPEN:
        return None
    if plan.todos:
        return now
    moments = [moment for moment in (*other, plan.wake_at) if moment]
    return min(moments, default=morning_of(japan_day(now) + timedelta(days=LOOK_AGAIN_DAYS)))
