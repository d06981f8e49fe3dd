"""Signs on a page: what no font shows becomes visible, what would run over the margin may wrap."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

GETA: Final = "〓"
"""Stands for a sign that the fonts lack."""
CONTROL: Final = "〔制御文字〕"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Variation selectors, joiners, soft hyphens: they only choose between shapes or places to wrap.
_DROPPED: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VOICED: Final = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_CONTROLS: Final = re.compile("\0+")
# Between kana, ideographs, Hangul and full-width letters a line may end; other signs may cling to each other.
_CLINGING: Final = re.compile(
    "[^\\s\u3042-\u3094\u30a2-\u30fa\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "〓\U00020000-\U0003ffff]{20,}"
)
_PIECE: Final = re.compile("(?:.[\u0300-\u036f]*){1,4}", re.DOTALL)


def printable(text: str, signs: frozenset[int]) -> str:
    """The text as a page shows it: 〓 for what `signs` lacks, 〔制御文字〕 for a run of signs without a shape."""
    return _CONTROLS.sub(CONTROL, "".join(_shown(sign, signs) for sign in _composed(text.replace("\t", "　"))))


def wrappable(text: str) -> list[tuple[str, bool]]:
    """The text in pieces. True: before and after this one a line may end, so that 200 letters do not leave the page."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for word in _CLINGING.finditer(text):
        pieces += [(text[end : word.start()], False), *((piece, True) for piece in _PIECE.findall(word[0]))]
        end = word.end()
    return [piece for piece in (*pieces, (text[end:], False)) if piece[0]]


def lacking(text: str, signs: frozenset[int]) -> Iterator[str]:
    """Signs of a text that have a shape, but none in these fonts."""
    return (sign for sign in _composed(text) if ord(sign) not in signs and not sign.isspace() and not _shapeless(sign))


def _composed(text: str) -> str:
    """か and ゛ as one sign, as a font has it; without the signs that only choose a shape."""
    return _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), _DROPPED.sub("", text))


def _shown(sign: str, signs: frozenset[int]) -> str:
    if sign == "\n" or ord(sign) in signs:
        return sign
    if _shapeless(sign):
        return "\0"
    return " " if sign.isspace() else GETA


def _shapeless(sign: str) -> bool:
    return unicodedata.category(sign) in _INVISIBLE
