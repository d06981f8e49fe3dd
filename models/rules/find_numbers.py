"""Numbers that a case is found by: of a court's case, of a telephone, of a letter in the post."""

import re
from typing import Final

from models.rules.find_readings import NOTHING, Reading
from models.rules.name_signs import one_spelling, plain

_ERAS: Final = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_GIVEN_ERAS: Final = (2018, 1988, 1925)
_DIGITS: Final = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER: Final = re.compile("[〇一二三四五六七八九十百千]+(?=年|号|$)")
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_COURT_CASE: Final = re.compile(
    r"(?P<era>令和|平成|昭和|[rhs])?(?P<year>元|[0-9]{1,4})?年?[(\[]?(?P<sign>[ぁ-んァ-ヶ]{1,3}|[発再]?[ァ-ヶ]{1,2})[)\]]?"
    r"(?:第)?(?P<no>[0-9]{1,7})(?:号|(?![0-9]))"
)
_SHORT_COURT: Final = (("地方裁判所", "地裁"), ("高等裁判所", "高裁"), ("簡易裁判所", "簡裁"), ("家庭裁判所", "家裁"))
_COURT: Final = re.compile("[^0-9(),、]*?(?:裁判所|[地高簡家]裁)(?:[^0-9(),、]*?支部)?")
_DASHES: Final = re.compile("[-\u2010-\u2015\u2212\u2500\u30fc]")
_EXTENSION: Final = re.compile(r"(?:内線|ext\.?|#).*$")
_PHONE: Final = re.compile(r"\+?[0-9()./]{6,24}")
_FROM_JAPAN: Final = re.compile(r"^(?:\+|00|010)")
_INTO_JAPAN: Final = re.compile(r"^(?:\+|00|010)81|^81(?=[1-9][0-9]{8,9}$)")
_CODE: Final = re.compile("(?=[a-z]*[0-9])[0-9a-z]{6,40}")
_OLDEST_YEAR: Final = 1900


def read_court_case_no(text: str) -> Reading:
    """事件番号: year, sign and number, whichever era, width or brackets; with its court when that is written too.

    A year without an era may be of any; a sign and a number alone find every year.
    """
    folded = _arabic(plain(text))
    court = _court(folded)
    whole, loose, parts = set(), set(), set()
    for found in _COURT_CASE.finditer(folded):
        number = f"{one_spelling(found['sign'])}{int(found['no'])}"
        dated = {f"{year}{number}" for year in _years(found["era"], found["year"])}
        whole |= {f"{court}{one}" for one in dated or {number}}
        loose |= dated if court else set()
        parts |= {number} if dated else set()
    return Reading(whole=frozenset(whole), loose=frozenset(loose), parts=frozenset(parts))


def _court(folded: str) -> str:
    found = _COURT.search(folded)
    court = found.group() if found else ""
    for long, short in _SHORT_COURT:
        court = court.replace(long, short)
    return court


def _years(era: str | None, year: str | None) -> tuple[int, ...]:
    if year is None:
        return ()
    number = 1 if year == "元" else int(year)
    if number >= _OLDEST_YEAR:
        return (number,)
    return (_ERAS[era] + number,) if era else tuple(start + number for start in _GIVEN_ERAS)


def _arabic(text: str) -> str:
    """The text with kanji numbers before 年 and 号 in digits."""
    return _KANJI_NUMBER.sub(lambda found: _number(found.group()), text)


def _number(kanji: str) -> str:
    if not any(sign in _TENS for sign in kanji):
        return "".join(_DIGITS[sign] for sign in kanji)
    total, pending = 0, 0
    for sign in kanji:
        if sign in _TENS:
            total, pending = total + (pending or 1) * _TENS[sign], 0
        else:
            pending = int(_DIGITS[sign])
    return str(total + pending)


def read_phone(text: str) -> Reading:
    """電話番号: digits as they are dialled in Japan; a number abroad with its country, whatever stands before it."""
    dialled = _EXTENSION.sub("", _DASHES.sub("", plain(text)))
    if not _PHONE.fullmatch(dialled):
        return NOTHING
    number = dialled.replace("(0)", "").translate(str.maketrans("", "", "()./"))
    if _INTO_JAPAN.match(number):
        number = f"0{_INTO_JAPAN.sub('', number).lstrip('0')}"
    elif _FROM_JAPAN.match(number):
        number = f"+{_FROM_JAPAN.sub('', number)}"
    return Reading(whole=frozenset({number}))


def read_tracking_no(text: str) -> Reading:
    """追跡番号・引受番号・受付番号: every code with a digit in it, without hyphens; a proof may tell several."""
    return Reading(whole=frozenset(_CODE.findall(_DASHES.sub("", plain(text)))))
