"""By when a letter asks for an answer: a day on which offices and banks are open, and before a log may be gone."""

from dataclasses import replace
from typing import Final

from sqlmodel import Session

from models.tables import CaseRow
from models.terms import HolderRole, LetterKind
from tasks.case_store.facts import facts_of
from tasks.case_store.letter_material.dates import log_expiry, open_logs
from tasks.case_store.letter_material.desk import Desk
from tasks.letter_context import LetterContext

ABOUT_A_LOG: Final = frozenset(
    {
        LetterKind.PRESERVATION_NOTICE,
        LetterKind.PRESERVATION_CHASE,
        LetterKind.PRESERVATION_RENEWAL,
        LetterKind.DISCLOSURE_REQUEST,
        LetterKind.CHASE_UP,
    }
)


def with_answer_day(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """The usual day, moved on to the next open one; of a provider the last open day before its log may be gone.

    Where that day is gone already the usual day stands: the letter itself then asks to act at once.
    """
    usual = desk.law.calendar.next_open(context.reply_by) if context.reply_by else None
    if context.kind not in ABOUT_A_LOG or context.role is not HolderRole.PROVIDER:
        return replace(context, reply_by=usual)
    facts = facts_of(session, case)
    act_by = (log.window.act_by for log in open_logs(facts, context.subject, desk.law))
    return replace(
        context,
        reply_by=min((day for day in (usual, *act_by) if day and day > desk.today), default=usual),
        dates={**context.dates, **log_expiry(facts, context.subject, desk.law)},
    )
