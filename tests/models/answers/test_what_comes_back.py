"""Everything that the procedures of law.md can bring back has a form or an event (what_comes_back.toml)."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from models.answers import QUESTIONS
from models.answers.answer import Told
from models.answers.events import EVENTS
from models.answers.procedure import ProcedureEventForm, read_event
from models.facts import sender_subject
from models.rules.progress.subscriber_disclosure import senders
from models.terms import LetterKind, StepKind, WaitKind
from tests.models.answers.beginnings import identified, kept, someone
from tests.models.answers.case_world import CLERK, LAW, CaseWorld, post, row, written
from tests.models.answers.test_forms import WORLDS, dismissed, in_court, typed_at

FILE = Path(__file__).parents[2] / "scenarios" / "what_comes_back.toml"
PROCEDURES = tomllib.loads(FILE.read_text(encoding="utf-8"))["procedure"]
ROWS = [(procedure["name"], found) for procedure in PROCEDURES for found in procedure["row"]]
FIELDS = {"came", "form", "event", "at", "of", "typed", "names", "records", "then", "drafts", "date"}


def ordered() -> CaseWorld:
    """The court ordered the platform to disclose."""
    world = in_court()
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="granted", happened=written(world.now))
    return world.days(1)


def appealed_disposition() -> CaseWorld:
    world = dismissed()
    world.answer(WaitKind.DEAD_END, decision="appeal", happened=written(world.now), reason="明白")
    return world.days(20)


def asked_of(kind: LetterKind, world: CaseWorld, subject: str, **typed: Any) -> CaseWorld:
    return world.ask(kind, subject).send(kind, subject, **typed).days(3)


def requested() -> CaseWorld:
    """The provider was asked to keep the log, and for the name out of court."""
    world = identified().send(LetterKind.PRESERVATION_NOTICE).days(3)
    return asked_of(LetterKind.DISCLOSURE_REQUEST, world, "holder:1")


def order_case() -> CaseWorld:
    """A petition for an order against the provider, in place of a suit."""
    return asked_of(LetterKind.ORDER_PETITION, kept(), "holder:1")


def after(world: CaseWorld, event: StepKind, subject: str, **typed: Any) -> CaseWorld:
    happen(world, event, subject, typed)
    return world.days(1)


def order_won() -> CaseWorld:
    return after(order_case(), StepKind.DISCLOSURE_ORDER_DECIDED, "holder:1", outcome="granted")


def damages_won() -> CaseWorld:
    world = WORLDS[WaitKind.DAMAGES_SUIT]()
    world.answer(WaitKind.DAMAGES_SUIT, outcome="granted", happened=written(world.now), amount_yen=500_000)
    return world.days(1)


def complaint_accepted() -> CaseWorld:
    world = WORLDS[WaitKind.COMPLAINT_ANSWER]()
    world.answer(WaitKind.COMPLAINT_ANSWER, outcome="accepted", happened=written(world.now))
    return world.days(1)


BEGINNINGS: dict[str, Callable[[], CaseWorld]] = {
    **{kind.value: begin for kind, begin in WORLDS.items()},
    "ordered": ordered,
    "appealed_disposition": appealed_disposition,
    "requested": requested,
    "order_case": order_case,
    "order_won": order_won,
    "order_contested": lambda: after(order_won(), StepKind.OPPONENT_APPEALED, "holder:1"),
    "platform_order_case": lambda: asked_of(LetterKind.ORDER_PETITION, CaseWorld(post(1, "x")), "platform:x"),
    "suit_contested": lambda: after(WORLDS[WaitKind.SUBSCRIBER_DISCLOSURE](), StepKind.OPPONENT_APPEALED, "holder:1"),
    "damages_won": damages_won,
    "complaint_accepted": complaint_accepted,
}


def happen(world: CaseWorld, event: StepKind, subject: str, typed: dict[str, Any]) -> None:
    """A fact of the procedure through its own form."""
    subject = sender_subject(senders(world.facts)[0].id) if subject == "sender" else subject
    given = {"event": event, "subject": subject, "happened": written(world.now)} | typed_at(world, typed)
    form = ProcedureEventForm.model_validate(CLERK | given)
    new = read_event(form, Told(facts=world.facts, law=LAW, subject=subject, now=world.now))
    step = new.step
    more: dict[str, Any] = {"outcome": step.outcome, "on": step.on, "amount_yen": step.amount_yen, "days": step.days}
    world.step(step.kind, step.subject, new.stage, happened_at=step.happened_at, letter=step.letter, **more)


def answer(world: CaseWorld, kind: WaitKind, found: dict[str, Any]) -> None:
    """An answer to a wait through its form."""
    fields = QUESTIONS[kind].form.model_fields
    given = dict(found.get("typed", {}))
    usual: dict[str, Any] = {name: written(world.now) for name in ("received", "happened") if name in fields}
    if found.get("names"):
        usual |= {name: value for name, value in someone(world, "unclear").items() if name in fields}
        given = {"is_sender": "unclear"} | given if "is_sender" in fields else given
    if "posts" in given:
        usual["rows"] = [row(no) for no in given.pop("posts")]
    if "phone" in given:
        usual["rows"] = [row(phone=given.pop("phone"))]
    world.answer(kind, **(usual | typed_at(world, given)))


@pytest.mark.parametrize(("procedure", "found"), ROWS, ids=[f"{name}: {found['came']}" for name, found in ROWS])
def test_what_comes_back_is_entered_recorded_and_followed(procedure: str, found: dict[str, Any]) -> None:
    assert set(found) <= FIELDS, procedure
    world = BEGINNINGS[found.get("at") or found["form"]]()
    known = {step.id for step in world.facts.steps}
    if "event" in found:
        happen(world, StepKind(found["event"]), found["of"], found.get("typed", {}))
    else:
        answer(world, WaitKind(found["form"]), found)
    new = [step for step in world.facts.steps if step.id not in known]
    assert [f"{s.kind}:{s.outcome}".rstrip(":") for s in new] == found["records"]
    plan = world.plan()
    if "then" in found:
        assert [wait.kind for wait in plan.waits] == found["then"]
    drafts = [name.partition("/")[2].partition(":")[0] for name in world.drafts()]
    assert set(found.get("drafts", [])) <= set(drafts)
    assert found.get("date") in {None, *(deadline.kind.value for deadline in world.deadlines())}


def test_every_entry_of_every_list_is_something_that_comes_back() -> None:
    """Nobody can choose what no lawyer has read in the table."""
    told = {
        (found.get("form"), code)
        for _, found in ROWS
        for code in found.get("typed", {}).values()
        if isinstance(code, str)
    }
    missing = [
        (kind.value, code)
        for kind, question in QUESTIONS.items()
        for name in ("outcome", "event", "decision")
        if name in question.form.model_fields
        for code in get_args(question.form.model_fields[name].annotation)
        if (kind.value, code) not in told
    ]
    assert missing == []


def test_every_event_is_something_that_comes_back() -> None:
    assert {found["event"] for _, found in ROWS if "event" in found} == {kind.value for kind in EVENTS}


def test_every_fact_has_a_way_in() -> None:
    """A fact that no form and no event records would be a kind that nobody can enter."""
    entered = {name.partition(":")[0] for _, found in ROWS for name in found["records"]}
    by_kaiji = {StepKind.IDENTIFICATION_TRIED, StepKind.PAPER_ASKED}
    assert set(StepKind) - by_kaiji == set(map(StepKind, entered))
