"""Opening a case: one transaction from the checked file to rows, docket and first notices; and its life afterwards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.answers.intake import NewCase, NewPerson, read_intake
from models.provisions import Law
from models.rules.office_hours import office_moment
from models.rules.progress.plan import japan_day
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.tables import CaseRow, ExpenseRow, PersonRow, PostRow, sealing
from models.terms import Addressee, CaseStatus, NoticeKind, PersonRole, Stage
from tasks.case_store import docket
from tasks.case_store.captures import take_in_captures
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.notice_content import notice_content
from tasks.case_store.notice_writing import write_notices
from tasks.case_store.settling import settle

MOST_RACES = 5
FROM: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.HELD: frozenset({CaseStatus.OPEN, CaseStatus.HELD}),
    CaseStatus.CLOSED: frozenset({CaseStatus.DRAFT, CaseStatus.OPEN, CaseStatus.HELD}),
    CaseStatus.OPEN: frozenset({CaseStatus.DRAFT, CaseStatus.HELD, CaseStatus.CLOSED}),
}


def check_case(store: Store, law: Law, data: Mapping[str, Any], now: datetime) -> NewCase:
    """Validate a case file without writing anything. Raises Faults with all of them."""
    with store.read() as session:
        return read_intake(data, law, now, lambda url, requester: _open_case_with(session, url, requester))


def open_case(store: Store, law: Law, data: Mapping[str, Any], now: datetime) -> str:
    """Validate and open a case; return its reference. Raises Faults; then nothing was written."""
    races = 0
    while True:
        try:
            return _open(store, law, data, now)
        except IntegrityError:  # another process took the number or opened the same case; validation will say so
            races += 1
            if races == MOST_RACES:
                raise


def _open(store: Store, law: Law, data: Mapping[str, Any], now: datetime) -> str:
    with store.write() as session:
        new = read_intake(data, law, now, lambda url, requester: _open_case_with(session, url, requester))
        case = _write(session, new, now)
        docket.append(session, key_of(case), now, new.entered_by, "case_opened", posts=len(new.posts))
        take_in_captures(session, case, now)
        _announce(session, case, law, NoticeKind.CASE_OPENED, now)
        settle(session, case, law, now)
        return case.ref


def hold_case(  # noqa: PLR0913 (one decision: who, why, until when, said when)
    store: Store, law: Law, ref: str, *, until: date | None, reason: str, by: str, now: datetime
) -> None:
    """Put an open or held case on hold (no alarms) until a day, or until it is reopened. Raises Faults, NoSuchCase."""
    faults = []
    if until is not None and until <= japan_day(now):
        cure = "明日以降の日付を入れてください（期限なしなら空欄）"
        faults.append(Fault(field="until", value=until.isoformat(), cure=cure))
    step = _Step(event="held", status=CaseStatus.HELD, by=by, reason=reason, now=now)
    _change(store, law, ref, step, faults, held_until=until, hold_reason=reason)


def close_case(store: Store, law: Law, ref: str, *, reason: str, by: str, now: datetime) -> None:
    """Close a case at any stage, with a reason. Raises Faults (also when it is closed already), NoSuchCase."""
    _change(store, law, ref, _closing(by=by, reason=reason, now=now), [], close_reason=reason, closed_at=now)


def reopen_case(store: Store, law: Law, ref: str, *, reason: str, by: str, now: datetime) -> None:
    """Open a held, closed or draft case (again). Raises Faults when another open case has its post."""
    try:
        step = _Step(event="reopened", status=CaseStatus.OPEN, by=by, reason=reason, now=now)
        _change(store, law, ref, step, [])
    except IntegrityError:
        cure = "同じ請求者・同じURLの別の事件が進行中です。そちらを終えてから再開してください"
        raise Faults([Fault(field="ref", value=ref, cure=cure)]) from None


def close_in(session: Session, case: CaseRow, law: Law, *, reason: str, by: str, now: datetime) -> None:
    """Close within the caller's transaction (an answer may close a case)."""
    _apply(session, case, law, _closing(by=by, reason=reason, now=now), close_reason=reason, closed_at=now)
    settle(session, case, law, now)


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One change of a case's status, as the docket keeps it."""

    event: str
    status: CaseStatus
    by: str
    reason: str
    now: datetime


def _closing(*, by: str, reason: str, now: datetime) -> _Step:
    return _Step(event="closed", status=CaseStatus.CLOSED, by=by, reason=reason, now=now)


def _change(store: Store, law: Law, ref: str, step: _Step, faults: list[Fault], **fields: Any) -> None:
    for name, value, cure in (("by", step.by, "入力してください"), ("reason", step.reason, "理由を書いてください")):
        if not value.strip():
            faults.append(Fault(field=name, value="", cure=cure))
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        if case.status not in FROM[step.status]:
            cure = f"この事件は {case.status} なので {step.event} にできません"
            faults.append(Fault(field="ref", value=ref, cure=cure))
        if faults:
            raise Faults(faults)
        _apply(session, case, law, step, **fields)
        settle(session, case, law, step.now)


def _apply(session: Session, case: CaseRow, law: Law, step: _Step, **fields: Any) -> None:
    detail = {"before": case.status, "after": step.status, "reason": step.reason, **fields}
    docket.append(session, key_of(case), step.now, step.by, step.event, **detail)
    case.status = step.status
    for name in ("held_until", "hold_reason", "closed_at", "close_reason"):
        setattr(case, name, fields.get(name))
    _guard_posts(session, case)
    session.add(case)
    if step.status is CaseStatus.CLOSED:
        _announce(session, case, law, NoticeKind.CASE_CLOSED, step.now)


def _guard_posts(session: Session, case: CaseRow) -> None:
    requester = session.exec(
        select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == PersonRole.REQUESTER)
    ).one()
    for post in session.exec(select(PostRow).where(PostRow.case_id == case.id)):
        closed = case.status is CaseStatus.CLOSED
        post.open_guard = None if closed else _guard(post.url_index, requester.name_index)
        session.add(post)
    session.flush()


def _announce(session: Session, case: CaseRow, law: Law, kind: NoticeKind, now: datetime) -> None:
    """That a case was opened or closed, in office hours; once to who is its attorney and supervisor at once."""
    number = sum(1 for entry in docket.entries(session, key_of(case)) if entry.event in {"closed", "reopened"})
    start = office_moment(now, law.calendar, law.alarms.office)
    specs = [
        NoticeSpec(
            kind=kind,
            role=role,
            stage=Stage.PLATFORM_REQUEST if kind is NoticeKind.CASE_OPENED else Stage.DAMAGES_CLAIM,
            dedupe=f"{kind}:{number}:{role}",
            topic=f"{kind}",
            subject="case",
            not_before=start,
            give_up_at=start + GIVE_UP_AFTER,
        )
        for role in (Addressee.ATTORNEY, Addressee.SUPERVISOR)
    ]
    write_notices(session, case, specs, lambda spec: notice_content(spec, None, None), now)


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
                explanation=post.explanation or None,
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
        concealment=person.concealment,
    )


def _next_ref(session: Session, now: datetime) -> str:
    year = japan_day(now).year
    last = session.exec(
        select(CaseRow.ref)
        .where(col(CaseRow.ref).startswith(f"{year}-"))
        .order_by(sa.func.length(CaseRow.ref).desc(), col(CaseRow.ref).desc())
        .limit(1)
    ).first()
    number = int(last.partition("-")[2]) + 1 if last else 1
    return f"{year}-{number:04d}"
