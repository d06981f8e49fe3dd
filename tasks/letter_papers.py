"""Which papers one letter consists of, in the order in which they are handed in."""

from collections.abc import Callable, Iterator
from typing import Final

from models.terms import PaperRole
from tasks.court_papers import court_papers
from tasks.evidence_papers import evidence_list
from tasks.letter_context import LetterContext
from tasks.letter_words import label
from tasks.paper_plan import PaperPlan
from tasks.request_papers import forms_of, request_papers


def papers_of(context: LetterContext) -> tuple[PaperPlan, ...]:
    """The papers of this letter; the first is the main paper."""
    return tuple(plan for part in PARTS for plan in part(context))


def _main(context: LetterContext) -> Iterator[PaperPlan]:
    kind, title = context.kind, label(context.kind, context.language)
    for no, form in enumerate(forms_of(context), 1):
        yield PaperPlan(role=PaperRole.MAIN, no=no, template=str(kind), title=title, context=form)


PARTS: Final[tuple[Callable[[LetterContext], Iterator[PaperPlan]], ...]] = (
    _main,
    request_papers,
    evidence_list,
    court_papers,
)
