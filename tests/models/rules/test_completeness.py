"""What a line lacks for its holder, by table: tests/scenarios/completeness.toml."""

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from models.facts import CaseFacts
from models.rules.completeness import Gap, gaps_of, missing_for
from models.rules.japan_time import JST
from models.terms import ProviderCategory
from tests.models.rules.log_case import LAW, facts_of

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "completeness.toml").read_text(encoding="utf-8"))[
    "case"
]
AT = datetime(2026, 6, 1, 21, 15, 4, tzinfo=JST)


def facts(case: dict[str, Any]) -> CaseFacts:
    line: dict[str, Any] = {key: case[key] for key in ("has", "seconds", "zone", "ip_version", "value") if key in case}
    line |= {"no": 1, "chain": [case["holder"]] if "holder" in case else []}
    if case.get("moment", True):
        line["at"] = AT
    return facts_of({"platform": "x", "posted_at": AT, "line": [line]})


def found_in(case: dict[str, Any]) -> tuple[Gap, ...]:
    whole = facts(case)
    return gaps_of(whole, whole.observations[0], LAW)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_gaps(case: dict[str, Any]) -> None:
    gaps = found_in(case)
    assert [gap.item for gap in gaps] == case["missing"]
    assert {gap.fatal for gap in gaps} == ({case["fatal"]} if gaps else set())
    assert case.get("says", "") in "".join(gap.text for gap in gaps)
    assert case.get("cure", "") in "".join(gap.cure for gap in gaps)
    assert case.get("source", "") in "".join(gap.source for gap in gaps)


@pytest.mark.parametrize("case", [c for c in CASES if c["missing"]], ids=lambda c: c["example"])
def test_each_gap_has_a_source_and_a_cure(case: dict[str, Any]) -> None:
    for gap in found_in(case):
        assert gap.source
        assert "求め" in gap.cure or "書いて" in gap.cure


def test_the_last_company_of_the_chain_is_the_one_that_is_asked() -> None:
    line = {"no": 1, "at": AT, "has": [], "chain": ["kddi", "ocn"]}
    whole = facts_of({"platform": "x", "posted_at": AT, "line": [line]})
    assert gaps_of(whole, whole.observations[0], LAW) == ()


def test_a_line_that_came_through_a_vne_needs_its_port_to_the_end() -> None:
    line = {"no": 1, "at": AT, "has": [], "chain": ["jpne", "rakuten_mobile"]}
    whole = facts_of({"platform": "x", "posted_at": AT, "line": [line, {**line, "no": 2, "chain": ["jpne", "ocn"]}]})
    (of_mobile,) = gaps_of(whole, whole.observations[0], LAW)
    assert (of_mobile.item, "楽天" in of_mobile.source or "rakuten" in of_mobile.source) == ("port", True)
    (of_fixed,) = gaps_of(whole, whole.observations[1], LAW)
    assert (of_fixed.item, of_fixed.fatal) == ("port", True)
    assert "MAP-E" in of_fixed.text


def test_a_reseller_that_asks_nothing_itself_is_asked_what_its_carrier_asks() -> None:
    own = replace(LAW.provider("uq"), needs=("seconds",), needs_one_of=(), upstream="ntt_docomo")
    observation = facts({"has": ["port"]}).observations[0]
    (gap,) = missing_for(observation, own, ProviderCategory.UNKNOWN, LAW)
    assert gap.item == "destination_ip"
    assert "docomo.ne.jp" in gap.source


def test_a_firms_own_list_says_so() -> None:
    own = replace(LAW.provider("ocn"), needs=("port",), origin="【事務所の設定 profiles/providers/ocn.toml】")
    observation = facts({"has": []}).observations[0]
    (gap,) = missing_for(observation, own, ProviderCategory.UNKNOWN, LAW)
    assert gap.source.startswith("【事務所の設定 profiles/providers/ocn.toml】")
