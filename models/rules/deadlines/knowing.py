"""知った日: on which days a person may count as known (law.md §7)."""

from datetime import datetime
from typing import Final

from models.facts import CaseFacts, StepFact, SubscriberFact
from models.rules.deadlines.behind import persons, subject_of, subjects_of
from models.rules.japan_time import japan_date
from models.rules.limitation import Knowing
from models.terms import Outcome, StepKind

_CITE: Final = "民法724条1号、刑事訴訟法235条"


def readings_of(facts: CaseFacts, person: SubscriberFact, *, suspicion: bool = True) -> tuple[Knowing, ...]:
    """Return the days on which this person may count as known: suspicion, disclosure, confirmation."""
    same = [p for p in facts.subscribers if person.id in {p.id, p.same_as}]
    confirmed = [p.confirmed_at for p in same if p.is_sender is Outcome.SENDER and p.confirmed_at]
    known = [_knowing(min(p.disclosed_at for p in same), "氏名・住所が開示された日")]
    known += [_knowing(moment, "発信者本人と確認された日") for moment in sorted(confirmed)[:1]]
    if suspicion:
        about = set(subjects_of(facts, person))
        known += [suspicion_of(s) for s in _suspicions(facts) if s.subject in about][:1]
    by_day = {reading.on: reading for reading in reversed(known)}
    return tuple(sorted(by_day.values(), key=lambda k: k.on))


def first_suspicions(facts: CaseFacts) -> list[StepFact]:
    """Return the first suspicion on each subject that belongs to nobody disclosed so far and is not cleared since."""
    known = {subject for person in persons(facts) for subject in subjects_of(facts, person)}
    known |= {subject_of(person) for person in facts.subscribers if person.is_sender is Outcome.NOT_SENDER}
    first: dict[str, StepFact] = {}
    for step in _suspicions(facts):
        first.setdefault(step.subject, step)
    return [step for subject, step in first.items() if subject not in known]


def suspicion_of(step: StepFact) -> Knowing:
    """Return the reading that counts from a strong suspicion."""
    return _knowing(step.happened_at, "発信者を強く疑った日（争われ得る）")


def _suspicions(facts: CaseFacts) -> list[StepFact]:
    found = (s for s in facts.steps if s.kind is StepKind.SENDER_SUSPECTED)
    return sorted(found, key=lambda s: (s.happened_at, s.id))


def _knowing(moment: datetime, text: str) -> Knowing:
    return Knowing(on=japan_date(moment), text=text, cite=_CITE)
