"""知った日: who is or may be the sender, and on which days that may count as known (law.md §7)."""

from datetime import datetime

from models.facts import CaseFacts, StepFact, SubscriberFact, sender_subject
from models.rules.japan_time import japan_date
from models.rules.limitation import Knowing
from models.terms import Outcome, StepKind

_CITE = "民法724条1号、刑事訴訟法235条"


def persons(facts: CaseFacts) -> list[SubscriberFact]:
    """Return everyone who is or may be the sender, one entry a person."""
    return [p for p in facts.subscribers if p.is_sender is not Outcome.NOT_SENDER and p.same_as is None]


def suspected(facts: CaseFacts) -> list[StepFact]:
    """Return the strong suspicions on record, the first one first."""
    found = (s for s in facts.steps if s.kind is StepKind.SENDER_SUSPECTED)
    return sorted(found, key=lambda s: (s.happened_at, s.id))


def readings_of(facts: CaseFacts, person: SubscriberFact, *, suspicion: bool = True) -> tuple[Knowing, ...]:
    """Return the days on which this person may count as known: suspicion, disclosure, confirmation."""
    same = [p for p in facts.subscribers if person.id in {p.id, p.same_as}]
    confirmed = [p.confirmed_at for p in same if p.is_sender is Outcome.SENDER and p.confirmed_at]
    known = [_knowing(min(p.disclosed_at for p in same), "氏名・住所が開示された日")]
    known += [_knowing(moment, "発信者本人と確認された日") for moment in sorted(confirmed)[:1]]
    if suspicion:
        about = [s for s in suspected(facts) if _is_about(s, person)]
        known += [_knowing(s.happened_at, "発信者を強く疑った日（争われ得る）") for s in about[:1]]
    return tuple(sorted(known, key=lambda k: k.on))


def _knowing(moment: datetime, text: str) -> Knowing:
    return Knowing(on=japan_date(moment), text=text, cite=_CITE)


def _is_about(step: StepFact, person: SubscriberFact) -> bool:
    """A suspicion noted on a post or a platform may be about anyone; one noted on a sender is about that person."""
    return not step.subject.startswith("sender:") or step.subject == sender_subject(person.id)
