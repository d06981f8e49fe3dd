"""Letters to outsiders: a context and its kind's template become one self-contained A4 HTML paper."""

from tasks import letter_words
from tasks.letter_context import ClaimLine, LetterContext, LogLine, Party, PostLine
from tasks.letter_numbering import Numbering
from tasks.letter_templates import LetterEnvironment, fill
from tasks.letter_words import label
from tasks.paper_plan import PaperPlan

__all__ = [
    "ClaimLine",
    "LetterContext",
    "LogLine",
    "Party",
    "PostLine",
    "label",
    "render",
]


def render(plan: PaperPlan, environment: LetterEnvironment) -> str:
    """Write one paper of a letter as a complete HTML document.

    Absent data stands in the paper as 【要記入：…】 (see `release_checks.gaps`), signs that steer a screen as
    〔制御文字〕. Raises TemplateFault, also for a moment without zone or a negative amount.
    """
    context = plan.context
    rights = tuple(dict.fromkeys(post.right for post in context.posts))
    values = {
        "c": context,
        "title": plan.title,
        "role": plan.role,
        "h": Numbering(),
        "by_contact": any(log.phone or log.email for log in context.logs),
        "rights": [letter_words.RIGHTS[right] for right in rights],
        "criminal_acts": [letter_words.criminal_act(right) for right in rights],
        "offence": context.offence or "及び".join(letter_words.offences(rights)),
    }
    return fill(environment, f"{context.language}/{plan.template}", values)
