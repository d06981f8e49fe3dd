"""What was done and which date it beat, told from the facts alone."""

from dataclasses import replace
from datetime import date

from models.rules.outcomes import known_before, last_of_stage, milestones
from models.terms import CaseStatus, DeadlineKind, Outcome, Stage, StepKind
from tests.models.rules.case_facts import LAW, at, case, hop, known, line, person, step

KEPT = replace(
    step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, on=date(2027, 3, 31), happened="2026-07-10T10:00"),
    stage=Stage.LOG_PRESERVATION,
)
NAMED = step(StepKind.DISCLOSED, "holder:1", Outcome.DISCLOSED, happened="2027-01-05T10:00")


def test_each_fact_says_which_dates_it_ended_and_by_how_many_days() -> None:
    facts = case(observations=(line(),), hops=(hop("kddi"),), steps=(NAMED, KEPT))
    kept, named = milestones(facts, LAW)
    assert (kept.on, named.on) == (date(2026, 7, 10), date(2027, 1, 5))
    beaten = {deadline.kind: days for deadline, days in kept.beaten}
    assert beaten[DeadlineKind.LOG_EXPIRY] == (date(2026, 8, 29) - date(2026, 7, 10)).days
    assert {deadline.kind: days for deadline, days in named.beaten}[DeadlineKind.KEPT_UNTIL] == 85
    assert kept.standing is not None
    assert kept.standing[0].kind is DeadlineKind.LOG_EXPIRY
    assert kept.standing[1] == beaten[DeadlineKind.LOG_EXPIRY]


def test_a_closed_case_tells_its_story_as_when_it_was_open_and_by_stage() -> None:
    facts = case(observations=(line(),), hops=(hop("kddi"),), steps=(NAMED, KEPT), status=CaseStatus.CLOSED)
    by_stage = last_of_stage(facts, LAW)
    assert set(by_stage) == set(Stage)
    assert [milestone.step for milestone in by_stage[Stage.LOG_PRESERVATION]] == [KEPT]
    assert [milestone.step for milestone in by_stage[Stage.SUBSCRIBER_DISCLOSURE]] == [NAMED]
    assert by_stage[Stage.PLATFORM_REQUEST] == []
    assert all(milestone.beaten for milestone in (*by_stage[Stage.LOG_PRESERVATION], *by_stage[NAMED.stage]))


def test_a_fact_over_which_no_fatal_date_stood_says_so() -> None:
    paid = step(StepKind.PAID, "sender:1", happened="2050-01-05T10:00")
    facts = replace(known(person(), steps=(paid,)), posts=())
    (milestone,) = milestones(replace(facts, observations=(), hops=(), subscribers=()), LAW)
    assert (milestone.beaten, milestone.standing) == ((), None)


def test_before_a_fact_only_earlier_facts_are_known() -> None:
    later = replace(line(2), received_at=at("2027-02-01T10:00"))
    facts = case(observations=(line(), later), hops=(hop("kddi"),), steps=(NAMED, KEPT), subscribers=(person(),))
    before = known_before(facts, NAMED)
    assert (before.steps, [o.id for o in before.observations]) == ((KEPT,), [1])
    assert before.subscribers == ()
