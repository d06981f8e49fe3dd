"""Papers that an attorney asks for: which there are, about whom, and what each still needs. No stage waits for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from models.facts import CaseFacts, holder_subject, platform_subject, sender_subject
from models.rules.progress.papers import letters_of, paper
from models.rules.progress.plan import Draft, Track
from models.rules.progress.subscriber_disclosure import senders
from models.terms import LetterKind, LetterState, Stage, StepKind

_PLATFORM, _HOLDER, _SENDER = "platform", "holder", "sender"

ON_DEMAND: Final[Mapping[LetterKind, Mapping[str, Stage]]] = {
    LetterKind.DISCLOSURE_REQUEST: {_HOLDER: Stage.SUBSCRIBER_DISCLOSURE},
    LetterKind.DELETION_PETITION: {_PLATFORM: Stage.PLATFORM_REQUEST},
    LetterKind.PRESERVATION_PETITION: {_HOLDER: Stage.LOG_PRESERVATION},
    LetterKind.ORDER_PETITION: {_PLATFORM: Stage.PLATFORM_REQUEST, _HOLDER: Stage.SUBSCRIBER_DISCLOSURE},
    LetterKind.PROVISION_PETITION: {_PLATFORM: Stage.PLATFORM_REQUEST},
    LetterKind.DELETION_PROHIBITION_PETITION: {
        _PLATFORM: Stage.PLATFORM_REQUEST,
        _HOLDER: Stage.LOG_PRESERVATION,
    },
    LetterKind.PROVIDER_NOTICE: {_PLATFORM: Stage.PLATFORM_REQUEST},
    LetterKind.PLEDGE: {_SENDER: Stage.DAMAGES_CLAIM},
    LetterKind.SETTLEMENT: {_SENDER: Stage.DAMAGES_CLAIM},
}
"""Kinds that no stage drafts for such a subject, with the stage that each belongs to (law.md §3.1 P1, P3, P5 to P8)."""


def subjects_for(facts: CaseFacts, kind: LetterKind) -> tuple[str, ...]:
    """The subjects of this case about which an attorney may ask for such a paper; a sender must be confirmed."""
    known = {
        _PLATFORM: [platform_subject(key) for key in facts.platforms()],
        _HOLDER: [holder_subject(number) for number in facts.holders()],
        _SENDER: [sender_subject(person.id) for person in senders(facts)],
    }
    return tuple(subject for to in ON_DEMAND.get(kind, {}) for subject in known[to])


def stage_of(kind: LetterKind, subject: str) -> Stage:
    """The stage to which such a paper about this subject belongs. Raises KeyError where it cannot be asked for."""
    return ON_DEMAND[kind][subject.partition(":")[0]]


def unsent(facts: CaseFacts, kind: LetterKind, subject: str) -> bool:
    """Whether such a paper was asked for and has not left yet."""
    return _asked(facts)[kind, subject] > _left(facts, kind, subject)


def plan(facts: CaseFacts) -> tuple[Track, ...]:
    """What each paper asked for still needs. One asked for again is drawn when the one before has left."""
    tracks = (_one(facts, kind, subject) for (kind, subject) in _asked(facts) if unsent(facts, kind, subject))
    return tuple(tracks)


def _one(facts: CaseFacts, kind: LetterKind, subject: str) -> Track:
    letters = letters_of(facts, kind, subject)
    lying = next((letter.no for letter in letters if letter.state is not LetterState.SENT), None)
    number = lying or max((letter.no for letter in letters), default=0) + 1
    track = paper(facts, stage_of(kind, subject), kind, subject, no=number)
    return replace(track, todos=tuple(replace(todo, on_demand=True) for todo in track.todos if isinstance(todo, Draft)))


def _asked(facts: CaseFacts) -> Counter[tuple[LetterKind, str]]:
    found = (s for s in facts.steps if s.kind is StepKind.PAPER_ASKED)
    return Counter((step.letter, step.subject) for step in found if step.letter is not None)


def _left(facts: CaseFacts, kind: LetterKind, subject: str) -> int:
    return sum(letter.state is LetterState.SENT for letter in letters_of(facts, kind, subject))
