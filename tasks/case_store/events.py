"""Recording one fact of the procedure that nobody was asked for: one step, one docket entry, settled; or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from models.answers.answer import Told
from models.answers.faults import Faults, shape_fault
from models.answers.procedure import NewEvent, ProcedureEventForm, read_event
from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, ExpenseRow, StepRow
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of
from tasks.case_store.settling import settle
from tasks.case_store.steps import new_step_row


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The step that says it; `is_new` is False when it was recorded already."""

    step_id: int
    is_new: bool


def record_procedure_event(store: Store, law: Law, ref: str, typed: Mapping[str, Any], now: datetime) -> Recorded:
    """Record an event; the same event, subject, day and outcome again is the same step. Raises Faults, NoSuchCase."""
    form = _form(typed)
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        told = Told(facts=facts_of(session, case), law=law, subject=form.subject.strip(), now=now)
        new = read_event(form, told)
        if new.known:
            return Recorded(step_id=new.known.id, is_new=False)
        row = _write(session, case, new, by=form.entered_by, now=now)
        typed_in = form.model_dump(mode="json", exclude={"action"}, exclude_defaults=True)
        detail = {"step": row.id, "subject": row.subject, "typed": typed_in}
        docket.append(session, key_of(case), now, form.entered_by, f"event_recorded:{row.kind}", **detail)
        case.sheet_hash = None  # what the run shows of the case is out of date
        settle(session, case, law, now, answered=True)
        return Recorded(step_id=key_of(row), is_new=True)


def _form(typed: Mapping[str, Any]) -> ProcedureEventForm:
    try:
        return ProcedureEventForm.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def _write(session: Session, case: CaseRow, new: NewEvent, *, by: str, now: datetime) -> StepRow:
    said = select(func.count(col(StepRow.id))).where(
        StepRow.case_id == case.id, col(StepRow.dedupe).startswith("event:")
    )
    mark = f"event:{session.exec(said).one() + 1}"
    row = new_step_row(key_of(case), new.stage, new.step, by=by, now=now, dedupe=mark)
    session.add(row)
    for number, expense in enumerate(new.expenses, 1):
        session.add(
            ExpenseRow(
                case_id=key_of(case),
                stage=new.stage,
                kind=expense.kind,
                amount_yen=expense.amount_yen,
                incurred_on=japan_day(new.step.happened_at),
                dedupe=f"{mark}:{number}",
            )
        )
    session.flush()
    return row
