"""Which law governs: law.md §1.4 and §7 by table."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.provisions import load_law
from models.rules.governing_law import governing_law, order_procedure_open, phone_views
from models.rules.offences import offence_for
from models.terms import RightInfringed

FILE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "governing_law.toml").read_text(encoding="utf-8"))
LAW = load_law()


@pytest.mark.parametrize("case", FILE["case"], ids=lambda c: c["example"])
def test_the_day_of_the_act_rules(case: dict[str, Any]) -> None:
    found = governing_law(posted_on=case["posted"], acted_on=case["acted"], filed_on=case.get("filed"), law=LAW)
    assert found.regime.regime_id == case["regime"]
    assert len(found.regime.items) == case.get("items", len(found.regime.items))
    assert (found.filed_under.regime_id if found.filed_under else None) == case.get("filed_under")
    assert found.posted_on == case["posted"]
    said = "／".join(step.text for step in found.steps)
    assert case.get("says", "") in said
    assert "never_says" not in case or case["never_says"] not in said
    assert all(step.cite for step in found.steps)


@pytest.mark.parametrize("case", FILE["order"], ids=lambda c: c["example"])
def test_orders_are_open_to_older_posts(case: dict[str, Any]) -> None:
    step = order_procedure_open(posted_on=case["posted"], filed_on=case["filed"], law=LAW)
    assert (step is not None) == case["open"]
    assert step is None or "法8条" in step.cite


@pytest.mark.parametrize("case", FILE["phone"], ids=lambda c: c["example"])
def test_a_phone_number_for_an_older_post(case: dict[str, Any]) -> None:
    views = phone_views(posted_on=case["posted"], asked_on=case["asked"], law=LAW)
    for view, words in zip(views, case["views"], strict=True):
        assert words in view.text
        assert view.cite
    assert [view.follow for view in views] == [True, False][: len(views)]


@pytest.mark.parametrize("case", FILE["offence"], ids=lambda c: c["example"])
def test_the_offence_is_that_of_the_day_of_the_act(case: dict[str, Any]) -> None:
    offence = offence_for(right=RightInfringed(case["right"]), acted_on=case["acted"], law=LAW)
    if "penalty" not in case:
        assert offence is None
        return
    assert offence is not None
    assert case["penalty"] in offence.penalty
    assert case.get("charge", "") in offence.charge
    assert offence.on_complaint == case.get("on_complaint", True)
