"""A paper that an attorney asks for: the wish is a fact of the case, and the draft follows from it like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from models.answers.answer import NewStep, Told
from models.answers.faults import Faults, shape_fault
from models.answers.paper_asked import PaperAskedForm, read_paper_asked
from models.rules.progress import on_demand
from models.rules.progress.plan import Draft
from models.tables import CaseRow, StepRow
from models.terms import LetterKind
from tasks.case_store import docket
from tasks.case_store.facts import case_row, facts_of, key_of
from tasks.case_store.settling import settle
from tasks.case_store.steps import new_step_row
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class PaperAsked:
    """Which paper was asked for; `is_new` is False when it was asked for before and has not left yet."""

    kind: LetterKind
    subject: str
    is_new: bool
    todo: Draft | None


def record_paper_asked(made: Services, ref: str, typed: Mapping[str, Any]) -> PaperAsked:
    """Record what was typed into `PaperAskedForm`; `todo` is the draft to make now. Raises Faults, NoSuchCase."""
    form = _form(typed)
    now = made.clock.now()
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        facts = facts_of(session, case)
        step = read_paper_asked(form, Told(facts=facts, law=made.law, subject=form.subject.strip(), now=now))
        kind = LetterKind(step.letter or "")
        lying = on_demand.unsent(facts, kind, step.subject)
        if not lying:
            _write(session, case, step, by=form.entered_by, made=made)
        todos = settle(session, case, made.law, now, answered=True).plan.todos
        todo = next((t for t in todos if isinstance(t, Draft) and (t.letter, t.subject) == (kind, step.subject)), None)
        return PaperAsked(kind=kind, subject=step.subject, is_new=not lying, todo=todo)


def _form(typed: Mapping[str, Any]) -> PaperAskedForm:
    try:
        return PaperAskedForm.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def _write(session: Session, case: CaseRow, step: NewStep, *, by: str, made: Services) -> None:
    now = made.clock.now()
    stage = on_demand.stage_of(LetterKind(step.letter or ""), step.subject)
    said = select(func.count(col(StepRow.id))).where(
        StepRow.case_id == case.id, col(StepRow.dedupe).startswith("paper:")
    )
    dedupe = f"paper:{session.exec(said).one() + 1}"
    row = new_step_row(key_of(case), stage, step, by=by, now=now, dedupe=dedupe)
    session.add(row)
    session.flush()
    docket.append(
        session, key_of(case), now, by, "paper_asked", step=row.id, letter=str(step.letter), subject=step.subject
    )
    case.sheet_hash = None  # what the run shows of the case is out of date
