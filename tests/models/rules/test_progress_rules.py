"""What the stories of progress.toml do not show: who is asked again, whose claim it is, what comes first on one day."""

from datetime import timedelta

import pytest

from models.facts import observation_subject, sender_subject
from models.rules.progress.plan import Identify
from models.terms import CaseStatus, LetterKind, Outcome, Remedy, Stage, StepKind, Turn, WaitKind
from tests.models.answers.beginnings import asked_for_ip, identified, kept, named, on_hold, phone_world, someone, sued
from tests.models.answers.case_world import EVERY_REMEDY, CaseWorld, post, row, written

TWO = (post(1), post(2))


def attempts(world: CaseWorld) -> list[int]:
    return [todo.attempt for todo in world.plan().todos if isinstance(todo, Identify)]


def two_names(*, same_as: bool = True, first: str = "sender", second: str = "sender") -> CaseWorld:
    """Two lines with two providers; both suits won; two names disclosed, the second said to be the first person."""
    world = asked_for_ip(*TWO)
    observations = [o.id for o in world.facts.observations]
    world.identify_one(observations[0], Outcome.IDENTIFIED, "ntt_docomo")
    world.identify_one(observations[1], Outcome.IDENTIFIED, "kddi")
    for holder, is_sender in (("holder:1", first), ("holder:2", second)):
        world.send(LetterKind.PRESERVATION_NOTICE, holder)
        until = {"kept_until": "2028-01-31", "in_writing": True, "received": written(world.now)}
        world.answer(WaitKind.PRESERVATION_ANSWER, holder, outcome="kept", **until)
        world.send(LetterKind.DISCLOSURE_COMPLAINT, holder)
        world.answer(WaitKind.SUIT_PROGRESS, holder, event="granted", happened=written(world.now))
        known = world.facts.subscribers[0].id if same_as and world.facts.subscribers else 0
        world.answer(WaitKind.SUBSCRIBER_DISCLOSURE, holder, **someone(world, is_sender), same_as=known)
    return world


def demands(world: CaseWorld) -> list[str]:
    return [draft for draft in world.drafts() if "demand_letter" in draft]


@pytest.mark.parametrize("status", [CaseStatus.DRAFT, CaseStatus.HELD, CaseStatus.CLOSED])
def test_draft_held_and_closed_cases_want_nothing(status: CaseStatus) -> None:
    plan = on_hold(identified(), status).plan()
    assert (plan.todos, plan.waits, plan.escalations, plan.wake_at) == ((), (), (), None)


def test_the_marks_show_where_each_stage_stands() -> None:
    world = kept()
    world.draft()
    assert world.plan().marks == {
        Stage.PLATFORM_REQUEST: "done",
        Stage.PROVIDER_IDENTIFICATION: "done",
        Stage.LOG_PRESERVATION: "done",
        Stage.SUBSCRIBER_DISCLOSURE: "waiting",
        Stage.DAMAGES_CLAIM: "not_begun",
    }


def test_whose_turn_it_is() -> None:
    world = CaseWorld()
    world.draft()
    assert world.wait(WaitKind.LETTER_RELEASE).turn is Turn.ATTORNEY
    world.send(LetterKind.DISCLOSURE_REQUEST)
    assert world.wait(WaitKind.PLATFORM_ANSWER).turn is Turn.PLATFORM
    assert sued().wait(WaitKind.SUIT_PROGRESS).turn is Turn.COURT
    assert phone_world().wait(WaitKind.BAR_INQUIRY_ANSWER).turn is Turn.BAR


def test_two_platforms_are_asked_apart() -> None:
    world = CaseWorld(post(1), post(2, "x"))
    assert world.drafts() == ["platform:mamasta/disclosure_request:1", "platform:x/disposition_petition:1"]


def test_unavailable_registries_are_asked_again_after_growing_pauses_then_a_person_looks() -> None:
    world = asked_for_ip()
    for number, minutes in enumerate([15, 30, 60, 120, 240], 1):
        assert attempts(world) == [number]
        world.identify(Outcome.UNAVAILABLE)
        assert attempts(world) == []
        assert world.plan().wake_at == world.now + timedelta(minutes=minutes)
        assert world.waits() == ["provider_review " + world.wait(WaitKind.PROVIDER_REVIEW).subject]
        world.now += timedelta(minutes=minutes)
    assert attempts(world) == [6]
    world.identify(Outcome.UNAVAILABLE)
    assert (attempts(world), world.told()) == ([], ["registries_silent"])
    world.answer(WaitKind.PROVIDER_REVIEW, provider="kddi", basis="WHOIS を手で確認")
    assert world.drafts() == ["holder:1/preservation_notice:1"]


