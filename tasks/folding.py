"""Finding a name or an address in a paper, however its signs are written: width, spaces, hyphens, kanji numbers."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_HYPHENS: Final = re.compile("[\u2010-\u2015\u2212\u30fc\ufe63\uff0d\uff70\u2500]")
_KANJI_NUMBER: Final = re.compile("[一二三四五六七八九十]+(?=丁目|番|号)")
_KANJI_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_NUMBERING: Final = re.compile("(?<=[0-9])(?:丁目|番地の?|番|号|の)")
_SHORT: Final = 2
CUT: Final = "\x00"


def fold(text: str) -> str:
    """The text in one spelling: NFKC, no spaces, one kind of hyphen, lower case."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    return _HYPHENS.sub("-", "".join(signs.split()))


def fold_address(text: str) -> str:
    """The same, and 一丁目２番３号 as 1-2-3: an address is found however its numbers are written."""
    arabic = _KANJI_NUMBER.sub(lambda found: str(_number(found.group())), fold(text))
    return re.sub("-+(?![0-9-])", "", _NUMBERING.sub("-", arabic))


def without(text: str, words: Iterable[str]) -> str:
    """A folded text without these words, longest first; what stood around them is not joined."""
    for word in sorted({fold(word) for word in words} - {""}, key=len, reverse=True):
        text = text.replace(word, CUT)
    return text


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a paper, ready to be searched for many names: `folded`, and `spaced` as they are written."""

    folded: str = field(repr=False)
    spaced: str = field(repr=False)

    def name(self, name: str) -> bool:
        """Whether this person or company is named; a name of two signs must stand by itself."""
        wanted = fold(name)
        if len(wanted) > _SHORT:
            return wanted in self.folded
        apart = r"\s*".join(map(re.escape, wanted))
        return bool(wanted) and re.search(rf"(?<!\w){apart}(?![\u3400-\u9fff])", self.spaced) is not None


def words_of(text: str, besides: Iterable[str] = ()) -> Words:
    """The words of a text without these."""
    return Words(folded=without(fold(text), besides), spaced=unicodedata.normalize("NFKC", text).casefold())


def tells_address(lines: Iterable[str], text: str) -> bool:
    """Whether a text (not folded) tells this address: its first line with a number, or the whole when it has none."""
    wanted = [line for line in (fold_address(line) for line in lines) if line]
    if not wanted:
        return False
    telling = next((line for line in wanted if any(sign.isdigit() for sign in line)), "".join(wanted))
    return re.search(rf"{re.escape(telling)}(?![0-9])", fold_address(text)) is not None


def _number(kanji: str) -> int:
    """A number below a hundred written in kanji: 十二, 二十三."""
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return int("".join(str(_KANJI_DIGITS[sign]) for sign in kanji))
    return (_KANJI_DIGITS.get(tens[-1:], 1)) * 10 + _KANJI_DIGITS.get(ones[:1], 0)
