"""When a provider must have answered: before the log it is asked about may be gone."""

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
        LetterKind.DISCLOSURE_REQUEST,
        LetterKind.CHASE_UP,
    }
)


def with_urgency(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """Say from when a log may be gone, and ask for the answer by the last working day before; never for a later one.

    Where that day is gone already the usual day stands: the letter itself then asks to act at once.
    """
    if context.kind not in ABOUT_A_LOG or context.role is not HolderRole.PROVIDER:
        return context
    facts = facts_of(session, case)
    act_by = [log.window.act_by for log in open_logs(facts, context.subject, desk.law)]
    days = [day for day in [context.reply_by, *act_by] if day is not None and day > desk.today]
    return replace(
        context,
        reply_by=min(days, default=context.reply_by),
        dates={**context.dates, **log_expiry(facts, context.subject, desk.law)},
    )
