"""A notice came back: it counts as not delivered, the others of the case hear of it, operations get a task."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import CaseRow, NoticeRow, OfficeTaskRow
from models.terms import CaseStatus, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.digest_lines import carried_by
from tasks.case_store.facts import key_of
from tasks.case_store.office_tasks import open_task
from tasks.case_store.outbox import lock_cases
from tasks.case_store.outcomes import tell_of_loss


def note_bounce(session: Session, notice_id: int, *, status: str, mail_id: int, now: datetime) -> bool:
    """Record that this notice bounced for good, once; its case (a digest's cases) is looked at by the same sweep."""
    cases = lock_cases(session, [notice_id])
    row = session.exec(select(NoticeRow).where(NoticeRow.id == notice_id).with_for_update()).one()
    if row.bounced_at is not None:
        return False
    row.bounced_at = now
    session.add(row)
    told = {line.case_id: line for line in reversed([row, *carried_by(session, notice_id)])}
    for case_id, case in cases.items():
        docket.append(session, case_id, now, "kaiji", "notice_bounced", notice=notice_id, status=status)
        _look_again(session, case, now)
        tell_of_loss(session, case, told[case_id], now)
    if not _has_task(session, row):
        open_task(
            session,
            OfficeTaskKind.BOUNCE,
            dedupe=f"bounce:{notice_id}",
            said=f"notice {notice_id} ({row.kind.value}): {status or 'returned'}",
            now=now,
            case_id=row.case_id,
            notice_id=notice_id,
            mail_id=mail_id,
        )
    return True


def _look_again(session: Session, case: CaseRow, now: datetime) -> None:
    """The next person hears of it when the case is settled: by this sweep, not at the old wake-up."""
    if case.status is CaseStatus.OPEN:
        case.next_wake_at = min(now, case.next_wake_at or now)
        session.add(case)


def _has_task(session: Session, row: NoticeRow) -> bool:
    """Whether an open task says already that mail of this case to this member comes back."""
    query = (
        select(OfficeTaskRow.id)
        .join(NoticeRow, col(NoticeRow.id) == col(OfficeTaskRow.notice_id))
        .where(
            OfficeTaskRow.kind == OfficeTaskKind.BOUNCE,
            col(OfficeTaskRow.done_at).is_(None),
            NoticeRow.sent_to_id == row.sent_to_id,
            col(NoticeRow.case_id).is_(None) if row.case_id is None else NoticeRow.case_id == row.case_id,
        )
    )
    return session.exec(query).first() is not None


def bounced_ids(session: Session, message_ids: tuple[str, ...], codes: tuple[str, ...]) -> list[int]:
    """Our notices among the mails that a bounce names."""
    by_id = select(NoticeRow).where(col(NoticeRow.message_id).in_(message_ids))
    by_code = select(NoticeRow).where(col(NoticeRow.reply_code).in_(codes))
    return [key_of(row) for row in session.exec(by_id)] or [key_of(row) for row in session.exec(by_code)]
