"""The board: one row a live case, written whenever the case is settled, read with one query for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.facts import CaseFacts, Deadline
from models.provisions import Law
from models.rules.board import BoardDate, Cost, board_dates, cost_of_waiting, light_of, shown_subject
from models.tables import BoardLineRow, CaseRow, WaitRow
from models.tables.case import LIVE
from models.terms import CaseStatus, DeadlineKind, Light, Stage, Turn, WaitKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.members import answering

LONGEST_SUBJECT = 80
LIVE_STATUS = frozenset({CaseStatus.OPEN, CaseStatus.HELD})


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """One case on the board: refs, ids, kinds and dates only. A case that is not live has no wait and no date."""

    ref: str
    status: CaseStatus
    cost: Cost
    stage: Stage | None = None
    turn: Turn | None = None
    wait_kind: WaitKind | None = None
    wait_subject: str = ""
    waiting_since: datetime | None = None
    expected_on: date | None = None
    to_release: int = 0
    to_send: int = 0
    attorney_id: int | None = None
    held_until: date | None = None
    next_wake_at: datetime | None = None


def write_line(
    session: Session,
    case: CaseRow,
    law: Law,
    *,
    facts: CaseFacts,
    deadlines: Iterable[Deadline],
    waits: Iterable[WaitRow],
) -> None:
    """Write what the board says of this case in the caller's transaction; `waits`: the open ones, most urgent first."""
    row = session.get(BoardLineRow, key_of(case))
    if case.status not in LIVE_STATUS:
        if row is not None:
            session.delete(row)
        return
    row = row or BoardLineRow(case_id=key_of(case))
    asked = list(waits)
    first = asked[0] if asked else None
    row.stage, row.turn, row.wait_kind = (first.stage, first.turn, first.kind) if first else (None, None, None)
    row.wait_subject = shown_subject(first.subject, facts)[:LONGEST_SUBJECT] if first else ""
    row.waiting_since, row.expected_on = (first.opened_at, first.due_on) if first else (None, None)
    row.dates = [_kept(item) for item in board_dates(deadlines, facts, law.alarms.ladders)]
    row.to_release = sum(wait.kind is WaitKind.LETTER_RELEASE for wait in asked)
    row.to_send = sum(wait.kind is WaitKind.LETTER_SENDING for wait in asked)
    row.attorney_id = next(iter(answering(session, case)), None)
    session.add(row)


def board_lines(store: Store, today: date, *, live_only: bool = True) -> list[BoardLine]:
    """Every live case (or every case), the one that loses most by waiting first; one query."""
    query = (
        select(CaseRow, BoardLineRow)
        .join(BoardLineRow, col(BoardLineRow.case_id) == col(CaseRow.id), isouter=True)
        .options(*(defer(reason) for reason in (CaseRow.close_reason, CaseRow.hold_reason)))  # type: ignore[arg-type]
    )
    with store.read() as session:
        found = session.exec(query.where(sa.text(LIVE)) if live_only else query)
        lines = [_line(case, row, today) for case, row in found]
    return sorted(lines, key=lambda line: (line.status not in LIVE_STATUS, *line.cost.order, line.ref))


def changed_lights(store: Store, lit_on: date | None, today: date) -> list[str]:
    """References of live cases whose colour is another one today than on the day `lit_on` (None: all with a colour)."""
    query = select(CaseRow.ref, BoardLineRow.dates).join(BoardLineRow).where(sa.text(LIVE)).order_by(CaseRow.ref)
    with store.read() as session:
        known = [(ref, dates_of(kept)) for ref, kept in session.exec(query)]
    before = [(ref, dates, light_of(dates, lit_on) if lit_on else Light.NONE) for ref, dates in known]
    return [ref for ref, dates, shown in before if light_of(dates, today) is not shown]


def without_line(store: Store, most: int) -> list[str]:
    """References of live cases that have no line yet: they were open before there was a board."""
    has_line = sa.exists().where(col(BoardLineRow.case_id) == col(CaseRow.id))
    query = select(CaseRow.ref).where(sa.text(LIVE), ~has_line).order_by(col(CaseRow.id)).limit(most)
    with store.read() as session:
        return list(session.exec(query))


def dates_of(kept: Iterable[Iterable[Any]]) -> tuple[BoardDate, ...]:
    """The dates of a line as values."""
    return tuple(
        BoardDate(
            kind=DeadlineKind(kind),
            subject=subject,
            act_by=date.fromisoformat(act_by),
            due_on=date.fromisoformat(due_on),
            fatal=fatal,
            posts=tuple(posts),
        )
        for kind, subject, act_by, due_on, fatal, posts in kept
    )


def _kept(item: BoardDate) -> list[Any]:
    return [
        item.kind.value,
        item.subject,
        item.act_by.isoformat(),
        item.due_on.isoformat(),
        item.fatal,
        list(item.posts),
    ]


def _line(case: CaseRow, row: BoardLineRow | None, today: date) -> BoardLine:
    line = BoardLine(
        ref=case.ref,
        status=case.status,
        cost=cost_of_waiting(dates_of(row.dates) if row else (), today),
        held_until=case.held_until,
        next_wake_at=case.next_wake_at,
    )
    if row is None:
        return line
    return replace(
        line,
        stage=row.stage,
        turn=row.turn,
        wait_kind=row.wait_kind,
        wait_subject=row.wait_subject,
        waiting_since=row.waiting_since,
        expected_on=row.expected_on,
        to_release=row.to_release,
        to_send=row.to_send,
        attorney_id=row.attorney_id,
    )
