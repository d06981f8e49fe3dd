"""The timetables' data: days of a platform, a firm's own days and routes, faults; the 2022 orders without new code."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.provisions import Law, LawError, load_law
from models.provisions.figures import firm_origin
from models.provisions.timetable import OpenDays
from models.rules.japan_time import JST
from models.rules.route_choice import plan_post
from models.rules.timetable import Leg, Pace, backward, forward, legs_of, sites_figure, total_days, until_platform_reads
from models.rules.windows import planned_windows
from models.terms import Confidence, StepKind, Verdict

LAW = load_law()
ON = date(2027, 6, 1)
DISPOSITION = "provisional_disposition"
FIRM = firm_origin("timetable.toml")


def legs(law: Law, platform: str | None = None, route: str = DISPOSITION) -> dict[str, Leg]:
    found = legs_of(law.timetable.route(route, ON), law.platforms[platform] if platform else None)
    return {leg.key: leg for leg in found}


def days(leg: Leg) -> tuple[int, int, int]:
    return leg.typical_days, leg.min_days, leg.max_days


def firm(tmp_path: Path, text: str = "", **routes: str) -> Law:
    (tmp_path / "timetables").mkdir()
    if text:
        (tmp_path / "timetable.toml").write_text(text, encoding="utf-8")
    for name, content in routes.items():
        (tmp_path / "timetables" / f"{name}.toml").write_text(content, encoding="utf-8")
    return load_law(tmp_path)


def own_leg(leg: str, least: int, most: int, typical: int | None = None, platform: str = "") -> str:
    lines = [
        "[[leg]]",
        f'route = "{DISPOSITION}"',
        f'leg = "{leg}"',
        f"min_days = {least}",
        f"max_days = {most}",
        'source = "当事務所の実績"',
        "checked_on = 2027-05-01",
        'confidence = "M"',
        f"typical_days = {typical}" if typical is not None else "",
        f'platform = "{platform}"' if platform else "",
    ]
    return "\n".join(lines) + "\n"


def test_a_platforms_figure_replaces_the_typical_days_of_its_leg_and_widens_the_range() -> None:
    assert days(legs(LAW)["order"]) == (14, 7, 60)
    assert days(legs(LAW, "x")["order"]) == (42, 21, 42)
    assert days(legs(LAW, "girlschannel", "form")["request"]) == (7, 7, 84)
    assert days(legs(LAW, "bakusai", "web_form")["request"]) == (84, 0, 84)
    assert days(legs(LAW, "x")["petition"]) == (3, 1, 7)


def test_the_source_names_the_typical_days_and_the_range_and_the_weaker_confidence() -> None:
    order = legs(LAW, "x")["order"]
    assert order.source.startswith("X（旧Twitter）の日数: kajo.co.jp")
    assert "／幅: kajo.co.jp 試し読み index47（Xは3～6週間）（確度H）" in order.source
    assert order.confidence is Confidence.HIGH
    petition = legs(LAW)["petition"]
    assert "2026-11-22確認、確度H）／幅: 計画者の仮置き（確度L）" in petition.source
    assert petition.confidence is Confidence.LOW


def test_only_the_chain_up_to_the_search_of_its_log_counts_for_the_platform() -> None:
    chain = until_platform_reads(legs_of(LAW.timetable.route(DISPOSITION, ON), None))
    assert [(leg.key, days(leg)) for leg in chain] == [
        ("petition", (3, 1, 7)),
        ("interview", (14, 7, 21)),
        ("hearing", (0, 0, 0)),
    ]
    assert until_platform_reads(legs_of(LAW.timetable.route("preservation_notice", ON), None)) == ()


def test_courts_and_the_firm_close_on_different_days(tmp_path: Path) -> None:
    law = firm(tmp_path, "closed = [2027-08-09, 2027-08-10, 2027-08-12, 2027-08-13]\n")
    # 8月9日（決定・裁判所）は動かない。8月12・13日（申立て・供託は事務所も）は前の開庁日へ。8月11日は山の日。
    chain = legs_of(law.timetable.route(DISPOSITION, ON), None)
    plan = {leg.leg.key: leg for leg in backward(chain, ends_on=date(2027, 9, 1), law=law)}
    assert plan["order"].latest_start == date(2027, 8, 9)
    later = {leg.leg.key: leg for leg in backward(chain, ends_on=date(2027, 9, 11), law=law)}
    assert (later["security"].planned_on, later["security"].latest_start) == (date(2027, 8, 12), date(2027, 8, 6))
    assert law.timetable.firm_closed >= {date(2027, 8, 9)}


def test_a_leg_of_no_ones_calendar_may_begin_on_any_day(tmp_path: Path) -> None:
    text = provision_order().replace('calendar = ["firm"]', "calendar = []")
    law = firm(tmp_path, provision_order=text)
    chain = legs_of(law.timetable.route("provision_order", ON), None)
    plan = {leg.leg.key: leg for leg in backward(chain, ends_on=date(2026, 9, 3), law=law)}
    sunday = date(2026, 8, 2)
    assert plan["named"].latest_start == plan["named"].planned_on == sunday
    assert plan["ordered"].planned_on == date(2026, 7, 26)
    assert plan["ordered"].latest_start == date(2026, 7, 24)


def test_a_firms_days_replace_ours_and_say_so(tmp_path: Path) -> None:
    law = firm(tmp_path, own_leg("petition", 2, 9, 5))
    petition = legs(law, "x")["petition"]
    assert days(petition) == (5, 2, 9)
    assert petition.source.startswith(f"{FIRM}当事務所の実績（2027-05-01確認、確度M）／幅: ")
    assert petition.confidence is Confidence.MEDIUM
    assert days(legs(law)["interview"]) == (14, 7, 21)


def test_a_firms_figure_comes_before_every_figure_of_the_release(tmp_path: Path) -> None:
    law = firm(tmp_path, own_leg("order", 10, 30, 20))
    assert days(legs(law, "x")["order"]) == days(legs(law, "mamasta")["order"]) == (20, 10, 30)
    row = law.timetable.route(DISPOSITION, ON).legs[4]
    assert sites_figure(row, law.platforms["x"]) is None


def test_a_firms_figure_for_one_platform_comes_before_its_figure_for_all(tmp_path: Path) -> None:
    law = firm(tmp_path, own_leg("order", 20, 35, 28, "x") + own_leg("order", 10, 30))
    assert days(legs(law, "x")["order"]) == (28, 20, 35)
    assert days(legs(law, "mamasta")["order"]) == (14, 10, 30)
    assert legs(law, "x")["order"].source.startswith(f"{FIRM}当事務所の実績")


def test_a_firms_range_alone_keeps_the_platforms_typical_days(tmp_path: Path) -> None:
    law = firm(tmp_path, own_leg("order", 30, 50, platform="x"))
    assert days(legs(law, "x")["order"]) == (42, 30, 50)


def test_every_fault_of_a_firms_days_at_once(tmp_path: Path) -> None:
    wrong = (
        own_leg("petition", 5, 2, 9)
        + own_leg("fax", 1, 2, 1)
        + own_leg("order", 1, 2, 1, "xx")
        + own_leg("interview", 15, 30)
        + own_leg("hearing", 1, 90, 10).replace(DISPOSITION, "telegram")
        + 'colour = "red"\n'
    )
    with pytest.raises(LawError) as caught:
        firm(tmp_path, wrong)
    said = "\n".join(caught.value.faults)
    assert "leg[1].max_days = 2: write at least min_days (5)" in said
    assert "leg[1].typical_days = 9" in said
    assert "leg[2].leg = 'fax': write one of petition, interview, " in said
    assert "leg[3].platform = 'xx': write one of " in said
    assert "leg[4].typical_days = 14: write a figure between min_days (15) and max_days (30)" in said
    assert "leg[5].route = 'telegram': write one of disclosure_suit, form, " in said
    assert "leg[5].colour = 'red': unknown key" in said


def test_every_fault_of_a_route_at_once(tmp_path: Path) -> None:
    wrong = (
        provision_order()
        .replace('falls_back_to = ""', 'falls_back_to = "telegram"')
        .replace('begun_by = ["provision_ordered"]', 'begun_by = ["letter_sent/telegram", "provision_ordered/maybe"]')
        .replace('calendar = ["court"]', 'calendar = ["moon"]')
        .replace('key = "notified"', 'key = "named"')
        .replace("typical_days = 30", "typical_days = 31")
    )
    with pytest.raises(LawError) as caught:
        firm(tmp_path, provision_order=wrong)
    said = "\n".join(caught.value.faults)
    assert "route provision_order.falls_back_to = 'telegram': write one of disclosure_suit, form, " in said
    assert "begun_by = ['letter_sent/telegram', 'provision_ordered/maybe']: write a step, e.g." in said
    assert "calendar = ['moon']: write only court, firm" in said
    assert "give each leg of a route its own key" in said
    assert "typical_days = 31: write a figure between min_days (1) and max_days (30)" in said


def test_two_versions_of_a_route_do_not_overlap_and_each_rules_its_time(tmp_path: Path) -> None:
    later = provision_order().replace("2022-10-01", "2028-01-01").replace("max_days = 30", "max_days = 40")
    earlier = provision_order().replace("valid_from = 2022-10-01", "valid_from = 2022-10-01\nvalid_to = 2027-12-31")
    law = firm(tmp_path, provision_order=earlier, provision_order_2028=later)
    route = law.timetable.route
    assert route("provision_order", date(2027, 12, 31)).legs[3].max_days == 30
    assert route("provision_order", date(2028, 1, 1)).legs[3].max_days == 40
    with pytest.raises(LawError, match="provision_order' on 2022-09-30: no such route"):
        route("provision_order", date(2022, 9, 30))
    assert "provision_order" not in {row.key for row in law.timetable.routes_on(date(2022, 9, 30))}


def test_the_orders_of_2022_are_a_file_of_a_firm_and_no_code(tmp_path: Path) -> None:
    law = firm(tmp_path, provision_order=provision_order())
    row = law.timetable.route("provision_order", ON)
    assert [sign.kind for leg in row.legs for sign in leg.begun_by][1:3] == [
        StepKind.PROVISION_ORDERED,
        StepKind.PROVIDER_NAMED,
    ]
    assert row.legs[0].calendars == (OpenDays.COURT, OpenDays.FIRM)
    moment = datetime(2027, 6, 1, 12, tzinfo=JST)
    windows = planned_windows(moment=moment, law=law, provider="ntt_docomo")
    plan = plan_post(windows=windows, law=law, on=date(2027, 6, 25), route="provision_order")
    starts = {leg.planned.leg.key: str(leg.planned.latest_start) for leg in plan.chosen.legs}
    # 保存期間93日（9月2日）から: データ1日、IPの提供30日、通知1日、社名7日、命令7日。
    assert starts == {
        "petition": "2027-07-16",
        "ordered": "2027-07-23",
        "named": "2027-07-30",
        "notified": "2027-08-02",
        "data": "2027-09-01",
    }
    assert (plan.verdict, plan.chosen.binding.key) == (Verdict.FEASIBLE, "petition")
    assert plan.chosen.legs[0].planned.leg.source.startswith(firm_origin("timetables/provision_order.toml"))
    assert any("確度L" in text for text in plan.chosen.warnings)
    court = next(option for option in plan.options if option.route.key == DISPOSITION)
    assert court.plan is not None
    assert court.plan.verdict is Verdict.LATE_BY_PLAN


def test_a_route_whose_figures_are_all_known_says_nothing_of_guesses(tmp_path: Path) -> None:
    law = firm(tmp_path, provision_order=provision_order().replace('confidence = "L"', 'confidence = "M"'))
    windows = planned_windows(moment=datetime(2027, 6, 1, 12, tzinfo=JST), law=law, provider="nifty")
    plan = plan_post(windows=windows, law=law, on=ON, route="provision_order")
    assert plan.chosen.warnings == ()


def provision_order() -> str:
    """P6 to P8 as a firm would write them (law.md §5.2): the applicant never sees the address, and tells the site."""
    head = """
