"""What is owed by which day: a day that was promised, instalments by the month, an appeal that names no amount."""

from dataclasses import replace
from datetime import date

import pytest

from models.facts import CaseFacts, StepFact
from models.rules.progress.instalments import due_of, months_later, owed_yen, paid_yen
from models.terms import Outcome, StepKind, WaitKind
from tests.models.answers.case_world import CaseWorld, written
from tests.models.answers.test_what_comes_back import damages_won, happen
from tests.models.rules.case_facts import case, step

USUAL = date(2026, 12, 1)
SENDER = "sender:1"


def facts(*steps: StepFact) -> CaseFacts:
    return case(steps=steps)


def promised(amount: int | None = 500_000, on: date | None = None) -> StepFact:
    return replace(step(StepKind.CLAIM_ANSWERED, SENDER, Outcome.AGREED, on=on), amount_yen=amount)


def later(kind: StepKind, day: str, amount: int, on: date | None = None) -> StepFact:
    return replace(step(kind, SENDER, happened=f"{day}T10:00", on=on), amount_yen=amount)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2028, 1, 31), 13, date(2029, 2, 28)),
        (date(2026, 5, 10), 0, date(2026, 5, 10)),
    ],
)
def test_months_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_the_promised_day_rules_else_the_usual_one() -> None:
    assert due_of(facts(promised()), promised(), USUAL) == USUAL
    assert due_of(facts(), promised(on=date(2026, 11, 30)), USUAL) == date(2026, 11, 30)


def test_each_instalment_paid_moves_the_day_by_a_month() -> None:
    promise = promised()
    plan = later(StepKind.INSTALMENTS_AGREED, "2026-09-01", 50_000, on=date(2026, 9, 30))
    assert due_of(facts(promise, plan), promise, USUAL) == date(2026, 9, 30)
    paid = later(StepKind.PAID, "2026-10-01", 120_000)
    assert due_of(facts(promise, plan, paid), promise, USUAL) == date(2026, 11, 30)
    assert paid_yen(facts(promise, plan, paid), SENDER) == 120_000


def test_an_appeal_that_names_no_amount_leaves_that_of_the_judgment() -> None:
    judgment = replace(step(StepKind.DAMAGES_DECIDED, SENDER, Outcome.GRANTED), amount_yen=400_000)
    upheld = step(StepKind.APPEAL_DECIDED, SENDER, Outcome.GRANTED)
    assert owed_yen(facts(judgment, upheld), upheld) == 400_000
    assert owed_yen(facts(upheld), upheld) == 0
    assert owed_yen(facts(), promised(None)) == 0


def test_after_their_appeal_was_dismissed_the_money_is_waited_for() -> None:
    world: CaseWorld = damages_won()
    for event, typed in ((StepKind.OPPONENT_APPEALED, {}), (StepKind.APPEAL_DECIDED, {"outcome": "granted"})):
        happen(world, event, "sender", typed)
        world.days(1)
    assert world.plan().waits[0].kind is WaitKind.PAYMENT
    world.answer(WaitKind.PAYMENT, paid=written(world.now), amount_yen=400_000)
    assert world.plan().waits[0].kind is WaitKind.PAYMENT, "the judgment was for more"
