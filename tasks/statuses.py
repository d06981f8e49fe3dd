"""The one door for holding, reopening and closing a case from a page: what was decided, read against the case."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from models.answers.answer import Told
from models.answers.faults import Faults, shape_fault
from models.answers.status import CaseStatusForm, NewStatus, read_status
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import view_case
from tasks.wiring import Services


def decide_status(made: Services, ref: str, typed: Mapping[str, Any]) -> NewStatus:
    """Hold, reopen or close as typed into `CaseStatusForm`. Raises Faults with all of them, NoSuchCase."""
    now = made.clock.now()
    view = view_case(made.store, made.law, ref, now)
    new = read_status(_form(typed), Told(facts=view.facts, law=made.law, subject="case", now=now))
    common = {"reason": new.reason, "by": new.entered_by}
    if new.decision == "hold":
        hold_case(made.store, made.law, ref, until=new.until, now=now, **common)
    elif new.decision == "reopen":
        reopen_case(made.store, made.law, ref, now=now, **common)
    else:
        close_case(made.store, made.law, ref, now=now, **common)
    return new


def _form(typed: Mapping[str, Any]) -> CaseStatusForm:
    try:
        return CaseStatusForm.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None
