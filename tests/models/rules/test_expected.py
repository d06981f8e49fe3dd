"""Days on which others are expected to answer or pay: one line that morning, and an escalation once they are silent."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts import Deadline
from models.provisions import load_law
from models.rules.japan_time import japan_date
from models.rules.progress.expected import expected
from models.terms import CaseStatus, DeadlineKind, LetterKind, Remedy, Stage, Turn, WaitKind
from tests.models.answers.beginnings import identified, named, on_hold, sued
from tests.models.answers.case_world import CaseWorld, written
from tests.models.rules.test_progress_random import advance

OTHERS = {Turn.PLATFORM, Turn.PROVIDER, Turn.BAR, Turn.SENDER}


def days_of(world: CaseWorld) -> dict[str, date]:
    return {item.key: item.due_on for item in expected(world.plan())}


def asked_platform() -> CaseWorld:
    world = CaseWorld()
    world.send(LetterKind.DISCLOSURE_REQUEST)
    return world


def test_the_platform_s_answer_is_expected_until_its_silence_is_told() -> None:
    world = asked_platform()
    wait = world.wait(WaitKind.PLATFORM_ANSWER)
    assert wait.due_on
    (item,) = expected(world.plan())
    assert item == Deadline(
        key="answer_expected:platform:mamasta:platform_answer",
        kind=DeadlineKind.ANSWER_EXPECTED,
        stage=Stage.PLATFORM_REQUEST,
        subject="platform:mamasta",
        due_on=wait.due_on,
        act_by=wait.due_on,
        because=item.because,
        consequence=item.consequence,
        confidence=item.confidence,
        rule="wait:platform_answer",
        fatal=False,
        trigger="platform:mamasta",
        article="実務上の目安・約束（法定の期限ではない）",
    )
    assert "法定の期限ではない" in item.because[0].cite
    world.to(f"{wait.due_on}T10:00")
    assert world.told() == ["platform_silent"]
    assert days_of(world) == {}


def test_money_that_was_promised_is_expected_on_its_day_and_missed_the_day_after() -> None:
    world = named()
    world.send(LetterKind.DEMAND_LETTER)
    world.answer(WaitKind.CLAIM_ANSWER, outcome="agreed", amount_yen=500_000, received=written(world.now))
    due = world.wait(WaitKind.PAYMENT).due_on
    assert due
    (subject,) = {wait.subject for wait in world.plan().waits if wait.kind is WaitKind.PAYMENT}
    key = f"answer_expected:{subject}:payment"
    assert days_of(world)[key] == due
    world.to(f"{due}T23:59")
    assert days_of(world)[key] == due
    world.days(1)
    assert key not in days_of(world)
    assert world.told() == ["payment_missing"]


def test_a_court_s_turn_and_our_own_are_no_answers_expected() -> None:
    assert days_of(sued()) == {}
    drafted = CaseWorld()
    drafted.draft()
    assert {wait.turn for wait in drafted.plan().waits} == {Turn.ATTORNEY}
    assert days_of(drafted) == {}


def test_nothing_is_expected_of_a_case_on_hold() -> None:
    assert days_of(on_hold(identified(), CaseStatus.HELD)) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_whatever_happens_a_day_of_others_is_said_before_it_passes_and_their_silence_after(data: st.DataObject) -> None:
    remedies = data.draw(st.sets(st.sampled_from(Remedy), min_size=1), label="remedies")
    world = CaseWorld(remedies=frozenset(remedies))
    ladders = load_law().alarms.ladders
    for _ in range(data.draw(st.integers(0, 40), label="steps")):
        advance(world, data)
        plan, today = world.plan(), japan_date(world.now)
        silent = {item.subject for item in plan.escalations}
        days = {(item.subject, item.due_on) for item in expected(plan)}
        ringing = {item.act_by for item in world.deadlines() if ladders[item.kind].rungs}
        for wait in plan.waits:
            if wait.due_on and wait.turn in OTHERS:
                assert wait.subject in silent or (wait.due_on >= today and (wait.subject, wait.due_on) in days)
            elif wait.due_on:
                assert ringing, "a day of ours that no ladder says"
