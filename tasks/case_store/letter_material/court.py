"""What a court adds to a letter: the office it is filed with, value and fee, the claim, a case already pending."""

from dataclasses import replace

from sqlmodel import Session, col, select

from models.facts import CaseFacts
from models.provisions import Law
from models.rules.claims import ClaimFacts, Receipt
from models.rules.letter_channels import PROCEDURES
from models.rules.log_fates import deletions
from models.rules.organisation_names import is_organisation
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, ExpenseRow, LetterRow, PersonRow
from models.terms import ExpenseKind, LetterKind, LetterState, Outcome, StepKind
from tasks.case_store.facts import facts_of
from tasks.case_store.letter_material.dates import log_expiry, steps_on
from tasks.case_store.letter_material.desk import Desk
from tasks.case_store.letter_material.related import with_related
from tasks.letter_context import LetterContext
from tasks.letter_law import exists_on
from tasks.letter_money import claim_lines
from tasks.letter_venue import seat_of, with_court

_BY_A_LOG = frozenset(
    {
        LetterKind.DISPOSITION_PETITION,
        LetterKind.PRESERVATION_PETITION,
        LetterKind.PROVISION_PETITION,
        LetterKind.DELETION_PROHIBITION_PETITION,
    }
)


def with_office(session: Session, case: CaseRow, context: LetterContext, subject: str, desk: Desk) -> LetterContext:
    """The office a paper is filed with and why, the case it belongs to, until when its log is there.

    Raises LawError for a paper of the order procedure before 2022-10-01.
    """
    if context.kind is LetterKind.BAR_INQUIRY:
        return replace(context, court=desk.firm.bar_association)
    if context.kind in {LetterKind.SUIT_NOTICE, LetterKind.PRESERVATION_RENEWAL}:
        return _of_suit(session, case, context, subject, desk)
    context = _with_companies(context, desk.law)
    if context.kind not in PROCEDURES and context.kind is not LetterKind.PROVIDER_NOTICE:
        return context
    exists_on(context.kind, context.written_on, desk.law)
    facts = facts_of(session, case)
    context = with_related(session, case, _without_deleted(context, facts), desk)
    if context.kind in _BY_A_LOG:
        context = replace(context, dates={**context.dates, **log_expiry(facts, subject, desk.law)})
    apart = _deletion_petitioned(session, case, subject)
    return with_court(context, desk.law, firm_court=desk.firm.court, deletion_petitioned=apart)


def _deletion_petitioned(session: Session, case: CaseRow, subject: str) -> bool:
    query = select(LetterRow.id).where(
        LetterRow.case_id == case.id,
        LetterRow.kind == LetterKind.DELETION_PETITION,
        LetterRow.subject == subject,
        LetterRow.state != LetterState.VOID,
    )
    return session.exec(query).first() is not None


def _of_suit(session: Session, case: CaseRow, context: LetterContext, subject: str, desk: Desk) -> LetterContext:
    filings = [row for row in steps_on(session, case, subject) if row.letter is LetterKind.DISCLOSURE_COMPLAINT]
    filed = filings[0] if filings else None
    court = filed.court if filed and filed.court else desk.firm.court
    return replace(context, court=court, court_case_no=filed.court_case_no if filed else None)


def _with_companies(context: LetterContext, law: Law) -> LetterContext:
    """A company stands in a paper with who represents it; its representative is no 法定代理人 of a minor."""
    addressee, requester = context.addressee, context.requester
    if not addressee.company and is_organisation(addressee.name):
        addressee = replace(addressee, company=True)
    context = replace(context, addressee=replace(addressee, abroad=seat_of(addressee, law).none_in_japan))
    if not is_organisation(requester.name):
        return context
    acting = context.legal_representative.name if context.legal_representative else ""
    return replace(
        context,
        requester=replace(requester, company=True, representative=acting),
        legal_representative=None,
        requester_is_minor=False,
    )


def _without_deleted(context: LetterContext, facts: CaseFacts) -> LetterContext:
    """Deletion is asked for no post that is gone; when all are, not at all."""
    listed = {post.no for post in context.posts}
    deleted = [post.no for post in facts.posts if post.no in listed and deletions(facts, post, StepKind.POST_DELETED)]
    wanted = context.deletion or context.kind is LetterKind.DELETION_PETITION
    asked = wanted and (not deleted or len(deleted) < len(listed))
    return replace(context, deletion=asked, deleted_posts=tuple(deleted) if asked else ())


def with_money(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """The claim against a sender."""
    if not context.subject.startswith("sender:"):
        return context
    return replace(context, claim=claim_lines(_claim_facts(session, case, context), desk.law, desk.today))


def _claim_facts(session: Session, case: CaseRow, context: LetterContext) -> ClaimFacts:
    """What one sender is asked for rests on: the receipts of the case and the number of people who share them."""
    rows = session.exec(select(ExpenseRow).where(ExpenseRow.case_id == case.id))
    people = session.exec(select(PersonRow).where(PersonRow.case_id == case.id, col(PersonRow.same_as).is_(None)))
    senders = [row for row in people if row.is_sender == Outcome.SENDER]
    return ClaimFacts(
        solatium_yen=case.claim_yen,
        remedies=context.remedies,
        tort_on=max((japan_day(post.posted_at) for post in context.posts), default=context.written_on),
        receipts=tuple(Receipt(kind=row.kind, stage=row.stage, yen=row.amount_yen) for row in rows),
        senders=max(1, len(senders)),
    )


def spent_without_security(session: Session, case: CaseRow) -> int:
    """What was spent on the case so far, without the security, which comes back (yen)."""
    rows = session.exec(select(ExpenseRow).where(ExpenseRow.case_id == case.id))
    return sum(row.amount_yen for row in rows if row.kind is not ExpenseKind.SECURITY)
