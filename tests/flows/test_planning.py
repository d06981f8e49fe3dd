"""What is typed into `kaiji plan`, and how plans of posts and cases are shown."""

from datetime import date
from typing import Any

import pytest

from flows.board import sheet_json
from flows.case_plans import PlannedCase, case_document, case_text, open_document, open_rows, open_text, plan_case
from flows.case_sheet import case_sheet
from flows.plan_document import post_document, subject_document
from flows.plan_section import leg_rows, log_rows
from flows.plan_shown import post_text, subject_text
from flows.planning import Typed, plan_typed
from models.answers.faults import Faults
from models.provisions import load_law
from models.rules.route_choice import PostPlan
from models.rules.route_progress import subject_plans
from models.terms import LetterKind
from tasks.case_store.opening import hold_case, open_case
from tasks.case_store.position import view_case
from tasks.wiring import Services
from tests.models.answers.beginnings import identified
from tests.tasks.case_store.cases import STAFF, case_file

LAW = load_law()
TODAY = date(2026, 11, 22)
POSTED = "2026-06-01 12:00 JST"


def plan(**words: Any) -> PostPlan:
    return plan_typed(Typed(**({"posted_at": POSTED, "retention": "3m", "on": "2026-06-25"} | words)), LAW, TODAY)


def refused(**words: Any) -> dict[str, str]:
    with pytest.raises(Faults) as caught:
        plan(**words)
    return {fault.field: fault.cure for fault in caught.value.faults}


# Words


def test_everything_wrong_is_said_at_once_with_the_known_keys() -> None:
    faults = refused(
        posted_at="2026-06-01 12:00",
        login_at="yesterday",
        on="soon",
        platform="xx",
        provider="yy",
        category="zz",
        route="fax",
        retention="0d",
    )
    assert list(faults) == [
        "--posted-at",
        "--login-at",
        "--on",
        "--platform",
        "--provider",
        "--category",
        "--route",
        "--retention",
    ]
    assert "時差がありません" in faults["--posted-at"]
    assert "mamasta" in faults["--platform"]
    assert "ntt_docomo" in faults["--provider"]
    assert "mobile" in faults["--category"]
    assert "provisional_disposition" in faults["--route"]
    assert "3m" in faults["--retention"]


@pytest.mark.parametrize(
    ("words", "field", "cure"),
    [
        ({"on": "2026-05-31"}, "--on", "投稿の日（2026-06-01）以後"),
        ({"on": "2100-01-01"}, "--on", "2099年まで"),
        ({"posted_at": "2095-01-01 12:00 JST", "on": None}, "--posted-at", "2099年まで"),
        ({"posted_at": "1949-01-01 12:00 JST", "on": None}, "--posted-at", "1949年から"),
        ({"retention": "11y"}, "--retention", "10年以内"),
        ({"route": "preservation_notice"}, "--route", "--provider も書いてください"),
        ({"route": "web_form", "platform": "x"}, "--route", "回答は通常28日"),
    ],
)
def test_each_refusal(words: dict[str, Any], field: str, cure: str) -> None:
    faults = refused(**words)
    assert list(faults) == [field]
    assert cure in faults[field]


def test_today_is_the_day_unless_the_post_lies_ahead() -> None:
    assert plan(on=None).on == TODAY
    assert plan(on=None, posted_at="2027-06-01 12:00 JST").on == date(2027, 6, 1)


# A post


def test_the_stable_keys_of_the_document() -> None:
    found = post_document(plan())
    assert list(found)[:5] == ["windows", "legs", "routes", "binding_leg", "route"]
    assert list(found["windows"][0])[:5] == ["holder", "opens", "closes_earliest", "closes_latest", "basis"]
    stable = ["leg", "latest_start", "typical_days", "min_days", "max_days", "source"]
    assert all(list(leg)[:6] == stable for leg in found["legs"])
    assert all(list(way)[:5] == ["route", "arrives", "feasible", "slack_days", "why_not"] for way in found["routes"])
    assert found["windows"][0]["opens"] == "2026-06-01T12:00:00+09:00"
    assert found["windows"][0]["closes_earliest"] == "2026-09-01T12:00:00+09:00"
    assert found["legs"][0]["planned_on"] == found["legs"][0]["latest_start"] == "2026-06-22"
    assert (found["binding_leg"], found["verdict"], found["slack_days"]) == ("petition", "late_by_plan", -3)
    ways = {way["route"]: way for way in found["routes"]}
    assert (ways["web_form"]["feasible"], ways["web_form"]["why_not"]) == (True, None)
    assert ways["web_form"]["arrives"] == "2026-07-11"
    assert ways["provisional_disposition"]["feasible"] is False
    assert ways["preservation_notice"]["arrives"] is None
    assert ways["preservation_notice"]["feasible"] is False
    assert found["fallback"] is None
    assert post_document(plan(route="form"))["fallback"] == {
        "route": "provisional_disposition",
        "latest_start": "2026-06-22",
        "verdict": "late_by_plan",
    }


def test_the_text_says_first_what_must_leave_by_when() -> None:
    lines = post_text(plan()).splitlines()
    assert lines[:4] == [
        "判定（2026年6月25日(木)現在）: △ 計画より遅れ（3日不足） — 発信者情報開示仮処分",
        "事務所から出す: 「申立て → 債権者面接」 最終着手日 2026年6月22日(月)（3日超過）",
        f"理由: {plan().chosen.why_not}",
        "まだ可能なこと:",
    ]
    security = next(line for line in lines if "担保決定 → 供託" in line)
    assert security.split("  ")[1] == "2026年7月31日(金)"
    assert "2026年8月2日(日)" in security
    assert any(line.startswith("  ― ログ保存要請（書面）: プロバイダとIPアドレス") for line in lines)
    assert any(line.startswith("保存の見込み: 2026年9月4日(金)") for line in lines)


