"""What was done about the claim against one person: demand, talks, suit, payment (law.md §7)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from models.facts import CaseFacts, StepFact, SubscriberFact
from models.rules.deadlines.behind import subject_of, subjects_of
from models.rules.deadlines.sequence import came_after, since
from models.rules.japan_time import japan_date
from models.rules.progress.instalments import owed_yen, paid_yen
from models.rules.suspension import Suspension, SuspensionKind
from models.terms import LetterKind, Outcome, StepKind

_WITHOUT_JUDGMENT: Final = frozenset({Outcome.WITHDRAWN, Outcome.INADMISSIBLE})
_PROMISES: Final = (
    StepKind.CLAIM_ANSWERED,
    StepKind.DAMAGES_DECIDED,
    StepKind.APPEAL_DECIDED,
    StepKind.MEDIATION_ENDED,
)
_PROMISED: Final = frozenset({Outcome.AGREED, Outcome.GRANTED, Outcome.PARTLY, Outcome.SETTLED})


def events_of(facts: CaseFacts, person: SubscriberFact, *, known_on: date) -> list[Suspension]:
    """Return what may have postponed the limitation against this person since it began."""
    subject = subject_of(person)
    found = [*_demands(facts, subject), *_talks(facts, person), *_suits(facts, subject)]
    found += [
        Suspension(kind=SuspensionKind.DISPOSITION, on=japan_date(s.happened_at))
        for s in facts.steps
        if s.kind is StepKind.DISPOSITION_DECIDED and japan_date(s.happened_at) >= known_on
    ]
    return found


def is_bodily(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether bodily harm was found that this person caused."""
    return any(facts.steps_of(subject, StepKind.BODILY_HARM_FOUND) for subject in subjects_of(facts, person))


def is_settled(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether the claim was paid, adjudged or given up: then no limitation matters any more."""
    subject = subject_of(person)
    if _paid_in_full(facts, subject) or any(_is_adjudged(facts, suit) for suit in _filed(facts, subject)):
        return True
    return any(s.outcome is Outcome.WITHDRAWN for s in facts.steps_of(subject, StepKind.CLAIM_ANSWERED))


def is_before_court(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether a suit about a claim that is not adjudged is pending."""
    return any(suit.until is None for suit in _suits(facts, subject_of(person)))


def complained(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether a complaint was filed and not handed back."""
    subject = subject_of(person)
    answer = facts.last_step(subject, StepKind.COMPLAINT_ANSWERED)
    returned = answer is not None and answer.outcome is Outcome.RETURNED
    return bool(_sent(facts, subject, LetterKind.CRIMINAL_COMPLAINT)) and not returned


def _demands(facts: CaseFacts, subject: str) -> Iterator[Suspension]:
    """A demand works from its arrival; one that was sent and has no arrival on record proves nothing."""
    demands = [s for s in facts.steps_of(subject) if s.letter is LetterKind.DEMAND_LETTER]
    arrived = [s for s in demands if s.kind is StepKind.LETTER_ARRIVED]
    for step in demands:
        proven = step in arrived
        if proven or not any(came_after(s, step) for s in arrived):
            yield Suspension(kind=SuspensionKind.DEMAND, on=japan_date(step.happened_at), proven=proven)


def _talks(facts: CaseFacts, person: SubscriberFact) -> Iterator[Suspension]:
    """Written agreements to negotiate, noted on the person or on a post; the end as a day, in days, or not agreed."""
    for subject in subjects_of(facts, person):
        for step in facts.steps_of(subject, StepKind.NEGOTIATION_AGREED):
            agreed_on = japan_date(step.happened_at)
            ends_on = agreed_on + timedelta(days=step.days) if step.days else step.on
            yield Suspension(kind=SuspensionKind.NEGOTIATION, on=agreed_on, until=ends_on)


def _suits(facts: CaseFacts, subject: str) -> Iterator[Suspension]:
    """Each suit about a claim that is not adjudged, with the day on which it ended without a judgment."""
    for filed in _filed(facts, subject):
        end = _end_of(facts, filed)
        until = japan_date(end.happened_at) if end else None
        yield Suspension(kind=SuspensionKind.SUIT, on=japan_date(filed.happened_at), until=until)


def _filed(facts: CaseFacts, subject: str) -> tuple[StepFact, ...]:
    return _sent(facts, subject, LetterKind.DAMAGES_COMPLAINT)


def _is_adjudged(facts: CaseFacts, filed: StepFact) -> bool:
    end = _end_of(facts, filed)
    return end is not None and end.outcome not in _WITHOUT_JUDGMENT


def _end_of(facts: CaseFacts, filed: StepFact) -> StepFact | None:
    """Return the newest end of a suit, None while it is pending."""
    ends = since(facts, filed, StepKind.DAMAGES_DECIDED)
    return ends[-1] if ends else None


def _paid_in_full(facts: CaseFacts, subject: str) -> bool:
    """Say whether what was agreed or adjudged is paid; a part payment leaves the limitation running."""
    paid, answers = paid_yen(facts, subject), facts.steps_of(subject, *_PROMISES)
    if not answers:
        return bool(facts.steps_of(subject, StepKind.PAID))
    promised = [step for step in answers if step.outcome in _PROMISED]
    return bool(promised) and 0 < paid >= owed_yen(facts, promised[-1])


def _sent(facts: CaseFacts, subject: str, letter: LetterKind) -> tuple[StepFact, ...]:
    return tuple(s for s in facts.steps_of(subject, StepKind.LETTER_SENT) if s.letter is letter)
