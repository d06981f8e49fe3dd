"""Log windows: law.md §4 and §10 by table; they never roll."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import Window
from models.provisions import load_law, parse_length
from models.rules import retention
from models.rules.japan_time import JST, japan_date
from models.terms import Confidence, ProviderCategory

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "windows.toml").read_text(encoding="utf-8"))["case"]
LAW = load_law()


def window_of(case: dict[str, Any]) -> Window:
    if "length" in case:
        return retention.window_from_day(
            opened_on=case["opens_on"], length=parse_length(case["length"]), calendar=LAW.calendar
        )
    category = ProviderCategory(case["category"])
    upstream = LAW.retention_of(case["upstream"], ProviderCategory.MOBILE) if "upstream" in case else None
    return retention.window(
        opens_at=case["opens_at"],
        retention=LAW.retention_of(case.get("provider"), category),
        calendar=LAW.calendar,
        upstream=upstream,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_window(case: dict[str, Any]) -> None:
    window = window_of(case)
    assert japan_date(window.closes_earliest) == case["gone_on"]
    assert retention.last_sure_day(window) == case["last_sure_day"]
    assert window.act_by == case["act_by"]


def date_after_months(day: date, months: int) -> date:
    """The first day after so many calendar months that begin on `day`, counted without the rules under test."""
    month = day.month + months
    first = date(day.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    later = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), later)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(opens_at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_window_is_elapsed_days_and_one_acts_on_a_working_day_before(opens_at: datetime) -> None:
    figure = LAW.retention_of("ntt_plala", ProviderCategory.FIXED)
    window = retention.window(opens_at=opens_at, retention=figure, calendar=LAW.calendar)
    three_months = date_after_months(japan_date(opens_at), 3) - japan_date(opens_at)
    assert window.closes_earliest - opens_at == min(timedelta(days=90), three_months)
    assert window.closes_latest - opens_at == timedelta(days=184)
    gone_on = japan_date(window.closes_earliest)
    assert window.act_by < gone_on
    assert not LAW.calendar.closed(window.act_by)
    between = [window.act_by + timedelta(days=n) for n in range(1, (gone_on - window.act_by).days)]
    assert all(LAW.calendar.closed(day) for day in between)


def test_the_explanation_names_figure_source_and_confidence() -> None:
    window = retention.window(
        opens_at=datetime(2026, 6, 1, 12, tzinfo=JST),
        retention=LAW.retention_of("ntt_docomo", ProviderCategory.MOBILE),
        calendar=LAW.calendar,
        whose="NTTドコモ",
    )
    assert window.basis == "NTTドコモの保存期間 93日"
    assert "2015-04-02" in window.source
    assert "2026-11-22確認、確度H" in window.source
    assert window.confidence is Confidence.HIGH
    assert "93日経過で2026年9月2日(水)に消える可能性がある" in window.steps[1].text


def test_a_written_promise_covers_its_day_and_is_renewed_before_it() -> None:
    window = retention.kept_until(
        answered_at=datetime(2026, 8, 1, 10, tzinfo=JST), until=date(2026, 12, 20), calendar=LAW.calendar
    )
    assert window.closes_earliest == datetime(2026, 12, 21, tzinfo=JST)
    assert window.closes_latest == window.closes_earliest
    assert retention.last_sure_day(window) == date(2026, 12, 20)
    assert window.act_by == date(2026, 12, 18)
    tuesday = retention.kept_until(
        answered_at=datetime(2026, 8, 1, 10, tzinfo=JST), until=date(2026, 12, 22), calendar=LAW.calendar
    )
    assert tuesday.steps[0].text.startswith("プロバイダの保存期限 2026年12月22日(火)")
    assert tuesday.act_by == date(2026, 12, 21)


@pytest.mark.parametrize(("whose", "basis"), [("", "回答による保存期限"), ("KDDI", "KDDIの回答による保存期限")])
def test_a_written_promise_says_whose_it_is_and_what_it_rests_on(whose: str, basis: str) -> None:
    answered_at = datetime(2026, 8, 1, 10, tzinfo=JST)
    window = retention.kept_until(answered_at=answered_at, until=date(2026, 12, 22), calendar=LAW.calendar, whose=whose)
    assert window.opens_at == answered_at
    assert (window.basis, window.source, window.confidence) == (basis, "書面回答", Confidence.HIGH)
    assert [step.cite for step in window.steps] == ["保存要請への書面回答", "計画上の安全側の扱い"]
    assert window.steps[0].text.startswith(f"{whose or 'プロバイダ'}の保存期限")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        retention.window(
            opens_at=datetime(2026, 6, 1, 12),  # noqa: DTZ001
            retention=LAW.shortest_retention(),
            calendar=LAW.calendar,
        )


def test_a_plain_length_is_explained_in_full() -> None:
    opened_on = date(2026, 6, 1)
    window = retention.window_from_day(opened_on=opened_on, length=parse_length("93d"), calendar=LAW.calendar)
    assert window.basis == "保存期間 93日"
    assert [(step.text, step.cite) for step in window.steps] == [
        ("ログの記録日 2026年6月1日(月)（日本時間）", "投稿の表示または開示された時刻"),
        ("保存期間 93日: 93日経過で2026年9月2日(水)に消える可能性がある", window.source),
        (
            "ログの保存期間は法定の期間ではなく、休日でも延びない",
            "実務上の数字（法定の保存義務はない）",
        ),
        ("その前の開庁日 2026年9月1日(火) までに行う", "計画上の安全側の扱い"),
    ]


def test_a_length_that_was_named_is_as_old_as_the_log() -> None:
    named = retention.stated(date(2026, 6, 1), parse_length("3m"))
    assert (named.days_min, named.days_max, named.checked_on, named.confidence) == (
        92,
        92,
        date(2026, 6, 1),
        Confidence.LOW,
    )


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 9, 2)])
def test_only_the_firms_own_day_that_moves_the_act_is_named(day: date) -> None:
    calendar = replace(LAW.calendar, extra_closed=frozenset({day}))
    window = retention.window_from_day(opened_on=date(2026, 6, 1), length=parse_length("93d"), calendar=calendar)
    named = any("事務所の設定" in step.text for step in window.steps)
    assert named == (day < date(2026, 9, 2))
    assert window.act_by == (date(2026, 8, 31) if named else date(2026, 9, 1))


@pytest.mark.parametrize("day", [date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)])
def test_a_promise_names_only_the_firms_own_day_that_moves_the_act(day: date) -> None:
    calendar = replace(LAW.calendar, extra_closed=frozenset({day}))
    answered_at = datetime(2026, 7, 1, tzinfo=JST)
    window = retention.kept_until(answered_at=answered_at, until=date(2026, 9, 30), calendar=calendar)
    assert any("事務所の設定" in step.text for step in window.steps) == (day < date(2026, 9, 30))
