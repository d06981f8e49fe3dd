"""Letters to outsiders: a context and its kind's template become one self-contained A4 HTML paper."""

import re
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tasks import letter_figures, letter_words
from tasks.letter_context import ClaimLine, LetterContext, LogLine, Party, PostLine
from tasks.letter_faults import missing
from tasks.letter_numbering import Numbering
from tasks.letter_words import label

__all__ = [
    "TEMPLATES",
    "ClaimLine",
    "LetterContext",
    "LogLine",
    "Party",
    "PostLine",
    "label",
    "missing",
    "paper",
    "render_letter",
]

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]+"
)


def render_letter(context: LetterContext) -> str:
    """Write the letter as a complete HTML document.

    Absent data stands in the paper as 【要記入：…】 (see `missing`). Control and direction-changing characters of any
    field become a visible 〔制御文字〕. Raises ValueError for a moment without zone or a negative amount.
    """
    template = _environment().get_template(f"{context.kind}.html.j2")
    rights = tuple(dict.fromkeys(post.right for post in context.posts))
    return template.render(
        c=context,
        title=label(context.kind),
        h=Numbering(),
        by_contact=any(log.phone or log.email for log in context.logs),
        rights=[letter_words.RIGHTS[right] for right in rights],
        criminal_acts=[letter_words.criminal_act(right) for right in rights],
        offence=context.offence or "及び".join(letter_words.offences(rights)),
    )


def paper(name: str, **values: object) -> str:
    """Write another paper than a letter from its template, under the same rules for signs and missing values."""
    return _environment().get_template(f"{name}.html.j2").render(values)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / "letters" / "ja"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters |= {
        name: getattr(letter_figures, name) for name in ("wareki", "zen", "man", "kin", "jst", "utc", "japan_day")
    }
    environment.filters |= {
        "right": letter_words.RIGHTS.__getitem__,
        "infringement": letter_words.INFRINGEMENTS.__getitem__,
        "reason": letter_words.REASONS.__getitem__,
        "log_kind": letter_words.LOG_KINDS.__getitem__,
    }
    return environment


def _printable(value: object) -> object:
    if value is None:
        msg = "書面に値のない欄（None）を出力しようとしました。ひな形で有無を確かめてください。"
        raise ValueError(msg)
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _UNPRINTABLE.sub("〔制御文字〕", value.replace("\r\n", "\n").replace("\r", "\n"))
