"""Which courts: law.md §3 and Act art. 10 by table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.jurisdiction import Seat, VenueQuestion, joint_venues, venues
from models.terms import Procedure

FILE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "jurisdiction.toml").read_text(encoding="utf-8"))
LAW = load_law()
ON = date(2026, 6, 1)


def _question(case: dict[str, Any], procedure: str) -> VenueQuestion:
    return VenueQuestion(
        procedure=Procedure(procedure),
        respondent=Seat(**case["respondent"]),
        on=case.get("on", ON),
        requester=Seat(**case.get("requester", {})),
        tort_place=Seat(**case.get("tort_place", {})),
        **{word: case[word] for word in ("technical", "first_case_court") if word in case},
    )


@pytest.mark.parametrize("case", FILE["case"], ids=lambda c: c["example"])
def test_the_courts(case: dict[str, Any]) -> None:
    asked = _question(case, case["procedure"])
    if "refused" in case:
        with pytest.raises(LawError, match=case["refused"]):
            venues(asked, LAW)
        return
    found = venues(asked, LAW)
    assert [venue.court for venue in found.courts] == case["courts"]
    assert all(venue.exclusive == case.get("exclusive", False) for venue in found.courts)
    assert all(venue.cite for venue in found.courts)
    for said, words in zip(found.settle, case.get("settle", []), strict=True):
        assert words in said


@pytest.mark.parametrize("case", FILE["joint"], ids=lambda c: c["example"])
def test_disclosure_and_deletion_in_one_petition(case: dict[str, Any]) -> None:
    halves = [venues(_question(case, f"{half}_disposition"), LAW) for half in ("disclosure", "deletion")]
    assert list(joint_venues(*halves)) == case["courts"]


def test_every_prefecture_has_its_district_court() -> None:
    courts = [court for area in LAW.courts.areas for names in area.district_courts.values() for court in names]
    assert sum(len(area.district_courts) for area in LAW.courts.areas) == 47
    assert len(set(courts)) == len(courts) == 50
    assert {area.also for area in LAW.courts.areas} == {"東京地方裁判所", "大阪地方裁判所"}
