"""Telling a registry's refusal from an answer."""

import re

from tasks.ports import Unavailable
from tasks.registry.answers import Limited

_LIMIT = re.compile(
    r"%ERROR:(?:20[1-9]|306)|access control limit|rate limit|limit (?:was |has been )?(?:exceeded|reached)"
    r"|permanently denied|access (?:is |was )?denied|too many (?:queries|requests|connections)"
    r"|(?:connections|queries|quota|requests) exceeded|アクセス(?:を)?制限",
    re.IGNORECASE,
)
_OUT_OF_ORDER = re.compile(
    r"%ERROR:(?:10[0235-9]|30[0-57-9])|temporarily unavailable|connection has been closed|internal (?:server )?error"
    r"|try again later|under maintenance|メンテナンス",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?:[a-z]\. )?\[[^\]]{1,60}\] |[\w-]{1,60}:\s")
_SHORT_ANSWER_LINES = 8


_MISS = re.compile(r"no match|no entries|not found|no data|not assigned|not allocated|%ERROR:101", re.IGNORECASE)
_PREAMBLE = re.compile(r"[%#]|\[ .* \]\Z|\[[\w. -]+\]\Z")


def refuse_banner(text: str, server: str) -> None:
    """Raise Limited when the registry refuses to answer for now, Unavailable when it cannot.

    Only comment lines, or answers of a few lines without any field, can refuse: a holder's own remarks cannot.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    comments = [line for line in lines if line.startswith(("%", "#"))]
    has_fields = any(_FIELD.match(line) for line in lines)
    suspects = comments if has_fields or len(lines) > _SHORT_ANSWER_LINES else lines
    if any(_LIMIT.search(line) for line in suspects):
        raise Limited(f"{server}: the registry limits questions at the moment")
    if any(_OUT_OF_ORDER.search(line) for line in suspects) or _says_nothing(lines):
        raise Unavailable(f"{server}: the registry is out of order at the moment")


def _says_nothing(lines: list[str]) -> bool:
    """A greeting that nothing follows, or a page of the registry's web server."""
    if lines and lines[0].casefold().startswith(("<!doctype html", "<html")):
        return not any("<pre" in line.casefold() for line in lines)
    return all(_PREAMBLE.match(line) and not _MISS.search(line) for line in lines)
