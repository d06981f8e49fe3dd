"""The list of evidence (証拠説明書) that goes with a court paper."""

from collections.abc import Iterator
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import LetterKind, PaperRole
from tasks.letter_context import LetterContext
from tasks.paper_plan import PaperPlan

TITLE: Final = "証拠説明書"
_RESTS_ON_MAIN_CASE: Final = frozenset({LetterKind.PROVISION_PETITION, LetterKind.DELETION_PROHIBITION_PETITION})


def evidence_list(context: LetterContext) -> Iterator[PaperPlan]:
    """The list of the exhibits in force; none where the paper goes to no court or nothing has a number.

    A petition that hangs on an order petition rests on the exhibits of that one.
    """
    if context.kind in COURT_PAPERS - _RESTS_ON_MAIN_CASE and context.exhibits:
        yield PaperPlan(role=PaperRole.EVIDENCE_LIST, template="evidence_list", title=TITLE, context=context)
