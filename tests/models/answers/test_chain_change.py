"""What may not be done to a chain: a holder that is being sued stays until the suit has an end."""

import pytest

from models.answers.answer import Told
from models.answers.attorneys import Attorney
from models.answers.chain_change import ChainAct, ChainForm, read_change
from models.answers.faults import Faults
from tests.models.answers.beginnings import kept, named, sued
from tests.models.answers.case_world import ATTORNEY, LAW, CaseWorld


def corrected(world: CaseWorld, provider: str = "kddi", by: str = "事務局 見本") -> list[str]:
    """Fields at fault when hop 1 is corrected."""
    told = Told(facts=world.facts, law=LAW, subject="", now=world.now)
    hop = str(world.facts.hops[0].id)
    form = ChainForm(act=ChainAct.CORRECT, at=hop, provider=provider, basis="回答書", entered_by=by)
    try:
        read_change(form, told, (Attorney(id=7, name=ATTORNEY),))
    except Faults as faults:
        return [fault.field for fault in faults.faults]
    return []


def test_a_holder_that_is_being_sued_stays_until_the_suit_has_an_end() -> None:
    assert corrected(kept()) == []
    assert corrected(sued()) == ["correct"]
    assert corrected(named()) == []


@pytest.mark.parametrize(("by", "faults"), [("事務局 見本", ["by"]), (ATTORNEY, [])])
def test_servers_are_asked_by_counsels_decision_only(by: str, faults: list[str]) -> None:
    assert corrected(kept(), "sakura", by) == faults
