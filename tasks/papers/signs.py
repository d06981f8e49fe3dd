"""Signs on a page: what no font shows becomes visible, what would not wrap may wrap."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

GETA: Final = "〓"
"""Stands for a sign that the fonts lack."""
CONTROL: Final = "〔制御文字〕"
WRAP: Final = "\u200b"
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT: Final = frozenset("\n\u200b")
_VOICED: Final = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_LONG_WORD: Final = re.compile("[!-~]{20,}")


def printable(text: str, signs: frozenset[int]) -> str:
    """The text as a page shows it: 〓 for what `signs` lacks, 〔制御文字〕 for runs of signs without a shape."""
    text = _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text.replace("\t", "　"))
    text = _SELECTORS.sub("", text)
    shown = "".join(_shown(sign, signs) for sign in text)
    shown = re.sub("\0+", CONTROL, shown)
    return _LONG_WORD.sub(lambda found: WRAP.join(found[0]), shown)


def lacking(text: str, signs: frozenset[int]) -> Iterator[str]:
    """Signs of a text that have a shape, but none in these fonts."""
    text = _SELECTORS.sub("", _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text))
    return (sign for sign in text if ord(sign) not in signs and not sign.isspace() and not _shapeless(sign))


def _shown(sign: str, signs: frozenset[int]) -> str:
    if sign in _KEPT or ord(sign) in signs:
        return sign
    if _shapeless(sign):
        return "\0"
    return " " if sign.isspace() else GETA


def _shapeless(sign: str) -> bool:
    return unicodedata.category(sign) in _INVISIBLE
