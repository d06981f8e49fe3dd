"""The one door for papers that an attorney asks for: whichever handle was used, it ends here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.terms import LetterState
from tasks.case_store.asking_papers import record_paper_asked
from tasks.case_store.drafting import draft_letter
from tasks.case_store.letter_list import ListedLetter, listed_letters
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """The letter that was asked for; None while it cannot be drawn (the office has a task that says why)."""

    letter: ListedLetter | None
    is_new: bool


def ask_paper(made: Services, ref: str, typed: Mapping[str, Any]) -> Drafted:
    """Have a paper drafted as typed into `PaperAskedForm`. Raises Faults with all of them, NoSuchCase.

    The wish is recorded first: a process that dies before the draft is there leaves it to the next sweep.
    """
    asked = record_paper_asked(made, ref, typed)
    if asked.todo is not None:
        draft_letter(made, ref, asked.todo)
    lying = (
        letter
        for letter in listed_letters(made, ref)
        if (letter.kind, letter.subject) == (asked.kind, asked.subject) and letter.state is not LetterState.SENT
    )
    return Drafted(letter=next(lying, None), is_new=asked.is_new)
