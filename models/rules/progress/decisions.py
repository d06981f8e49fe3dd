"""Which step came after which, which decision stands, and what an attorney decided at a dead end."""

from typing import Final

from models.facts import CaseFacts, StepFact
from models.rules.progress.papers import sent_at
from models.rules.progress.plan import japan_day
from models.terms import LetterKind, Outcome, StepKind

WON: Final = frozenset({Outcome.GRANTED, Outcome.PARTLY, Outcome.SETTLED})
"""A decision that gives something, be it a part: what it gives is waited for."""
_ASIDE: Final = frozenset({LetterKind.DELETION_PETITION, LetterKind.PRESERVATION_PETITION})
"""Petitions beside the disclosure: how they end decides nothing about it."""
_ON_APPEAL: Final = (StepKind.OBJECTION_RULED, StepKind.APPEAL_DECIDED)


def came_after(later: StepFact, earlier: StepFact) -> bool:
    """Whether one step follows another. On one day the order of recording decides: a bare day carries no time."""
    return (japan_day(later.happened_at), later.id) > (japan_day(earlier.happened_at), earlier.id)


def standing(facts: CaseFacts, subject: str, *kinds: StepKind) -> StepFact | None:
    """The newest decision of these kinds that says something, or of an objection or appeal against it."""
    first = [s for s in facts.steps_of(subject, *kinds) if s.outcome is not Outcome.NONE and s.letter not in _ASIDE]
    if not first:
        return None
    later = [s for s in facts.steps_of(subject, *_ON_APPEAL) if s.outcome is not Outcome.NONE]
    return max((first[-1], *later), key=lambda step: (japan_day(step.happened_at), step.id))


def by_order(facts: CaseFacts, subject: str) -> bool:
    """Whether the order procedure (Act art. 8) was chosen for this opponent: its petition has been filed."""
    return sent_at(facts, LetterKind.ORDER_PETITION, subject) is not None


def appealed_after(facts: CaseFacts, subject: str, step: StepFact) -> bool:
    """Whether that decision was appealed by us (or asked for once more)."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return last is not None and last.outcome is not Outcome.GIVEN_UP and came_after(last, step)


def contested_after(facts: CaseFacts, subject: str, step: StepFact) -> bool:
    """Whether either side appealed that decision, so that it is not final."""
    theirs = facts.last_step(subject, StepKind.OPPONENT_APPEALED)
    return appealed_after(facts, subject, step) or (theirs is not None and came_after(theirs, step))


def given_up(facts: CaseFacts, subject: str) -> bool:
    """Whether the newest decision of the attorney on this branch is to give it up."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return last is not None and last.outcome is Outcome.GIVEN_UP


def given_up_after(facts: CaseFacts, subject: str, step: StepFact) -> bool:
    """Whether the branch was given up after that step."""
    last = facts.last_step(subject, StepKind.APPEALED)
    return given_up(facts, subject) and last is not None and came_after(last, step)
