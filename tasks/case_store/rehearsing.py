"""Settling a case in thought: what would change and whom it would tell, in a transaction that is taken back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.rules.redating import DateChange, date_changes
from models.tables import NoticeRow
from models.terms import Carriage, CaseStatus, NoticeKind
from tasks.case_store.dates import shown_dates
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row
from tasks.case_store.settling import settle


@dataclass(frozen=True, kw_only=True)
class PlannedMail:
    """One notice that would be written: to which member, about what, on its own or in a digest, on what day."""

    kind: NoticeKind
    topic: str
    member_id: int | None
    carriage: Carriage
    on: date


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """What settling would change."""

    changes: tuple[DateChange, ...]
    mails: tuple[PlannedMail, ...]


class _TakenBack(Exception):
    """Ends the transaction without a trace."""


def rehearse(store: Store, law: Law, ref: str, now: datetime) -> Rehearsed:
    """Settle one open case, look, and take it back; of another case nothing changes. Raises NoSuchCase."""
    found = Rehearsed(changes=(), mails=())
    try:
        with store.write() as session:
            found = _settled(session, law, ref, now)
            raise _TakenBack  # noqa: TRY301 (the only way out that keeps nothing)
    except _TakenBack:
        return found


def _settled(session: Session, law: Law, ref: str, now: datetime) -> Rehearsed:
    case = case_row(session, ref, lock=True)
    if case.status is not CaseStatus.OPEN:
        return Rehearsed(changes=(), mails=())
    mine = select(NoticeRow).where(NoticeRow.case_id == case.id).order_by(col(NoticeRow.id))
    before, known = shown_dates(session, case), {row.id for row in session.exec(mine)}
    position = settle(session, case, law, now)
    new = [row for row in session.exec(mine) if row.id not in known]
    return Rehearsed(
        changes=date_changes(before, position.dates, japan_day(now)),
        mails=tuple(
            PlannedMail(
                kind=row.kind,
                topic=row.topic,
                member_id=row.member_id,
                carriage=row.carriage,
                on=japan_day(row.not_before),
            )
            for row in new
        ),
    )
