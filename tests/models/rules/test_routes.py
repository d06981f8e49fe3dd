"""Plans of posts: tests/scenarios/plans.toml, a lawyer's table, and what must hold for every post."""

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.planning import Typed, plan_typed
from models.provisions import LawError, load_law
from models.provisions.length import Length
from models.rules.japan_time import JST, japan_date
from models.rules.route_choice import PostPlan, fallback, plan_post, soonest
from models.rules.timetable import Pace, backward, forward, legs_of, total_days
from models.rules.windows import planned_windows
from models.terms import Verdict

FILE = Path(__file__).parents[2] / "scenarios" / "plans.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
LAW = load_law()
WORDS = ("login_at", "provider", "category", "platform", "route", "retention")


def planned(case: dict[str, Any]) -> PostPlan:
    words = {name: case.get(name) for name in WORDS}
    return plan_typed(Typed(posted_at=case["posted_at"], on=str(case["on"]), **words), LAW, date(2026, 11, 22))


def seen(plan: PostPlan) -> dict[str, Any]:
    """The plan in the words of the scenario file."""
    chosen = plan.chosen
    legs = {leg.planned.leg.key: leg for leg in chosen.legs}
    return {
        "gone_on": min(japan_date(log.window.closes_earliest) for log in plan.windows),
        "latest": {key: leg.planned.latest_start for key, leg in legs.items()},
        "planned": {key: leg.planned.planned_on for key, leg in legs.items()},
        "quick": {key: leg.planned.latest_if_quick for key, leg in legs.items()},
        "expected": {key: leg.expected_on for key, leg in legs.items()},
        "legs_days": {
            key: [leg.planned.leg.typical_days, leg.planned.leg.min_days, leg.planned.leg.max_days]
            for key, leg in legs.items()
        },
        "binding_leg": chosen.binding.key,
        "bound_by": chosen.bound_by.holder,
        "slack_days": chosen.slack_days,
        "arrives": chosen.arrives_on,
        "verdict": plan.verdict,
        "feasible_routes": [
            option.route.key
            for option in plan.options
            if option.plan and option.plan.verdict is Verdict.FEASIBLE and option.plan is not chosen
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan(case: dict[str, Any]) -> None:
    plan = planned(case)
    found = seen(plan)
    for name, value in found.items():
        if name in case:
            is_now = {key: value[key] for key in case[name]} if isinstance(value, dict) else value
            assert is_now == case[name], name
    for text in case.get("says", []):
        assert text in plan.chosen.why_not
    for name, lines in (("possible", plan.still_possible), ("warns", plan.chosen.warnings)):
        for text in case.get(name, []):
            assert any(text in line for line in lines), f"{name}: {lines}"


def test_every_case_names_its_source() -> None:
    assert len(CASES) >= 15
    assert all(case["source"].startswith("law.md §") for case in CASES)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    route=st.sampled_from([row.key for row in LAW.timetable.routes_on(date(2026, 6, 1))]),
    ends_on=st.dates(date(2018, 1, 1), date(2034, 12, 31)),
)
def test_latest_starts_are_in_order_before_the_end_and_far_enough_from_it(route: str, ends_on: date) -> None:
    legs = legs_of(LAW.timetable.route(route, ends_on), None)
    plan = backward(legs, ends_on=ends_on, law=LAW)
    starts = [leg.latest_start for leg in plan]
    assert starts == sorted(starts)
    assert all(leg.latest_start <= leg.planned_on or leg.leg.typical_days == 0 for leg in plan)
    assert all(leg.latest_if_slow <= leg.latest_start <= leg.latest_if_quick < ends_on for leg in plan)
    assert not any(LAW.calendar.closed(leg.latest_start) for leg in plan if leg.leg.calendars)
    assert plan[0].planned_on == ends_on - timedelta(days=total_days(legs, Pace.TYPICAL))
    _, arrives_on, at_worst_on = forward(legs, starts_on=starts[0], at_worst_on=plan[0].latest_if_slow)
    assert arrives_on <= ends_on
    assert at_worst_on <= ends_on


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    posted_on=st.dates(date(2018, 1, 1), date(2034, 12, 31)),
    days=st.integers(40, 400),
    more=st.integers(0, 60),
    today=st.integers(0, 120),
)
def test_a_longer_log_never_makes_a_plan_earlier_or_worse(posted_on: date, days: int, more: int, today: int) -> None:
    on = posted_on + timedelta(days=today)
    short, long = (_plan(posted_on, count, on).chosen for count in (days, days + more))
    assert short.legs[0].planned.latest_start <= long.legs[0].planned.latest_start
    assert short.slack_days <= long.slack_days
    worse = [Verdict.OUT_OF_REACH, Verdict.LATE_BY_PLAN, Verdict.FEASIBLE]
    assert worse.index(short.verdict) <= worse.index(long.verdict)
    assert short.arrives_on == long.arrives_on
    assert (short.verdict is Verdict.FEASIBLE) == (short.slack_days >= 0)
    if short.verdict is Verdict.FEASIBLE:
        assert short.arrives_on <= posted_on + timedelta(days=days)


