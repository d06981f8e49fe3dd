"""The life of one outgoing paper: draft it, have it released, have it sent."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from models.facts import CaseFacts, LetterFact
from models.rules.progress.plan import Draft, Track, WaitSpec, japan_day, join, morning_of
from models.terms import LetterKind, LetterState, Stage, Turn, WaitKind

RELEASE_RANK = 10
SENDING_RANK = 20
LEAST_PAUSE = timedelta(days=2)


def letters_of(facts: CaseFacts, kind: LetterKind, subject: str) -> tuple[LetterFact, ...]:
    """Live letters of one kind to one subject, by number."""
    found = (x for x in facts.letters if x.kind == kind and x.subject == subject and x.state is not LetterState.VOID)
    return tuple(sorted(found, key=lambda letter: letter.no))


def sent_at(facts: CaseFacts, kind: LetterKind, subject: str, no: int = 1) -> datetime | None:
    """When that letter really left, or None."""
    for letter in letters_of(facts, kind, subject):
        if letter.no == no:
            return letter.sent_at
    return None


def paper(
    facts: CaseFacts, stage: Stage, kind: LetterKind, subject: str, *, no: int = 1, due_on: date | None = None
) -> Track:
    """What the paper still needs; `done` once it has left."""
    letter = next((x for x in letters_of(facts, kind, subject) if x.no == no), None)
    if letter is None:
        return Track(stage=stage, todos=(Draft(stage=stage, letter=kind, subject=subject, no=no),))
    if letter.state is LetterState.SENT:
        return Track(stage=stage, done=True)
    drafted = letter.state is LetterState.DRAFTED
    wait = WaitSpec(
        stage=stage,
        kind=WaitKind.LETTER_RELEASE if drafted else WaitKind.LETTER_SENDING,
        subject=f"{subject}/{kind}:{no}",
        turn=Turn.ATTORNEY if drafted else Turn.FIRM,
        due_on=due_on,
        letter=kind,
        letter_no=no,
        rank=RELEASE_RANK if drafted else SENDING_RANK,
    )
    return Track(stage=stage, waits=(wait,))


def chase_ups(
    facts: CaseFacts, chase: Draft, days: Iterable[date], today: date, *, due_on: date | None = None
) -> Track:
    """The chase-ups whose day has come, one at a time.

    A chase-up left lying delays the next one, so that two of them never leave together.
    """
    tracks: list[Track] = []
    earliest = date.min
    for number, planned in enumerate(days, 1):
        day = max(planned, earliest)
        if today < day:
            tracks.append(Track(stage=chase.stage, wakes=(morning_of(day),)))
            break
        tracks.append(paper(facts, chase.stage, chase.letter, chase.subject, no=number, due_on=due_on or day))
        left_at = sent_at(facts, chase.letter, chase.subject, number)
        if left_at is None:
            break
        earliest = japan_day(left_at) + LEAST_PAUSE
    return join(chase.stage, tracks)
