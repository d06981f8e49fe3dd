"""返信: what a person says to a notice, in a few words of Japanese or English; what is not certain is not guessed."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.rules import reply_words as words
from models.rules.own_words import own_words
from models.rules.reply_days import days_of
from models.terms import AckKind

LONGEST_REASON = 500
LONGEST_GREETING = 40
_JOINERS = {"\ufe0f", "\u200d"}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """了解, 対応済, or 延期 by `days` from the day it is said; `reason` is personal and stays sealed."""

    kind: AckKind
    days: int | None = None
    reason: str = field(default="", repr=False)


def read_reply(text: str, *, said_on: date | None = None, names: Collection[str] = ()) -> Reply | None:
    """Read what the writer's own first words say; None when they do not say exactly one thing.

    `said_on`: the day in Japan it was said, needed for "until 9/24". `names`: the writer's, as they greet and sign.
    What is quoted never decides; a question, a negation or two answers at once are never guessed.
    """
    own = _without_pictures(unicodedata.normalize("NFKC", own_words(text)))
    if words.QUESTION.search(own):
        return None
    parts = [part.strip(words.EDGES) for part in words.SENTENCE_END.split(own)]
    told = [part for part in parts if part and not all(_is_courtesy(piece, names) for piece in _pieces(part))]
    if not told:
        return None
    for shape in words.DEFERRED:
        if found := shape.fullmatch(told[0]):
            return _deferral(found, told[1:], said_on)
    return _plain(told[0], told[1:], names)


def _without_pictures(text: str) -> str:
    """Without emoji: they say how something is meant, never what."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "So" and sign not in _JOINERS)


def _pieces(sentence: str) -> list[str]:
    return [piece for part in words.SEGMENT_END.split(sentence) if (piece := part.strip(words.EDGES))]


def _is_courtesy(part: str, names: Collection[str]) -> bool:
    """A greeting, a thank-you, or the writer's own name."""
    if words.COURTESY.fullmatch(part):
        return True
    said = part.removesuffix("です").removesuffix("と申します").replace(" ", "")
    named = any(name and said.endswith(name.replace(" ", "")) for name in names)
    return named and len(part) <= LONGEST_GREETING and not _denies(part)


def _plain(first: str, rest: Sequence[str], names: Collection[str]) -> Reply | None:
    """了解 or 対応済: the first sentence says nothing else, and nothing after it takes it back."""
    said, _, note = first.partition("(")
    kinds = {_kind(part) for part in _segments(said) if not _is_courtesy(part, names)}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None or any(_speaks_against(kind, part) for part in (note, *rest)):
        return None
    return Reply(kind=kind)


def _segments(sentence: str) -> list[str]:
    """The parts between commas; in Japanese between spaces too. A part that says something as a whole stays whole."""
    if _kind(sentence):
        return [sentence]
    parts = _pieces(sentence)
    return [piece for part in parts for piece in ([part] if _kind(part) or part.isascii() else part.split())]


def _kind(part: str) -> AckKind | None:
    if words.SEEN.fullmatch(part):
        return AckKind.SEEN
    return AckKind.DONE if words.DONE.fullmatch(part) else None


def _speaks_against(kind: AckKind, part: str) -> bool:
    """Whether a later sentence gives another answer, or takes this one back."""
    if words.TAKEN_BACK.search(part) or (kind is AckKind.DONE and words.NOT_DONE.search(part)):
        return True
    return words.ANSWERS.search(part) is not None and _kind(part) is not kind


def _deferral(found: re.Match[str], rest: Sequence[str], said_on: date | None) -> Reply | None:
    """延期: for certain so many days, with the reason around it; any other answer beside it makes it unclear."""
    days = days_of(found["count"] or found["until"], said_on)
    after = found["rest"]
    before = found.groupdict().get("before") or ""
    marked = words.REASON.match(after or (rest[0] if rest else ""))
    loose = [before, *(rest[1:] if marked and not after else rest), *([] if marked else [after])]
    unclear = bool(after) and not marked and (words.VAGUE.match(after) or not _stands_apart(after))
    if days is None or unclear or any(_denies(part) for part in loose):
        return None
    told = "\n".join([after, *rest])
    reason = before + (words.REASON.sub("", told, count=1) if marked else told)
    return Reply(kind=AckKind.DEFERRED, days=days, reason=reason.strip(words.EDGES + "()-")[:LONGEST_REASON])


def _stands_apart(text: str) -> bool:
    return text[0].isspace() or text[0] in "、,。.(:;"


def _denies(part: str) -> bool:
    return words.ANSWERS.search(part) is not None or words.TAKEN_BACK.search(part) is not None
