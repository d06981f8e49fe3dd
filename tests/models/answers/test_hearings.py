"""Hearings with their hour, and candidate days: recorded, known again, refused, put right."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from models.answers.answer import Told
from models.answers.correction import Correction, CorrectionForm, StepCorrection, read_correction
from models.answers.faults import Faults
from models.answers.moments import MomentFault, parse_clock
from models.answers.procedure import NewEvent, ProcedureEventForm, read_event
from models.terms import LetterKind, Outcome, Stage, StepKind, WaitKind
from tests.models.answers.beginnings import sued
from tests.models.answers.case_world import LAW, CaseWorld, post, written

SAID = {"subject": "holder:1", "happened": "2026-12-01", "entered_by": "事務局 見本", "on": "2026-12-20"}
STAGE = Stage.SUBSCRIBER_DISCLOSURE


@pytest.fixture
def world() -> CaseWorld:
    return sued().to("2026-12-01")


def read(world: CaseWorld, **typed: Any) -> NewEvent:
    form = ProcedureEventForm.model_validate(SAID | typed)
    return read_event(form, Told(facts=world.facts, law=LAW, subject=form.subject, now=world.now))


def corrected(world: CaseWorld, **typed: Any) -> Correction:
    form = CorrectionForm(fact=str(world.facts.steps[-1].id), reason="見間違い", entered_by="事務局 見本", **typed)
    return read_correction(form, Told(facts=world.facts, law=LAW, subject="", now=world.now))


def fields(refusal: pytest.ExceptionInfo[Faults]) -> set[str]:
    return {fault.field for fault in refusal.value.faults}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("13:30", time(13, 30)),
        ("９：０５", time(9, 5)),
        ("13時30分", time(13, 30)),
        (" 10時 ", time(10)),
        ("0:00", time(0)),
    ],
)
def test_a_time_of_day_as_people_write_it(text: str, clock: time) -> None:
    assert parse_clock(text) == clock


@pytest.mark.parametrize("text", ["24:00", "13:60", "午後1時", "13", "13:30 UTC", "13:3", "13:30:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(MomentFault, match="24時間制"):
        parse_clock(text)


@pytest.mark.parametrize("event", ["hearing_set", "hearing_proposed"])
def test_a_hearing_has_a_day_and_may_have_an_hour(world: CaseWorld, event: str) -> None:
    step = read(world, event=event, at="13:30").step
    assert (step.kind.value, step.on, step.at) == (event, date(2026, 12, 20), time(13, 30))
    assert read(world, event=event).step.at is None
    with pytest.raises(Faults) as refusal:
        read(world, event=event, on="", at="25:00")
    assert fields(refusal) == {"on", "at"}


def test_no_other_event_has_an_hour(world: CaseWorld) -> None:
    with pytest.raises(Faults) as refusal:
        read(world, event="suit_served", on="", at="13:30")
    assert fields(refusal) == {"at"}


def test_several_candidate_days_are_several_facts_and_the_same_one_is_known(world: CaseWorld) -> None:
    world.step(StepKind.HEARING_PROPOSED, "holder:1", STAGE, on=date(2026, 12, 20), at=time(13, 30))
    first = world.facts.steps[-1]
    assert read(world, event="hearing_proposed", at="13:30").known == first
    assert read(world, event="hearing_proposed").known == first  # the day without its hour says nothing new
    assert read(world, event="hearing_proposed", at="15:00").known is None
    assert read(world, event="hearing_proposed", on="2026-12-21").known is None
    assert read(world, event="hearing_set", at="13:30").known is None


def test_an_hour_heard_of_later_is_a_correction(world: CaseWorld) -> None:
    world.step(StepKind.HEARING_SET, "holder:1", STAGE, on=date(2026, 12, 20))
    with pytest.raises(Faults) as refusal:
        read(world, event="hearing_set", at="13:30")
    assert fields(refusal) == {"at"}
    assert "correct-fact" in refusal.value.faults[0].cure
    found = corrected(world, at="13:30")
    assert isinstance(found, StepCorrection)
    assert found.values == {"at": time(13, 30)}


def test_an_hour_can_be_put_right_only_where_there_is_one(world: CaseWorld) -> None:
    world.step(StepKind.SUIT_SERVED, "holder:1", STAGE)
    with pytest.raises(Faults) as refusal:
        corrected(world, at="13:30")
    assert fields(refusal) == {"at"}
    world.step(StepKind.JUDGMENT_GIVEN, "holder:1", STAGE, outcome=Outcome.GRANTED)
    with pytest.raises(Faults) as refusal:
        corrected(world, at="soon", withdraw=True)
    assert fields(refusal) == {"at"}


def in_court() -> CaseWorld:
    return CaseWorld(post(1, "x")).send(LetterKind.DISPOSITION_PETITION).days(7)


@pytest.mark.parametrize(
    ("begin", "wait", "other"),
    [(in_court, WaitKind.DISPOSITION_PROGRESS, "granted"), (sued, WaitKind.SUIT_PROGRESS, "served")],
    ids=["disposition", "suit"],
)
def test_the_answers_of_a_court_tell_the_hour_too(begin: Callable[[], CaseWorld], wait: WaitKind, other: str) -> None:
    world = begin()
    said = {"happened": written(world.now), "on": "2026-12-20", "at": "13:30"}
    assert {fault.field for fault in world.refused(wait, event=other, **said)} == {"at"}
    answer = world.answer(wait, event="hearing_set", **said)
    assert answer is not None
    assert (answer.steps[0].on, answer.steps[0].at) == (date(2026, 12, 20), time(13, 30))
