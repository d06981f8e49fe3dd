"""Deadlines that a court's step starts: security, hearing, execution, appeal (law.md T1 to T3, T13)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep, StepFact, platform_subject
from models.provisions.law import Law
from models.rules.deadlines.build import key_of, of_period
from models.rules.japan_time import japan_date, written
from models.rules.limitation import counted
from models.terms import Confidence, DeadlineKind, Outcome, StepKind

Rule = Callable[[CaseFacts, StepFact, Law, date], Deadline | None]

_LOST: Final = frozenset({Outcome.DISMISSED, Outcome.PARTLY})
_APPEAL_FIGURES: Final = {
    StepKind.JUDGMENT_GIVEN: "appeal",
    StepKind.DAMAGES_DECIDED: "appeal",
    StepKind.DISPOSITION_DECIDED: "disposition_appeal",
}


def deadlines(facts: CaseFacts, law: Law, as_of: datetime) -> Iterator[Deadline]:
    """Yield what each court step still demands."""
    today = japan_date(as_of)
    for step in facts.steps:
        for rule in _RULES.get(step.kind, ()):
            deadline = rule(facts, step, law, today)
            if deadline is not None:
                yield deadline


def _security(facts: CaseFacts, step: StepFact, law: Law, _today: date) -> Deadline | None:
    if _followed(facts, step, StepKind.SECURITY_DEPOSITED, StepKind.DISPOSITION_DECIDED):
        return None
    if step.on is not None:
        return _set_by_court(step, step.on, law)
    return _counted(DeadlineKind.SECURITY_DEPOSIT, "security_deposit", step, law, fatal=False)


def _set_by_court(step: StepFact, on: date, law: Law) -> Deadline:
    figure = law.figure("security_deposit", japan_date(step.happened_at))
    act_by = law.calendar.previous_open(on)
    return Deadline(
        key=key_of(DeadlineKind.SECURITY_DEPOSIT, step.subject, step.id),
        kind=DeadlineKind.SECURITY_DEPOSIT,
        stage=step.stage,
        subject=step.subject,
        due_on=on,
        act_by=act_by,
        because=(ExplainedStep(text=f"裁判所が定めた期限 {written(on)}", cite=figure.cite),),
        consequence=figure.consequence,
        confidence=Confidence.HIGH,
        rule="担保決定",
        fatal=False,
    )


def _hearing(_facts: CaseFacts, step: StepFact, _law: Law, today: date) -> Deadline | None:
    if step.on is None or step.on < today:
        return None
    return Deadline(
        key=key_of(DeadlineKind.HEARING, step.subject, step.id),
        kind=DeadlineKind.HEARING,
        stage=step.stage,
        subject=step.subject,
        due_on=step.on,
        act_by=step.on,
        because=(ExplainedStep(text=f"裁判所が指定した期日 {written(step.on)}", cite="期日の指定"),),
        consequence="出頭しないと、主張や疎明をしないまま手続が進みます。",
        confidence=Confidence.HIGH,
        rule="期日指定",
        fatal=False,
    )


def _execution(facts: CaseFacts, step: StepFact, law: Law, _today: date) -> Deadline | None:
    to_platform = step.subject in {platform_subject(p) for p in facts.platforms()}
    if step.outcome is not Outcome.GRANTED or not to_platform or _obeyed(facts, step):
        return None
    return _counted(DeadlineKind.EXECUTION, "execution", step, law, fatal=True)


def _appeal(facts: CaseFacts, step: StepFact, law: Law, _today: date) -> Deadline | None:
    if step.outcome not in _LOST or _followed(facts, step, StepKind.APPEALED):
        return None
    return _counted(DeadlineKind.APPEAL, _APPEAL_FIGURES[step.kind], step, law, fatal=True)


def _counted(kind: DeadlineKind, key: str, step: StepFact, law: Law, *, fatal: bool) -> Deadline:
    event = japan_date(step.happened_at)
    figure = law.figure(key, event)
    return of_period(
        kind=kind,
        stage=step.stage,
        subject=step.subject,
        period=counted(figure, event, law),
        figure=figure,
        fatal=fatal,
        step_id=step.id,
    )


def _obeyed(facts: CaseFacts, order: StepFact) -> bool:
    """Say whether the platform gave what it has after the order; a refusal does not end the execution period."""
    answers = facts.steps_of(order.subject, StepKind.PLATFORM_ANSWERED)
    return any(_came_after(s, order) and s.outcome is not Outcome.REFUSED for s in answers)


def _followed(facts: CaseFacts, step: StepFact, *kinds: StepKind) -> bool:
    """Say whether one of these came after the step on the same subject."""
    return any(_came_after(s, step) for s in facts.steps_of(step.subject, *kinds))


def _came_after(later: StepFact, earlier: StepFact) -> bool:
    """Order by day, then by recording: a bare day typed for one of them says nothing about the hour."""
    return (japan_date(later.happened_at), later.id) > (japan_date(earlier.happened_at), earlier.id)


_RULES: Final[dict[StepKind, tuple[Rule, ...]]] = {
    StepKind.SECURITY_ORDERED: (_security,),
    StepKind.HEARING_SET: (_hearing,),
    StepKind.DISPOSITION_DECIDED: (_execution, _appeal),
    StepKind.JUDGMENT_GIVEN: (_appeal,),
    StepKind.DAMAGES_DECIDED: (_appeal,),
}
