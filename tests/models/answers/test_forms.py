"""Every form of every wait (tests/scenarios/answers.toml): a good answer, its refusals with field, value and cure."""

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.answers import QUESTIONS, read_answer, read_form
from models.answers.faults import Faults
from models.rules.japan_time import JST
from models.terms import LetterKind, Outcome, Remedy, StepKind, WaitKind
from tests.models.answers.beginnings import asked_for_ip, identified, named, phone_world, someone, sued
from tests.models.answers.case_world import ATTORNEY, CLERK, CaseWorld, at, post, row, written

FORMS = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "answers.toml").read_text(encoding="utf-8"))["form"]
REFUSALS = [(form, refusal) for form in FORMS for refusal in form["refusal"]]


def releasing() -> CaseWorld:
    world = CaseWorld()
    world.draft()
    return world


def sending() -> CaseWorld:
    world = releasing()
    world.answer(WaitKind.LETTER_RELEASE, attorney=ATTORNEY)
    return world


def in_court() -> CaseWorld:
    return CaseWorld(post(1, "x")).send(LetterKind.DISPOSITION_PETITION).days(7)


def ordered_security() -> CaseWorld:
    world = in_court()
    happened = written(world.now)
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="security_ordered", happened=happened, amount_yen=300_000)
    return world


def phone_known() -> CaseWorld:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST).days(1)
    rows = [row(phone="090-0000-0000")]
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="phone_or_email", received=written(world.now), rows=rows)
    return world


def won() -> CaseWorld:
    world = sued()
    world.answer(WaitKind.SUIT_PROGRESS, event="granted", happened=written(world.now))
    return world


def demanded() -> CaseWorld:
    return named().send(LetterKind.DEMAND_LETTER).days(3)


def claim_answered(outcome: str, **typed: Any) -> CaseWorld:
    world = demanded()
    world.answer(WaitKind.CLAIM_ANSWER, outcome=outcome, received=written(world.now), **typed)
    return world


def dismissed() -> CaseWorld:
    world = in_court()
    world.answer(WaitKind.DISPOSITION_PROGRESS, event="dismissed", happened=written(world.now))
    return world


WORLDS: dict[WaitKind, Callable[[], CaseWorld]] = {
    WaitKind.LETTER_RELEASE: releasing,
    WaitKind.LETTER_SENDING: sending,
    WaitKind.PLATFORM_ANSWER: lambda: CaseWorld().send(LetterKind.DISCLOSURE_REQUEST).days(1),
    WaitKind.DISPOSITION_PROGRESS: in_court,
    WaitKind.SECURITY_DEPOSIT: ordered_security,
    WaitKind.PROVIDER_REVIEW: lambda: asked_for_ip().identify(Outcome.NEEDS_REVIEW),
    WaitKind.CONTACT_CARRIER: phone_known,
    WaitKind.PRESERVATION_ANSWER: lambda: identified().send(LetterKind.PRESERVATION_NOTICE).days(3),
    WaitKind.SUIT_PROGRESS: sued,
    WaitKind.SUBSCRIBER_DISCLOSURE: won,
    WaitKind.BAR_INQUIRY_ANSWER: phone_world,
    WaitKind.SENDER_CONFIRMATION: lambda: named(is_sender="unclear"),
    WaitKind.CLAIM_ANSWER: demanded,
    WaitKind.PAYMENT: lambda: claim_answered("agreed", amount_yen=500_000),
    WaitKind.DAMAGES_SUIT: lambda: claim_answered("refused").send(LetterKind.DAMAGES_COMPLAINT).days(30),
    WaitKind.COMPLAINT_ANSWER: lambda: (
        named(remedies=frozenset({Remedy.CRIMINAL_COMPLAINT})).send(LetterKind.CRIMINAL_COMPLAINT).days(3)
    ),
    WaitKind.DEAD_END: dismissed,
    WaitKind.CLOSING: lambda: claim_answered("withdrawn"),
}


