"""Court fees: law.md §8 by table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.claim_value import Claimed
from models.rules.fees import Filing, court_fee, fee_of

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "fees.toml").read_text(encoding="utf-8"))["case"]
LAW = load_law()
BEFORE_CHANGE = date(2026, 5, 20)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_fee(case: dict[str, Any]) -> None:
    claims = [Claimed(**claim) for claim in case.get("claims", [{"yen": case.get("amount")}])]
    filing = Filing(
        procedure=case["procedure"],
        on=case.get("on", BEFORE_CHANGE),
        count=case.get("count", 1),
        commenced_on=case.get("commenced"),
    )
    if "refused" in case:
        with pytest.raises(LawError, match=case["refused"]):
            fee_of(filing, claims, LAW)
        return
    fee = fee_of(filing, claims, LAW)
    assert fee.fee_yen == case["fee"]
    assert len(fee.unconfirmed) == case.get("unconfirmed", 0)
    assert fee.value_yen == (None if case.get("no_value") else case.get("value", case.get("amount") or 1_600_000))
    assert all(step.cite for step in fee.steps)
    assert len(fee.steps) == case.get("steps", len(fee.steps))
    assert case.get("says", "") in "／".join(step.text for step in fee.steps)


def test_the_fee_never_falls_as_the_claim_grows() -> None:
    amounts = range(1, 60_000_000, 33_333)
    fees = [court_fee(amount, "suit", BEFORE_CHANGE, LAW).fee_yen for amount in amounts]
    assert fees == sorted(fees)
    assert fees[0] == 1_000


def test_the_steps_say_what_the_value_rests_on() -> None:
    first_day = date(2004, 1, 1)
    assert [s.cite for s in court_fee(None, "suit", first_day, LAW).steps] == [
        "民事訴訟費用等に関する法律4条2項",
        "民事訴訟費用等に関する法律 別表第一 1項",
    ]
    assert court_fee(320_000, "suit", first_day, LAW).steps[0].text == "訴額 320,000円（附帯請求は算入しない）"


def test_all_faults_of_a_question_at_once() -> None:
    with pytest.raises(LawError) as caught:
        court_fee(0, "petition", date(2003, 12, 31), LAW)  # type: ignore[arg-type]
    assert len(caught.value.faults) == 3
    assert "amount 0" in caught.value.faults[0]
    assert "'petition'" in caught.value.faults[1]
    assert "2004-01-01" in caught.value.faults[2]
