"""Steps as they stand: the newest correction of each stands in for the first row, which is never edited."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.facts import StepFact
from models.tables import StepRow


def step_rows(session: Session, case_id: int) -> list[StepRow]:
    """All step rows of one case, corrected ones too, oldest first."""
    return list(session.exec(select(StepRow).where(StepRow.case_id == case_id).order_by(col(StepRow.id))))


def chains(rows: Iterable[StepRow]) -> dict[int, list[StepRow]]:
    """Each step with its corrections, first row first, by the id of the first row: the id that the step keeps."""
    found: dict[int, list[StepRow]] = {}
    first_of: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: row.id or 0):
        row_id = row.id or 0
        first = first_of[row_id] = row_id if row.corrects is None else first_of[row.corrects]
        found.setdefault(first, []).append(row)
    return found


def standing(rows: Iterable[StepRow]) -> list[tuple[int, StepRow]]:
    """Each step that happened, under the id of its first row, as its newest row tells it."""
    return [(first, chain[-1]) for first, chain in chains(rows).items() if not chain[-1].withdrawn]


def step_fact(first: int, row: StepRow) -> StepFact:
    """One step as a fact; a correction keeps the id, and so the keys and triggers that name it."""
    return StepFact(
        id=first,
        stage=row.stage,
        kind=row.kind,
        subject=row.subject,
        happened_at=row.happened_at,
        outcome=row.outcome,
        letter=row.letter,
        on=row.on,
        amount_yen=row.amount_yen,
        days=row.days,
    )
