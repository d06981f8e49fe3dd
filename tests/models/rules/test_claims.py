"""What one sender is asked to pay, where and how: law.md §8 and §9 by table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.claims import ClaimFacts, Receipt, damages_claim
from models.rules.damages_suit import damages_suit
from models.rules.filing import filing_mode
from models.terms import ExpenseKind, Procedure, Remedy, Stage

FILE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "claims.toml").read_text(encoding="utf-8"))
LAW = load_law()
ON = date(2026, 6, 1)


def _facts(case: dict[str, Any]) -> ClaimFacts:
    receipts = (
        Receipt(kind=ExpenseKind(r["kind"]), stage=Stage(r["stage"]), yen=r["yen"], own=r.get("own", False))
        for r in case.get("receipts", [])
    )
    return ClaimFacts(
        solatium_yen=case["solatium"],
        remedies=frozenset(Remedy(r) for r in case.get("remedies", ["damages", "expenses"])),
        tort_on=case.get("tort", ON),
        receipts=tuple(receipts),
        **({"senders": case["senders"]} if "senders" in case else {}),
    )


@pytest.mark.parametrize("case", FILE["case"], ids=lambda c: c["example"])
def test_the_claim(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(LawError) as caught:
            damages_claim(_facts(case), LAW, on=ON)
        assert [fault.partition(":")[0] for fault in caught.value.faults] == case["refused"]
        return
    found = damages_claim(_facts(case), LAW, on=ON)
    assert {part.label: part.yen for part in found.parts} == case["parts"]
    assert found.total_yen == case["total"]
    assert (found.interest_percent or 0) == case.get("interest", 3)
    assert found.interest_from == case.get("tort", ON)
    said = "／".join(step.text for step in found.steps)
    assert case.get("says", "") in said
    assert [words for words in case.get("never_says", []) if words in said] == []
    assert all(step.cite for step in found.steps)


@pytest.mark.parametrize("senders", range(1, 8))
def test_all_senders_together_never_pay_more_than_was_spent(senders: int) -> None:
    receipts = (Receipt(kind=ExpenseKind.OTHER, stage=Stage.PLATFORM_REQUEST, yen=99_999),)
    facts = ClaimFacts(
        solatium_yen=0, remedies=frozenset({Remedy.EXPENSES}), tort_on=ON, receipts=receipts, senders=senders
    )
    each = damages_claim(facts, LAW, on=ON).total_yen
    assert 99_999 - senders < each * senders <= 99_999


@pytest.mark.parametrize("case", FILE["suit"], ids=lambda c: c["example"])
def test_the_suit(case: dict[str, Any]) -> None:
    suit = damages_suit(
        total_yen=case["total"],
        with_deletion=case.get("with_deletion", False),
        commenced_on=case["commenced"],
        by_attorney=case.get("by_attorney", True),
        law=LAW,
    )
    assert suit.court_level == case["level"]
    assert suit.fee.fee_yen == case["fee"]
    assert suit.filing.paper_admissible == case.get("paper", True)
    assert len(suit.fee.unconfirmed) == case.get("unconfirmed", 0)
    assert all(step.cite for step in suit.steps)


@pytest.mark.parametrize("case", FILE["filing"], ids=lambda c: c["example"])
def test_the_filing_mode(case: dict[str, Any]) -> None:
    procedure, commenced = Procedure(case["procedure"]), case["commenced"]
    if "refused" in case:
        with pytest.raises(LawError, match=case["refused"]):
            filing_mode(procedure=procedure, commenced_on=commenced, by_attorney=True, law=LAW)
        return
    mode = filing_mode(procedure=procedure, commenced_on=commenced, by_attorney=True, law=LAW)
    assert mode.paper_admissible == case["paper"]
