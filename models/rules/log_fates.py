"""What became of a log: asked for, promised, gone, passed on, or needed no more. Questions to the facts, pure."""

from typing import Final

from models.facts import CaseFacts, HopFact, PostFact, StepFact, holder_subject, platform_subject, post_subject
from models.terms import Outcome, StepKind

KEPT: Final = frozenset({Outcome.KEPT, Outcome.ORDERED})
_NO_LOG_NEEDED: Final = frozenset({Outcome.NO_RECORD, Outcome.CONTACT_INSTEAD})


def platform_may_answer(facts: CaseFacts, post: PostFact) -> bool:
    """Say whether an address may still come from this post's platform."""
    subject = platform_subject(post.platform)
    answer = facts.last_step(subject, StepKind.PLATFORM_ANSWERED)
    decision = facts.last_step(subject, StepKind.APPEALED)
    given_up = decision is not None and decision.outcome is Outcome.GIVEN_UP
    return not given_up and (answer is None or answer.outcome not in _NO_LOG_NEEDED)


def is_seen(facts: CaseFacts, post: PostFact) -> bool:
    """Say whether anything was disclosed about this post."""
    return any(observation.post_id == post.id for observation in facts.observations)


def deletions(facts: CaseFacts, post: PostFact, kind: StepKind) -> tuple[StepFact, ...]:
    """Return the steps that say this post (or its account) was deleted."""
    return facts.steps_of(platform_subject(post.platform), kind) + facts.steps_of(post_subject(post.id), kind)


def name_found(facts: CaseFacts, hop: HopFact) -> bool:
    """Say whether the name was disclosed through this hop: then no log of the chain is needed any more."""
    return facts.last_step(holder_subject(hop.holder_no), StepKind.DISCLOSED) is not None


def is_settled(facts: CaseFacts, hop: HopFact, *, is_last: bool) -> bool:
    """Say whether this hop's log is kept, gone, or known to be with a later hop that is already in the chain."""
    answers = facts.steps_of(holder_subject(hop.holder_no), StepKind.PRESERVATION_ANSWERED)
    if not answers:
        return False
    passed_on = answers[-1].outcome is Outcome.ANOTHER_PROVIDER and not is_last
    return passed_on or answers[-1].outcome is Outcome.NO_SUCH_LOG or any(a.outcome in KEPT for a in answers)


def promise(facts: CaseFacts, holder_no: int) -> StepFact | None:
    """Return the newest promise or order of a holder that still has to be lived up to."""
    subject = holder_subject(holder_no)
    answers = facts.steps_of(subject, StepKind.PRESERVATION_ANSWERED)
    if not answers or answers[-1].outcome is Outcome.NO_SUCH_LOG or facts.last_step(subject, StepKind.DISCLOSED):
        return None
    kept = [a for a in answers if a.outcome in KEPT]
    return kept[-1] if kept else None
