"""Whom a letter asks, and for what: the platform, the provider, the sender or the police; only what it can hold."""

from sqlmodel import Session, select

from models.facts import holder_subject
from models.tables import CaseRow, HopRow, PersonRow
from models.terms import HolderRole, LetterKind, ProviderCategory
from tasks.case_store.facts import key_of, live_hops
from tasks.case_store.letter_material.desk import Desk
from tasks.case_store.letter_material.people import party_of
from tasks.letter_context import Party
from tasks.letter_law import letter_items


def addressee_of(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, desk: Desk, sender: PersonRow | None
) -> Party:
    """Whom the paper is aimed at, by the directory (profiles) or the disclosure; never typed by hand."""
    if kind is LetterKind.CRIMINAL_COMPLAINT:
        return Party(name=desk.firm.police, address=tuple(desk.firm.police_address), honorific="殿")
    if sender is not None:
        return party_of(sender, "様")
    if subject.startswith("platform:"):
        profile = desk.law.platform(subject.partition(":")[2])
        return Party(name=profile.operator or profile.name, address=profile.address, honorific="御中")
    holder_no = int(subject.partition(":")[2])
    hop = session.exec(select(HopRow).where(HopRow.case_id == case.id, HopRow.holder_no == holder_no)).first()
    if hop is None:
        return Party(name="", honorific="御中")
    provider = desk.law.provider(hop.provider)
    return Party(name=provider.legal_name, address=provider.address, honorific="御中")


def is_wholesaler(session: Session, case: CaseRow, subject: str) -> bool:
    """Whether the paper goes to a VNE, which has no contract with the sender."""
    hops = [hop for hop in session.exec(live_hops(key_of(case))) if holder_subject(hop.holder_no) == subject]
    return bool(hops) and all(hop.category is ProviderCategory.VNE for hop in hops)


def items_asked(desk: Desk, kind: LetterKind, subject: str) -> tuple[tuple[int, str], ...]:
    """Only what the addressee can hold, a login-type platform's logins among it (law.md §11)."""
    to, _, key = subject.partition(":")
    login_type = to == "platform" and desk.law.platform(key).login_type
    items = letter_items(desk.law.regime(desk.today), kind, desk.law, login_type=login_type)
    return tuple((item.no, item.name) for item in items)


def role_of(subject: str) -> HolderRole:
    """Whether the letter asks the platform or an access provider."""
    return HolderRole.PLATFORM if subject.startswith("platform:") else HolderRole.PROVIDER
