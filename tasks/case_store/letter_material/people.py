"""The people of a letter as parties, what is concealed of them already replaced."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from models.tables import CaseRow, PersonRow
from models.terms import LetterKind, PersonRole
from tasks.case_store.letter_material.desk import Desk
from tasks.concealment import ClientSide, client_side
from tasks.letter_context import Party

People = Mapping[PersonRole, Sequence[PersonRow]]


def people_of(session: Session, case: CaseRow) -> People:
    """The people of a case by role."""
    found: dict[PersonRole, list[PersonRow]] = {}
    for person in session.exec(select(PersonRow).where(PersonRow.case_id == case.id).order_by(col(PersonRow.no))):
        found.setdefault(person.role, []).append(person)
    return found


def first_party(people: People, role: PersonRole) -> Party | None:
    """The first person in a role, None when there is none."""
    rows = people.get(role)
    return party_of(rows[0]) if rows else None


def client_of(people: People, kind: LetterKind, desk: Desk) -> ClientSide:
    """The client and the representative as a letter of this kind may name them that day."""
    requester = people[PersonRole.REQUESTER][0]
    real = ClientSide(
        requester=party_of(requester),
        representative=first_party(people, PersonRole.LEGAL_REPRESENTATIVE),
        concealment=requester.concealment,
    )
    lawful = "concealment" in desk.law.regime(desk.today).articles
    return client_side(real, kind, lawful=lawful, firm_address=desk.firm.address)


def party_of(row: PersonRow, honorific: str = "") -> Party:
    """A person as a letter writes them."""
    lines = tuple(line for line in (row.address or "").splitlines() if line.strip())
    return Party(name=row.name, address=lines, kana=row.kana, honorific=honorific)


def sender_of(people: People, subject: str) -> PersonRow | None:
    """The disclosed person that the letter is about, None when it is about nobody disclosed."""
    if not subject.startswith("sender:"):
        return None
    person_id = int(subject.partition(":")[2])
    return next((row for row in people.get(PersonRole.SUBSCRIBER, ()) if row.id == person_id), None)
