"""Whom a letter asks, and for what: the platform, the provider, the sender or the police; only what it can hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlmodel import Session, select

from models.facts import holder_subject
from models.provisions.profiles import Language, PlatformProfile, ProviderProfile
from models.provisions.regimes import RegimeItem
from models.rules.limitation import complaint_period
from models.rules.offences import offence_for
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, HopRow, PersonRow
from models.terms import HolderRole, LetterKind, ProviderCategory
from tasks.case_store.facts import key_of, live_hops
from tasks.case_store.letter_material.desk import Desk
from tasks.case_store.letter_material.lines import service_of
from tasks.case_store.letter_material.people import party_of
from tasks.letter_context import LetterContext, Party
from tasks.letter_english import item_in_english
from tasks.letter_law import letter_items

IN_ENGLISH: Final = frozenset({LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP, LetterKind.PROVIDER_NOTICE})


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
        return company(profile.operator or profile.name, profile)
    holder_no = int(subject.partition(":")[2])
    hop = session.exec(select(HopRow).where(HopRow.case_id == case.id, HopRow.holder_no == holder_no)).first()
    if hop is None:
        return Party(name="", honorific="御中")
    provider = desk.law.provider(hop.provider)
    return company(provider.legal_name, provider)


def company(name: str, profile: PlatformProfile | ProviderProfile) -> Party:
    """A platform's operator or a provider as the directory has it."""
    return Party(
        name=name,
        address=profile.address,
        honorific="御中",
        company=True,
        representative=profile.representative,
    )


def is_wholesaler(session: Session, case: CaseRow, subject: str) -> bool:
    """Whether the paper goes to a VNE, which has no contract with the sender."""
    hops = [hop for hop in session.exec(live_hops(key_of(case))) if holder_subject(hop.holder_no) == subject]
    return bool(hops) and all(hop.category is ProviderCategory.VNE for hop in hops)


def as_it_asks(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """How this addressee is written to: the site's name, the language, a form for each IP address, who named it."""
    hops = list(session.exec(live_hops(key_of(case))))
    asked = [hop for hop in hops if holder_subject(hop.holder_no) == context.subject]
    uppers = {hop.parent_id for hop in asked if hop.source == "holder"}
    namers = (desk.law.provider(hop.provider).legal_name for hop in hops if hop.id in uppers)
    language = language_of(context.kind, context.subject, desk)
    return replace(
        context,
        service=service_of(context.posts),
        language=language,
        one_form_per_ip=any(desk.law.provider(hop.provider).one_form_per_ip for hop in asked),
        named_by=next(namers, ""),
        dates={**context.dates, **complaint_day(context, desk)},
        items_of_order=_named(desk.law.regime(desk.today).items, language) if context.items else (),
    )


def complaint_day(context: LetterContext, desk: Desk) -> dict[str, date]:
    """The last day of 告訴期間 as `complaint_by`, where an offence is prosecuted on complaint only (刑訴235条).

    Counted from the earlier of the disclosure and the day on which the offender was known, as the deadline is.
    """
    if context.kind is not LetterKind.CRIMINAL_COMPLAINT or context.known_on is None:
        return {}
    found = (offence_for(right=post.right, acted_on=japan_day(post.posted_at), law=desk.law) for post in context.posts)
    if not any(offence.on_complaint for offence in found if offence):
        return {}
    earliest = min(context.known_on, context.dates.get("disclosed_on", context.known_on))
    return {"complaint_by": complaint_period(known_on=earliest, on=desk.today, law=desk.law).last_day}


def language_of(kind: LetterKind, subject: str, desk: Desk) -> Language:
    """English for a letter to a platform abroad (law.md §3.2); a court in Japan reads Japanese (裁判所法74条)."""
    to, _, key = subject.partition(":")
    return desk.law.platform(key).language if to == "platform" and kind in IN_ENGLISH else "ja"


def items_asked(desk: Desk, kind: LetterKind, subject: str) -> tuple[tuple[int, str], ...]:
    """Only what the addressee can hold, a login-type platform's logins among it (law.md §11)."""
    to, _, key = subject.partition(":")
    login_type = to == "platform" and desk.law.platform(key).login_type
    regime = desk.law.regime(desk.today)
    items = letter_items(regime, kind, desk.law, login_type=login_type, role=role_of(subject))
    return _named(items, language_of(kind, subject, desk))


def _named(items: Sequence[RegimeItem], language: Language) -> tuple[tuple[int, str], ...]:
    return tuple((item.no, item_in_english(item) if language == "en" else item.name) for item in items)


def role_of(subject: str) -> HolderRole:
    """Whether the letter asks the platform or an access provider."""
    return HolderRole.PLATFORM if subject.startswith("platform:") else HolderRole.PROVIDER
