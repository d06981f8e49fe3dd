"""An answer that came second: nothing incoming is dropped, and who typed it is told who was first, by role and time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models.answers.turns import Action
from models.tables import CaseRow, DocketRow, MemberRow, PersonRow, WaitRow
from models.terms import PersonRole, WaitKind
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of

EVENT = "late_answer"
TOLD_FOR = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class First:
    """Who was first, as far as the engine may know it: a role, a member's number; no answer: the case has moved on."""

    at: datetime | None
    role: PersonRole | None = None
    member_id: int | None = None
    is_answer: bool = False


@dataclass(frozen=True, kw_only=True)
class Late:
    """An answer that came after another had ended its wait."""

    wait_id: int
    kind: WaitKind
    at: datetime
    first: First


def keep_late_answer(store: Store, ref: str, wait_id: int, typed: Mapping[str, Any], now: datetime) -> Late | None:
    """Keep an answer to a wait that has ended in the docket (sealed), once; say who was first.

    None where nobody is to be told: it only asked to look again, or it is the very answer that was recorded.
    """
    if typed.get("action") == Action.RECHECK:
        return None
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        known = docket.entries(session, key_of(case))
        if any(entry.event != EVENT and _said(entry, wait_id, typed) for entry in known):
            return None
        if not any(_said(entry, wait_id, typed) for entry in known):
            by = str(typed.get("entered_by", ""))
            docket.append(session, key_of(case), now, by, EVENT, wait=wait_id, typed=dict(typed))
            case.sheet_hash = None  # what the run shows of the case is out of date
            session.add(case)
        return _late(session, case, wait_id, now, known)


def late_answers(store: Store, ref: str, now: datetime) -> tuple[Late, ...]:
    """The answers of the last days that came second, newest last."""
    with store.read() as session:
        case = case_row(session, ref)
        known = docket.entries(session, key_of(case))
        late = [entry for entry in known if entry.event == EVENT and entry.at > now - TOLD_FOR]
        found = (_late(session, case, int(json.loads(entry.detail)["wait"]), entry.at, known) for entry in late)
        return tuple(item for item in found if item is not None)


def _said(entry: DocketRow, wait_id: int, typed: Mapping[str, Any]) -> bool:
    said: dict[str, Any] = json.loads(entry.detail)
    return bool(said.get("wait") == wait_id and said.get("typed") == json.loads(json.dumps(typed, default=str)))


def _late(session: Session, case: CaseRow, wait_id: int, at: datetime, known: list[DocketRow]) -> Late | None:
    wait = session.get(WaitRow, wait_id)
    if wait is None or wait.case_id != case.id:
        return None
    answered = next((e for e in known if e.event.startswith("answered:") and _is_of(e, wait_id)), None)
    first = _who(session, case, answered) if answered else First(at=wait.ended_at)
    return Late(wait_id=wait_id, kind=wait.kind, at=at, first=first)


def _is_of(entry: DocketRow, wait_id: int) -> bool:
    return bool(json.loads(entry.detail).get("wait") == wait_id)


def _who(session: Session, case: CaseRow, answered: DocketRow) -> First:
    people = session.exec(select(PersonRow).where(PersonRow.case_id == case.id)).all()
    counsel = {PersonRole.ATTORNEY, PersonRole.SUPERVISOR}
    role = next((p.role for p in people if p.role in counsel and p.name == answered.actor), None)
    members = session.exec(select(MemberRow)).all()
    member = next((m.id for m in members if answered.actor in {m.name, str(m.id)}), None)
    return First(at=answered.at, role=role, member_id=member, is_answer=True)
