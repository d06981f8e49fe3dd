"""Since when the oldest mail that may leave has been waiting: what the watchdog holds against the clock."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.carriage import may_leave, opening
from models.rules.japan_time import japan_date
from models.tables import CaseRow, DeliveryAttemptRow, NoticeRow
from tasks.case_store.notice_states import waits_alone

LOOKED_AT = 500
LONGEST_PAUSE = timedelta(hours=7)  # between two tries
TRIES = 2  # one that is put off once may be greylisted


def waiting_since(session: Session, law: Law, now: datetime) -> datetime | None:
    """The moment since when the oldest mail that may leave at this hour has been due, or was tried in vain.

    The office's night counts for nobody but fatal dates in their last days; what has been tried once only is not late.
    """
    rows = session.exec(_candidates(now)).all()
    tried = _first_tries(session, [row.id for row in rows if row.attempts >= TRIES])
    return min(_moments(rows, tried, law, now), default=None)


def _candidates(now: datetime) -> Any:
    """Mails of their own that are due or were put off, the oldest first."""
    return (
        select(NoticeRow)
        .join(CaseRow, col(CaseRow.id) == col(NoticeRow.case_id), isouter=True)
        .where(
            waits_alone(),
            col(NoticeRow.not_before) <= now + LONGEST_PAUSE,
            sa.or_(col(NoticeRow.not_before) <= now, col(NoticeRow.attempts) >= TRIES),
        )
        .order_by(col(NoticeRow.not_before))
        .limit(LOOKED_AT)
    )


def _first_tries(session: Session, ids: Iterable[int | None]) -> dict[int, datetime]:
    query = (
        select(DeliveryAttemptRow.notice_id, sa.func.min(DeliveryAttemptRow.at))
        .where(col(DeliveryAttemptRow.notice_id).in_(ids))
        .group_by(col(DeliveryAttemptRow.notice_id))
    )
    return dict(session.exec(query).all())


def _moments(rows: Iterable[NoticeRow], tried: Mapping[int, datetime], law: Law, now: datetime) -> Iterable[datetime]:
    office = law.alarms.office
    for row in rows:
        stated, fatal = row.content.get("act_by"), bool(row.content.get("fatal"))
        act_by = date.fromisoformat(stated) if stated else None
        if not may_leave(fatal=fatal, act_by=act_by, now=now, calendar=law.calendar, office=office):
            continue
        since = min(tried.get(row.id or 0, row.not_before), row.not_before)
        if since > now:
            continue
        urgent = fatal and act_by is not None and (act_by - japan_date(now)).days <= office.urgent_days
        yield since if urgent else max(since, opening(japan_date(now), office))
