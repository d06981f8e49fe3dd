"""Chains of providers: what stands below what, where they end, and what a wholesaler or a rival candidate is not."""

from dataclasses import replace
from datetime import datetime

import pytest

from models.facts import CaseFacts, HopFact, ObservationFact, StepFact, Window
from models.rules.chains import (
    above,
    chains_of,
    found_elsewhere,
    is_end,
    kin_of,
    only_passes_on,
    open_wholesalers,
    sure_of,
    without_log,
)
from models.rules.completeness import gaps_of
from models.rules.progress.subscriber_disclosure import last_holders
from models.rules.windows import windows_of
from models.terms import (
    CaseStatus,
    Confidence,
    LetterKind,
    LogKind,
    ObservationKind,
    Outcome,
    ProviderCategory,
    Stage,
    StepKind,
    WaitKind,
)
from tests.models.answers.beginnings import asked_for_ip, identified, named, sued
from tests.models.answers.case_world import LAW, POSTED, CaseWorld, post, written

LINE = ObservationFact(
    id=7,
    post_id=1,
    kind=ObservationKind.IP,
    log_kind=LogKind.POST,
    observed_at=POSTED,
    has_port=True,
    has_destination=True,
    received_at=POSTED,
)


def hop(number: int, provider: str, *, position: int = 1, parent: int | None = None, holder: int = 0) -> HopFact:
    return HopFact(
        id=number,
        observation_id=LINE.id,
        position=position,
        provider=provider,
        category=LAW.provider(provider).category,
        holder_no=holder or number,
        needs_review=False,
        identified_at=POSTED,
        parent=parent,
    )


def facts(*hops: HopFact, steps: tuple[StepFact, ...] = ()) -> CaseFacts:
    return CaseFacts(
        ref="2026-0042",
        status=CaseStatus.OPEN,
        opened_at=POSTED,
        requester_is_minor=False,
        remedies=frozenset(),
        posts=(post(),),
        observations=(LINE,),
        hops=hops,
        steps=steps,
    )


def step(holder: int, kind: StepKind, outcome: Outcome, happened_at: datetime = POSTED) -> StepFact:
    subject = f"holder:{holder}"
    return StepFact(
        id=90 + holder,
        stage=Stage.LOG_PRESERVATION,
        kind=kind,
        subject=subject,
        happened_at=happened_at,
        outcome=outcome,
    )


DOCOMO, IIJ, KDDI = hop(1, "ntt_docomo"), hop(2, "iij", position=2, parent=1), hop(3, "kddi")


def keys(chains: tuple[tuple[HopFact, ...], ...]) -> list[list[str]]:
    return [[each.provider for each in chain] for chain in chains]


def test_a_reseller_stands_below_its_carrier_and_a_rival_is_a_chain_of_its_own() -> None:
    known = facts(DOCOMO, IIJ, KDDI)
    assert keys(chains_of(known, LINE.id)) == [["kddi"], ["ntt_docomo", "iij"]]
    assert [is_end(known, each) for each in known.hops] == [False, True, True]
    assert [each.provider for each in kin_of(DOCOMO, known.hops)] == ["ntt_docomo", "iij"]
    assert [each.provider for each in kin_of(KDDI, known.hops)] == ["kddi"]
    assert last_holders(known) == [2, 3]


def test_two_resellers_below_one_carrier_share_it() -> None:
    other = hop(4, "biglobe", position=2, parent=1)
    known = facts(DOCOMO, IIJ, other)
    assert keys(chains_of(known, LINE.id)) == [["ntt_docomo", "iij"], ["ntt_docomo", "biglobe"]]
    assert [each.provider for each in kin_of(DOCOMO, known.hops)] == ["ntt_docomo", "iij", "biglobe"]


def test_without_a_parent_named_the_position_tells() -> None:
    known = facts(DOCOMO, replace(IIJ, parent=None))
    assert keys(chains_of(known, LINE.id)) == [["ntt_docomo", "iij"]]
    assert above(replace(IIJ, parent=99), known.hops) is None
    assert chains_of(facts(), LINE.id) == ()


def clocks(known: CaseFacts) -> dict[str, Window]:
    return {log.holder: log.window for log in windows_of(known, LAW) if log.observation_id == LINE.id}


def test_each_hop_has_its_own_clock_and_a_rival_lends_a_reseller_none() -> None:
    carrier, reseller = hop(5, "ntt_docomo"), hop(6, "uq", position=2, parent=5)
    alone, beside_a_rival = clocks(facts(carrier, reseller)), clocks(facts(hop(1, "so_net"), carrier, reseller))
    assert set(beside_a_rival) == {"so_net", "ntt_docomo", "uq"}
    assert beside_a_rival["uq"] == alone["uq"]
    assert beside_a_rival["so_net"].closes_earliest > alone["ntt_docomo"].closes_earliest


def test_both_candidates_lines_are_checked_for_what_they_lack() -> None:
    bare = replace(LINE, has_port=False, has_destination=False)
    one, other = hop(1, "rakuten_mobile"), hop(2, "ntt_docomo")
    lacks = [
        {gap.item for gap in gaps_of(replace(facts(*hops), observations=(bare,)), bare, LAW)}
        for hops in ((one,), (other,), (one, other))
    ]
    assert lacks[2] == lacks[0] | lacks[1]
    assert lacks[0] != lacks[1]


