"""What goes with a paper for a court: a cover sheet that counts the papers, and the office's note on the fee."""

from collections.abc import Iterator

from models.rules.letter_channels import COURT_PAPERS
from models.terms import PaperRole
from tasks.letter_context import LetterContext
from tasks.paper_plan import PaperPlan

TITLES = {PaperRole.COVER_SHEET: "書類送付書", PaperRole.FEE_NOTE: "手数料及び提出先の確認書"}


def court_papers(context: LetterContext) -> Iterator[PaperPlan]:
    """The cover sheet and the note on fee and court of a paper that is filed; none for any other letter."""
    if context.kind in COURT_PAPERS:
        for role, title in TITLES.items():
            yield PaperPlan(role=role, template=role.value, title=title, context=context)
