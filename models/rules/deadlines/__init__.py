"""期限: every deadline of one case, computed from its facts on reading, each with its reasons."""

from datetime import datetime

from models.facts import CaseFacts, Deadline
from models.provisions.law import Law
from models.rules.deadlines import court, limits, logs
from models.terms import CaseStatus

_SILENT = frozenset({CaseStatus.DRAFT, CaseStatus.CLOSED})


def deadlines(facts: CaseFacts, law: Law, as_of: datetime) -> tuple[Deadline, ...]:
    """Return the open deadlines, the most urgent day to act first; none for a draft or closed case."""
    if facts.status in _SILENT:
        return ()
    found = [
        *logs.deadlines(facts, law),
        *court.deadlines(facts, law, as_of),
        *limits.deadlines(facts, law, as_of),
    ]
    return tuple(sorted(found, key=lambda d: (d.act_by, d.due_on, d.key)))
