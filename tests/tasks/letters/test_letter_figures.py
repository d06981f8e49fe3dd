import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.letter_figures import japan_day, jst, kin, man, utc, wareki, zen
from tasks.letter_numbering import Numbering

_FIRST_YEARS = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
_UNITS = {"兆": 10**12, "億": 10**8, "万": 10**4, "円": 1}
_ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


def _day_of(text: str) -> date:
    found = re.fullmatch(r"(..)(元|\d+)年(\d+)月(\d+)日", text)
    assert found
    year = 1 if found[2] == "元" else int(found[2])
    return date(_FIRST_YEARS[found[1]] + year - 1, int(found[3]), int(found[4]))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_a_date_is_written_in_its_era(day: date, text: str) -> None:
    assert wareki(day) == text


@given(st.dates(min_value=date(1873, 1, 1)))
def test_an_era_date_reads_back_as_the_same_day(day: date) -> None:
    assert _day_of(wareki(day)) == day


def test_a_day_of_the_lunar_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="1872-12-31"):
        wareki(date(1872, 12, 31))


@given(st.text(_ASCII))
def test_widened_text_narrows_back(text: str) -> None:
    wide = zen(text)
    assert not wide.isascii() or not text
    assert "".join(" " if sign == "\u3000" else chr(ord(sign) - 0xFEE0) for sign in wide) == text


def test_japanese_text_stays_as_it_is_when_widened() -> None:
    assert zen("第5条第1項 髙橋") == "第５条第１項\u3000髙橋"


@pytest.mark.parametrize(
    ("yen", "text"),
    [
        (0, "0円"),
        (9_999, "9999円"),
        (10_000, "1万円"),
        (10_005, "1万0005円"),
        (1_234_567, "123万4567円"),
        (100_000_000, "1億円"),
        (105_000_000, "1億0500万円"),
    ],
)
def test_an_amount_is_written_as_courts_do(yen: int, text: str) -> None:
    assert man(yen) == text


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_a_court_amount_reads_back_as_the_same_amount(yen: int) -> None:
    total = sum(int(figure) * _UNITS[unit] for figure, unit in re.findall(r"(\d+)([兆億万円])", man(yen)))
    assert total == yen


def test_an_amount_of_a_demand_letter_has_commas() -> None:
    assert kin(1_234_567) == "金1,234,567円"


@pytest.mark.parametrize("write", [man, kin])
def test_a_negative_amount_is_refused(write: Callable[[int], str]) -> None:
    with pytest.raises(ValueError, match="-1"):
        write(-1)


def test_a_moment_is_written_in_both_zones() -> None:
    at = datetime(2026, 8, 1, 15, 4, 5, tzinfo=UTC)
    assert jst(at) == "２０２６年８月２日　００時０４分０５秒"
    assert utc(at) == "２０２６年８月１日　１５時０４分０５秒"
    assert japan_day(at) == date(2026, 8, 2)


def test_a_fraction_of_a_second_is_never_dropped() -> None:
    at = datetime(2026, 8, 1, 15, 4, 5, 120_000, tzinfo=timezone(timedelta(hours=-7)))
    assert utc(at) == "２０２６年８月１日　２２時０４分０５．１２秒"


@pytest.mark.parametrize("write", [jst, utc, japan_day])
def test_a_moment_without_zone_is_refused(write: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="時差"):
        write(datetime(2026, 8, 1, 15, 4, 5))  # noqa: DTZ001 - the naive moment is the case


def test_headings_restart_below_a_new_upper_one() -> None:
    h = Numbering()
    assert [h.chapter(), h.section(), h.item(), h.item(), h.section(), h.item()] == ["第１", "１", "⑴", "⑵", "２", "⑴"]
    assert [h.chapter(), h.section(), h.item()] == ["第２", "１", "⑴"]
    assert [h.item() for _ in range(20)][-2:] == ["⒇", "（２１）"]
