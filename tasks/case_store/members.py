"""The people of the firm: one row a mail address, made when a case or the settings first name them."""

import secrets
from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import AbsenceRow, CaseRow, MemberRow, PersonRow, sealing
from models.terms import Addressee
from tasks.case_store.facts import key_of


def member_of(session: Session, person: PersonRow, now: datetime) -> MemberRow:
    """The member who is this person of a case; made on first use. Without an address nobody else is that member."""
    address = (person.email or "").strip()
    return ensure_member(
        session, name=person.name, email=address, language=person.language, now=now, alone=f"person:{person.id}"
    )


def ensure_member(  # noqa: PLR0913 (what a member is, all by keyword)
    session: Session, *, name: str, email: str, language: str, now: datetime, alone: str = "", operations: bool = False
) -> MemberRow:
    """Find the member by address, else make one; `alone` names one without an address."""
    index = address_mark(email, alone)
    found = session.exec(select(MemberRow).where(MemberRow.email_index == index)).first()
    row = found or MemberRow(
        name=name,
        email=email,
        email_index=index,
        language=language,
        feed_token=secrets.token_urlsafe(32),
        added_at=now,
    )
    row.is_operations = row.is_operations or operations
    session.add(row)
    session.flush()
    return row


def members_for(session: Session, case: CaseRow, to: Addressee, now: datetime) -> list[MemberRow]:
    """Whom a notice of this case is for: its people of that role, or the firm's operations; each once."""
    if to is Addressee.OPERATIONS:
        return _operations(session)
    found = [member_of(session, person, now) for person in _people(session, case, to)]
    return list({row.id: row for row in found}.values())


def known_members(session: Session, case: CaseRow, role: Addressee) -> list[MemberRow]:
    """The same people, as far as they are members already; only reads."""
    if role is Addressee.OPERATIONS:
        return _operations(session)
    marks = [mark_of(person) for person in _people(session, case, role)]
    found = session.exec(select(MemberRow).where(col(MemberRow.email_index).in_(marks)))
    return sorted(found, key=lambda row: marks.index(row.email_index))


def answering(session: Session, case: CaseRow) -> tuple[int, ...]:
    """Who answers for a case, as far as they are members: its attorneys first, then its supervisors."""
    known = [row for role in (Addressee.ATTORNEY, Addressee.SUPERVISOR) for row in known_members(session, case, role)]
    return tuple(dict.fromkeys(key_of(row) for row in known))


def stand_in(session: Session, member: MemberRow, on: date) -> MemberRow:
    """Who gets this member's notices on that day: the delegate's delegate too; the member when that leads nowhere."""
    found, seen = member, {member.id}
    while absence := _absence(session, found, on):
        if absence.delegate_id in seen:
            return member
        found = session.get_one(MemberRow, absence.delegate_id)
        seen.add(found.id)
    return found


def readers(session: Session, member_ids: Collection[int], on: date) -> dict[int, MemberRow]:
    """Who reads on that day what is meant for each of these members; few queries while nobody is away."""
    found = session.exec(select(MemberRow).where(col(MemberRow.id).in_(member_ids))).all()
    away = {absence.member_id for absence in session.exec(_absences(on))}
    return {key_of(row): stand_in(session, row, on) if row.id in away else row for row in found}


def mark_of(person: PersonRow) -> str:
    """The sealed index under which a person of a case is found among the members."""
    return address_mark((person.email or "").strip(), f"person:{person.id}")


def address_mark(email: str, alone: str = "") -> str:
    """The sealed index of an address; of one without, what stands for them alone."""
    return sealing.ring().blind(email.lower() or alone)


def _operations(session: Session) -> list[MemberRow]:
    return list(session.exec(select(MemberRow).where(col(MemberRow.is_operations)).order_by(col(MemberRow.id))))


def _people(session: Session, case: CaseRow, role: Addressee) -> list[PersonRow]:
    query = select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == role.value)
    return list(session.exec(query.order_by(col(PersonRow.no))))


def _absence(session: Session, member: MemberRow, on: date) -> AbsenceRow | None:
    query = _absences(on).where(AbsenceRow.member_id == member.id)
    return session.exec(query.order_by(col(AbsenceRow.id).desc())).first()


def _absences(on: date) -> SelectOfScalar[AbsenceRow]:
    return select(AbsenceRow).where(
        AbsenceRow.from_on <= on, AbsenceRow.to_on >= on, col(AbsenceRow.withdrawn_at).is_(None)
    )