key = "provision_order"
text = "開示命令・提供命令"
procedure = "P6-P8"
asks = "platform"
note = "IPアドレスは請求者に開示されず、プロバイダに提供される。"
falls_back_to = ""
broken_by = ["disclosure_order_decided/dismissed"]
cite = "情報流通プラットフォーム対処法8条・15条・16条"
source = "kajo.co.jp 試し読み index39"
checked_on = 2027-05-01
confidence = "H"
valid_from = 2022-10-01
"""
    rows = [
        ("petition", "申立て → 提供命令", 7, 3, 14, '["court", "firm"]', '["letter_sent/disposition_petition"]'),
        ("ordered", "提供命令 → プロバイダの名称", 7, 2, 30, '["court"]', '["provision_ordered"]'),
        ("named", "名称 → 申立てとサイトへの通知", 1, 0, 60, '["firm"]', '["provider_named"]'),
        ("notified", "通知 → サイトからIPの提供", 30, 1, 30, '["firm"]', '["platform_notified"]'),
        ("data", "提供 → プロバイダによる保存", 1, 0, 3, '["firm"]', '["deletion_prohibited"]'),
    ]
    return head + "".join(
        f'[[leg]]\nkey = "{key}"\ntext = "{text}"\nkind = "PRACTICE"\ncalendar = {calendar}\ntypical_days = {typical}\n'
        f"min_days = {least}\nmax_days = {most}\nbegun_by = {signs}\nours = true\n"
        'source = "kajo.co.jp 試し読み index39"\nchecked_on = 2027-05-01\nconfidence = "M"\n'
        'range_source = "計画者の仮置き"\nrange_confidence = "L"\n'
        for key, text, typical, least, most, calendar, signs in rows
    )


def test_the_forward_view_names_each_leg_and_both_its_days() -> None:
    chain = legs_of(LAW.timetable.route(DISPOSITION, ON), None)
    expected, ends_on, at_worst = forward(chain, starts_on=date(2027, 6, 22), at_worst_on=date(2027, 7, 1))
    assert [each.leg for each in expected] == list(chain)
    assert (expected[0].expected_on, expected[0].at_worst_on) == (date(2027, 6, 22), date(2027, 7, 1))
    assert (expected[1].expected_on, expected[1].at_worst_on) == (date(2027, 6, 25), date(2027, 7, 8))
    assert ends_on == date(2027, 9, 1)
    assert at_worst == date(2027, 7, 1) + timedelta(days=total_days(chain, Pace.SLOW))


def test_a_leg_carries_what_its_row_says() -> None:
    route = LAW.timetable.route(DISPOSITION, ON)
    for row, leg in zip(route.legs, legs_of(route, LAW.platforms["x"]), strict=True):
        assert (leg.key, leg.text, leg.ours, leg.begun_by) == (row.key, row.text, row.ours, row.begun_by)
        assert (leg.calendars, leg.reads_platform_log) == (row.calendars, row.reads_platform_log)


def test_a_leg_is_as_sure_as_its_weakest_figure(tmp_path: Path) -> None:
    assert legs(LAW)["interview"].confidence is Confidence.LOW
    sure = own_leg("interview", 1, 7, typical=3).replace('confidence = "M"', 'confidence = "H"')
    assert legs(firm(tmp_path, sure))["interview"].confidence is Confidence.HIGH


def test_a_range_of_the_firm_is_no_surer_than_the_firm_says(tmp_path: Path) -> None:
    unsure = own_leg("order", 7, 60, platform="x").replace('confidence = "M"', 'confidence = "L"')
    assert LAW.platforms["x"].confidence is Confidence.HIGH
    assert legs(firm(tmp_path, unsure), "x")["order"].confidence is Confidence.LOW


def test_a_leg_is_no_surer_than_its_typical_days() -> None:
    route = LAW.timetable.route(DISPOSITION, ON)
    row = replace(route.legs[0], confidence=Confidence.LOW, range_confidence=Confidence.HIGH)
    (leg,) = legs_of(replace(route, legs=(row,)), None)
    assert leg.confidence is Confidence.LOW
