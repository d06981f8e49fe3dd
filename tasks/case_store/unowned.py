"""Fatal dates that were told, and that nobody owned in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.japan_time import japan_date
from models.tables import AcknowledgementRow, CaseRow, DeadlineShownRow, NoticeRow
from models.terms import Carriage, CaseStatus
from tasks.case_store.facts import key_of

AHEAD_DAYS = 30
BATCH = 500
Fact = tuple[int, str, date | None]


@dataclass(frozen=True, kw_only=True)
class UnownedDate:
    """One fatal date of an open case: asked about at `asked_at`, and somebody should have owned it by `since`."""

    case_id: int
    ref: str
    key: str
    due_on: date
    asked_at: datetime
    since: datetime


def unowned_dates(session: Session, now: datetime, refs: Iterable[str] | None = None) -> list[UnownedDate]:
    """Every fatal date up to 30 days ahead (or of the cases `refs`) that was told and that nobody owned in time.

    An owner owns every later line of a digest too; a mail of its own asks again.
    """
    query = _without_owner(now)
    if refs is not None:
        query = query.where(col(CaseRow.ref).in_(sorted(refs)))
    found = session.exec(query.order_by(col(DeadlineShownRow.act_by), col(DeadlineShownRow.id))).all()
    cases = sorted({key_of(case) for _, case in found})
    asked = _asked(session, cases, now)
    owned = _owned(session, cases)
    dates = []
    for row, case in found:
        fact = (row.case_id, row.key, row.due_on)
        open_asks = [(by, at) for by, at, pressing in asked.get(fact, ()) if not _covered(owned, fact, at, pressing)]
        if open_asks:
            since, asked_at = min(by for by, _ in open_asks), min(at for _, at in open_asks)
            dates.append(
                UnownedDate(
                    case_id=row.case_id, ref=case.ref, key=row.key, due_on=row.due_on, asked_at=asked_at, since=since
                )
            )
    return dates


def _without_owner(now: datetime) -> Any:
    """Dates that no acknowledgement names since the last mail of its own asked: few, found by SQL."""
    asked = (
        sa.select(sa.func.max(NoticeRow.sent_at))
        .where(
            col(NoticeRow.case_id) == col(DeadlineShownRow.case_id),
            col(NoticeRow.stated_on) == col(DeadlineShownRow.due_on),
            col(NoticeRow.carriage) == Carriage.SINGLE,
            col(NoticeRow.ack_by) <= now,
        )
        .scalar_subquery()
    )
    owned = sa.exists().where(
        col(AcknowledgementRow.case_id) == col(DeadlineShownRow.case_id),
        col(AcknowledgementRow.topic) == col(DeadlineShownRow.key),
        col(AcknowledgementRow.stated_on) == col(DeadlineShownRow.due_on),
        sa.or_(asked.is_(None), col(AcknowledgementRow.said_at) >= asked),
    )
    return (
        select(DeadlineShownRow, CaseRow)
        .join(CaseRow, col(CaseRow.id) == col(DeadlineShownRow.case_id))
        .where(
            sa.text("deadline_shown.fatal"),
            col(DeadlineShownRow.act_by) <= japan_date(now) + timedelta(days=AHEAD_DAYS),
            CaseRow.status == CaseStatus.OPEN,
            ~owned,
        )
    )


def _asked(session: Session, cases: list[int], now: datetime) -> dict[Fact, list[tuple[datetime, datetime, bool]]]:
    """By when each date should have been owned, when that was asked, and whether in a mail of its own."""
    found: dict[Fact, list[tuple[datetime, datetime, bool]]] = {}
    for some in batches(cases):
        query = select(NoticeRow).where(
            col(NoticeRow.case_id).in_(some), col(NoticeRow.sent_at).is_not(None), col(NoticeRow.ack_by) <= now
        )
        for row in session.exec(query):
            if row.case_id is not None and row.ack_by and row.sent_at:
                for topic in (row.topic, *row.content.get("also", ())):
                    asked = (row.ack_by, row.sent_at, row.carriage is Carriage.SINGLE)
                    found.setdefault((row.case_id, topic, row.stated_on), []).append(asked)
    return found


def _owned(session: Session, cases: list[int]) -> dict[Fact, datetime]:
    """When each date was acknowledged last."""
    found: dict[Fact, datetime] = {}
    for some in batches(cases):
        for row in session.exec(select(AcknowledgementRow).where(col(AcknowledgementRow.case_id).in_(some))):
            fact = (row.case_id, row.topic, row.stated_on)
            found[fact] = max(row.said_at, found.get(fact, row.said_at))
    return found


def _covered(owned: dict[Fact, datetime], fact: Fact, sent_at: datetime, pressing: bool) -> bool:  # noqa: FBT001 (one of three values of a row)
    said_at = owned.get(fact)
    return said_at is not None and (not pressing or said_at >= sent_at)


def batches(ids: list[int]) -> Iterator[list[int]]:
    """Keys in parts that one statement may name."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
