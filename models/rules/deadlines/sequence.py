"""Which step came after which, and what has happened since."""

from models.facts import CaseFacts, StepFact
from models.rules.japan_time import japan_date
from models.terms import Outcome, StepKind

LOST = frozenset({Outcome.DISMISSED, Outcome.INADMISSIBLE, Outcome.PARTLY})


def came_after(later: StepFact, earlier: StepFact) -> bool:
    """Order by day, then by recording: a bare day typed for one of them says nothing about the hour."""
    return (japan_date(later.happened_at), later.id) > (japan_date(earlier.happened_at), earlier.id)


def since(facts: CaseFacts, step: StepFact, *kinds: StepKind) -> tuple[StepFact, ...]:
    """Steps of these kinds on the same subject that came after the step, oldest first."""
    return tuple(s for s in facts.steps_of(step.subject, *kinds) if came_after(s, step))


def followed(facts: CaseFacts, step: StepFact, *kinds: StepKind) -> bool:
    """Say whether one of these came after the step on the same subject."""
    return bool(kinds) and bool(since(facts, step, *kinds))
