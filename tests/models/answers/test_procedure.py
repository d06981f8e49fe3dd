"""Facts that nobody was asked for: what each needs, every fault at once with field, value and cure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.answers.answer import Told
from models.answers.events import EVENTS, STAGE_OF
from models.answers.faults import Faults
from models.answers.procedure import NewEvent, ProcedureEventForm, read_event
from models.terms import CaseStatus, LetterKind, Outcome, Stage, StepKind
from tests.models.answers.beginnings import named, sued
from tests.models.answers.case_world import LAW, CaseWorld

CLERK = {"entered_by": "事務局 見本", "happened": "2026-06-20"}
VALUES = {"on": "2026-08-20", "days": 30, "amount_yen": 300_000, "letter": "demand_letter"}


def read(world: CaseWorld, **typed: Any) -> NewEvent:
    form = ProcedureEventForm.model_validate(CLERK | typed)
    return read_event(form, Told(facts=world.facts, law=LAW, subject=form.subject, now=world.now))


def refused(world: CaseWorld, **typed: Any) -> dict[str, str]:
    with pytest.raises(Faults) as refusal:
        read(world, **typed)
    return {fault.field: fault.cure for fault in refusal.value.faults}


@pytest.fixture
def world() -> CaseWorld:
    """A case with a platform, a holder and a named sender."""
    return named().to("2026-12-01")


def subjects(world: CaseWorld) -> dict[str, str]:
    person = world.facts.subscribers[0].id
    return {
        "platform": f"platform:{world.facts.platforms()[0]}",
        "post": "post:1",
        "holder": "holder:1",
        "sender": f"sender:{person}",
    }


@pytest.mark.parametrize("kind", EVENTS)
def test_each_event_is_read_with_what_it_needs(world: CaseWorld, kind: StepKind) -> None:
    event = EVENTS[kind]
    typed: dict[str, Any] = {need.split("|")[0]: VALUES[need.split("|")[0]] for need in event.needs}
    if event.outcome_needed:
        typed["outcome"] = event.outcomes[0].value
    for name in event.subjects:
        new = read(world, event=kind.value, subject=subjects(world)[name], **typed)
        assert (new.step.kind, new.step.subject) == (kind, subjects(world)[name])
        assert new.stage is (event.stage or STAGE_OF[name])
        assert new.step.outcome == (event.outcomes[0] if event.outcome_needed else Outcome.NONE)


@pytest.mark.parametrize("kind", [kind for kind, event in EVENTS.items() if event.needs])
def test_what_is_missing_is_named(world: CaseWorld, kind: StepKind) -> None:
    typed = {"outcome": EVENTS[kind].outcomes[0].value} if EVENTS[kind].outcome_needed else {}
    subject = subjects(world)[EVENTS[kind].subjects[0]]
    faults = refused(world, event=kind.value, subject=subject, **typed)
    assert set(faults) == {need.split("|")[0] for need in EVENTS[kind].needs}


def test_every_fault_is_told_at_once(world: CaseWorld) -> None:
    faults = refused(
        world,
        event="main_suit_proved",
        subject="holder:9",
        happened="2027-01-01",
        on="2026-02-30",
        days=-1,
        amount_yen=-5,
        outcome="granted",
        letter="postcard",
        court="あ" * 81,
        entered_by=" ",
    )
    assert set(faults) == {
        "entered_by", "subject", "happened", "on", "days", "amount_yen", "outcome", "letter", "court",
    }  # fmt: skip
    assert "holder:1" in faults["subject"]
    assert "platform:" in faults["subject"]
    assert faults["outcome"] == "この出来事に結果はありません"


def test_an_unknown_event_lists_the_known_ones_and_the_other_door(world: CaseWorld) -> None:
    faults = refused(world, event="disclosed", subject="holder:1", on="2026-12-24")
    assert set(faults) == {"event"}
    assert "hearing_set" in faults["event"]
    assert "record-answer" in faults["event"]


def test_a_subject_that_does_not_exist_yet_is_said_to() -> None:
    world = CaseWorld(on="2026-07-01")
    assert refused(world, event="suit_served", subject="sender:1")["subject"].endswith("platform:mamasta")
    assert refused(world, event="damages_decided", subject="", outcome="granted")["subject"].endswith(
        "まだありません（sender のどれかです）"
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"event": "hearing_set", "on": "2026-06-19"}, "on"),
        ({"event": "post_deleted", "on": "2026-06-21"}, "on"),
        ({"event": "suit_served", "days": 14}, "days"),
        ({"event": "disclosure_order_decided", "outcome": ""}, "outcome"),
        ({"event": "suit_served", "happened": "2026-05-31"}, "happened"),
        ({"event": "suit_served", "happened": ""}, "happened"),
    ],
)
def test_what_cannot_be_is_refused(world: CaseWorld, typed: dict[str, Any], field: str) -> None:
    assert set(refused(world, subject=subjects(world)["platform"], **typed)) == {field}


def test_a_letter_arrived_says_which(world: CaseWorld) -> None:
    new = read(world, event="letter_arrived", subject=subjects(world)["sender"], letter="demand_letter")
    assert (new.step.letter, new.stage) == (LetterKind.DEMAND_LETTER, Stage.DAMAGES_CLAIM)


def test_the_same_fact_twice_is_known_and_another_one_of_that_day_is_a_fault() -> None:
    world = sued().to("2026-12-01")
    world.step(StepKind.SUIT_SERVED, "holder:1", Stage.SUBSCRIBER_DISCLOSURE)
    world.step(StepKind.HEARING_SET, "holder:1", Stage.SUBSCRIBER_DISCLOSURE, on=date(2026, 12, 20))
    world.step(StepKind.SECURITY_ORDERED, "holder:1", Stage.SUBSCRIBER_DISCLOSURE, amount_yen=100_000)
    said = {"subject": "holder:1", "happened": "2026-12-01"}
    assert read(world, event="suit_served", **said).known == world.facts.steps_of("holder:1", StepKind.SUIT_SERVED)[-1]
    assert read(world, event="hearing_set", on="2026-12-20", **said).known is not None
    assert read(world, event="hearing_set", on="2026-12-25", **said).known is None  # two hearings set on one day
    assert read(world, event="suit_served", **{**said, "happened": "2026-11-30"}).known is None
    faults = refused(world, event="security_ordered", amount_yen=200_000, **said)
    assert "correct-fact" in faults["event"]


def test_two_providers_named_on_one_day_are_two_clocks() -> None:
    world = sued().to("2026-12-01T10:00")
    world.step(StepKind.PROVIDER_NAMED, "holder:1", Stage.SUBSCRIBER_DISCLOSURE)
    world.to("2026-12-01T18:00")
    said = {"event": "provider_named", "subject": "holder:1"}
    assert read(world, **said, happened="2026-12-01 10:00 JST").known is not None
    assert read(world, **said, happened="2026-12-01 11:30 JST").known is None


def test_nothing_is_added_to_a_closed_case(world: CaseWorld) -> None:
    world.facts = replace(world.facts, status=CaseStatus.CLOSED)
    assert "reopen" in refused(world, event="suit_served", subject="holder:1")["case"]


def test_the_page_offers_the_events_and_outcomes_as_lists() -> None:
    fields = ProcedureEventForm.model_json_schema()["properties"]
    assert fields["event"]["enum"] == [kind.value for kind in EVENTS]
    assert {"", "granted", "inadmissible", "overseas"} <= set(fields["outcome"]["enum"])
    assert next(iter(fields)) == "event"
