"""Which papers one letter consists of, in the order in which they are handed in."""

from collections.abc import Callable, Iterator
from typing import Final

from models.terms import PaperRole
from tasks.evidence_papers import evidence_list
from tasks.letter_context import LetterContext
from tasks.letter_words import label
from tasks.paper_plan import PaperPlan


def papers_of(context: LetterContext) -> tuple[PaperPlan, ...]:
    """The papers of this letter; the first is the main paper."""
    return tuple(plan for part in PARTS for plan in part(context))


def _main(context: LetterContext) -> Iterator[PaperPlan]:
    kind = context.kind
    yield PaperPlan(role=PaperRole.MAIN, template=str(kind), title=label(kind, context.language), context=context)


PARTS: Final[tuple[Callable[[LetterContext], Iterator[PaperPlan]], ...]] = (_main, evidence_list)
