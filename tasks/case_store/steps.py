"""Steps as they stand: the newest correction of each stands in for the first row, which is never edited."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models.answers.answer import NewStep
from models.facts import StepFact
from models.tables import StepRow
from models.terms import Stage


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
        at=row.at,
        amount_yen=row.amount_yen,
        days=row.days,
        again_at=row.again_at,
    )


def new_step_row(case_id: int, stage: Stage, step: NewStep, *, by: str, now: datetime, dedupe: str) -> StepRow:
    """One read fact as a row to be added."""
    return StepRow(
        case_id=case_id,
        stage=stage,
        kind=step.kind,
        subject=step.subject,
        happened_at=step.happened_at,
        recorded_at=now,
        recorded_by=by,
        outcome=step.outcome,
        letter=step.letter,
        on=step.on,
        at=step.at,
        amount_yen=step.amount_yen,
        days=step.days,
        court=step.court,
        court_case_no=step.court_case_no,
        note=step.note,
        dedupe=dedupe,
    )