def deferred(world: CaseWorld, **later: float) -> None:
    """A registry limits us and says until when."""
    subject = observation_subject(world.facts.observations[0].id)
    said = {"outcome": Outcome.UNAVAILABLE, "again_at": world.now + timedelta(**later)}
    world.step(StepKind.IDENTIFICATION_TRIED, subject, Stage.PROVIDER_IDENTIFICATION, **said)


def test_a_registry_that_limits_us_is_asked_again_when_it_said_and_that_is_no_silence() -> None:
    world = asked_for_ip()
    for number in range(1, 8):
        assert attempts(world) == [number]
        deferred(world, seconds=40)
        assert (attempts(world), world.told()) == ([], [])
        assert world.plan().wake_at == world.now + timedelta(seconds=40)
        world.now += timedelta(seconds=40)
    world.identify(Outcome.UNAVAILABLE)
    assert world.plan().wake_at == world.now + timedelta(minutes=15)


def test_a_registry_that_always_limits_us_is_left_to_a_person() -> None:
    world = asked_for_ip()
    for _ in range(24):
        assert len(attempts(world)) == 1
        deferred(world, seconds=1)
        world.now += timedelta(seconds=1)
    assert (attempts(world), world.told()) == ([], ["registries_silent"])


@pytest.mark.parametrize("outcome", [Outcome.NEEDS_REVIEW, Outcome.NOT_FOUND])
def test_an_uncertain_provider_waits_for_a_person_at_once(outcome: Outcome) -> None:
    world = asked_for_ip().identify(outcome)
    assert (attempts(world), world.told()) == ([], [])
    assert world.wait(WaitKind.PROVIDER_REVIEW).turn is Turn.FIRM


def test_one_letter_covers_all_lines_of_one_provider() -> None:
    assert identified(*TWO).drafts() == ["holder:1/preservation_notice:1"]


def test_a_line_found_after_the_letter_left_gets_a_letter_of_its_own() -> None:
    world = CaseWorld(*TWO).send(LetterKind.DISCLOSURE_REQUEST).days(1)
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="partly", received=written(world.now), rows=[row(1)])
    world.identify(Outcome.IDENTIFIED).send(LetterKind.PRESERVATION_NOTICE, "holder:1").days(2)
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="partly", received=written(world.now), rows=[row(2)])
    world.identify(Outcome.IDENTIFIED)
    assert world.drafts() == ["holder:2/preservation_notice:1"]


def test_a_late_petition_still_goes_out_when_the_window_has_closed() -> None:
    world = CaseWorld(on="2026-12-01T10:00").send(LetterKind.DISCLOSURE_REQUEST)
    assert world.drafts() == ["platform:mamasta/disposition_petition:1"]


def test_an_appeal_on_the_day_of_the_decision_counts_whatever_the_hour() -> None:
    world = CaseWorld(post(1, "x")).send(LetterKind.DISPOSITION_PETITION).to("2026-07-01T18:00")
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="dismissed", happened=written(world.now))
    world.to("2026-07-02")
    world.answer(WaitKind.DEAD_END, decision="appeal", reason="不服", happened="2026-07-01 09:00 JST")
    assert world.waits() == ["disposition_progress platform:x"]


def test_security_deposited_on_the_day_of_the_order_counts_whatever_the_hour() -> None:
    world = CaseWorld(post(1, "x")).send(LetterKind.DISPOSITION_PETITION).to("2026-07-02")
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="security_ordered", happened="2026-07-01", amount_yen=100_000)
    world.answer(WaitKind.SECURITY_DEPOSIT, happened="2026-07-01 14:00 JST", amount_yen=100_000, deposit_no="1")
    assert world.waits() == ["disposition_progress platform:x"]


def test_after_the_order_the_answer_is_awaited_once_with_its_day() -> None:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST).to("2026-06-18")
    world.send(LetterKind.DISPOSITION_PETITION).to("2026-07-13")
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="granted", happened=written(world.now))
    waits = [wait for wait in world.plan().waits if wait.kind is WaitKind.PLATFORM_ANSWER]
    assert [str(wait.due_on) for wait in waits] == ["2026-07-27"]


