"""Opening a case: one transaction from the checked file to rows, docket and first notices; and its life afterwards."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.answers.intake import NewCase, NewPerson, read_intake
from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.tables import CaseRow, ExpenseRow, PersonRow, PostRow, sealing
from models.terms import CaseStatus, NoticeKind, PersonRole, Stage
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.settling import settle, write_notice


def check_case(store: Store, law: Law, data: Mapping[str, Any], now: datetime) -> NewCase:
    """Validate a case file without writing anything. Raises Faults with all of them."""
    with store.read() as session:
        return read_intake(data, law, now, lambda url, requester: _open_case_with(session, url, requester))


def open_case(store: Store, law: Law, data: Mapping[str, Any], now: datetime) -> str:
    """Validate and open a case; return its reference. Raises Faults; then nothing was written."""
    try:
        with store.write() as session:
            new = read_intake(data, law, now, lambda url, requester: _open_case_with(session, url, requester))
            case = _write(session, new, now)
            docket.append(session, key_of(case), now, new.entered_by, "case_opened", posts=len(new.posts))
            _announce(session, case, NoticeKind.CASE_OPENED, now)
            settle(session, case, law, now)
            return case.ref
    except IntegrityError:
        raise Faults([Fault(field="posts", value="", cure="同じ請求者・同じURLの事件が同時に登録されました")]) from None


def hold_case(store: Store, law: Law, ref: str, *, until: date | None, reason: str, by: str, now: datetime) -> None:
    """Put a case on hold (no alarms) until a day, or until it is reopened."""
    _change(store, law, ref, by, now, "held", CaseStatus.HELD, held_until=until, hold_reason=reason)


def close_case(store: Store, law: Law, ref: str, *, reason: str, by: str, now: datetime) -> None:
    """Close a case at any stage, with a reason."""
    _change(store, law, ref, by, now, "closed", CaseStatus.CLOSED, close_reason=reason, closed_at=now)


def reopen_case(store: Store, law: Law, ref: str, *, reason: str, by: str, now: datetime) -> None:
    """Open a held, closed or draft case (again). Raises Faults when another open case has its post."""
    try:
        _change(store, law, ref, by, now, "reopened", CaseStatus.OPEN, hold_reason=reason)
    except IntegrityError:
        cure = "同じ請求者・同じURLの別の事件が進行中です。そちらを終えてから再開してください"
        raise Faults([Fault(field="ref", value=ref, cure=cure)]) from None


def close_in(session: Session, case: CaseRow, law: Law, *, reason: str, by: str, now: datetime) -> None:
    """Close within the caller's transaction (an answer may close a case)."""
    _apply(session, case, "closed", CaseStatus.CLOSED, by, now, close_reason=reason, closed_at=now)
    settle(session, case, law, now)


def _change(
    store: Store, law: Law, ref: str, by: str, now: datetime, event: str, status: CaseStatus, **fields: Any
) -> None:
    faults = [Fault(field=name, value="", cure="入力してください") for name, value in (("by", by),) if not value.strip()]
    reason = fields.get("close_reason") or fields.get("hold_reason") or ""
    if not str(reason).strip():
        faults.append(Fault(field="reason", value="", cure="理由を書いてください"))
    if faults:
        raise Faults(faults)
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        _apply(session, case, event, status, by, now, **fields)
        settle(session, case, law, now)


def _apply(
    session: Session, case: CaseRow, event: str, status: CaseStatus, by: str, now: datetime, **fields: Any
) -> None:
    docket.append(session, key_of(case), now, by, event, before=case.status, after=status, **fields)
    case.status = status
    for name, value in fields.items():
        setattr(case, name, value)
    if status is not CaseStatus.CLOSED:
        case.closed_at = case.close_reason = None
    _guard_posts(session, case)
    session.add(case)
    if status is CaseStatus.CLOSED:
        _announce(session, case, NoticeKind.CASE_CLOSED, now)