def test_the_name_found_through_one_candidate_frees_the_other() -> None:
    found = facts(DOCOMO, IIJ, KDDI, steps=(step(3, StepKind.DISCLOSED, Outcome.DISCLOSED),))
    assert [found_elsewhere(found, number) for number in (1, 2, 3, 9)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("silent", "all_gone"), [((3,), False), ((2,), False), ((2, 3), True), ((1, 3), True), ((), False)]
)
def test_a_line_is_lost_only_when_it_is_lost_on_every_chain(silent: tuple[int, ...], *, all_gone: bool) -> None:
    steps = tuple(step(number, StepKind.PRESERVATION_ANSWERED, Outcome.NO_SUCH_LOG) for number in silent)
    known = facts(DOCOMO, IIJ, KDDI, steps=steps)
    assert without_log(known, known.hops) is all_gone
    assert without_log(known, ()) is False


def test_how_sure_a_hop_is() -> None:
    assert sure_of("holder", is_candidate=False) is Confidence.HIGH
    assert sure_of("registry:jpnic", is_candidate=False) is Confidence.MEDIUM
    assert sure_of("holder", is_candidate=True) is Confidence.LOW


def test_a_wholesaler_only_passes_on() -> None:
    known = facts(hop(1, "jpne"))
    assert only_passes_on(known, 1)
    assert [each.provider for each in open_wholesalers(known, LINE.id)] == ["jpne"]
    below = facts(hop(1, "jpne"), hop(2, "so_net", position=2, parent=1))
    assert open_wholesalers(below, LINE.id) == ()
    assert not only_passes_on(below, 2)
    assert not only_passes_on(below, 9)


def wholesaler(**more: object) -> CaseWorld:
    """The registries named a wholesaler; a person entered it."""
    world = asked_for_ip(**more).identify(Outcome.NEEDS_REVIEW)
    world.answer(WaitKind.PROVIDER_REVIEW, provider="jpne", basis="JPNIC の回答")
    return world


def test_a_wholesaler_is_asked_to_keep_and_staff_to_ask_it_for_the_isp() -> None:
    world = wholesaler()
    line = world.facts.observations[0].id
    assert world.drafts() == ["holder:1/preservation_notice:1"]
    wait = world.wait(WaitKind.PROVIDER_REVIEW, f"observation:{line}")
    assert wait.due_on is not None
    faults = world.refused(WaitKind.PROVIDER_REVIEW, provider="jpne", basis="同じ")
    assert [fault.field for fault in faults] == ["provider"]
    world.answer(WaitKind.PROVIDER_REVIEW, provider="so_net", basis="JPNE の回答メール")
    assert [each.provider for each in world.facts.hops] == ["jpne", "so_net"]
    assert world.facts.hops[0].category is ProviderCategory.VNE
    assert WaitKind.PROVIDER_REVIEW not in {w.kind for w in world.plan().waits}
    assert "holder:2/preservation_notice:1" in world.drafts()


def test_a_wholesaler_that_keeps_its_log_is_not_sued() -> None:
    world = wholesaler().send(LetterKind.PRESERVATION_NOTICE, "holder:1").days(7)
    typed = {"received": written(world.now), "kept_until": "2027-03-31", "in_writing": True}
    world.answer(WaitKind.PRESERVATION_ANSWER, "holder:1", outcome="kept", **typed)
    assert world.drafts() == []
    assert [w.kind for w in world.plan().waits] == [WaitKind.PROVIDER_REVIEW]


def test_a_wholesaler_without_a_log_is_the_end_of_the_line() -> None:
    world = wholesaler().send(LetterKind.PRESERVATION_NOTICE, "holder:1").days(7)
    world.answer(WaitKind.PRESERVATION_ANSWER, "holder:1", outcome="no_such_log", received=written(world.now))
    assert {w.kind for w in world.plan().waits} == {WaitKind.DEAD_END}


def test_a_carrier_that_keeps_its_log_may_name_its_reseller_in_the_same_reply() -> None:
    world = identified().send(LetterKind.PRESERVATION_NOTICE, "holder:1").days(7)
    typed = {"received": written(world.now), "kept_until": "2027-03-31", "in_writing": True, "other_provider": "iij"}
    world.answer(WaitKind.PRESERVATION_ANSWER, "holder:1", outcome="kept", **typed)
    assert [(each.position, each.provider) for each in world.facts.hops] == [(1, "ntt_docomo"), (2, "iij")]
    assert world.drafts() == ["holder:2/preservation_notice:1"]
    assert not any(log.holder == "ntt_docomo" and not log.settled for log in windows_of(world.facts, LAW))


def test_a_candidate_is_left_alone_once_the_other_has_named_the_sender() -> None:
    before, after = sued(), named()
    for world in (before, after):
        first = world.facts.hops[0]
        rival = replace(first, id=999, provider="kddi", holder_no=2)
        world.facts = replace(world.facts, hops=(first, rival))
    assert "holder:2/preservation_notice:1" in before.drafts()
    assert not [draft for draft in after.drafts() if draft.startswith("holder:2")]
    assert not [wait for wait in after.waits() if "holder:2" in wait]
