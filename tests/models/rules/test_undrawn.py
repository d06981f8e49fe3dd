"""A letter whose template is at fault leaves the plan until the next morning; the others stay in it."""

from datetime import timedelta

import pytest

from models.rules.progress.plan import CasePlan, Draft, Identify, Todo
from models.rules.progress.undrawn import without_undrawn
from models.terms import LetterKind, Stage
from tests.models.answers.case_world import at

CHASE = Draft(stage=Stage.PLATFORM_REQUEST, letter=LetterKind.CHASE_UP, subject="platform:x", no=2)
OTHER = Draft(stage=Stage.PLATFORM_REQUEST, letter=LetterKind.CHASE_UP, subject="platform:y", no=2)
IDENTIFY = Identify(stage=Stage.PROVIDER_IDENTIFICATION, observation_id=1, attempt=1)
FAILED = at("2026-06-02T15:00")
MORNING = at("2026-06-03T08:00")


def planned(*todos: Todo, wake_at: str = "") -> CasePlan:
    return CasePlan(todos=todos, waits=(), escalations=(), wake_at=at(wake_at) if wake_at else None)


def test_the_others_go_on_and_the_case_wakes_in_the_morning() -> None:
    plan = without_undrawn(planned(CHASE, IDENTIFY, OTHER), {CHASE.name: FAILED}, FAILED)
    assert (plan.todos, plan.wake_at) == ((IDENTIFY, OTHER), MORNING)


@pytest.mark.parametrize(
    ("wake_at", "expected"),
    [("2026-06-02T20:00", "2026-06-02T20:00"), ("2026-06-20T08:00", "2026-06-03T08:00")],
    ids=["wakes earlier anyway", "would wake later"],
)
def test_the_earlier_wake_up_counts(wake_at: str, expected: str) -> None:
    assert without_undrawn(planned(CHASE, wake_at=wake_at), {CHASE.name: FAILED}, FAILED).wake_at == at(expected)


@pytest.mark.parametrize("failed", [{}, {OTHER.name: FAILED}], ids=["none", "another letter"])
def test_nothing_else_is_touched(failed: dict[str, object]) -> None:
    plan = planned(CHASE, IDENTIFY, wake_at="2026-06-20T08:00")
    assert without_undrawn(plan, dict.fromkeys(failed, FAILED), FAILED) == plan


def test_in_the_morning_it_is_tried_again() -> None:
    plan = planned(CHASE)
    assert without_undrawn(plan, {CHASE.name: FAILED}, MORNING - timedelta(seconds=1)).todos == ()
    assert without_undrawn(plan, {CHASE.name: FAILED}, MORNING) == plan
