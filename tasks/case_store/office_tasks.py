"""Office tasks: what operations must see to, each once; it stays until someone says how it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.rules.reminders import GIVE_UP_AFTER
from models.tables import CaseRow, MemberRow, NoticeRow, OfficeTaskRow
from models.terms import Addressee, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of, lock_case
from tasks.case_store.members import members_for
from tasks.case_store.notice_states import pending

LONGEST_SAID = 300


@dataclass(frozen=True, kw_only=True)
class Task:
    """One office task as people are shown it; refs and ids only."""

    id: int
    kind: OfficeTaskKind
    ref: str | None
    notice_id: int | None
    mail_id: int | None
    said: str
    opened_at: datetime
    done_at: datetime | None


def open_task(  # noqa: PLR0913 (what a task is about, all by keyword)
    session: Session,
    kind: OfficeTaskKind,
    *,
    dedupe: str,
    said: str,
    now: datetime,
    case_id: int | None = None,
    notice_id: int | None = None,
    mail_id: int | None = None,
    tell_at: datetime | None = None,
) -> bool:
    """Open a task for operations and queue its notice (for `tell_at`, else now); False when it was opened before.

    `dedupe` names what happened (a done task is not opened again: put the day or an id into it); `said` holds refs and
    ids only. Lock the case's row before any notice's row; this locks it.
    """
    case = lock_case(session, case_id) if case_id is not None else None
    if session.exec(select(OfficeTaskRow.id).where(OfficeTaskRow.dedupe == dedupe)).first() is not None:
        return False
    row = OfficeTaskRow(
        kind=kind,
        case_id=case_id,
        notice_id=notice_id,
        mail_id=mail_id,
        dedupe=dedupe,
        said=said[:LONGEST_SAID],
        opened_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process opened it at this moment
        return False
    if case_id is not None:
        docket.append(session, case_id, now, "kaiji", "office_task_opened", task=row.id, kind=kind.value)
    if not _is_about_a_task(session, notice_id):
        session.add_all(_notices(row, _told(session, case, now), tell_at or now, now))
    session.flush()
    return True


def _is_about_a_task(session: Session, notice_id: int | None) -> bool:
    """Whether the mail of a task has not arrived: mail about that would not arrive either, and so on for ever."""
    notice = session.get(NoticeRow, notice_id) if notice_id is not None else None
    return notice is not None and notice.kind is NoticeKind.OFFICE_TASK


def _told(session: Session, case: CaseRow | None, now: datetime) -> list[MemberRow]:
    """Operations; while the firm has none, the supervisor of the case, or its attorney when it has none either."""
    operations = session.exec(select(MemberRow).where(col(MemberRow.is_operations)).order_by(col(MemberRow.id))).all()
    if operations or case is None:
        return list(operations)
    return members_for(session, case, Addressee.SUPERVISOR, now) or members_for(session, case, Addressee.ATTORNEY, now)


def _notices(task: OfficeTaskRow, members: Iterable[MemberRow], tell_at: datetime, now: datetime) -> list[NoticeRow]:
    content = {"task_id": task.id, "task_kind": task.kind.value, "said": task.said}
    return [
        NoticeRow(
            case_id=task.case_id,
            kind=NoticeKind.OFFICE_TASK,
            member_id=key_of(member),
            dedupe=f"task:{task.id}:{member.id}",
            topic=f"task:{task.id}",
            content=content,
            written_at=now,
            not_before=tell_at,
            give_up_at=tell_at + GIVE_UP_AFTER,
        )
        for member in members
    ]


def tasks(store: Store, *, ref: str | None = None, done_too: bool = False) -> list[Task]:
    """The tasks still to do (and those done), oldest first; of one case when `ref` is given. Raises NoSuchCase."""
    query = select(OfficeTaskRow, CaseRow.ref).join(CaseRow, isouter=True).order_by(col(OfficeTaskRow.id))
    if not done_too:
        query = query.where(col(OfficeTaskRow.done_at).is_(None))
    with store.read() as session:
        if ref is not None:
            query = query.where(OfficeTaskRow.case_id == key_of(case_row(session, ref)))
        return [_task(row, found) for row, found in session.exec(query)]


def _task(row: OfficeTaskRow, ref: str | None) -> Task:
    return Task(
        id=key_of(row),
        kind=row.kind,
        ref=ref,
        notice_id=row.notice_id,
        mail_id=row.mail_id,
        said=row.said,
        opened_at=row.opened_at,
        done_at=row.done_at,
    )


def finish_task(store: Store, task_id: int, *, how: str, by: str, now: datetime) -> None:
    """Note how a task was done, and by whom. Raises Faults with all of them; then nothing was written."""
    with store.write() as session:
        row = session.get(OfficeTaskRow, task_id)
        faults = [] if row else [Fault(field="done", value=str(task_id), cure="番号は `kaiji tasks` に出ます")]
        if row and row.done_at is not None:
            faults.append(Fault(field="done", value=str(task_id), cure="この作業はもう済みになっています"))
        for name, value, cure in (("how", how, "どう済ませたかを書いてください"), ("by", by, "入力してください")):
            if not value.strip():
                faults.append(Fault(field=name, value="", cure=cure))
        if row is None or faults:
            raise Faults(faults)
        if row.kind is OfficeTaskKind.PAPER and row.case_id is not None:
            lock_case(session, row.case_id).next_wake_at = now  # what could not be drawn is tried again at once
        end_task(session, row, how=how, by=by, now=now)


def end_task(session: Session, row: OfficeTaskRow, *, how: str, by: str, now: datetime) -> None:
    """Mark a task done in the caller's transaction; its notice that has not left yet is not needed any more."""
    if row.case_id is not None:
        docket.append(session, row.case_id, now, by, "office_task_done", task=row.id, how=how)
    row.done_at, row.done_by, row.how = now, by, how
    session.add(row)
    waiting = select(NoticeRow).where(
        NoticeRow.kind == NoticeKind.OFFICE_TASK,
        NoticeRow.topic == f"task:{row.id}",
        pending(),
        col(NoticeRow.claimed_by).is_(None),
    )
    for notice in session.exec(waiting.with_for_update()):
        notice.cancelled_at, notice.cancel_reason = now, "done"
        session.add(notice)
    session.flush()
