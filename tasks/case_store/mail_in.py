"""Mail that came in: kept as it came before anything is done with it; what became of it; the queue of what is left."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.tables import MailInRow, OfficeTaskRow
from models.terms import MailVerdict, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.office_tasks import end_task, open_task

ITSELF = "kaiji"
CUT = "cut"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One mail as the queue shows it: refs and ids; no person."""

    id: int
    verdict: MailVerdict
    received_at: datetime
    notice_id: int | None
    guess_ref: str | None
    because: str
    handled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class KeptMail(Kept):
    """The same with what it says: shown to one person who asks for this one mail."""

    raw: bytes = field(repr=False)
    note: str = field(repr=False)
    handled_by: str = field(repr=False)


def keep(store: Store, raw: bytes, now: datetime, *, sender: str, subject: str, cut: bool = False) -> int:
    """Keep a mail, once; return its id. `cut`: only its head was fetched, it is too large to read."""
    digest = hashlib.sha256(raw).hexdigest()
    with store.write() as session:
        known = select(MailInRow.id).where(MailInRow.dedupe == digest)
        found = session.exec(known).first()
        if found is not None:
            return found
        row = MailInRow(
            dedupe=digest,
            received_at=now,
            raw=raw.decode("latin-1"),
            sender=sender,
            subject=subject,
            verdict=MailVerdict.UNMATCHED,
            note=CUT if cut else None,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another process keeps it at this moment
            return session.exec(known).one() or 0
        return key_of(row)


def unread_ids(store: Store) -> list[int]:
    """Mails that were kept and not acted on yet (a process ended in between), oldest first."""
    query = select(MailInRow.id).where(col(MailInRow.handled_at).is_(None), MailInRow.guess_because == "")
    with store.read() as session:
        return [found for found in session.exec(query.order_by(col(MailInRow.id))) if found is not None]


def locked_unread(session: Session, mail_id: int) -> MailInRow | None:
    """The mail, locked, or None when it was acted on meanwhile. Lock no case before it."""
    query = select(MailInRow).where(MailInRow.id == mail_id).with_for_update(key_share=True)
    row = session.exec(query).one()
    return row if row.handled_at is None and not row.guess_because else None


def raw_of(row: MailInRow) -> bytes:
    """The bytes as they came."""
    return row.raw.encode("latin-1")


def close_mail(session: Session, row: MailInRow, verdict: MailVerdict, now: datetime, *, because: str = "") -> None:
    """Note what became of a mail that needs no person."""
    row.verdict, row.handled_at, row.handled_by, row.guess_because = verdict, now, ITSELF, because
    session.add(row)


def queue_mail(session: Session, row: MailInRow, because: str, now: datetime, tell_at: datetime) -> None:
    """Leave a mail to operations, with its guess. Strangers' mails share one open task; others have their own."""
    ref, row.verdict, row.guess_because = row.guess_ref, MailVerdict.UNMATCHED, because
    session.add(row)
    session.flush()
    trusted = row.member_id is not None
    if not trusted and _strangers_task(session) is not None:
        return
    case = case_row(session, ref) if ref and trusted else None
    open_task(
        session,
        OfficeTaskKind.UNMATCHED_MAIL,
        dedupe=f"mail:{row.id}",
        said=f"mail {row.id}{f' {ref}' if ref else ''}: {because}",
        now=now,
        case_id=case.id if case else None,
        mail_id=row.id,
        tell_at=tell_at,
    )


def _strangers_task(session: Session) -> OfficeTaskRow | None:
    query = (
        select(OfficeTaskRow)
        .join(MailInRow, col(MailInRow.id) == col(OfficeTaskRow.mail_id))
        .where(
            OfficeTaskRow.kind == OfficeTaskKind.UNMATCHED_MAIL,
            col(OfficeTaskRow.done_at).is_(None),
            col(MailInRow.member_id).is_(None),
        )
    )
    return session.exec(query).first()


def kept_mails(store: Store, *, handled_too: bool = False) -> list[Kept]:
    """The queue: what is left to a person (and, when asked, all that was handled), oldest first."""
    query = sa.select(  # never the mails themselves
        col(MailInRow.id),
        col(MailInRow.verdict),
        col(MailInRow.received_at),
        col(MailInRow.notice_id),
        col(MailInRow.guess_ref),
        col(MailInRow.guess_because),
        col(MailInRow.handled_at),
    )
    if not handled_too:
        query = query.where(col(MailInRow.handled_at).is_(None))
    with store.read() as session:
        rows = session.connection().execute(query.order_by(col(MailInRow.id))).all()
    return [
        Kept(
            id=mail_id or 0,
            verdict=verdict,
            received_at=received_at,
            notice_id=notice_id,
            guess_ref=ref,
            because=because,
            handled_at=handled_at,
        )
        for mail_id, verdict, received_at, notice_id, ref, because, handled_at in rows
    ]


def kept_mail(store: Store, mail_id: int) -> KeptMail:
    """One mail with what it says. Raises Faults for an unknown number."""
    with store.read() as session:
        row = session.get(MailInRow, mail_id)
        if row is None:
            raise Faults([_unknown(mail_id)])
        return KeptMail(
            id=mail_id,
            verdict=row.verdict,
            received_at=row.received_at,
            notice_id=row.notice_id,
            guess_ref=row.guess_ref,
            because=row.guess_because,
            handled_at=row.handled_at,
            raw=raw_of(row),
            note=row.note or "",
            handled_by=row.handled_by or "",
        )


def _unknown(mail_id: int) -> Fault:
    return Fault(field="id", value=str(mail_id), cure="番号は `kaiji replies` に出ます")


def settle_mail(  # noqa: PLR0913 (what was decided, by whom, all by keyword)
    store: Store, mail_id: int, verdict: MailVerdict, *, ref: str | None, note: str, by: str, now: datetime
) -> None:
    """A person assigned a mail to a case (`ref`) or dismissed it: its task ends. Raises Faults, NoSuchCase."""
    with store.write() as session:
        query = select(MailInRow).where(MailInRow.id == mail_id).with_for_update(key_share=True)
        row = session.exec(query).first()
        faults = mail_faults(row, mail_id, by)
        if row is None or faults:
            raise Faults(faults)
        row.verdict, row.handled_at, row.handled_by, row.note = verdict, now, by, note
        if ref is not None:
            case = case_row(session, ref, lock=True)
            row.guess_ref = ref
            docket.append(session, key_of(case), now, by, "mail_assigned", mail=mail_id, said=note)
        session.add(row)
        session.flush()
        _end_tasks(session, row, f"{verdict.value}: mail {mail_id}", by, now)


def mail_faults(row: MailInRow | None, mail_id: int, by: str) -> list[Fault]:
    """What speaks against settling this mail."""
    faults = [] if row else [_unknown(mail_id)]
    if row and row.handled_at is not None:
        faults.append(Fault(field="id", value=str(mail_id), cure="このメールはもう処理されています"))
    if not by.strip():
        faults.append(Fault(field="by", value="", cure="入力してください"))
    return faults


def _end_tasks(session: Session, mail: MailInRow, how: str, by: str, now: datetime) -> None:
    """The mail's task is done; the strangers' task passes on to the next of their mails, as long as there is one."""
    following = None if mail.member_id else _next_of_strangers(session)
    tasks = select(OfficeTaskRow).where(OfficeTaskRow.mail_id == mail.id, col(OfficeTaskRow.done_at).is_(None))
    for task in session.exec(tasks.where(OfficeTaskRow.kind == OfficeTaskKind.UNMATCHED_MAIL)):
        if following is None:
            end_task(session, task, how=how, by=by, now=now)
        else:
            task.mail_id, task.said = following, f"mail {following}"
            session.add(task)


def _next_of_strangers(session: Session) -> int | None:
    query = select(MailInRow.id).where(
        col(MailInRow.handled_at).is_(None), col(MailInRow.member_id).is_(None), MailInRow.guess_because != ""
    )
    return session.exec(query.order_by(col(MailInRow.id)).limit(1)).first()
