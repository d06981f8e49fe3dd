"""期限: every deadline of one case, computed from its facts on reading, each with its reasons."""

from datetime import datetime

from models.facts import CaseFacts, Deadline
from models.provisions.law import Law
from models.rules.deadlines import appeals, court, criminal, guards, limits, logs, orders, practice, routes, service
from models.rules.deadlines.started import table_deadlines
from models.rules.deadlines.statements import statements
from models.rules.japan_time import japan_date
from models.terms import CaseStatus

__all__ = ["deadlines", "statements"]

_SILENT = frozenset({CaseStatus.DRAFT, CaseStatus.CLOSED})
_TABLE = (*orders.ROWS, *appeals.ROWS, *practice.ROWS)


def deadlines(facts: CaseFacts, law: Law, as_of: datetime) -> tuple[Deadline, ...]:
    """Return the open deadlines, the most urgent day to act first; none for a draft or closed case."""
    if facts.status in _SILENT:
        return ()
    today = japan_date(as_of)
    found = [
        *logs.deadlines(facts, law),
        *court.deadlines(facts, law, today),
        *guards.deadlines(facts, law, today),
        *table_deadlines(_TABLE, facts, law, today),
        *service.deadlines(facts, law, today),
        *practice.takedowns(facts, law, today),
        *limits.deadlines(facts, law, today),
        *criminal.deadlines(facts, law, today),
        *routes.deadlines(facts, law, as_of),
    ]
    return tuple(sorted(found, key=lambda d: (d.act_by, d.due_on, d.key)))
