"""One case, one flow run: take the answer, let the stage that has work do it, suspend on what is waited for."""

from prefect import flow

from flows.faults import LegTaken, kept_out
from flows.showing import show
from flows.stages import STAGES
from flows.taking import take_shown_answer, wait_for
from models.terms import CaseStatus
from tasks.case_store.legs import end_leg, take_leg
from tasks.case_store.position import CaseView, refresh_case
from tasks.wiring import services

MOST_ROUNDS = 40


class TooManyRounds(Exception):
    """The stages keep finding work: a defect in the rules, shown by the failed run."""


@flow(name="case", flow_run_name="{case_id}", retries=0, persist_result=False, validate_parameters=False)
def case_flow(case_id: str) -> str:
    """Run one leg of a case: everything that can be done now, then wait. `case_id` is the case reference."""
    made = services()
    if not take_leg(made.store, case_id, made.wall.now()):
        raise LegTaken(case_id)
    try:
        with kept_out():
            return _advance(case_id)
    finally:
        end_leg(made.store, case_id)


def _advance(case_id: str) -> str:
    """Work, wait, take the answer, work on; returns when the case is closed."""
    while True:
        refused = take_shown_answer(case_id)
        view = _do_what_is_due(case_id)
        show(view)
        if view.status is CaseStatus.CLOSED:
            return view.status
        wait_for(view, refused)


def _do_what_is_due(case_id: str) -> CaseView:
    """Let each stage that has work do it until none has."""
    made = services()
    for _ in range(MOST_ROUNDS):
        view = refresh_case(made.store, made.law, case_id, made.clock.now())
        stage = next((s for s in STAGES if any(todo.stage is s.STAGE for todo in view.todos)), None)
        if stage is None:
            return view
        stage.run(case_id, tuple(todo for todo in view.todos if todo.stage is stage.STAGE))
    raise TooManyRounds(case_id)
