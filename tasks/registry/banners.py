"""Telling a registry's refusal from an answer."""

import re

from tasks.registry.answers import Limited

_REFUSAL = re.compile(
    r"%ERROR:(?:201|30\d)|access control limit|rate limit|limit (?:was |has been )?exceeded|permanently denied"
    r"|access (?:is |was )?denied|too many (?:queries|requests|connections)|temporarily unavailable"
    r"|アクセス(?:を)?制限",
    re.IGNORECASE,
)
_SHORT_ANSWER_LINES = 8


def refuse_banner(text: str, server: str) -> None:
    """Raise Limited when the registry refuses to answer for now.

    Only comment lines, or answers of a few lines without any field, can refuse: a holder's own remarks cannot.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    comments = [line for line in lines if line.startswith(("%", "#"))]
    has_fields = any(re.match(r"(?:[a-z]\. )?\[[^\]]+\] |[\w-]+:\s", line) for line in lines)
    suspects = comments if has_fields or len(lines) > _SHORT_ANSWER_LINES else lines
    if any(_REFUSAL.search(line) for line in suspects):
        raise Limited(f"{server}: the registry limits questions at the moment")
