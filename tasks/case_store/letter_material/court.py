"""What a court adds to a letter: the office it is filed with, value and fee, the claim, a case already pending."""

from dataclasses import replace

from sqlmodel import Session, col, select

from models.rules.claims import ClaimFacts, Receipt
from models.rules.fees import court_fee
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, ExpenseRow, PersonRow
from models.terms import ExpenseKind, LetterKind, Outcome
from tasks.case_store.letter_material.dates import steps_on
from tasks.case_store.letter_material.desk import Desk
from tasks.letter_context import LetterContext
from tasks.letter_money import claim_lines

FILED_WITH_COURT = {
    LetterKind.DISPOSITION_PETITION: "disposition",
    LetterKind.DISCLOSURE_COMPLAINT: "suit",
    LetterKind.DAMAGES_COMPLAINT: "suit",
}


def with_office(session: Session, case: CaseRow, context: LetterContext, subject: str, desk: Desk) -> LetterContext:
    """The office a paper is filed with, the fee, and the number of a case already pending."""
    if context.kind is LetterKind.BAR_INQUIRY:
        return replace(context, court=desk.firm.bar_association)
    if context.kind is LetterKind.SUIT_NOTICE:
        filings = [row for row in steps_on(session, case, subject) if row.letter is LetterKind.DISCLOSURE_COMPLAINT]
        filed = filings[0] if filings else None
        court = filed.court if filed and filed.court else desk.firm.court
        return replace(context, court=court, court_case_no=filed.court_case_no if filed else None)
    if context.kind in FILED_WITH_COURT:
        return replace(context, court=desk.firm.court)
    return context


def with_money(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """The claim against a sender; value and fee of what is filed."""
    if context.subject.startswith("sender:"):
        context = replace(context, claim=claim_lines(_claim_facts(session, case, context), desk.law, desk.today))
    procedure = FILED_WITH_COURT.get(context.kind)
    if procedure == "suit":
        fee = court_fee(context.total_yen or None, "suit", desk.today, desk.law)
        return replace(context, fee_yen=fee.fee_yen, value_yen=fee.value_yen)
    if procedure == "disposition":
        return replace(context, fee_yen=court_fee(None, "disposition", desk.today, desk.law).fee_yen)
    return context


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
