"""Recording one answer: read it against the open wait, write its facts, settle; one transaction or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.answers import read_answer, read_form
from models.answers.answer import Asked
from models.answers.attorneys import Attorney
from models.answers.faults import Fault, Faults
from models.answers.turns import Action, without_turn
from models.provisions import Law
from models.tables import (
    CaseRow,
    LetterRow,
    PersonRow,
    WaitRow,
)
from models.terms import LetterState, PersonRole
from tasks.case_store import docket
from tasks.case_store.answer_rows import write_answer
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of, letter_fact, lock_case
from tasks.case_store.opening import close_in
from tasks.case_store.proofs import KeepProof
from tasks.case_store.settling import settle, wanted_wait
from tasks.case_store.turning import note_moved, other_wait, put_off_wait, same_form


class NotWaiting(LookupError):
    """Nothing is waited for there any more: it was answered already, or the case has moved on."""


KeepReleased = Callable[[Session, str, datetime], None]


@dataclass(frozen=True, kw_only=True)
class Door:
    """How an answer came in, and what that door allows.

    `keep_released` records the version that leaves, in the transaction of the answer that releases it; `keep_proof`
    the file that proves a sending, in that of the sending.
    """

    law: Law
    documentation_addresses: bool
    keep_released: KeepReleased | None = None
    keep_proof: KeepProof | None = None


def record_answer(store: Store, door: Door, ref: str, wait_id: int, typed: Mapping[str, Any], now: datetime) -> Action:
    """Record what was typed for one open wait; return what it was: an answer, or something said of the wait's turn.

    Raises Faults (nothing written), NotWaiting, NoSuchCase.
    """
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        wait = _open_wait(session, case, wait_id)
        action = Action(read_form(wait.kind, typed).action)
        if action is Action.ANSWER:
            _take(session, case, wait, door, typed, now)
            return action
        if action is not Action.RECHECK:
            _turn(session, case, wait, door, _asked(session, case, wait, door, now), typed)
            case.sheet_hash = None  # what the run shows of the case is out of date
            settle(session, case, door.law, now)
        if wait.state == "open":
            _next_round(session, case, wait)
        return action


def _open_wait(session: Session, case: CaseRow, wait_id: int) -> WaitRow:
    wait = session.get(WaitRow, wait_id)
    if wait is None or wait.case_id != case.id or wait.state != "open":
        msg = f"case {case.ref}: wait {wait_id} is not open any more"
        raise NotWaiting(msg)
    return wait


def _take(session: Session, case: CaseRow, wait: WaitRow, door: Door, typed: Mapping[str, Any], now: datetime) -> None:
    """Write the answer to this wait, with its docket entry, and settle."""
    answer = read_answer(_asked(session, case, wait, door, now), typed)
    by = str(typed.get("entered_by", ""))
    write_answer(session, case, wait, answer, by=by, now=now)
    if answer.letter and answer.letter.state is LetterState.RELEASED and door.keep_released:
        door.keep_released(session, answer.letter.released_by or by, now)
    if answer.letter and answer.letter.state is LetterState.SENT and door.keep_proof:
        door.keep_proof(session, wait, now)
    detail = {"subject": wait.subject, "wait": wait.id, "typed": dict(typed)}
    docket.append(session, key_of(case), now, by, f"answered:{wait.kind}", **detail)
    case.sheet_hash = None  # what the run shows of the case is out of date
    if answer.closes_with:
        close_in(session, case, door.law, reason=answer.closes_with, by=by, now=now)
    else:
        settle(session, case, door.law, now, answered=True)


def _turn(session: Session, case: CaseRow, wait: WaitRow, door: Door, asked: Asked, typed: Mapping[str, Any]) -> None:
    """What staff said of this wait's turn; said again after a kill it is done already."""
    if typed.get("action") == Action.DEFER:
        put_off_wait(session, case, wait, asked, typed)
    elif not docket.holds(session, key_of(case), wait=wait.id, typed=dict(typed)):
        other = other_wait(session, case, wait, asked, typed)
        note_moved(session, case, wait, to=other, typed=typed, now=asked.now)
        if same_form(wait, other):
            _take(session, case, other, door, without_turn(typed), asked.now)


def answer_faults(
    store: Store, door: Door, ref: str, wait_id: int, typed: Mapping[str, Any], now: datetime
) -> tuple[Fault, ...]:
    """What `record_answer` would refuse of this answer as things stand; nothing is written. Raises NoSuchCase."""
    with store.read() as session:
        case = case_row(session, ref)
        wait = session.get(WaitRow, wait_id)
        if wait is None or wait.case_id != case.id or wait.state != "open":
            return ()  # `record_answer` says so
        try:
            read_answer(_asked(session, case, wait, door, now), typed)
        except Faults as refused:
            return refused.faults
        return ()


def ask_again(store: Store, wait_id: int, asked_round: int, reasons: tuple[str, ...]) -> None:
    """Put the same question again under a new key, with the reasons; a second call for the same asking does nothing."""
    with store.write() as session:
        case_id = session.exec(select(WaitRow.case_id).where(WaitRow.id == wait_id)).first()
        if case_id is None:
            return
        case = lock_case(session, case_id)
        wait = session.get_one(WaitRow, wait_id)
        if wait.state == "open" and wait.round == asked_round:
            wait.asked_again = "\n".join(reasons) or None
            _next_round(session, case, wait)


def _next_round(session: Session, case: CaseRow, wait: WaitRow) -> None:
    wait.round += 1
    session.add(wait)
    session.flush()
    case.wanted_wait = wanted_wait(session, case)
    session.add(case)


def _asked(session: Session, case: CaseRow, wait: WaitRow, door: Door, now: datetime) -> Asked:
    letter = session.get(LetterRow, wait.letter_id) if wait.letter_id else None
    return Asked(
        facts=facts_of(session, case),
        law=door.law,
        stage=wait.stage,
        kind=wait.kind,
        subject=wait.subject,
        now=now,
        letter=letter_fact(letter) if letter else None,
        attorneys=attorneys_of(session, case),
        documentation_addresses=door.documentation_addresses,
    )


def case_attorneys(store: Store, ref: str) -> tuple[Attorney, ...]:
    """The attorneys of a case, for a list to choose from. Raises NoSuchCase."""
    with store.read() as session:
        return attorneys_of(session, case_row(session, ref))


def attorneys_of(session: Session, case: CaseRow) -> tuple[Attorney, ...]:
    """The attorneys of a case: who may decide."""
    lawyers = select(PersonRow).where(
        PersonRow.case_id == case.id, col(PersonRow.role).in_([PersonRole.ATTORNEY, PersonRole.SUPERVISOR])
    )
    return tuple(Attorney(id=key_of(person), role=person.role, name=person.name) for person in session.exec(lawyers))
