"""The main paper of a letter, from kaiji's own templates."""

from models.terms import PaperRole
from tasks.letter_context import LetterContext
from tasks.letter_templates import letter_environment
from tasks.letter_words import label
from tasks.letters import render
from tasks.paper_plan import PaperPlan


def render_letter(context: LetterContext) -> str:
    """Write it as HTML."""
    title = label(context.kind, context.language)
    plan = PaperPlan(role=PaperRole.MAIN, template=str(context.kind), title=title, context=context)
    return render(plan, letter_environment(None))
