"""Legal periods: the worked examples of law.md §6 and its traps."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.facts import Period
from models.provisions import LawError, load_law, parse_length
from models.rules import periods
from models.terms import PeriodRule

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "periods.toml").read_text(encoding="utf-8"))["case"]
CALENDAR = load_law().calendar
COURT_DAYS = "末日が土曜日・日曜日・祝日・1月2日・3日・12月29日～31日に当たるので翌開庁日に延びる。"
OPTIONS = ("starts_at_midnight", "safe_early")


def counted(case: dict[str, Any]) -> Period:
    length, rule = parse_length(case["length"]), PeriodRule(case["rule"])
    if "before" in case:
        return periods.count_back(before=case["before"], length=length, rule=rule, calendar=CALENDAR)
    chosen = {name: case[name] for name in OPTIONS if name in case}
    return periods.count(event=case["event"], length=length, rule=rule, calendar=CALENDAR, **chosen)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_worked_example(case: dict[str, Any]) -> None:
    period = counted(case)
    assert period.last_day == case["last_day"]
    assert period.rolled_from == (case["raw"] if case["raw"] != case["last_day"] else None)
    assert period.act_by == case["act_by"]
    assert period.provisional is case.get("provisional", False)
    if "cites" in case:
        assert [step.cite for step in period.steps] == case["cites"]


def test_every_worked_example_of_the_law_page_is_a_case() -> None:
    numbers = {c["example"].split()[0] for c in CASES}
    assert {"1", "2", "3", "4", "6", "8", "10", "11", "13", "15", "16", "18", "20", "22"} <= numbers


def test_every_case_says_where_its_answer_comes_from() -> None:
    assert all(case["source"].startswith(("law.md §", "民", "刑")) for case in CASES)


def test_the_steps_say_what_was_done_in_japanese() -> None:
    period = periods.count(event=date(2026, 9, 8), length=parse_length("2w"), rule=PeriodRule.COURT, calendar=CALENDAR)
    assert [s.text for s in period.steps] == [
        "2026年9月8日(火)の初日は算入せず、2026年9月9日(水)から数える",
        "2026年9月9日(水)から2週間を数え、2026年9月22日(火)に満了する",
        "2026年9月22日(火): " + COURT_DAYS + "満了日は2026年9月24日(木)",
    ]
    assert (period.starts_from, period.length, period.rule) == (date(2026, 9, 9), "2w", PeriodRule.COURT)


@pytest.mark.parametrize(
    ("event", "length", "text"),
    [
        (date(2026, 1, 14), "1m", "1か月後の応当日の前日、2026年2月14日(土)に満了する"),
        (date(2026, 1, 30), "1m", "1か月後の最後の月に応当日がないので、その月の末日、2026年2月28日(土)に満了する"),
        (date(2026, 1, 31), "1m", "月の始めから起算する1か月は最後の月の末日、2026年2月28日(土)に満了する"),
        (date(2026, 1, 27), "1m", "1か月後の応当日の前日、2026年2月27日(金)に満了する"),
        (date(2026, 1, 28), "1m", "1か月後の最後の月に応当日がないので、その月の末日、2026年2月28日(土)に満了する"),
        (date(2024, 2, 28), "1y", "1年後の最後の月に応当日がないので、その月の末日、2025年2月28日(金)に満了する"),
    ],
)
def test_how_a_month_ends_is_said(event: date, length: str, text: str) -> None:
    period = periods.count(event=event, length=parse_length(length), rule=PeriodRule.NONE, calendar=CALENDAR)
    assert period.steps[1].text == text


def test_a_first_day_that_counts_is_said() -> None:
    day, length = date(2026, 11, 30), parse_length("2w")
    bar = periods.count(event=day, length=length, rule=PeriodRule.PROSECUTION, calendar=CALENDAR)
    assert bar.steps[0].text == "2026年11月30日(月): 時効期間の初日は1日として算入する"
    midnight = periods.count(
        event=day, length=length, rule=PeriodRule.COURT, calendar=CALENDAR, starts_at_midnight=True
    )
    assert midnight.steps[0].text == "2026年11月30日(月)午前0時から始まるので初日を算入する"
    assert bar.starts_from == midnight.starts_from == day


def test_planning_early_is_said_and_so_is_a_period_without_an_open_day() -> None:
    week = periods.count(
        event=date(2026, 4, 22), length=parse_length("2w"), rule=PeriodRule.COURT, calendar=CALENDAR, safe_early=True
    )
    assert week.steps[-1].text == "安全のため、延長を当てにせず開庁日の2026年5月1日(金)までに行う"
    holidays = periods.count(event=date(2026, 5, 2), length=parse_length("3d"), rule=PeriodRule.NONE, calendar=CALENDAR)
    assert holidays.act_by == date(2026, 5, 1)
    assert holidays.steps[-1].text.endswith("2026年5月1日(金)までに行う（期間の中に開庁日がないので、直ちに行う）")
    first_day = periods.count(
        event=date(2026, 5, 7), length=parse_length("3d"), rule=PeriodRule.NONE, calendar=CALENDAR
    )
    assert first_day.act_by == first_day.starts_from == date(2026, 5, 8)
    assert first_day.steps[-1].text == "安全のため、延長を当てにせず開庁日の2026年5月8日(金)までに行う"


def test_a_date_beyond_the_gazette_says_that_it_is_provisional() -> None:
    period = periods.count(
        event=date(2027, 12, 20), length=parse_length("2w"), rule=PeriodRule.COURT, calendar=CALENDAR
    )
    assert period.rolled_from == date(2028, 1, 3)
    assert period.provisional
    assert period.steps[-1].text == "2027年より後の祝日は官報で未公表のため、この日付は暫定"


def test_a_log_window_is_refused() -> None:
    with pytest.raises(
        LawError, match=r"^rule 'window': a log window is not a legal period; use models.rules.retention$"
    ):
        periods.count(event=date(2026, 6, 1), length=parse_length("93d"), rule=PeriodRule.WINDOW, calendar=CALENDAR)
