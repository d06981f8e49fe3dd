"""Cures of faults in another language than the code's: `templates/forms/cures_en.toml`, a pattern beside its text.

The cures stand in the code in Japanese, where the rule is that they belong to. What stands in their gaps (values, days,
codes) is taken over; a gap that is a cure itself is translated too.
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from itertools import zip_longest

from tasks.form_words import FOLDER

GAP = re.compile(r"\{[a-z_]*\}")
DEEPEST = 3  # cures within cures within cures: more there are not


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Longest first, so that a cure which holds another is found before it."""
    cures = tomllib.loads((FOLDER / "cures_en.toml").read_text(encoding="utf-8"))["cure"]
    return tuple((_pattern(one["ja"]), one["en"]) for one in sorted(cures, key=lambda one: -len(one["ja"])))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(re.escape(part) for part in GAP.split(text)), re.DOTALL)


def known_cures() -> tuple[str, ...]:
    """The Japanese patterns that have an English text."""
    cures = tomllib.loads((FOLDER / "cures_en.toml").read_text(encoding="utf-8"))["cure"]
    return tuple(one["ja"] for one in cures)


def cure_in(text: str, language: str, said: Callable[[str], str], depth: int = 0) -> str:
    """The cure in this language; `said` puts our codes and field names into the form's words."""
    if language == "ja":
        return said(text)
    for pattern, english in _patterns() if depth < DEEPEST else ():
        if (found := pattern.fullmatch(text)) is not None:
            text_between = GAP.split(re.sub(r"<(\w+)>", lambda name: said(name[1]), english))
            gaps = (cure_in(gap, language, said, depth + 1) for gap in found.groups())
            return "".join(part for pair in zip_longest(text_between, gaps, fillvalue="") for part in pair)
    return said(text) if text.isascii() else text
