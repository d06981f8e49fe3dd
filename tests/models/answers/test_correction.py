"""What may be put right, and the refusals: every fault at once with field, value and cure."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.answers.answer import Told
from models.answers.correction import (
    ConcealmentCorrection,
    Correction,
    CorrectionForm,
    ExplanationCorrection,
    MomentCorrection,
    StepCorrection,
    read_correction,
)
from models.answers.faults import Faults
from models.answers.standing import OUTCOMES, correctable
from models.terms import CaseStatus, Concealment, LetterKind, Outcome, Stage, StepKind, WaitKind
from tests.models.answers.beginnings import asked_for_ip, identified, named
from tests.models.answers.case_world import LAW, CaseWorld, written

WHY = {"reason": "送達報告書の日付を読み違えた", "entered_by": "事務局 見本"}


def read(world: CaseWorld, fact: object, **typed: Any) -> Correction:
    form = CorrectionForm.model_validate({"fact": str(fact), **WHY, **typed})
    return read_correction(form, Told(facts=world.facts, law=LAW, subject="", now=world.now))


def refused(world: CaseWorld, fact: object, **typed: Any) -> dict[str, str]:
    with pytest.raises(Faults) as refusal:
        read(world, fact, **typed)
    return {fault.field: fault.cure for fault in refusal.value.faults}


def last(world: CaseWorld, kind: StepKind) -> int:
    return next(step.id for step in reversed(world.facts.steps) if step.kind is kind)


@pytest.fixture
def world() -> CaseWorld:
    """A hearing told of on 20 October for 20 December."""
    found = named().to("2026-10-20")
    found.step(StepKind.HEARING_SET, "holder:1", Stage.SUBSCRIBER_DISCLOSURE, on=date(2026, 12, 20))
    return found.to("2026-11-01")


def test_only_what_is_typed_changes(world: CaseWorld) -> None:
    number = last(world, StepKind.HEARING_SET)
    found = read(world, number, on="2026-12-10", court="東京地方裁判所")
    assert isinstance(found, StepCorrection)
    assert (found.step.id, found.withdraw) == (number, False)
    assert found.values == {"on": date(2026, 12, 10), "court": "東京地方裁判所"}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, {"fact"}),
        ({"on": "2026-12-20"}, {"fact"}),
        ({"on": "2026-10-10"}, {"on"}),
        ({"happened": "2026-10-30", "on": "2026-10-25"}, {"on"}),
        ({"on": "2026-12-10", "reason": " ", "entered_by": ""}, {"reason", "entered_by"}),
        ({"happened": "2027-01-14"}, {"happened"}),
        ({"happened": "2025-12-01"}, {"happened"}),
        ({"days": 7}, {"days"}),
        ({"days": -1, "amount_yen": -1, "on": "2026-13-01"}, {"days", "amount_yen", "on"}),
        ({"outcome": "granted"}, {"outcome"}),
        ({"outcome": "maybe"}, {"outcome"}),
        ({"withdraw": True, "on": "2026-12-10"}, {"withdraw"}),
        ({"court": "あ" * 81}, {"court"}),
    ],
)
def test_what_does_not_fit_a_hearing_is_refused(world: CaseWorld, typed: dict[str, Any], fields: set[str]) -> None:
    assert set(refused(world, last(world, StepKind.HEARING_SET), **typed)) == fields


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, {"happened"}),
        ({"happened": "2026-06-01"}, {"happened"}),
        ({"happened": "2026-06-03 09:00 JST"}, {"happened"}),
        ({"happened": "2026-06-01 21:15:00 JST"}, {"happened"}),
        ({"happened": "2026-06-01 20:15 JST", "on": "2026-12-10", "withdraw": True}, {"on", "withdraw"}),
        ({"happened": "2026-06-01 20:15 JST", "days": 3, "outcome": "granted"}, {"days", "outcome"}),
    ],
)
def test_of_a_post_only_the_moment_may_be_put_right(world: CaseWorld, typed: dict[str, Any], fields: set[str]) -> None:
    assert set(refused(world, "post:1", **typed)) == fields


def test_moments_of_posts_and_lines_are_read_with_their_zone() -> None:
    world = identified()
    line = world.facts.observations[0].id
    found = read(world, "post:1", happened="2026-06-01 12:00 UTC")
    assert isinstance(found, MomentCorrection)
    assert (found.kind, found.row_id, found.moment) == ("post", 1, datetime(2026, 6, 1, 12, tzinfo=UTC))
    found = read(world, f"observation:{line}", happened="2026-06-01 12:15:09 UTC")
    assert isinstance(found, MomentCorrection)
    assert (found.kind, found.row_id, found.as_written) == ("observation", line, "2026-06-01 12:15:09 UTC")
    assert set(refused(world, f"observation:{line}", happened="2026-06-01 12:15 UTC")) == {"happened"}


def test_an_unknown_number_lists_what_can_be_named(world: CaseWorld) -> None:
    cure = refused(world, "999", on="2026-12-10")["fact"]
    assert all(name in cure for name in correctable(world.facts))
    assert "post:1" in correctable(world.facts)


def test_a_closed_case_is_reopened_first(world: CaseWorld) -> None:
    world.facts = replace(world.facts, status=CaseStatus.CLOSED)
    assert "reopen" in refused(world, last(world, StepKind.HEARING_SET), on="2026-12-10")["case"]


@pytest.mark.parametrize("kind", OUTCOMES)
def test_an_outcome_becomes_another_that_the_fact_knows(kind: StepKind) -> None:
    world = named().to("2026-12-01")
    world.step(kind, "holder:1", Stage.SUBSCRIBER_DISCLOSURE, outcome=Outcome.NO_SUCH_LOG)
    for outcome in OUTCOMES[kind]:
        found = read(world, last(world, kind), outcome=outcome.value)
        assert isinstance(found, StepCorrection)
        assert found.values == {"outcome": outcome}
    assert "outcome" in refused(world, last(world, kind), outcome="not_found")


def test_what_came_with_rows_of_its_own_is_not_taken_back() -> None:
    world = named()
    for kind, what in (
        (StepKind.PLATFORM_ANSWERED, "開示された通信"),
        (StepKind.DISCLOSED, "契約者"),
        (StepKind.IDENTIFICATION_TRIED, "照会"),
    ):
        assert what in refused(world, last(world, kind), withdraw=True)["withdraw"]
    found = read(world, last(world, StepKind.JUDGMENT_GIVEN), withdraw=True)
    assert isinstance(found, StepCorrection)
    assert (found.withdraw, found.values) == (True, {})


def test_a_provider_named_by_staff_or_by_a_holder_is_not_taken_back() -> None:
    world = asked_for_ip()
    line = world.facts.observations[0].id
    world.step(StepKind.PROVIDER_IDENTIFIED, f"observation:{line}", Stage.PROVIDER_IDENTIFICATION)
    number = last(world, StepKind.PROVIDER_IDENTIFIED)
    assert isinstance(read(world, number, withdraw=True), StepCorrection)
    world.identify(Outcome.IDENTIFIED)
    assert "プロバイダ" in refused(world, number, withdraw=True)["withdraw"]
    world.step(StepKind.PRESERVATION_ANSWERED, "holder:1", Stage.LOG_PRESERVATION, outcome=Outcome.ANOTHER_PROVIDER)
    number = last(world, StepKind.PRESERVATION_ANSWERED)
    assert "プロバイダ" in refused(world, number, withdraw=True)["withdraw"]


def test_a_letter_was_not_sent_before_its_release() -> None:
    world = CaseWorld(on="2026-06-10").send(LetterKind.DISCLOSURE_REQUEST).days(3)
    number = last(world, StepKind.LETTER_SENT)
    assert "発信許可" in refused(world, number, happened="2026-06-09")["happened"]
    assert isinstance(read(world, number, happened=written(world.now)), StepCorrection)


def test_the_day_of_a_deletion_lies_before_one_hears_of_it() -> None:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST).days(5)
    typed = {"outcome": "refused", "received": written(world.now), "deleted_on": "2026-06-05"}
    world.answer(WaitKind.PLATFORM_ANSWER, **typed)
    number = last(world, StepKind.POST_DELETED)
    assert set(refused(world, number, on="2026-06-30")) == {"on"}
    assert isinstance(read(world, number, on="2026-06-04"), StepCorrection)


def test_what_is_concealed_of_the_client_may_be_put_right(world: CaseWorld) -> None:
    found = read(world, "requester", concealment="address")
    assert found == ConcealmentCorrection(before=Concealment.NONE, after=Concealment.ADDRESS)
    assert "requester" in correctable(world.facts)


@pytest.mark.parametrize(
    ("fact", "typed", "fields"),
    [
        ("requester", {}, {"concealment"}),
        ("requester", {"concealment": "none"}, {"concealment"}),
        ("requester", {"concealment": "phone"}, {"concealment"}),
        ("requester", {"concealment": "address", "happened": "2026-10-30", "withdraw": True}, {"happened", "withdraw"}),
        ("post:1", {"concealment": "address", "happened": "2026-06-01 21:00 JST"}, {"concealment"}),
    ],
)
def test_it_is_put_right_by_itself(world: CaseWorld, fact: str, typed: dict[str, Any], fields: set[str]) -> None:
    assert set(refused(world, fact, **typed)) == fields


def test_a_step_conceals_nothing(world: CaseWorld) -> None:
    number = last(world, StepKind.HEARING_SET)
    assert set(refused(world, number, on="2026-12-10", concealment="address")) == {"concealment"}


def test_the_account_of_a_post_is_put_right_by_itself(world: CaseWorld) -> None:
    found = read(world, "post:1", explanation=" 勤務先が書かれている ")
    assert found == ExplanationCorrection(row_id=1, after="勤務先が書かれている")
    assert "勤務先" not in repr(found)


@pytest.mark.parametrize("fact", ["observation:4", "requester", "hearing"])
def test_only_a_post_has_an_account(world: CaseWorld, fact: str) -> None:
    number = last(world, StepKind.HEARING_SET) if fact == "hearing" else fact
    assert "explanation" in refused(world, number, explanation="勤務先が書かれている")


def test_an_account_and_a_moment_are_put_right_one_at_a_time(world: CaseWorld) -> None:
    assert set(refused(world, "post:1", explanation="説明", happened="2026-06-01 12:00 UTC")) == {"happened"}
