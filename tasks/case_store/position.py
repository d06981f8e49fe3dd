"""One case as people are shown it: position, waits, letters, costs, docket tail; no person in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.facts import CaseFacts, Deadline
from models.provisions import Law
from models.rules.board import board_dates, light_of
from models.rules.progress.plan import Todo, japan_day
from models.tables import CaseRow, LetterRow, WaitRow
from models.terms import CaseStatus, Light, Stage, WaitKind
from tasks.case_store import docket
from tasks.case_store.acknowledgements import OpenDate, open_dates
from tasks.case_store.board import LIVE_STATUS
from tasks.case_store.chain_list import Tried, tried_of
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import spent_without_security
from tasks.case_store.members import answering
from tasks.case_store.settling import position_of, settle
from tasks.case_store.wait_order import by_urgency

DOCKET_TAIL = 8


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """Everything the run page, the case sheet and the command line show of one case.

    `light` and `staff` (the members who answer for it) are of a live case only.
    """

    ref: str
    status: CaseStatus
    today: date
    facts: CaseFacts
    deadlines: tuple[Deadline, ...]
    marks: dict[Stage, str]
    todos: tuple[Todo, ...]
    waits: tuple[WaitRow, ...]
    letter_paths: dict[int, str]
    spent_yen: int
    next_wake: str | None
    docket_tail: tuple[tuple[str, str], ...]
    tried: Mapping[int, Tried] = field(default_factory=dict, repr=False)
    unowned: tuple[OpenDate, ...] = ()
    light: Light = Light.NONE
    staff: tuple[int, ...] = ()


def view_case(store: Store, law: Law, ref: str, now: datetime) -> CaseView:
    """Read one case as it stands. Raises NoSuchCase."""
    with store.read() as session:
        return _view(session, case_row(session, ref), law, now)


def refresh_case(store: Store, law: Law, ref: str, now: datetime) -> CaseView:
    """Settle one case at this moment (time alone may have changed something) and read it."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        if case.status is CaseStatus.HELD and case.held_until and japan_day(now) >= case.held_until:
            docket.append(session, key_of(case), now, "kaiji", "hold_ended", held_until=case.held_until)
            case.status, case.held_until, case.hold_reason = CaseStatus.OPEN, None, None
        settle(session, case, law, now)
        return _view(session, case, law, now)


def case_refs(store: Store) -> list[str]:
    """All references, oldest first."""
    with store.read() as session:
        return list(session.exec(select(CaseRow.ref).order_by(col(CaseRow.ref))))


def _view(session: Session, case: CaseRow, law: Law, now: datetime) -> CaseView:
    position = position_of(session, case, law, now)
    query = select(WaitRow).where(WaitRow.case_id == case.id, WaitRow.state == "open")
    waits = by_urgency(session.exec(query))
    letters = session.exec(select(LetterRow).where(LetterRow.case_id == case.id)).all()
    tail = docket.entries(session, key_of(case))[-DOCKET_TAIL:]
    view = CaseView(
        ref=case.ref,
        status=case.status,
        today=japan_day(now),
        facts=position.facts,
        deadlines=position.deadlines,
        marks=position.plan.marks,
        todos=position.plan.todos,
        waits=tuple(waits),
        letter_paths={key_of(letter): letter.path for letter in letters},
        spent_yen=spent_without_security(session, case),
        next_wake=case.next_wake_at.isoformat() if case.next_wake_at else None,
        tried=tried_of(session, case) if any(w.kind is WaitKind.PROVIDER_REVIEW for w in waits) else {},
        unowned=open_dates(session, case, position.deadlines) if case.status is CaseStatus.OPEN else (),
        light=light_of(board_dates(position.deadlines, position.facts, law.alarms.ladders), japan_day(now))
        if case.status in LIVE_STATUS
        else Light.NONE,
        staff=answering(session, case) if case.status in LIVE_STATUS else (),
        docket_tail=tuple((japan_day(entry.at).isoformat(), entry.event) for entry in tail),
    )
    session.flush()
    session.expunge_all()
    return view
