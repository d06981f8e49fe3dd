"""Which step came after which, and what an attorney decided at a dead end."""

from models.facts import CaseFacts, StepFact
from models.rules.progress.plan import japan_day
from models.terms import Outcome, StepKind


def came_after(later: StepFact, earlier: StepFact) -> bool:
    """Whether one step follows another. On one day the order of recording decides: a bare day carries no time."""
    return (japan_day(later.happened_at), later.id) > (japan_day(earlier.happened_at), earlier.id)


def appealed_after(facts: CaseFacts, subject: str, step: StepFact) -> bool:
    """Whether that decision was appealed (or asked for once more)."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return last is not None and last.outcome is not Outcome.GIVEN_UP and came_after(last, step)


def given_up(facts: CaseFacts, subject: str) -> bool:
    """Whether the newest decision of the attorney on this branch is to give it up."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return last is not None and last.outcome is Outcome.GIVEN_UP


def given_up_after(facts: CaseFacts, subject: str, step: StepFact) -> bool:
    """Whether the branch was given up after that step."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return given_up(facts, subject) and last is not None and came_after(last, step)
