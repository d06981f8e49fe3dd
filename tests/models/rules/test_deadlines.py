"""Deadlines before the courts and the outer limits: which facts start them, which end them, the days they name."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.deadlines import deadlines
from models.terms import (
    CaseStatus,
    Confidence,
    DeadlineKind,
    LetterKind,
    Outcome,
    Remedy,
    RightInfringed,
    StepKind,
)
from tests.models.rules.case_facts import (
    LATER,
    LAW,
    at,
    case,
    found,
    known,
    one,
    person,
    post,
    step,
)


def test_security_by_the_courts_own_date_acts_on_the_open_day_before() -> None:
    ordered = step(StepKind.SECURITY_ORDERED, "platform:mamasta", on=date(2026, 7, 20))
    deadline = one(case(steps=(ordered,)), DeadlineKind.SECURITY_DEPOSIT)
    assert (deadline.due_on, deadline.act_by) == (date(2026, 7, 20), date(2026, 7, 17))
    assert (deadline.key, deadline.fatal) == (f"security_deposit:platform:mamasta:{ordered.id}", False)


def test_security_without_a_date_is_planned_with_seven_days_and_ends_with_the_deposit() -> None:
    ordered = step(StepKind.SECURITY_ORDERED, "platform:mamasta", happened="2026-09-12T10:00")
    deadline = one(case(steps=(ordered,)), DeadlineKind.SECURITY_DEPOSIT)
    assert (deadline.due_on, deadline.act_by) == (date(2026, 9, 24), date(2026, 9, 18))
    assert not deadline.fatal
    paid = step(StepKind.SECURITY_DEPOSITED, "platform:mamasta", happened="2026-09-12T10:00")
    assert found(case(steps=(ordered, paid)), DeadlineKind.SECURITY_DEPOSIT) == []


def test_a_hearing_counts_until_its_day_is_over() -> None:
    facts = case(steps=(step(StepKind.HEARING_SET, "platform:mamasta", on=date(2026, 7, 9)),))
    assert one(facts, DeadlineKind.HEARING).act_by == date(2026, 7, 9)
    assert not one(facts, DeadlineKind.HEARING).fatal
    assert found(facts, DeadlineKind.HEARING, as_of=at("2026-07-09T23:59"))
    assert found(facts, DeadlineKind.HEARING, as_of=at("2026-07-10T00:00")) == []


def test_execution_within_two_weeks_planned_before_the_holidays() -> None:
    granted = step(StepKind.DISPOSITION_DECIDED, "platform:mamasta", Outcome.GRANTED, happened="2026-04-22T10:00")
    deadline = one(case(steps=(granted,)), DeadlineKind.EXECUTION)
    assert (deadline.due_on, deadline.act_by, deadline.fatal) == (date(2026, 5, 7), date(2026, 5, 1), True)
    assert deadline.rule == "execution@1991-01-01"
    answered = step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", Outcome.DISCLOSED, happened="2026-04-30T10:00")
    assert found(case(steps=(granted, answered)), DeadlineKind.EXECUTION) == []


def test_an_order_against_a_log_holder_starts_no_execution_against_the_platform() -> None:
    granted = step(StepKind.DISPOSITION_DECIDED, "holder:1", Outcome.GRANTED)
    assert found(case(steps=(granted,)), DeadlineKind.EXECUTION) == []


def test_an_answer_from_before_the_order_does_not_end_execution() -> None:
    refused = step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", Outcome.REFUSED, happened="2026-03-01T10:00")
    granted = step(StepKind.DISPOSITION_DECIDED, "platform:mamasta", Outcome.GRANTED, happened="2026-04-22T10:00")
    assert len(found(case(steps=(refused, granted)), DeadlineKind.EXECUTION)) == 1


@pytest.mark.parametrize(
    ("kind", "subject", "cite"),
    [
        (StepKind.JUDGMENT_GIVEN, "holder:1", "appeal@1998-01-01"),
        (StepKind.DAMAGES_DECIDED, "sender:1", "appeal@1998-01-01"),
        (StepKind.DISPOSITION_DECIDED, "platform:mamasta", "disposition_appeal@1991-01-01"),
    ],
)
def test_a_lost_decision_starts_two_weeks_until_appeal_or_giving_up(kind: StepKind, subject: str, cite: str) -> None:
    lost = step(kind, subject, Outcome.DISMISSED, happened="2024-12-18T15:00")
    deadline = one(case(steps=(lost,)), DeadlineKind.APPEAL)
    assert (deadline.due_on, deadline.act_by, deadline.fatal) == (date(2025, 1, 6), date(2025, 1, 6), True)
    assert deadline.rule == cite
    for outcome in (Outcome.NONE, Outcome.GIVEN_UP):
        after = step(StepKind.APPEALED, subject, outcome, happened="2024-12-25T10:00")
        assert found(case(steps=(lost, after)), DeadlineKind.APPEAL) == []


def test_a_won_judgment_starts_no_appeal() -> None:
    assert found(case(steps=(step(StepKind.JUDGMENT_GIVEN, "holder:1", Outcome.GRANTED),)), DeadlineKind.APPEAL) == []


# --- the outer limits


def test_three_years_run_from_the_disclosure_and_the_confirmation_is_kept_as_another_reading() -> None:
    deadline = one(known(person()), DeadlineKind.LIMITATION_KNOWN)
    assert (deadline.key, deadline.due_on, deadline.act_by) == (
        "limitation_known:sender:1",
        date(2030, 1, 5),
        date(2030, 1, 4),
    )
    assert [(r.due_on, r.act_by) for r in deadline.readings] == [
        (date(2030, 1, 5), date(2030, 1, 4)),
        (date(2030, 1, 12), date(2030, 1, 11)),
    ]
    assert (deadline.confidence, deadline.fatal) == (Confidence.MEDIUM, True)


def test_an_unclear_person_is_planned_from_disclosure_and_a_stranger_not_at_all() -> None:
    assert one(known(person(Outcome.UNCLEAR)), DeadlineKind.LIMITATION_KNOWN).due_on == date(2030, 1, 5)
    assert found(known(person(Outcome.NOT_SENDER)), DeadlineKind.LIMITATION_KNOWN) == []


def test_two_lines_of_one_person_make_one_limit_from_the_earlier_day() -> None:
    earlier = replace(person(number=2, same_as=1), confirmed_at=at("2027-01-06T10:00"))
    deadline = one(known(person(), earlier), DeadlineKind.LIMITATION_KNOWN)
    assert (deadline.subject, deadline.because[1].text[:12]) == ("sender:1", "2027年1月5日(火)")
    assert [r.due_on.day for r in deadline.readings] == [5, 6, 7]


def test_twenty_years_run_from_each_post() -> None:
    deadline = one(case(), DeadlineKind.LIMITATION_ACT)
    assert (deadline.key, deadline.due_on) == ("limitation_act:post:1", date(2046, 6, 1))


@pytest.mark.parametrize(
    ("kind", "outcome", "letter"),
    [
        (StepKind.PAID, Outcome.PAID, None),
        (StepKind.CLAIM_ANSWERED, Outcome.WITHDRAWN, None),
        (StepKind.LETTER_SENT, Outcome.NONE, LetterKind.DAMAGES_COMPLAINT),
    ],
)
def test_limitation_ends_with_payment_suit_or_withdrawal(
    kind: StepKind, outcome: Outcome, letter: LetterKind | None
) -> None:
    end = step(kind, "sender:1", outcome, letter=letter)
    assert found(known(person(), steps=(end,)), DeadlineKind.LIMITATION_KNOWN, DeadlineKind.LIMITATION_ACT) == []


def test_a_demand_letter_does_not_end_limitation() -> None:
    demand = step(StepKind.LETTER_SENT, "sender:1", letter=LetterKind.DEMAND_LETTER)
    assert len(found(known(person(), steps=(demand,)), DeadlineKind.LIMITATION_KNOWN)) == 1


def test_the_criminal_dates_are_there_only_if_wanted_and_until_the_complaint_is_sent() -> None:
    criminal = {DeadlineKind.COMPLAINT_PERIOD, DeadlineKind.PROSECUTION_BAR}
    assert found(known(person()), *criminal) == []
    days = {d.kind: d.due_on for d in found(known(person(), criminal=True), *criminal)}
    assert days == {
        DeadlineKind.COMPLAINT_PERIOD: date(2027, 7, 5),
        DeadlineKind.PROSECUTION_BAR: date(2029, 5, 31),
    }
    sent = step(StepKind.LETTER_SENT, "sender:1", letter=LetterKind.CRIMINAL_COMPLAINT)
    assert found(known(person(), steps=(sent,), criminal=True), *criminal) == []


def test_insult_before_the_amendment_bars_after_one_year() -> None:
    old = post(right=RightInfringed.HONOUR_FEELINGS, posted_at=at("2022-07-06T23:00"))
    new = post(2, RightInfringed.HONOUR_FEELINGS, at("2022-07-07T00:00"))
    facts = case(posts=(old, new), remedies=frozenset({Remedy.CRIMINAL_COMPLAINT}))
    days = [d.due_on for d in found(facts, DeadlineKind.PROSECUTION_BAR)]
    assert days == [date(2023, 7, 5), date(2025, 7, 6)]


# --- the whole


@pytest.mark.parametrize("status", [CaseStatus.DRAFT, CaseStatus.CLOSED])
def test_a_draft_or_closed_case_has_none(status: CaseStatus) -> None:
    assert deadlines(case(status=status), LAW, LATER) == ()


def test_all_are_sorted_by_the_day_to_act_with_unique_keys_and_reasons() -> None:
    steps = (
        step(StepKind.HEARING_SET, "platform:mamasta", on=date(2026, 8, 9)),
        step(StepKind.JUDGMENT_GIVEN, "holder:1", Outcome.DISMISSED),
    )
    facts = known(person(), steps=steps, criminal=True)
    every = deadlines(facts, LAW, LATER)
    assert [d.act_by for d in every] == sorted(d.act_by for d in every)
    assert len({d.key for d in every}) == len(every) == 7
    assert all(d.because and d.consequence and d.rule and d.act_by <= d.due_on for d in every)
    assert deadlines(facts, LAW, LATER) == every


def test_a_refusal_after_the_order_leaves_the_execution_period_running() -> None:
    granted = step(StepKind.DISPOSITION_DECIDED, "platform:mamasta", Outcome.GRANTED, happened="2026-04-22T10:00")
    refused = step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", Outcome.REFUSED, happened="2026-04-24T10:00")
    assert one(case(steps=(granted, refused)), DeadlineKind.EXECUTION).due_on == date(2026, 5, 7)


def test_an_answer_recorded_after_an_order_of_the_same_day_ends_execution() -> None:
    granted = step(StepKind.DISPOSITION_DECIDED, "platform:mamasta", Outcome.GRANTED, happened="2026-04-22T23:59")
    answered = step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", Outcome.DISCLOSED, happened="2026-04-22T10:00")
    assert found(case(steps=(granted, answered)), DeadlineKind.EXECUTION) == []


def test_a_part_payment_leaves_the_limitation_running() -> None:
    agreed = replace(step(StepKind.CLAIM_ANSWERED, "sender:1", Outcome.AGREED), amount_yen=500_000)
    part = replace(step(StepKind.PAID, "sender:1"), amount_yen=200_000)
    rest = replace(step(StepKind.PAID, "sender:1"), amount_yen=300_000)
    assert len(found(known(person(), steps=(agreed, part)), DeadlineKind.LIMITATION_KNOWN)) == 1
    assert found(known(person(), steps=(agreed, part, rest)), DeadlineKind.LIMITATION_KNOWN) == []


def test_a_complaint_handed_back_leaves_the_complaint_period_running() -> None:
    sent = replace(step(StepKind.LETTER_SENT, "sender:1"), letter=LetterKind.CRIMINAL_COMPLAINT)
    returned = step(StepKind.COMPLAINT_ANSWERED, "sender:1", Outcome.RETURNED)
    assert found(known(person(), steps=(sent,), criminal=True), DeadlineKind.COMPLAINT_PERIOD) == []
    assert len(found(known(person(), steps=(sent, returned), criminal=True), DeadlineKind.COMPLAINT_PERIOD)) == 1


def test_a_branch_given_up_has_no_log_to_watch() -> None:
    given_up = step(StepKind.APPEALED, "platform:mamasta", Outcome.GIVEN_UP)
    assert found(case(steps=(given_up,)), DeadlineKind.LOG_EXPIRY) == []


# --- the days that count as known


def test_only_a_confirmed_sender_has_a_day_of_confirmation() -> None:
    unclear = replace(person(Outcome.UNCLEAR), confirmed_at=at("2027-01-20T10:00"))
    assert one(known(unclear), DeadlineKind.LIMITATION_KNOWN).readings == ()


def test_of_two_disclosures_of_one_person_the_first_counts() -> None:
    second = replace(person(Outcome.UNCLEAR, number=2, same_as=1), disclosed_at=at("2027-02-01T10:00"))
    assert one(known(person(Outcome.UNCLEAR), second), DeadlineKind.LIMITATION_KNOWN).due_on == date(2030, 1, 5)


def test_only_the_first_suspicion_counts_and_none_starts_the_complaint_period() -> None:
    hints = (
        step(StepKind.SENDER_SUSPECTED, "post:1", happened="2026-12-08T10:00"),
        step(StepKind.SENDER_SUSPECTED, "post:1", happened="2026-12-01T10:00"),
    )
    facts = known(person(Outcome.UNCLEAR), steps=hints, criminal=True)
    assert [r.due_on for r in one(facts, DeadlineKind.LIMITATION_KNOWN).readings] == [
        date(2029, 12, 1),
        date(2030, 1, 5),
    ]
    assert one(facts, DeadlineKind.COMPLAINT_PERIOD).due_on == date(2027, 7, 5)


def test_a_suspicion_of_one_sender_says_nothing_of_another() -> None:
    hint = step(StepKind.SENDER_SUSPECTED, "sender:2", happened="2026-12-01T10:00")
    days = {d.subject: d.due_on for d in found(known(person(), steps=(hint,)), DeadlineKind.LIMITATION_KNOWN)}
    assert days == {"sender:1": date(2030, 1, 5), "sender:2": date(2029, 12, 1)}


def test_a_suspicion_that_was_cleared_is_no_suspicion() -> None:
    hint = step(StepKind.SENDER_SUSPECTED, "sender:1", happened="2026-12-01T10:00")
    assert found(known(person(Outcome.NOT_SENDER), steps=(hint,)), DeadlineKind.LIMITATION_KNOWN) == []


def test_a_disposition_from_before_the_knowing_is_not_mentioned() -> None:
    texts = []
    for day in ("2027-01-04T10:00", "2027-01-05T10:00"):
        order = step(StepKind.DISPOSITION_DECIDED, "platform:mamasta", Outcome.GRANTED, happened=day)
        deadline = one(known(person(Outcome.UNCLEAR), steps=(order,)), DeadlineKind.LIMITATION_KNOWN)
        texts.append("".join(s.text for s in deadline.because))
    assert ["時効に影響しない" in text for text in texts] == [False, True]


def test_the_first_deletion_on_record_is_the_disputed_reading() -> None:
    deleted = tuple(
        step(StepKind.POST_DELETED, "platform:mamasta", happened=f"2026-07-{day}T10:00") for day in (10, 20)
    )
    bar = one(known(steps=deleted, criminal=True), DeadlineKind.PROSECUTION_BAR)
    assert [r.due_on for r in bar.readings] == [date(2029, 5, 31), date(2029, 7, 9)]