def _guard_posts(session: Session, case: CaseRow) -> None:
    requester = session.exec(
        select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == PersonRole.REQUESTER)
    ).one()
    for post in session.exec(select(PostRow).where(PostRow.case_id == case.id)):
        closed = case.status is CaseStatus.CLOSED
        post.open_guard = None if closed else _guard(post.url_index, requester.name_index)
        session.add(post)
    session.flush()


def _announce(session: Session, case: CaseRow, kind: NoticeKind, now: datetime) -> None:
    number = sum(1 for entry in docket.entries(session, key_of(case)) if entry.event in {"closed", "reopened"})
    for role in (PersonRole.ATTORNEY, PersonRole.SUPERVISOR):
        spec = NoticeSpec(
            kind=kind,
            role=role,
            stage=Stage.PLATFORM_REQUEST if kind is NoticeKind.CASE_OPENED else Stage.DAMAGES_CLAIM,
            dedupe=f"{kind}:{number}:{role}",
            topic=f"{kind}",
            subject="case",
            not_before=now,
            give_up_at=now + GIVE_UP_AFTER,
        )
        content: dict[str, Any] = {"stage": spec.stage.value, "subject": "case", "reason": "", "steps": [], "confidence": "H"}
        write_notice(session, case, spec, f"{case.ref}:{spec.dedupe}", content, now)


def _open_case_with(session: Session, url: str, requester: str) -> str | None:
    ring = sealing.ring()
    query = (
        select(CaseRow.ref)
        .join(PostRow, col(PostRow.case_id) == col(CaseRow.id))
        .where(PostRow.open_guard == _guard(ring.blind(url), ring.blind(requester)))
    )
    return session.exec(query).first()


def _guard(url_index: str, name_index: str) -> str:
    return hashlib.sha256(f"{url_index}|{name_index}".encode()).hexdigest()


def _write(session: Session, new: NewCase, now: datetime) -> CaseRow:
    case = CaseRow(
        ref=_next_ref(session, now),
        status=CaseStatus.DRAFT if new.draft else CaseStatus.OPEN,
        opened_at=now,
        justifiable_reason=new.justifiable_reason,
        remedies=[remedy.value for remedy in new.remedies],
        claim_yen=new.claim_yen,
    )
    session.add(case)
    session.flush()
    people = [_person(case, person) for person in new.people]
    session.add_all(people)
    requester = next(row for row in people if row.role is PersonRole.REQUESTER)
    _write_posts(session, case, new, requester)
    for number, (kind, amount) in enumerate(new.expenses, 1):
        session.add(
            ExpenseRow(
                case_id=key_of(case),
                stage=Stage.PLATFORM_REQUEST,
                kind=kind,
                amount_yen=amount,
                incurred_on=japan_day(now),
                dedupe=f"intake:{number}",
            )
        )
    session.flush()
    return case


def _write_posts(session: Session, case: CaseRow, new: NewCase, requester: PersonRow) -> None:
    ring = sealing.ring()
    for number, post in enumerate(new.posts, 1):
        url_index = ring.blind(post.url)
        session.add(
            PostRow(
                case_id=key_of(case),
                no=number,
                platform=post.platform,
                url=post.url,
                url_index=url_index,
                open_guard=_guard(url_index, requester.name_index),
                account=post.account or None,
                as_written=post.as_written,
                posted_at=post.posted_at,
                seen_at=post.seen_at,
                right_infringed=post.right_infringed,
            )
        )


def _person(case: CaseRow, person: NewPerson) -> PersonRow:
    return PersonRow(
        case_id=key_of(case),
        role=person.role,
        name=person.name,
        name_index=sealing.ring().blind(person.name),
        kana=person.kana or None,
        address=person.address or None,
        email=person.email or None,
        born_on=person.born_on.isoformat() if person.born_on else None,
        language=person.language,
    )


def _next_ref(session: Session, now: datetime) -> str:
    year = japan_day(now).year
    last = session.exec(
        select(CaseRow.ref).where(col(CaseRow.ref).startswith(f"{year}-")).order_by(col(CaseRow.ref).desc()).limit(1)
    ).first()
    number = int(last.partition("-")[2]) + 1 if last else 1
    return f"{year}-{number:04d}"
