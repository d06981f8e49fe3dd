"""Hearings, and the periods of the provisional disposition that are nobody's forgotten step (law.md T3 to T5)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep, StepFact
from models.provisions.law import Law
from models.rules.deadlines.added import Belongs
from models.rules.deadlines.build import key_of
from models.rules.deadlines.sequence import LOST
from models.rules.deadlines.started import Started, table_deadlines
from models.rules.deadlines.wording import final_if_ours
from models.rules.japan_time import written
from models.terms import Confidence, DeadlineKind, Outcome, StepKind

# T4: the debtor's objection (民保26条) has no period, so an order that was granted never becomes final by time.


def _correction(outcome: Outcome, *, fatal: bool) -> Started:
    """What a court orders to be put right is lost by silence; what a company asks for only stands still."""
    return Started(
        row="補正",
        by=StepKind.PAPERS_REQUESTED,
        outcomes=frozenset({outcome}),
        kind=DeadlineKind.CORRECTION,
        figure="correction",
        fatal=fatal,
        ends_with=(StepKind.PAPERS_SUPPLIED,),
    )


ROWS: Final = (
    _correction(Outcome.ORDERED, fatal=True),
    _correction(Outcome.NONE, fatal=False),
    Started(
        row="T3",
        by=StepKind.DISPOSITION_DECIDED,
        outcomes=LOST,
        kind=DeadlineKind.APPEAL,
        figure="disposition_appeal",
        fatal=True,
        ends_with=(StepKind.APPEALED,),
        added=Belongs.SURE,
    ),
    Started(
        row="T5",
        by=StepKind.OBJECTION_RULED,
        outcomes=LOST | {Outcome.NONE},
        kind=DeadlineKind.APPEAL,
        figure="disposition_objection_appeal",
        fatal=True,
        ends_with=(StepKind.APPEALED,),
        added=Belongs.UNCLEAR,
    ),
    Started(
        row="T5",
        by=StepKind.OBJECTION_RULED,
        outcomes=frozenset({Outcome.GRANTED}),
        kind=DeadlineKind.FINALITY,
        figure="disposition_objection_appeal",
        fatal=False,
        ends_with=(StepKind.APPEALED, StepKind.OPPONENT_APPEALED),
        passes=True,
        added=Belongs.SURE,
        says=final_if_ours,
    ),
)


def deadlines(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield what each step before the court of the disposition still demands, and every hearing to come."""
    yield from table_deadlines(ROWS, facts, law, today)
    for step in facts.steps:
        if step.kind is StepKind.HEARING_SET and step.on is not None and step.on >= today:
            yield _hearing(step, step.on)


def _hearing(step: StepFact, on: date) -> Deadline:
    clock = f" {step.at:%H:%M}" if step.at else ""
    return Deadline(
        key=key_of(DeadlineKind.HEARING, step.subject, step.id),
        kind=DeadlineKind.HEARING,
        stage=step.stage,
        subject=step.subject,
        due_on=on,
        act_by=on,
        because=(ExplainedStep(text=f"裁判所が指定した期日 {written(on)}{clock}", cite="期日の指定"),),
        consequence="出頭しないと、主張や疎明をしないまま手続が進みます。",
        confidence=Confidence.HIGH,
        rule="期日指定",
        fatal=False,
        trigger=f"step:{step.id}",
        article="期日の指定",
    )
