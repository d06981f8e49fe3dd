"""Which Act, order and items govern an act done on a day: law.md §1 by table."""

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.regimes import item_named, regime_for, specified_items

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "regimes.toml").read_text(encoding="utf-8"))["case"]
LAW = load_law()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_regime(case: dict[str, Any]) -> None:
    regime = regime_for(act_done_on=case["on"], law=LAW)
    assert regime.regime_id == case["regime"]
    assert len(regime.items) == case["items"]
    assert regime.act_short == case.get("short", regime.act_short)
    assert regime.articles["disclosure"] == case.get("disclosure", regime.articles["disclosure"])
    assert [item.name for item in regime.items] == case.get("names", [item.name for item in regime.items])
    assert case.get("says", "") in "／".join(note.text for note in regime.notes)
    if "specified" in case:
        assert [item.no for item in specified_items(regime=regime)] == case["specified"]
    for words, number in case.get("with", {}).items():
        item = item_named(words=words, regime=regime)
        assert item is not None
        assert item.no == number
    for words in case.get("without", []):
        assert item_named(words=words, regime=regime) is None


def test_before_the_act_there_is_no_regime() -> None:
    with pytest.raises(LawError, match="2002-05-27"):
        regime_for(act_done_on=date(2002, 5, 26), law=LAW)


def test_the_sender_information_moved_when_the_act_was_renamed() -> None:
    before = regime_for(act_done_on=date(2025, 3, 31), law=LAW)
    after = regime_for(act_done_on=date(2025, 4, 1), law=LAW)
    assert (before.articles["sender_information"], after.articles["sender_information"]) == ("法2条6号", "法2条10号")
    assert before.act != after.act
    assert "concealment" in before.articles
    assert "concealment" not in regime_for(act_done_on=date(2023, 2, 19), law=LAW).articles


def test_no_day_since_2002_lies_between_two_regimes() -> None:
    for earlier, later in pairwise(LAW.regimes):
        assert earlier.valid_to is not None
        assert (later.valid_from - earlier.valid_to).days == 1
    assert LAW.regimes[-1].valid_to is None


def test_each_kind_is_listed_once_for_the_post_and_once_for_the_login() -> None:
    for regime in LAW.regimes:
        kinds = [(item.kind, item.specified) for item in regime.items]
        assert len(set(kinds)) == len(kinds)
        assert {note.topic for note in regime.notes} >= {"login", "governing"}
        assert all(note.cite for note in regime.notes)