def _plan(posted_on: date, days: int, on: date) -> PostPlan:
    moment = datetime(posted_on.year, posted_on.month, posted_on.day, 12, tzinfo=JST)
    windows = planned_windows(moment=moment, law=LAW, kept_for=Length(count=days, unit="d"))
    return plan_post(windows=windows, law=LAW, on=on)


def test_a_voluntary_way_names_what_it_falls_back_to() -> None:
    plan = planned({"posted_at": "2026-06-01 12:00 JST", "retention": "3m", "on": "2026-06-25", "route": "form"})
    court = fallback(plan.chosen, plan.options)
    assert plan.verdict is Verdict.FEASIBLE
    assert court is not None
    assert (court.route.key, court.verdict) == ("provisional_disposition", Verdict.LATE_BY_PLAN)
    assert fallback(court, plan.options) is None


def test_the_provider_is_asked_only_when_it_is_known() -> None:
    closed = {
        option.route.key: option.why_not
        for option in planned({"posted_at": "2026-06-01 12:00 JST", "on": "2026-06-02"}).options
        if option.plan is None
    }
    assert set(closed) == {"preservation_notice", "preservation_disposition", "disclosure_suit"}
    assert all(text.startswith("プロバイダとIPアドレス・時刻が分かってから") for text in closed.values())
    known = planned({"posted_at": "2026-06-01 12:00 JST", "on": "2026-06-02", "provider": "kddi"})
    notice = next(option for option in known.options if option.route.key == "preservation_notice")
    assert notice.plan is None
    assert notice.why_not.endswith("最終着手日は2026年8月21日(金)です。")


def test_what_holds_comes_first_then_what_keeps_the_log_sooner_then_what_is_no_way() -> None:
    plan = planned({"posted_at": "2026-06-01 12:00 JST", "retention": "3m", "on": "2026-06-02"})
    assert [option.route.key for option in plan.options][:3] == ["web_form", "form", "provisional_disposition"]
    first = plan.options[0]
    assert first.plan is not None
    late = replace(first, plan=replace(first.plan, verdict=Verdict.LATE_BY_PLAN))
    again = sorted([*plan.options[3:], late, *plan.options[1:3]], key=soonest)
    assert [option.route.key for option in again][:3] == ["form", "provisional_disposition", "web_form"]


def test_a_way_that_is_none_for_this_platform_is_refused_by_name() -> None:
    moment = datetime(2026, 6, 1, 12, tzinfo=JST)
    windows = planned_windows(moment=moment, law=LAW, platform="x")
    with pytest.raises(LawError, match="の回答は通常28日"):
        plan_post(windows=windows, law=LAW, on=date(2026, 6, 2), platform="x", route="web_form")
    with pytest.raises(LawError, match="no such route; known: disclosure_suit, form, "):
        plan_post(windows=windows, law=LAW, on=date(2026, 6, 2), route="fax")
    with pytest.raises(LawError, match="platform 'xx'"):
        plan_post(windows=windows, law=LAW, on=date(2026, 6, 2), platform="xx")
