"""Every log window of a case and of a post that is no case yet, by table: tests/scenarios/windows.toml."""

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from models.facts import LogWindow
from models.provisions import LawError, parse_length
from models.rules.japan_time import JST, japan_date
from models.rules.moments_shown import both_zones
from models.rules.retention import less_sure
from models.rules.windows import planned_windows, windows_of
from models.terms import Confidence, HolderRole, LogKind, ProviderCategory
from tests.models.rules.log_case import LAW, facts_of

TABLES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "windows.toml").read_text(encoding="utf-8"))
POSTED = datetime(2026, 6, 1, 21, 15, tzinfo=JST)


def planned(plan: dict[str, Any]) -> tuple[LogWindow, ...]:
    return planned_windows(
        moment=plan["moment"],
        law=LAW,
        platform=plan.get("platform"),
        provider=plan.get("provider"),
        category=ProviderCategory(plan.get("category", "unknown")),
        log_kind=LogKind(plan.get("log_kind", "post")),
        kept_for=parse_length(plan["kept_for"]) if "kept_for" in plan else None,
    )


def said_in(logs: tuple[LogWindow, ...]) -> str:
    return "\n".join(step.text + step.cite for log in logs for step in log.window.steps)


@pytest.mark.parametrize("plan", TABLES["plan"], ids=lambda p: p["example"])
def test_a_post_that_is_no_case_yet(plan: dict[str, Any]) -> None:
    logs = planned(plan)
    assert [
        {
            "role": log.role,
            "holder": log.holder,
            "kind": log.log_kind,
            "gone_on": japan_date(log.window.closes_earliest),
            "gone_latest": japan_date(log.window.closes_latest),
            "act_by": log.window.act_by,
            "confidence": log.window.confidence,
        }
        for log in logs
    ] == plan["window"]
    assert {(log.post_id, log.observation_id, log.subject, log.settled) for log in logs} == {(0, None, "post:0", False)}
    for words in plan.get("says", []):
        assert words in said_in(logs)


@pytest.mark.parametrize("case", TABLES["log"], ids=lambda c: c["example"])
def test_the_windows_of_a_case(case: dict[str, Any]) -> None:
    logs = windows_of(facts_of(case), LAW)
    assert [
        {
            "role": log.role,
            "subject": log.subject,
            "gone_on": japan_date(log.window.closes_earliest),
            "act_by": log.window.act_by,
            "confidence": log.window.confidence,
        }
        | ({"settled": True} if log.settled else {})
        for log in logs
    ] == case["window"]
    for words in case.get("says", []):
        assert words in said_in(logs)


def test_a_window_says_whose_it_is_and_of_which_communication() -> None:
    lines = [{"no": 7, "kind": "login", "at": POSTED, "chain": ["ocn"]}]
    log = windows_of(facts_of({"platform": "mamasta", "posted_at": POSTED, "line": lines}), LAW)[0]
    assert (log.post_id, log.observation_id, log.role, log.holder, log.log_kind) == (1, 7, "provider", "ocn", "login")


def test_a_platform_nobody_knows_has_no_log_of_its_own() -> None:
    (log,) = windows_of(facts_of({"platform": "名もない掲示板", "posted_at": POSTED}), LAW)
    assert (log.role, log.holder, log.log_kind) == (HolderRole.UNKNOWN, "", LogKind.POST)


def test_a_deleted_post_on_a_platform_nobody_knows_adds_nothing() -> None:
    step = {"kind": "post_deleted", "subject": "post:1", "on": POSTED.date()}
    (log,) = windows_of(facts_of({"platform": "名もない掲示板", "posted_at": POSTED, "step": [step]}), LAW)
    assert log.window.confidence == "H"


def test_a_stated_length_replaces_the_carriers_too() -> None:
    (log,) = planned_windows(moment=POSTED, law=LAW, provider="uq", kept_for=parse_length("30d"))
    assert log.window.basis == "UQ（UQモバイル・WiMAX）の保存期間 30日"
    assert log.window.source == "入力された期間"


@pytest.mark.parametrize("wrong", [{"platform": "no such site"}, {"provider": "no such provider"}])
def test_an_unknown_key_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(LawError, match="no such"):
        planned_windows(moment=POSTED, law=LAW, **wrong)


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        planned_windows(moment=POSTED.replace(tzinfo=None), law=LAW)


def test_an_upstream_without_a_profile_is_no_upstream() -> None:
    own = replace(LAW.provider("uq"), upstream="gone")
    law = replace(LAW, providers={**LAW.providers, "uq": own})
    (log,) = planned_windows(moment=POSTED, law=law, provider="uq")
    assert log.window.basis.startswith("UQ（UQモバイル・WiMAX）の保存期間 MVNO")


def test_both_zones_are_written_side_by_side() -> None:
    assert both_zones(datetime.fromisoformat("2026-06-01T15:00:00Z")) == (
        "2026-06-01 15:00:00 UTC = 2026-06-02 00:00:00 JST（日付が変わる）"
    )
    assert both_zones(POSTED) == "2026-06-01 12:15:00 UTC = 2026-06-01 21:15:00 JST"
    with pytest.raises(ValueError, match="no offset"):
        both_zones(POSTED.replace(tzinfo=None))


def test_a_line_without_a_moment_is_planned_from_the_post_and_says_so() -> None:
    (log,) = windows_of(facts_of({"platform": "mamasta", "posted_at": POSTED, "line": [{"no": 1}]}), LAW)
    assert (log.window.opens_at, log.window.confidence) == (POSTED, "L")
    assert "投稿の時刻から計画する" in said_in((log,))


@pytest.mark.parametrize(
    ("given", "least"), [("HH", "H"), ("HM", "M"), ("MH", "M"), ("LM", "L"), ("HL", "L"), ("LL", "L")]
)
def test_the_least_sure_confidence_rules(given: str, least: str) -> None:
    assert less_sure(*(Confidence(one) for one in given)) == least
