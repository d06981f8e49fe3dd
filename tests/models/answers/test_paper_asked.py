"""Asking for a paper that no stage drafts: every fault at once, and the subjects that are possible."""

from typing import Any

import pytest

from models.answers.answer import Told
from models.answers.faults import Faults
from models.answers.paper_asked import KINDS, PaperAskedForm, read_paper_asked
from models.answers.reading import Spent
from models.rules.progress.on_demand import ON_DEMAND, stage_of, subjects_for
from models.terms import CaseStatus, LetterKind, Stage, StepKind
from tests.models.answers.beginnings import identified, named, on_hold
from tests.models.answers.case_world import CLERK, LAW, CaseWorld, post


def faults(world: CaseWorld, **typed: Any) -> dict[str, str]:
    """Cures by field."""
    form = PaperAskedForm(**(CLERK | typed))
    with pytest.raises(Faults) as refused:
        read_paper_asked(form, Told(facts=world.facts, law=LAW, subject="", now=world.now))
    return {fault.field: fault.cure for fault in refused.value.faults}


def test_all_faults_at_once() -> None:
    world = on_hold(CaseWorld(), CaseStatus.HELD)
    found = faults(world, kind="demand_letter", subject="holder:1", entered_by="", spent=[Spent(amount_yen=1)])
    assert set(found) == {"entered_by", "case", "spent", "kind", "subject"}
    assert ", ".join(KINDS) in found["kind"]
    assert found["subject"] == "次のいずれかです: platform:mamasta"


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        pytest.param("order_petition", "", "platform:mamasta, platform:girlschannel, holder:1", id="missing"),
        pytest.param(
            "order_petition", "sender:1", "platform:mamasta, platform:girlschannel, holder:1", id="not-for-this-paper"
        ),
        pytest.param(
            "provision_petition", "platform:y", "platform:mamasta, platform:girlschannel", id="unknown-platform"
        ),
        pytest.param(
            "deletion_petition", "holder:1", "platform:mamasta, platform:girlschannel", id="wrong-kind-of-subject"
        ),
    ],
)
def test_a_subject_that_is_missing_or_wrong_is_answered_with_those_that_are_possible(
    kind: str, typed: str, shown: str
) -> None:
    world = identified(post(1), post(2, "girlschannel"))
    assert faults(world, kind=kind, subject=typed) == {"subject": f"次のいずれかです: {shown}"}


def test_where_there_is_nobody_yet_it_says_so() -> None:
    assert "まだありません" in faults(CaseWorld(), kind="settlement")["subject"]


def test_a_disclosed_person_is_a_subject_only_when_confirmed_as_the_sender() -> None:
    assert subjects_for(named(is_sender="unclear").facts, LetterKind.PLEDGE) == ()
    assert len(subjects_for(named().facts, LetterKind.PLEDGE)) == 1


def test_the_only_possible_subject_need_not_be_typed() -> None:
    world = CaseWorld()
    form = PaperAskedForm.model_validate(CLERK | {"kind": "deletion_petition"})
    step = read_paper_asked(form, Told(facts=world.facts, law=LAW, subject="", now=world.now))
    assert (step.kind, step.subject, step.letter) == (
        StepKind.PAPER_ASKED,
        "platform:mamasta",
        LetterKind.DELETION_PETITION,
    )


def test_a_paper_belongs_to_the_stage_of_its_addressee() -> None:
    assert stage_of(LetterKind.ORDER_PETITION, "platform:x") is Stage.PLATFORM_REQUEST
    assert stage_of(LetterKind.ORDER_PETITION, "holder:1") is Stage.SUBSCRIBER_DISCLOSURE
    assert stage_of(LetterKind.DELETION_PROHIBITION_PETITION, "holder:1") is Stage.LOG_PRESERVATION


def test_no_paper_on_demand_is_one_that_a_stage_drafts_for_that_subject() -> None:
    """Else the stage would take the asked paper for its own, or the other way round."""
    by_stages = {
        **dict.fromkeys(("disclosure_request", "chase_up", "disposition_petition"), "platform"),
        **dict.fromkeys(("preservation_notice", "preservation_chase", "suit_notice", "preservation_renewal"), "holder"),
        **dict.fromkeys(("disclosure_complaint", "bar_inquiry"), "holder"),
        **dict.fromkeys(("demand_letter", "damages_complaint", "criminal_complaint"), "sender"),
    }
    asked = {(kind.value, to) for kind, stages in ON_DEMAND.items() for to in stages}
    assert asked & set(by_stages.items()) == set()
    assert {kind for kind, _ in asked} | set(by_stages) == set(LetterKind)