def typed_at(world: CaseWorld, typed: dict[str, Any]) -> dict[str, Any]:
    """The table's words for days as days of this world."""
    today = world.now.astimezone(JST).date()
    words = {
        "{now}": written(world.now),
        "{today}": str(today),
        "{yesterday}": str(today - timedelta(days=1)),
        "{tomorrow}": str(today + timedelta(days=1)),
    }
    text = json.dumps(typed)
    for word, value in words.items():
        text = text.replace(word, value)
    read: dict[str, Any] = json.loads(text)
    return read


def of(form: dict[str, Any]) -> tuple[WaitKind, CaseWorld, dict[str, Any]]:
    kind = WaitKind(form["wait"])
    world = WORLDS[kind]()
    return kind, world, typed_at(world, form["good"])


def test_every_wait_has_a_form_in_the_table() -> None:
    assert {form["wait"] for form in FORMS} == set(QUESTIONS) == set(WaitKind) == set(WORLDS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["wait"])
def test_a_good_answer_is_believed_and_its_expenses_are_kept(form: dict[str, Any]) -> None:
    kind, world, good = of(form)
    spent = [*good.pop("spent", []), {"kind": "stamps", "amount_yen": 2_000}]
    answer = world.answer(kind, **good, spent=spent)
    assert answer is not None
    assert [expense.amount_yen for expense in answer.expenses] == [item["amount_yen"] for item in spent]


@pytest.mark.parametrize(("form", "refusal"), REFUSALS, ids=[f"{f['wait']} {r['name']}" for f, r in REFUSALS])
def test_refused(form: dict[str, Any], refusal: dict[str, Any]) -> None:
    kind, world, good = of(form)
    changed = typed_at(world, refusal["typed"])
    (fault,) = world.refused(kind, **(good | changed))
    assert fault.field == refusal["field"]
    assert refusal["cure"] in fault.cure
    last = fault.field.rpartition(".")[2]
    if isinstance(changed.get(last), str):
        assert fault.value == changed[last]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["wait"])
def test_all_faults_come_at_once_and_an_empty_answer_is_never_believed(form: dict[str, Any]) -> None:
    kind, world, _ = of(form)
    with pytest.raises(Faults) as refused:
        read_answer(world.asked(world.wait(kind)), {})
    assert "entered_by" in {fault.field for fault in refused.value.faults}
    assert len(refused.value.faults) >= 2 or kind is WaitKind.LETTER_RELEASE


@pytest.mark.parametrize("kind", WaitKind)
def test_every_form_opens_empty_and_takes_a_recheck(kind: WaitKind) -> None:
    form = QUESTIONS[kind].form
    schema = form.model_json_schema()
    assert all("required" not in part for part in (schema, *schema.get("$defs", {}).values()))
    assert schema["additionalProperties"] is False
    assert form.model_validate({}).action == "answer"
    assert read_form(kind, {"action": "recheck"}).action == "recheck"


def test_faults_keep_what_was_typed_out_of_logs() -> None:
    world = WORLDS[WaitKind.PLATFORM_ANSWER]()
    with pytest.raises(Faults) as refused:
        world.answer(WaitKind.PLATFORM_ANSWER, received=written(world.now), rows=[row(ip="10.1.2.3")])
    assert "10.1.2.3" not in f"{refused.value} {refused.value.faults!r}"
    assert "「10.1.2.3」" in refused.value.lines()[0]


def test_an_address_is_kept_in_one_spelling_with_the_port_beside_it() -> None:
    world = WORLDS[WaitKind.PLATFORM_ANSWER]()
    answer = world.answer(
        WaitKind.PLATFORM_ANSWER, received=written(world.now), rows=[row(ip="［2400:4050::0ABC］：５１２３４")]
    )
    assert answer is not None
    (line,) = answer.observations
    assert (line.ip, line.port) == ("2400:4050::abc", 51234)
    assert line.observed_at == datetime(2026, 6, 1, 12, 15, 4, tzinfo=UTC)
    assert line.as_written == "2026-06-01 21:15:04 JST"


def test_documentation_addresses_pass_only_where_samples_are_played() -> None:
    world = WORLDS[WaitKind.PLATFORM_ANSWER]()
    asked = world.asked(world.wait(WaitKind.PLATFORM_ANSWER))
    typed = CLERK | {"received": written(world.now), "rows": [row(ip="203.0.113.5")]}
    with pytest.raises(Faults):
        read_answer(asked, typed)
    assert read_answer(type(asked)(**(vars(asked) | {"documentation_addresses": True})), typed) is not None


