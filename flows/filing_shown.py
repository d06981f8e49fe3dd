"""How a paper may leave, said where it is released and where it is sent: the ways, and the day's rule of filing."""

from collections.abc import Iterator
from datetime import date

from models.facts import CaseFacts
from models.provisions import Law
from models.rules.letter_channels import channels_for, mode_of
from models.tables import WaitRow
from models.terms import Concealment, LetterKind, WaitKind
from tasks.words import word

_OF_LETTERS = frozenset({WaitKind.LETTER_RELEASE, WaitKind.LETTER_SENDING})


def filing_lines(wait: WaitRow, facts: CaseFacts, law: Law, today: date, language: str) -> Iterator[str]:
    """Lines for the page that asks for a release or a sending; none for any other."""
    kind = kind_of(wait)
    if kind is None:
        return
    ways = "・".join(word("channel", channel, language) for channel in channels_for(kind, today, law).channels)
    yield f"{word('sheet', 'ways', language)}: {ways}"
    mode = mode_of(kind, today, law)
    if mode is not None:
        yield from (f"{step.text}（{step.cite}）" for step in mode.steps)
    if facts.concealment is not Concealment.NONE:
        yield f"{word('sheet', 'concealed', language)}: {word('concealment', facts.concealment, language)}"


def kind_of(wait: WaitRow) -> LetterKind | None:
    """The kind of the letter that a wait is about, None when it is about none."""
    if wait.kind not in _OF_LETTERS:
        return None
    return LetterKind(wait.subject.rpartition("/")[2].partition(":")[0])
