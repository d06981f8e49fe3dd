"""What was done about the claim against one person: demand, talks, suit, payment (law.md §7)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from models.facts import CaseFacts, StepFact, SubscriberFact
from models.rules.deadlines.behind import subject_of, subjects_of
from models.rules.deadlines.sequence import came_after
from models.rules.japan_time import japan_date
from models.rules.suspension import Suspension, SuspensionKind
from models.terms import LetterKind, Outcome, StepKind

_WITHOUT_JUDGMENT: Final = frozenset({Outcome.WITHDRAWN, Outcome.INADMISSIBLE})
_DEMAND: Final = frozenset({LetterKind.DEMAND_LETTER, None})


def events_of(facts: CaseFacts, person: SubscriberFact, *, since: date) -> list[Suspension]:
    """Return what may have postponed the limitation against this person since it began."""
    subject = subject_of(person)
    found = [*_demands(facts, subject), *_talks(facts, person), *_suits(facts, subject)]
    found += [
        Suspension(kind=SuspensionKind.DISPOSITION, on=japan_date(s.happened_at))
        for s in facts.steps
        if s.kind is StepKind.DISPOSITION_DECIDED and japan_date(s.happened_at) >= since
    ]
    return found


def is_bodily(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether bodily harm was found that this person caused."""
    return any(facts.steps_of(subject, StepKind.BODILY_HARM_FOUND) for subject in subjects_of(facts, person))


def is_settled(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether the claim was paid, adjudged, is before the court, or was given up."""
    subject = subject_of(person)
    if _paid_in_full(facts, subject) or any(suit.until is None for suit in _suits(facts, subject)):
        return True
    return any(s.outcome is Outcome.WITHDRAWN for s in facts.steps_of(subject, StepKind.CLAIM_ANSWERED))


def complained(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether a complaint was filed and not handed back."""
    subject = subject_of(person)
    answer = facts.last_step(subject, StepKind.COMPLAINT_ANSWERED)
    returned = answer is not None and answer.outcome is Outcome.RETURNED
    return bool(_sent(facts, subject, LetterKind.CRIMINAL_COMPLAINT)) and not returned


def _demands(facts: CaseFacts, subject: str) -> Iterator[Suspension]:
    """A demand works from its arrival; one that was sent and has no arrival on record proves nothing."""
    arrived = [s for s in facts.steps_of(subject, StepKind.LETTER_ARRIVED) if s.letter in _DEMAND]
    for step in arrived:
        yield Suspension(kind=SuspensionKind.DEMAND, on=japan_date(step.happened_at))
    for step in _sent(facts, subject, LetterKind.DEMAND_LETTER):
        if not any(came_after(s, step) for s in arrived):
            yield Suspension(kind=SuspensionKind.DEMAND, on=japan_date(step.happened_at), proven=False)


def _talks(facts: CaseFacts, person: SubscriberFact) -> Iterator[Suspension]:
    """Written agreements to negotiate, noted on the person or on a post; the end as a day, in days, or not agreed."""
    for subject in subjects_of(facts, person):
        for step in facts.steps_of(subject, StepKind.NEGOTIATION_AGREED):
            agreed_on = japan_date(step.happened_at)
            ends_on = agreed_on + timedelta(days=step.days) if step.days else step.on
            yield Suspension(kind=SuspensionKind.NEGOTIATION, on=agreed_on, until=ends_on)


def _suits(facts: CaseFacts, subject: str) -> Iterator[Suspension]:
    """Each suit with the day on which it ended without a judgment; pending or adjudged ones have no such day."""
    for filed in _sent(facts, subject, LetterKind.DAMAGES_COMPLAINT):
        ends = [s for s in facts.steps_of(subject, StepKind.DAMAGES_DECIDED) if came_after(s, filed)]
        ended = ends[-1] if ends and ends[-1].outcome in _WITHOUT_JUDGMENT else None
        until = japan_date(ended.happened_at) if ended else None
        yield Suspension(kind=SuspensionKind.SUIT, on=japan_date(filed.happened_at), until=until)


def _paid_in_full(facts: CaseFacts, subject: str) -> bool:
    """Say whether what was agreed or adjudged is paid; a part payment leaves the limitation running."""
    paid = [step.amount_yen or 0 for step in facts.steps_of(subject, StepKind.PAID)]
    promise = facts.last_step(subject, StepKind.CLAIM_ANSWERED, StepKind.DAMAGES_DECIDED)
    return bool(paid) and sum(paid) >= ((promise.amount_yen if promise else None) or 0)


def _sent(facts: CaseFacts, subject: str, letter: LetterKind) -> tuple[StepFact, ...]:
    return tuple(s for s in facts.steps_of(subject, StepKind.LETTER_SENT) if s.letter is letter)