def test_disclosed_without_a_line_for_each_post_is_partly() -> None:
    world = CaseWorld(post(1), post(2)).send(LetterKind.DISCLOSURE_REQUEST).days(1)
    (fault,) = world.refused(WaitKind.PLATFORM_ANSWER, received=written(world.now), rows=[row(1)])
    assert (fault.field, fault.value) == ("outcome", "disclosed")
    assert "2" in fault.cure
    assert "partly" in fault.cure


def test_a_bare_day_is_a_day_in_japan() -> None:
    world = WORLDS[WaitKind.LETTER_SENDING]()
    world.to("2026-06-03T00:30")
    answer = world.answer(WaitKind.LETTER_SENDING, sent="2026-06-02", proof="引受番号 1")
    assert answer is not None
    assert answer.steps[0].happened_at == at("2026-06-02T23:59:59")


def test_a_returned_draft_is_drafted_anew() -> None:
    world = releasing()
    assert world.drafts() == []
    world.answer(WaitKind.LETTER_RELEASE, decision="return")
    assert world.drafts() == ["platform:mamasta/disclosure_request:1"]


def test_name_address_mail_and_phone_of_the_subscriber_are_all_kept() -> None:
    world = won()
    contact = {"email": "sender@example.jp", "phone": "03-0000-0000"}
    answer = world.answer(WaitKind.SUBSCRIBER_DISCLOSURE, **someone(world), **contact)
    assert answer is not None
    (person,) = answer.subscribers
    assert (person.email, person.phone) == ("sender@example.jp", "03-0000-0000")
    assert "example" not in repr(answer)


def test_a_bar_inquiry_that_names_somebody_is_a_disclosure() -> None:
    world = phone_world()
    world.answer(WaitKind.BAR_INQUIRY_ANSWER, outcome="disclosed", **someone(world))
    assert [step.outcome for step in world.facts.steps_of("holder:1", StepKind.DISCLOSED)] == [Outcome.DISCLOSED]


def test_no_way_on_is_left_at_the_end_of_the_case_but_to_close_it() -> None:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST).days(1)
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="no_record", received=written(world.now))
    (fault,) = world.refused(WaitKind.DEAD_END, "case", decision="given_up", reason="記録なし")
    assert "close" in fault.cure
    answer = world.answer(WaitKind.DEAD_END, "case", decision="close", reason="記録なし")
    assert answer is not None
    assert answer.closes_with == "記録なし"


def test_a_letter_that_is_gone_cannot_be_released() -> None:
    world = releasing()
    asked = world.asked(world.wait(WaitKind.LETTER_RELEASE))
    with pytest.raises(Faults) as refused:
        read_answer(type(asked)(**(vars(asked) | {"letter": None})), CLERK | {"attorney": ATTORNEY})
    assert refused.value.faults[0].field == "letter"


def test_an_attorney_may_turn_from_the_form_to_the_court_at_once() -> None:
    world = releasing()
    world.answer(WaitKind.LETTER_RELEASE, decision="by_disposition")
    assert world.drafts() == ["platform:mamasta/disposition_petition:1"]


def test_only_a_request_to_the_platform_turns_into_a_petition() -> None:
    holder = identified()
    holder.draft()
    faults = holder.refused(WaitKind.LETTER_RELEASE, decision="by_disposition")
    assert [fault.field for fault in faults] == ["decision"]


def test_an_arrival_is_recorded_and_the_answer_is_still_waited_for() -> None:
    world = identified().send(LetterKind.PRESERVATION_NOTICE).days(2)
    world.answer(WaitKind.PRESERVATION_ANSWER, outcome="arrived", received=written(world.now))
    assert world.wait(WaitKind.PRESERVATION_ANSWER).kind is WaitKind.PRESERVATION_ANSWER
    assert world.refused(WaitKind.PRESERVATION_ANSWER, outcome="arrived", received="2026-13-01")[0].field == "received"