def test_one_person_behind_two_lines_gets_one_demand() -> None:
    world = two_names()
    first = world.facts.subscribers[0]
    assert demands(world) == [f"{sender_subject(first.id)}/demand_letter:1"]
    assert len(demands(two_names(same_as=False))) == 2


def test_confirming_the_sender_later_keeps_that_it_is_the_same_person() -> None:
    world = two_names(second="unclear")
    world.answer(WaitKind.SENDER_CONFIRMATION, "holder:2", is_sender="sender", basis="本人の説明")
    first = world.facts.subscribers[0]
    assert [p.same_as for p in world.facts.subscribers] == [None, first.id]
    assert demands(world) == [f"{sender_subject(first.id)}/demand_letter:1"]


def test_the_same_person_as_the_same_person_is_one_person() -> None:
    world = two_names(second="unclear")
    first, second = world.facts.subscribers
    family = {"name": "仮名 発信子（架空）", "address": "同所", "basis": "家族の回線"}
    world.answer(WaitKind.SENDER_CONFIRMATION, "holder:2", is_sender="not_sender", same_as=second.id, **family)
    assert world.facts.subscribers[-1].same_as == first.id
    assert demands(world) == [f"{sender_subject(first.id)}/demand_letter:1"]


def test_a_sender_shown_only_by_the_second_line_is_not_lost() -> None:
    world = two_names(first="unclear")
    world.answer(WaitKind.SENDER_CONFIRMATION, "holder:1", is_sender="given_up", basis="店舗の無線")
    assert demands(world) == [f"{sender_subject(world.facts.subscribers[0].id)}/demand_letter:1"]


def test_the_claim_waits_for_the_other_lines_but_not_longer_than_60_days() -> None:
    world = asked_for_ip(*TWO)
    for observation, provider in zip(world.facts.observations, ("ntt_docomo", "kddi"), strict=True):
        world.identify_one(observation.id, Outcome.IDENTIFIED, provider)
    for holder in ("holder:1", "holder:2"):
        world.send(LetterKind.PRESERVATION_NOTICE, holder)
        world.answer(WaitKind.PRESERVATION_ANSWER, holder, outcome="ordered", received=written(world.now))
        world.send(LetterKind.DISCLOSURE_COMPLAINT, holder)
    world.answer(WaitKind.SUIT_PROGRESS, "holder:1", event="granted", happened=written(world.now))
    world.answer(WaitKind.SUBSCRIBER_DISCLOSURE, "holder:1", **someone(world))
    begins_at = world.now + timedelta(days=60)
    assert demands(world) == []
    assert world.plan().wake_at == begins_at
    world.now = begins_at
    assert len(demands(world)) == 1


def test_every_remedy_at_once() -> None:
    world = named(remedies=EVERY_REMEDY)
    subject = sender_subject(world.facts.subscribers[0].id)
    assert world.drafts() == [f"{subject}/demand_letter:1", f"{subject}/criminal_complaint:1"]


def test_deletion_alone_ends_with_the_name() -> None:
    assert named(remedies=frozenset({Remedy.DELETION})).waits() == ["closing case"]


def test_a_broken_agreement_may_become_a_suit() -> None:
    world = named().send(LetterKind.DEMAND_LETTER).days(3)
    world.answer(WaitKind.CLAIM_ANSWER, outcome="agreed", amount_yen=500_000, received=written(world.now))
    assert world.days(22).told() == ["payment_missing"]
    world.answer(WaitKind.CLAIM_ANSWER, outcome="refused", received=written(world.now))
    assert [draft.partition("/")[2] for draft in world.drafts()] == ["damages_complaint:1"]


def test_the_log_of_a_named_subscriber_needs_no_renewal() -> None:
    world = named().to("2027-03-20")
    assert not any("preservation" in draft for draft in world.drafts())


def test_a_part_of_the_money_does_not_end_the_claim() -> None:
    world = named().send(LetterKind.DEMAND_LETTER).days(3)
    world.answer(WaitKind.CLAIM_ANSWER, outcome="agreed", amount_yen=500_000, received=written(world.now))
    for part, left in ((200_000, "payment"), (299_999, "payment"), (1, "closing")):
        world.answer(WaitKind.PAYMENT, paid=written(world.now), amount_yen=part)
        assert world.plan().waits[0].kind == left
