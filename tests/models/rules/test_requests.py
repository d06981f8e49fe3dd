"""What may be asked of whom by which procedure: law.md §2, §3 and §11 by table."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.provisions import load_law
from models.rules.regimes import items_for, regime_for
from models.rules.requests import Request, answer_request
from models.terms import HolderRole, ItemKind, LogKind, Procedure

FILE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "requests.toml").read_text(encoding="utf-8"))
LAW = load_law()
FLAGS = ("login_item", "of_company", "names_registered", "urgent")


@pytest.mark.parametrize("case", FILE["case"], ids=lambda c: c["example"])
def test_what_may_be_asked(case: dict[str, Any]) -> None:
    asked = Request(
        kind=ItemKind(case["kind"]),
        procedure=Procedure(case["procedure"]),
        role=HolderRole(case["role"]),
        on=case["on"],
        log_kind=LogKind(case.get("log_kind", "post")),
        **{flag: case[flag] for flag in FLAGS if flag in case},
    )
    found = answer_request(asked, LAW)
    assert (found.item.no if found.item else None) == case.get("no")
    assert found.allowed == (not case["refused"])
    for step, words in zip(found.refusals, case["refused"], strict=True):
        assert words in step.text
        assert step.cite
    assert [p.value for p in found.instead] == case.get("instead", [])
    for step, words in zip(found.notes, case.get("notes", []), strict=True):
        assert words in step.text
    assert found.ground.article == case.get("article", found.ground.article)
    assert len(found.ground.requirements) == case.get("requirements", len(found.ground.requirements))
    assert found.ground.supplementary == (len(found.ground.requirements) == 3)


@pytest.mark.parametrize("case", FILE["held"], ids=lambda c: c["example"])
def test_the_items_an_addressee_can_hold(case: dict[str, Any]) -> None:
    items = items_for(
        regime=regime_for(act_done_on=case["on"], law=LAW),
        role=HolderRole(case["role"]),
        login_type=case.get("login_type", False),
        names_registered=case.get("names_registered", False),
    )
    assert [item.no for item in items] == case["items"]
