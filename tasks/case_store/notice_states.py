"""In which state a notice is, asked of a row and in SQL: said once, so that no two places differ."""

import sqlalchemy as sa
from sqlmodel import col

from models.tables import CaseRow, NoticeRow
from models.terms import Carriage, CaseStatus, NoticeKind

# What is said whatever became of the case: that it was opened or closed, and what operations must see to.
WHATEVER_THE_CASE = (
    NoticeKind.CASE_OPENED,
    NoticeKind.CASE_CLOSED,
    NoticeKind.UNDELIVERABLE,
    NoticeKind.OFFICE_TASK,
    NoticeKind.NOT_UNDERSTOOD,
)


def pending() -> sa.ColumnElement[bool]:
    """Neither sent nor failed nor cancelled."""
    return sa.and_(
        col(NoticeRow.sent_at).is_(None), col(NoticeRow.failed_at).is_(None), col(NoticeRow.cancelled_at).is_(None)
    )


def has_ended(row: NoticeRow) -> bool:
    """Sent, failed or cancelled."""
    return any(moment is not None for moment in (row.sent_at, row.failed_at, row.cancelled_at))


def waits_alone() -> sa.ColumnElement[bool]:
    """Pending as a mail of its own, and its case (an outer join) lets it go: open, none, or whatever it is."""
    return sa.and_(
        pending(),
        col(NoticeRow.carriage) == Carriage.SINGLE,
        sa.or_(
            col(NoticeRow.case_id).is_(None),
            col(CaseRow.status) == CaseStatus.OPEN,
            col(NoticeRow.kind).in_(WHATEVER_THE_CASE),
        ),
    )
