"""One paper of a letter: which template, saying what."""

from dataclasses import dataclass

from models.terms import PaperRole
from tasks.letter_context import LetterContext


@dataclass(frozen=True, kw_only=True)
class PaperPlan:
    """One paper of a letter. `no` counts those of one role; `template` names a file below letters/LANGUAGE/."""

    role: PaperRole
    no: int = 1
    template: str
    title: str
    context: LetterContext
