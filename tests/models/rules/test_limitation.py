"""Limitation, complaint period, prosecution bar and majority: law.md §7 by table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.facts import Period
from models.provisions import LawError, load_law
from models.rules import limitation
from models.rules.majority import is_minor
from models.terms import RightInfringed

TABLE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "limitation.toml").read_text(encoding="utf-8"))
LAW = load_law()
TODAY = date(2026, 11, 22)


def period_of(case: dict[str, Any]) -> Period:
    event = case["event"]
    if case["what"] == "prosecution_bar":
        return limitation.prosecution_bar(act_on=event, right=RightInfringed(case["right"]), law=LAW)
    counted = {
        "tort_from_knowing": lambda: limitation.tort_from_knowing(
            known_on=event, on=TODAY, law=LAW, bodily=case.get("bodily", False)
        ),
        "tort_from_act": lambda: limitation.tort_from_act(act_on=event, on=TODAY, law=LAW),
        "after_demand": lambda: limitation.after_demand(demanded_on=event, on=TODAY, law=LAW),
        "complaint_period": lambda: limitation.complaint_period(known_on=event, on=TODAY, law=LAW),
    }
    return counted[case["what"]]()


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda c: c["example"])
def test_limit(case: dict[str, Any]) -> None:
    period = period_of(case)
    assert (period.last_day, period.act_by) == (case["last_day"], case["act_by"])


@pytest.mark.parametrize("case", TABLE["minor"], ids=lambda c: c["example"])
def test_majority(case: dict[str, Any]) -> None:
    assert is_minor(case["born_on"], case["on"], LAW) is case["minor"]


def test_someone_not_yet_born_is_refused() -> None:
    with pytest.raises(LawError, match="birth"):
        is_minor(date(2026, 11, 23), TODAY, LAW)
