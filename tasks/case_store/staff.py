"""The people of the firm as operations keep them: who there is, who is away, another address, another language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.answers.mail_addresses import is_mail_address
from models.rules.japan_time import japan_date
from models.tables import MemberRow, NoticeRow, PersonRow
from models.terms import PersonRole
from tasks.case_store import docket
from tasks.case_store.absences import NO_MEMBER, Absence, absences
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.members import address_mark, ensure_member, stand_in

LAWYERS = (PersonRole.ATTORNEY, PersonRole.SUPERVISOR)
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One member: personal, so it is printed to whoever keeps the staff list and goes nowhere else."""

    id: int
    name: str = field(repr=False)
    mail: str = field(repr=False)
    language: str
    is_operations: bool
    reader_id: int
    away: tuple[Absence, ...]


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One of operations as the settings name them."""

    name: str = field(repr=False)
    mail: str = field(repr=False)
    language: str


def staff(store: Store, now: datetime) -> list[Colleague]:
    """Every member with the absences of today and later, and who reads their notices today."""
    on = japan_date(now)
    with store.read() as session:
        away: dict[int, list[Absence]] = {}
        for item in absences(session, on):
            away.setdefault(item.away.member, []).append(item)
        rows = session.exec(select(MemberRow).order_by(col(MemberRow.id))).all()
        return [_colleague(session, row, away.get(key_of(row), ()), on) for row in rows]


def name_of(store: Store, member_id: int) -> str:
    """The name of one member, or nothing."""
    with store.read() as session:
        row = session.get(MemberRow, member_id)
        return row.name if row else ""


def keep_operations(store: Store, wanted: Iterable[Operator], now: datetime) -> bool:
    """Let exactly these be operations; say whether that changed anything. An address is one person, in any spelling."""
    people = {person.mail.strip().lower(): person for person in wanted}
    with store.read() as session:
        if _operations(session) == {address_mark(mail) for mail in people}:
            return False
    with store.write() as session:
        for row in session.exec(select(MemberRow).where(col(MemberRow.is_operations)).order_by(col(MemberRow.id))):
            row.is_operations = False
            session.add(row)
        for person in people.values():
            ensure_member(
                session,
                name=person.name,
                email=person.mail.strip(),
                language=person.language,
                now=now,
                operations=True,
            )
    return True


def change_language(store: Store, member_id: int, language: str) -> None:
    """Write to this member in that language from now on. Raises Faults."""
    with store.write() as session:
        row = session.get(MemberRow, member_id)
        faults = [] if row else [Fault(field="member", value=str(member_id), cure=NO_MEMBER)]
        if language not in LANGUAGES:
            faults.append(Fault(field="language", value=language, cure="ja または en です"))
        if row is None or faults:
            raise Faults(faults)
        row.language = language
        session.add(row)


def change_mail(store: Store, member_id: int, mail: str, *, by: str, now: datetime) -> int:
    """Give a member another address, in every case that names them; return how many cases. Raises Faults.

    What is waiting to be sent goes to the new address. Each case keeps the old one in its docket.
    """
    new = mail.strip()
    with store.write() as session:
        row = session.get(MemberRow, member_id)
        faults = _mail_faults(session, row, member_id, new)
        if not by.strip():
            faults.append(Fault(field="by", value="", cure="入力してください"))
        if row is None or faults:
            raise Faults(faults)
        people = _named(session, row)
        for person in people:
            detail = {"person": person.id, "before": person.email, "after": new}
            docket.append(session, person.case_id, now, by, "staff_mail_changed", **detail)
            person.email = new
            session.add(person)
        row.email, row.email_index = new, address_mark(new)
        session.add(row)
        return len({person.case_id for person in people})


def _colleague(session: Session, row: MemberRow, away: Iterable[Absence], on: date) -> Colleague:
    return Colleague(
        id=key_of(row),
        name=row.name,
        mail=row.email,
        language=row.language,
        is_operations=row.is_operations,
        reader_id=key_of(stand_in(session, row, on)),
        away=tuple(away),
    )


def _operations(session: Session) -> set[str]:
    return set(session.exec(select(MemberRow.email_index).where(col(MemberRow.is_operations))))


def _mail_faults(session: Session, row: MemberRow | None, member_id: int, new: str) -> list[Fault]:
    faults = [] if row else [Fault(field="member", value=str(member_id), cure=NO_MEMBER)]
    if not is_mail_address(new):
        return [*faults, Fault(field="mail", value=new, cure="メールアドレス（name@firm.example）を一つ入れてください")]
    other = session.exec(select(MemberRow.id).where(MemberRow.email_index == address_mark(new))).first()
    if other is not None and other != member_id:
        cure = f"番号 {other} の所員のアドレスです。引き継ぐなら `kaiji staff away {member_id} --delegate {other}` を"
        faults.append(Fault(field="mail", value=new, cure=cure))
    return faults


def _named(session: Session, row: MemberRow) -> list[PersonRow]:
    """The lawyers of cases who are this member; every case has told its lawyers of its opening."""
    person = aliased(PersonRow)
    told: Any = sa.union(
        select(NoticeRow.case_id).where(NoticeRow.member_id == row.id),
        select(NoticeRow.case_id).join(person, col(NoticeRow.person_id) == person.id),  # told before there were members
    )
    query = (
        select(PersonRow)
        .where(col(PersonRow.role).in_(LAWYERS), col(PersonRow.case_id).in_(told))
        .order_by(col(PersonRow.case_id), col(PersonRow.id))
    )
    same = row.email.lower()
    return [person for person in session.exec(query) if same and (person.email or "").strip().lower() == same]