def test_the_text_of_a_voluntary_way_names_the_courts_last_day() -> None:
    lines = post_text(plan(route="form", on="2026-06-10")).splitlines()
    assert lines[0].endswith("○ 間に合う（余裕44日） — 任意開示（書式、意見照会あり）")
    assert lines[2] == "○ 応じないときの発信者情報開示仮処分: 最終着手日 2026年6月22日(月)（あと12日）"


def test_the_text_of_a_lost_log_promises_nothing() -> None:
    text = post_text(plan(on="2026-09-15"))
    assert "× 届かない" in text
    assert "保存の見込み:" not in text


# Cases


@pytest.fixture
def ref(services: Services, clock: Any) -> str:
    """A case of two posts of 8 and 9 January 2026 on MamaSta."""
    return open_case(services.store, services.law, case_file(), clock.now())


def test_a_case_is_planned_from_its_record(services: Services, ref: str) -> None:
    on = date(2026, 1, 13)
    found = case_document(plan_case(services, ref, on), on)
    assert (found["ref"], found["on"]) == (ref, "2026-01-13")
    (item,) = found["plans"]
    assert (item["subject"], item["route"], item["legs_begun"]) == ("platform:mamasta", "form", 0)
    assert len(item["windows"]) == 2
    assert item["fallback"]["route"] == "provisional_disposition"
    assert (item["verdict"], item["begun_on"], item["still_possible"]) == ("feasible", None, [])
    text = case_text(plan_case(services, ref, on), on)
    assert text.startswith(f"━━ {ref} mamasta ━━\n判定（2026年1月13日(火)現在）: ○ 間に合う")


def test_a_form_still_in_time_is_late_when_the_court_behind_it_is(services: Services, ref: str) -> None:
    on = date(2026, 2, 2)
    (item,) = case_document(plan_case(services, ref, on), on)["plans"]
    assert (item["slack_days"] >= 0, item["verdict"]) == (True, "late_by_plan")
    assert item["why_not"].startswith("応じないときの発信者情報開示仮処分: ")
    assert any(line.startswith("任意開示（書式") for line in item["still_possible"])


def test_what_dies_this_week_leads_and_held_cases_are_left_out(services: Services, ref: str, clock: Any) -> None:
    post = {"posted_at": "2026-01-10T08:00:00+09:00", "url": "https://board.example/planted/103"}
    later = case_file(posts=[case_file()["posts"][0] | post])
    second = open_case(services.store, services.law, later, clock.now())
    on = date(2026, 1, 22)
    found = open_document(open_rows(services, on), on)
    assert (found["on"], found["until"]) == ("2026-01-22", "2026-01-29")
    assert [row["ref"] for row in found["dying"]] == [ref, second]
    assert [row["last_day"] for row in found["dying"]] == ["2026-01-27", "2026-01-29"]
    text = open_text(found)
    assert text.startswith("■ 2026年1月29日(木)までに着手しないと失われるもの\n")
    assert text.endswith("■ その後\n  なし")
    hold_case(services.store, services.law, second, until=None, reason="依頼者の希望", by=STAFF, now=clock.now())
    assert [row["ref"] for row in open_rows(services, on)] == [ref]
    soon = date(2026, 1, 13)
    assert [row["ref"] for row in open_document(open_rows(services, soon), soon)["later"]] == [ref]


def test_the_sheet_shows_each_log_with_its_route_and_the_timetable(services: Services, ref: str, clock: Any) -> None:
    sheet = case_sheet(view_case(services.store, services.law, ref, clock.now()), services.law, "ja")
    section = sheet[sheet.index("## ログと逆算表") : sheet.index("## 通信の記録に足りないもの")]
    assert "| mamasta | " in section
    assert "任意開示（書式、意見照会あり）" in section
    assert "書式の発送 → 意見照会・回答" in section
    assert "28（14～84）" in section
    assert [item["subject"] for item in sheet_json(services, ref)["plans"]] == ["platform:mamasta"]
    english = case_sheet(view_case(services.store, services.law, ref, clock.now()), services.law, "en")
    assert "## Logs and timetable" in english


def test_a_notice_under_way_has_no_start_left(services: Services) -> None:
    world = identified().send(LetterKind.PRESERVATION_NOTICE, "holder:1")
    (item,) = subject_plans(world.facts, services.law, date(2026, 6, 5))
    assert "すべて着手済み。2026年6月11日(木)に保存の見込み" in subject_text(item, "holder", date(2026, 6, 5))
    ((*_, latest),) = log_rows((item,), world.facts, "ja")
    assert (latest, list(leg_rows((item,), "ja")), list(leg_rows((), "ja"))) == ("—", [], [])
    found = subject_document(item)
    assert (found["latest_start"], found["legs"], found["begun_on"]) == (None, [], "2026-06-03")


def test_a_case_whose_logs_are_all_settled_says_so() -> None:
    done = PlannedCase(ref="2026-0042", facts=identified().facts, plans=())
    assert case_text(done, TODAY) == "2026-0042: 消えるのを待っているログはありません"
