"""From the rows to what the checks look at. The only part of the checks that reads anything."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, HopRow, LetterRow, PersonRow
from models.terms import CaseStatus, LetterKind, PersonRole, VersionOrigin
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.letter_material.people import party_of
from tasks.case_store.staleness import changes_since
from tasks.case_store.versions import Version, current_version, sheet_in, words_of
from tasks.letter_context import LetterContext, Party
from tasks.letter_words import label
from tasks.release_checks.released import CasePerson, PaperText, PartyElsewhere, Released
from tasks.wiring import Services

_REF = re.compile(r"(?<![0-9-])(?:19|20)[0-9]{2}-[0-9]{4,}(?![0-9-])")
_CLIENT_SIDE = (PersonRole.REQUESTER, PersonRole.LEGAL_REPRESENTATIVE, PersonRole.SUBSCRIBER, PersonRole.SENDER)


def read_released(made: Services, letter_id: int) -> Released:
    """What one letter would say now, what its current version says, and what both are held against."""
    now = made.clock.now()
    changes = changes_since(made, letter_id)
    with made.store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        case = session.get_one(CaseRow, letter.case_id)
        desk = Desk(law=made.law, firm=made.settings.firm, now=now)
        context = letter_context(session, case, letter.kind, letter.subject, letter.no, desk)
        version = current_version(session, letter_id)
        damaged = tuple(_damaged(made, version))
        papers = () if damaged else tuple(_papers(made, case, letter, version))
        return Released(
            context=context,
            papers=papers,
            damaged=damaged,
            on=japan_day(now),
            law=made.law,
            people=tuple(_people(session, case)),
            listed=_listed(session, case, context, desk),
            login_type=_login_type(context, made.law),
            elsewhere=tuple(_elsewhere(session, case)),
            other_refs=_other_refs(session, case, papers),
            edited=version.kind is VersionOrigin.EDITED,
            changes=changes,
            reply_by=date.fromisoformat(reply_by) if (reply_by := version.origin.material.get("reply_by")) else None,
        )


def _papers(made: Services, case: CaseRow, letter: LetterRow, version: Version) -> Iterator[PaperText]:
    for role, no in version.papers():
        sheet = sheet_in(case, letter, version, role, no)
        title = sheet.title or label(letter.kind)
        yield PaperText(role=role, no=no, title=title, text=words_of(made.documents, version, sheet))


def _damaged(made: Services, version: Version) -> Iterator[str]:
    """The files of the version that are not what was stored."""
    for file in version.files:
        try:
            content = made.documents.get(file.path)
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != file.sha256:
            yield file.title


def _people(session: Session, case: CaseRow) -> Iterator[CasePerson]:
    query = select(PersonRow).where(PersonRow.case_id == case.id).order_by(col(PersonRow.id))
    for row in session.exec(query):
        yield CasePerson(role=row.role, party=party_of(row), concealment=row.concealment)


def _listed(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> Party | None:
    """The addressee as the directory has it; never as somebody typed it."""
    to, _, key = context.subject.partition(":")
    if context.kind is LetterKind.CRIMINAL_COMPLAINT:
        return Party(name=desk.firm.police, address=tuple(desk.firm.police_address))
    if to == "platform":
        platform = desk.law.platforms.get(key)
        return Party(name=platform.operator or platform.name, address=platform.address) if platform else None
    if to == "holder":
        hop = session.exec(select(HopRow).where(HopRow.case_id == case.id, HopRow.holder_no == int(key))).first()
        provider = desk.law.providers.get(hop.provider) if hop else None
        return Party(name=provider.legal_name, address=provider.address) if provider else None
    sender = session.get(PersonRow, int(key))
    return party_of(sender) if sender and sender.case_id == case.id else None


def _login_type(context: LetterContext, law: Law) -> bool:
    platform = law.platforms.get(context.subject.removeprefix("platform:"))
    return bool(platform and platform.login_type)


def _elsewhere(session: Session, case: CaseRow) -> Iterator[PartyElsewhere]:
    """The clients and senders of the other cases that are not closed."""
    query = (
        select(CaseRow.ref, PersonRow.name)
        .join(PersonRow, col(PersonRow.case_id) == col(CaseRow.id))
        .where(CaseRow.id != case.id, CaseRow.status != CaseStatus.CLOSED, col(PersonRow.role).in_(_CLIENT_SIDE))
        .order_by(col(CaseRow.ref))
    )
    for ref, name in session.exec(query):
        yield PartyElsewhere(ref=ref, name=name)


def _other_refs(session: Session, case: CaseRow, papers: tuple[PaperText, ...]) -> tuple[str, ...]:
    """What in the papers is the reference of another case of this firm, closed ones too."""
    found = {ref for paper in papers for ref in _REF.findall(unicodedata.normalize("NFKC", paper.text))}
    known = select(CaseRow.ref).where(col(CaseRow.ref).in_(found - {case.ref}))
    return tuple(sorted(session.exec(known)))
