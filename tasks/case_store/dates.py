"""The last date of each deadline that the desk showed or said: kept current, and every move told in the docket."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.facts import Deadline, ExplainedStep
from models.rules.progress.plan import japan_day
from models.rules.redating import DateChange, Dated, date_changes, dated
from models.tables import CaseRow, DeadlineShownRow
from models.terms import CaseStatus
from tasks.case_store import docket
from tasks.case_store.facts import key_of


def shown_dates(session: Session, case: CaseRow) -> list[Dated]:
    """What was shown last of each deadline of this case."""
    return [_dated(row) for row in _rows(session, case)]


def appearances(session: Session, case: CaseRow) -> dict[str, date]:
    """The day on which each date that is shown came up or moved, by key."""
    return {row.key: row.appeared_on for row in _rows(session, case)}


def note_dates(session: Session, case: CaseRow, deadlines: Sequence[Deadline], now: datetime) -> tuple[DateChange, ...]:
    """Keep the shown dates of an open case current (changed rows only); return what changed by it.

    A held or closed case shows nothing new: what moves meanwhile is told when it is open again.
    """
    if case.status is not CaseStatus.OPEN:
        return ()
    rows = {row.key: row for row in _rows(session, case)}
    wanted = {item.key: dated(item) for item in deadlines}
    kinds = {item.key: item for item in deadlines}
    changes = date_changes((_dated(row) for row in rows.values()), deadlines, japan_day(now))
    for key, item in wanted.items():
        row = rows.get(key)
        if row is None or _dated(row) != item:
            _keep(session, row or _new_row(case, kinds[key], item, now), item, now)
    for key, row in rows.items():
        if key not in wanted:
            session.delete(row)
    if changes:
        case.sheet_hash = None  # what the run shows of the case is out of date
    moves = [_told(change) for change in changes if change.moved]
    if moves:
        docket.append(session, key_of(case), now, "kaiji", "dates_moved", moves=moves)
    session.flush()
    return changes


def _rows(session: Session, case: CaseRow) -> list[DeadlineShownRow]:
    query = select(DeadlineShownRow).where(DeadlineShownRow.case_id == case.id)
    return list(session.exec(query.order_by(col(DeadlineShownRow.key))))


def _new_row(case: CaseRow, deadline: Deadline, item: Dated, now: datetime) -> DeadlineShownRow:
    return DeadlineShownRow(
        case_id=key_of(case),
        key=item.key,
        kind=deadline.kind,
        fatal=deadline.fatal,
        appeared_on=japan_day(now),
        due_on=item.due_on,
        act_by=item.act_by,
        rule=item.rule,
        shown_at=now,
    )


def _keep(session: Session, row: DeadlineShownRow, item: Dated, now: datetime) -> None:
    if (row.due_on, row.act_by) != (item.due_on, item.act_by):
        row.appeared_on = japan_day(now)
    row.due_on, row.act_by, row.rule, row.shown_at = item.due_on, item.act_by, item.rule, now
    row.because = [[step.text, step.cite] for step in item.because]
    session.add(row)


def _dated(row: DeadlineShownRow) -> Dated:
    because = tuple(ExplainedStep(text=text, cite=cite) for text, cite in row.because)
    return Dated(key=row.key, due_on=row.due_on, act_by=row.act_by, rule=row.rule, because=because)


def _told(change: DateChange) -> dict[str, Any]:
    """A move as the docket keeps it."""
    days = {
        name: {"due_on": item.due_on, "act_by": item.act_by, "rule": item.rule}
        for name, item in (("before", change.old), ("after", change.new))
        if item
    }
    return {"key": change.key, **days, "because": [[step.text, step.cite] for step in change.because]}
