"""What was spent on one case, by kind."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import col, select

from models.tables import ExpenseRow
from models.terms import ExpenseKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row


def spent_by_kind(store: Store, ref: str) -> Mapping[ExpenseKind, int]:
    """Yen by kind of expense, in the order of the glossary; kinds without any are left out. Raises NoSuchCase."""
    with store.read() as session:
        case = case_row(session, ref)
        total = sa.func.sum(col(ExpenseRow.amount_yen))
        query = select(ExpenseRow.kind, total).where(ExpenseRow.case_id == case.id).group_by(col(ExpenseRow.kind))
        found = {ExpenseKind(kind): int(yen) for kind, yen in session.exec(query)}
    return {kind: found[kind] for kind in ExpenseKind if found.get(kind)}
