"""How long a reply puts something off: a count of days or weeks, or a day; only what can be read in one way."""

import re
from datetime import date, timedelta

LONGEST_DAYS = 366
MOST_AHEAD_DAYS = 183
WEEK = 7
_WEEKDAYS = "月火水木金土日"
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_ENGLISH = {"a": 1} | {
    word: value
    for value, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_KANJI = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DIVIDED = r"\d{1,2}/(?:1[3-9]|2\d|3[01])"  # 10/11 is another day in London than in New York

# What stands in a sentence for "how long": to be read by `days_of`.
COUNT_JA = rf"(?:\d{{1,3}}|{_KANJI})\s?(?:日間?|週間?)"
DAY_JA = (
    rf"(?:(?:\d{{4}}\s?[年/\-.]\s?)?(?:\d{{1,2}}月\s?\d{{1,2}}日|\d{{1,2}}[/\-.]\d{{1,2}})"
    rf"(?:\s?\([{_WEEKDAYS}](?:曜日?)?\)|\s?[{_WEEKDAYS}]曜日?)?|明日|明後日|あさって|来週の?[{_WEEKDAYS}]曜日?)"
)
COUNT_EN = rf"(?:\d{{1,3}}|{'|'.join(_ENGLISH)})[\s-]?(?:days?|d|weeks?|w)\b"
DAY_EN = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|{_DIVIDED}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s\d{{4}})?|tomorrow)"
)

_COUNTED = re.compile(rf"(?P<number>\d{{1,3}}|{_KANJI}|{'|'.join(_ENGLISH)})[\s-]?(?P<unit>日|週|d|w).*", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_NAMED = re.compile(rf"\b({'|'.join(_MONTHS)})", re.IGNORECASE)
_NAMED_WEEKDAY = re.compile(rf"[(\s日]\s?([{_WEEKDAYS}])(?:曜日?)?\)?\Z")
_NEXT_WEEK = re.compile(rf"来週の?([{_WEEKDAYS}])")
_NEAR = {"明日": 1, "明後日": 2, "あさって": 2, "tomorrow": 1}


def days_of(span: str, said_on: date | None) -> int | None:
    """Read a span that one of the patterns above matched; None when it is not certain, not ahead, or too far.

    A day needs the day on which it was said; one without a year is the next such day, at most half a year ahead.
    """
    counted = _COUNTED.fullmatch(span)
    days = _counted(counted["number"], counted["unit"]) if counted else _NEAR.get(span.lower())
    if days is None and said_on is not None:
        until = _next_week(span, said_on) or _day(span, said_on)
        days = (until - said_on).days if until else None
    return days if days and 0 < days <= LONGEST_DAYS else None


def _counted(number: str, unit: str) -> int:
    count = int(number) if number.isdigit() else _ENGLISH.get(number.lower()) or _kanji(number)
    return count * (WEEK if unit in {"週", "w", "W"} else 1)


def _kanji(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _next_week(span: str, said_on: date) -> date | None:
    """来週月曜: certain only where no one's week could begin between, so not on a Sunday and not of a Sunday."""
    found = _NEXT_WEEK.match(span)
    sunday = WEEK - 1
    if found is None or found[1] == "日" or said_on.weekday() == sunday:
        return None
    return said_on + timedelta(days=WEEK - said_on.weekday() + _WEEKDAYS.index(found[1]))


def _day(span: str, said_on: date) -> date | None:
    numbers = [int(number) for number in _NUMBERS.findall(span)]
    named = _NAMED.search(span)
    if named:
        month = _MONTHS.index(named[1].lower()) + 1
        return _dated(numbers[1] if len(numbers) > 1 else None, month, numbers[0], said_on)
    if len(numbers) not in {2, 3}:
        return None
    year = numbers[0] if len(numbers) == 3 else None  # noqa: PLR2004 (year, month, day)
    found = _dated(year, numbers[-2], numbers[-1], said_on)
    said = _NAMED_WEEKDAY.search(span)
    return None if found and said and found.weekday() != _WEEKDAYS.index(said[1]) else found


def _dated(year: int | None, month: int, day: int, said_on: date) -> date | None:
    try:
        if year:
            return date(year, month, day)
        this = date(said_on.year, month, day)
        found = this if this > said_on else date(said_on.year + 1, month, day)
    except ValueError:
        return None
    return found if (found - said_on).days <= MOST_AHEAD_DAYS else None
