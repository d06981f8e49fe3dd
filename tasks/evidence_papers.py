"""The list of evidence (証拠説明書) that goes with a court paper."""

from collections.abc import Iterator
from typing import Final

from models.terms import LetterKind, PaperRole
from tasks.letter_context import LetterContext
from tasks.paper_plan import PaperPlan

TITLE: Final = "証拠説明書"
COURT_PAPERS: Final = frozenset(
    {
        LetterKind.DISPOSITION_PETITION,
        LetterKind.DELETION_PETITION,
        LetterKind.PRESERVATION_PETITION,
        LetterKind.ORDER_PETITION,
        LetterKind.PROVISION_PETITION,
        LetterKind.DELETION_PROHIBITION_PETITION,
        LetterKind.DISCLOSURE_COMPLAINT,
        LetterKind.DAMAGES_COMPLAINT,
    }
)


def evidence_list(context: LetterContext) -> Iterator[PaperPlan]:
    """The list of the exhibits in force; none where the paper goes to no court or nothing has a number."""
    if context.kind in COURT_PAPERS and context.exhibits:
        yield PaperPlan(role=PaperRole.EVIDENCE_LIST, template="evidence_list", title=TITLE, context=context)
