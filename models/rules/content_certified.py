"""内容証明 on its grid: which signs the post takes, how they count, and where each stands.

Source: 内国郵便約款 on 内容証明 (forms of the copy), read through secondary pages; see the post's own notes before use.
Of the forms that it allows for horizontal writing (20 × 26, 26 × 20, 13 × 40) this is 20 signs × 26 lines, the form
that is allowed for vertical writing too. Where the post counts less, the higher count is taken: each bracket is one
(a pair may be one), a sign in a ring is its content and the ring even where it only numbers (which may be one).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

COLUMNS: Final = 20
LINES: Final = 26
DEEPEST_INDENT: Final = 6

_BLANK: Final = "　"
_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {
    0x20: 0x3000,
    0x09: 0x3000,
    0xA0: 0x3000,
    0xA5: 0xFFE5,
    0x2010: 0xFF0D,
    0x2011: 0xFF0D,
    0x2012: 0xFF0D,
    0x2013: 0xFF0D,
    0x2014: 0x2015,
    0x2212: 0xFF0D,
    0x301C: 0xFF5E,
    0xFF62: 0x300C,
    0xFF63: 0x300D,
    0xFF61: 0x3002,
    0xFF64: 0x3001,
    0xFF65: 0x30FB,
}
_SIGNS: Final = frozenset(
    "　、。，．・：；？！゛゜´｀¨＾￣＿ヽヾゝゞ〃々〆〇ー―‐／～‖｜…‥‘’“”（）〔〕［］｛｝〈〉《》「」『』【】〓"
)
_MORE_SIGNS: Final = frozenset("＋－±×÷＝≠＜＞≦≧∞∴♂♀°′″℃￥＄￠￡％＃＆＊＠§☆★○●◎◇◆□■△▲▽▼※〒→←↑↓")
_NOT_FIRST: Final = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー…‥’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％℃"
)
_NOT_LAST: Final = frozenset("‘“（〔［｛〈《「『【￥〒")
_HALF_KANA: Final = re.compile("[\uff66-\uff9f]+")
_VOICED: Final = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_WORD: Final = re.compile("[Ａ-Ｚａ-ｚ]+")
_COMPANIES: Final = ("株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "法人")
_WHOLE: Final = (re.compile("[０-９][０-９，．]|[，．][０-９]"), re.compile("[Ａ-Ｚａ-ｚ]{2}"))
_RINGS: Final = re.compile("[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf\u3280-\u32b0\u24b6-\u24e9]")
_KANJI: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA: Final = re.compile("[\u3041-\u3094\u30a1-\u30fa]")
_LETTERS: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_UNITS: Final = re.compile("[\u2474-\u2487\u3220-\u3243\u3300-\u33ff\u2116\u2121\u2160-\u217b]")

NOT_A_NAME: Final = frozenset(
    {
        "ＣＰ",
        "ＡＰ",
        "ＤＭ",
        "ＤＮＳ",
        "ＨＴＭＬ",
        "ＨＴＴＰ",
        "ＨＴＴＰＳ",
        "ＩＤ",
        "ＩＰ",
        "ＪＳＴ",
        "ＮＡＴ",
        "ＰＤＦ",
        "ＳＭＳ",
    }
    | {
        "ＳＮＳ",
        "ＴＥＬ",
        "ＦＡＸ",
        "ＵＲＬ",
        "ＵＴＣ",
        "ＷＥＢ",
        "Ｗｅｂ",
        "Ｔｅｌ",
        "Ｆａｘ",
        "Ｅ",
        "ＯＫ",
        "ＮＧ",
        "ＶＰＮ",
        "ＩＳＰ",
    }
)
"""Words in Latin letters that name nobody and nothing of its own: the post takes Latin letters in proper names only."""


@dataclass(frozen=True, kw_only=True)
class GridParagraph:
    """One paragraph to set. `indent` and `first` in signs (first: of the first line, may hang out to the left)."""

    text: str = field(repr=False)
    align: Literal["left", "center", "right"] = "left"
    indent: int = 0
    first: int = 0
    new_page: bool = False


@dataclass(frozen=True, kw_only=True)
class GridSign:
    """One sign. `width`: how many signs the post counts it as, and how many squares it takes."""

    text: str = field(repr=False)
    width: int = 1
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class CertifiedFault:
    """A sign or word that the post does not take. `page`, `line`, `column` count from 1."""

    text: str = field(repr=False)
    page: int
    line: int
    column: int
    cure: str

    def __str__(self) -> str:
        return f"{self.page}枚目{self.line}行{self.column}字目「{self.text}」: {self.cure}"


Line = tuple[GridSign, ...]


@dataclass(frozen=True, kw_only=True)
class CertifiedGrid:
    """The pages, each at most 26 lines of at most 20 signs, and all faults."""

    pages: tuple[tuple[Line, ...], ...] = field(repr=False)
    faults: tuple[CertifiedFault, ...]


def certified_grid(paragraphs: Iterable[GridParagraph], names: Sequence[str] = ()) -> CertifiedGrid:
    """Set paragraphs on the grid: no line of more than 20 signs, nothing hangs out beyond the last square.

    ASCII and half-width kana become full width. Words in Latin letters stand only in proper names: those in `names`,
    those beside 株式会社 and the like, and any that begins with a capital and is no common word (NOT_A_NAME). What
    the post refuses stays in the grid, marked, and is a fault with its place.
    """
    known = frozenset(word for name in names for word in _WORD.findall(full_width(name)))
    pages: list[list[Line]] = [[]]
    for paragraph in paragraphs:
        if paragraph.new_page and pages[-1]:
            pages.append([])
        for line in _lines(paragraph, known):
            if len(pages[-1]) == LINES:
                pages.append([])
            pages[-1].append(line)
    return CertifiedGrid(pages=tuple(tuple(page) for page in pages), faults=tuple(_faults(pages)))


def counted(line: Line) -> int:
    """How many signs the post counts at most in a line."""
    return sum(sign.width for sign in line)


def full_width(text: str) -> str:
    """The text as it stands in the squares: full-width letters, digits, signs and kana."""
    text = _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    text = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.translate(_FULL_WIDTH)


def _lines(paragraph: GridParagraph, names: frozenset[str]) -> Iterator[Line]:
    for number, text in enumerate(full_width(paragraph.text).split("\n")):
        yield from _wrapped(paragraph, _signs(text, names), later=number > 0)


def _wrapped(paragraph: GridParagraph, signs: list[GridSign], *, later: bool) -> Iterator[Line]:
    indent = min(max(paragraph.indent, 0), DEEPEST_INDENT)
    shift = min(max(indent if later else indent + paragraph.first, 0), DEEPEST_INDENT)
    if paragraph.align != "left":
        shift = indent = 0
    while True:
        taken = _taken(signs, COLUMNS - shift)
        line, signs = signs[:taken], signs[taken:]
        if paragraph.align != "left":
            free = COLUMNS - counted(tuple(line))
            shift = free if paragraph.align == "right" else free // 2
        yield (*[GridSign(text=_BLANK)] * (shift if line else 0), *line)
        shift = indent
        if not signs:
            return


def _taken(signs: list[GridSign], room: int) -> int:
    """How many signs go into a line of `room` squares; what may not begin or end a line goes on to the next."""
    used = most = 0
    while most < len(signs) and used + signs[most].width <= room:
        used += signs[most].width
        most += 1
    if most == len(signs):
        return most
    taken = most
    while taken > 1 and _cling(signs[taken - 1].text, signs[taken].text):
        taken -= 1
    return taken if taken > 1 else most


def _cling(above: str, below: str) -> bool:
    """Whether no line may end between two signs: closing and opening signs, numbers and words stay whole."""
    return below in _NOT_FIRST or above in _NOT_LAST or any(kind.fullmatch(above + below) for kind in _WHOLE)


def _signs(text: str, names: frozenset[str]) -> list[GridSign]:
    words = (word for word in _WORD.finditer(text) if not _is_name(word, names))
    refused = {at for word in words for at in range(word.start(), word.end())}
    return [
        GridSign(text=sign, width=_width(sign), refused=at in refused or not _taken_by_post(sign))
        for at, sign in enumerate(text)
    ]


def _is_name(word: re.Match[str], names: frozenset[str]) -> bool:
    if word[0] in names or (word[0][0] <= "Ｚ" and word[0] not in NOT_A_NAME):
        return True
    before, after = word.string[: word.start()], word.string[word.end() :]
    return any(before.endswith(company) or after.startswith(company) for company in _COMPANIES)


def _width(sign: str) -> int:
    if _RINGS.fullmatch(sign):
        return 1 + len(unicodedata.normalize("NFKC", sign))
    if _UNITS.fullmatch(sign):
        return len(unicodedata.normalize("NFKC", sign))
    return 1


def _taken_by_post(sign: str) -> bool:
    kinds = (_KANA, _KANJI, _LETTERS, _RINGS, _UNITS)
    return sign in _SIGNS or sign in _MORE_SIGNS or any(kind.fullmatch(sign) for kind in kinds)


def _faults(pages: list[list[Line]]) -> Iterator[CertifiedFault]:
    for page, lines in enumerate(pages, 1):
        for number, line in enumerate(lines, 1):
            column = 1
            word, start = "", 0
            for sign in (*line, GridSign(text="")):
                letter = sign.refused and bool(_WORD.fullmatch(sign.text))
                if word and not letter:
                    yield CertifiedFault(text=word, page=page, line=number, column=start, cure=_NO_LATIN)
                    word = ""
                if letter:
                    word, start = word + sign.text, start if word else column
                elif sign.refused:
                    yield CertifiedFault(text=sign.text, page=page, line=number, column=column, cure=_NO_SIGN)
                column += sign.width


_NO_LATIN: Final = "英字は固有名詞に限り使えます。かな又は漢字で書いてください（例：ＩＰアドレス→アイピーアドレス）。"
_NO_SIGN: Final = "内容証明に使えない文字です。かな、漢字、数字又は通常の記号で書き換えてください。"
