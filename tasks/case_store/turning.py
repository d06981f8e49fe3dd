"""A wait that staff put off, or whose answer belongs to another wait: both in the docket, nothing typed is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.answers import QUESTIONS, read_form
from models.answers.answer import Asked
from models.answers.turns import Action, read_other_wait, read_put_off, without_turn
from models.tables import CaseRow, WaitRow
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.wait_order import ask_first, put_off


def meant_wait(store: Store, ref: str, wait_id: int, typed: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
    """The wait that an answer is to be recorded under, and the answer itself.

    Another than `wait_id` where staff said so and its form is the same. Raises NoSuchCase.
    """
    if typed.get("action") != Action.OTHER_WAIT:
        return wait_id, typed
    with store.read() as session:
        case = case_row(session, ref)
        wait = session.get(WaitRow, wait_id)
        other = next((row for row in _others(session, case, wait_id) if str(row.id) == _number(typed)), None)
        if wait is None or other is None or not same_form(wait, other):
            return wait_id, typed
        return key_of(other), without_turn(typed)


def _number(typed: Mapping[str, Any]) -> str:
    return str(typed.get("other_wait", "")).strip()


def same_form(one: WaitRow, other: WaitRow) -> bool:
    """Whether what was typed for one wait can be recorded under the other as it is."""
    return QUESTIONS[one.kind].form is QUESTIONS[other.kind].form


def put_off_wait(session: Session, case: CaseRow, wait: WaitRow, asked: Asked, typed: Mapping[str, Any]) -> None:
    """Ask it again on that day. Said twice with the same words it is noted once. Raises Faults."""
    said = read_put_off(read_form(wait.kind, typed), asked)
    known = wait.deferred_until == said.until and docket.holds(session, key_of(case), wait=wait.id, typed=dict(typed))
    put_off(session, wait, said.until)
    if not known:
        detail = {"wait": wait.id, "subject": wait.subject, "until": said.until, "reason": said.reason}
        by, event = str(typed.get("entered_by", "")), f"wait_deferred:{wait.kind}"
        docket.append(session, key_of(case), asked.now, by, event, **detail, typed=dict(typed))


def other_wait(session: Session, case: CaseRow, wait: WaitRow, asked: Asked, typed: Mapping[str, Any]) -> WaitRow:
    """The open wait that staff say the answer belongs to. Raises Faults naming those there are."""
    others = {key_of(row): row for row in _others(session, case, key_of(wait))}
    return others[read_other_wait(read_form(wait.kind, typed), asked, others)]


def note_moved(
    session: Session, case: CaseRow, wait: WaitRow, *, to: WaitRow, typed: Mapping[str, Any], now: datetime
) -> None:
    """Keep what was typed; where it could not be recorded at once, that wait is asked next."""
    moved = same_form(wait, to)
    event = f"{'answer_moved' if moved else 'kept_for_other'}:{to.kind}"
    by = str(typed.get("entered_by", ""))
    docket.append(session, key_of(case), now, by, event, wait=wait.id, to=to.id, typed=dict(typed))
    if not moved:
        ask_first(session, to, now)


def _others(session: Session, case: CaseRow, wait_id: int) -> list[WaitRow]:
    query = select(WaitRow).where(WaitRow.case_id == case.id, WaitRow.state == "open", col(WaitRow.id) != wait_id)
    return list(session.exec(query))
