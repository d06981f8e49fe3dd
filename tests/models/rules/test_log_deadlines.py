"""The life of a log line: which facts start its deadline, move it and end it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.terms import (
    DeadlineKind,
    ObservationKind,
    Outcome,
    ProviderCategory,
    Stage,
    StepKind,
)
from tests.models.rules.case_facts import (
    LOGS,
    POSTED,
    case,
    found,
    hop,
    line,
    one,
    post,
    step,
)


def test_a_post_nobody_answered_for_is_planned_with_the_shortest_retention() -> None:
    deadline = one(case(), DeadlineKind.LOG_EXPIRY)
    assert (deadline.key, deadline.stage, deadline.fatal) == ("log_expiry:post:1", Stage.PLATFORM_REQUEST, True)
    assert (deadline.due_on, deadline.act_by) == (date(2026, 8, 29), date(2026, 8, 28))
    assert any("プロバイダ不明" in s.text for s in deadline.because)
    assert "特定できなくなる" in deadline.consequence


def test_each_post_without_an_observation_keeps_its_own_window() -> None:
    second = post(2, posted_at=POSTED + timedelta(days=1))
    subjects = [d.subject for d in found(case(posts=(post(), second), observations=(line(),)), DeadlineKind.LOG_EXPIRY)]
    assert subjects == ["observation:1", "post:2"]


@pytest.mark.parametrize("outcome", [Outcome.NO_RECORD, Outcome.CONTACT_INSTEAD])
def test_the_platform_has_no_log_to_give(outcome: Outcome) -> None:
    facts = case(steps=(step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", outcome),))
    assert found(facts, *LOGS) == []


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.PARTLY, Outcome.SILENT])
def test_other_answers_leave_the_window_of_the_post(outcome: Outcome) -> None:
    facts = case(steps=(step(StepKind.PLATFORM_ANSWERED, "platform:mamasta", outcome),))
    assert one(facts, *LOGS).subject == "post:1"


def test_an_address_without_a_provider_is_planned_with_the_shortest() -> None:
    deadline = one(case(observations=(line(),)), *LOGS)
    assert (deadline.key, deadline.stage) == ("log_expiry:observation:1", Stage.PROVIDER_IDENTIFICATION)
    assert deadline.due_on == date(2026, 8, 29)


def test_the_key_stays_when_the_provider_becomes_known_and_the_date_moves() -> None:
    deadline = one(case(observations=(line(),), hops=(hop("ntt_docomo"),)), *LOGS)
    assert (deadline.key, deadline.stage) == ("log_expiry:observation:1", Stage.LOG_PRESERVATION)
    assert (deadline.due_on, deadline.act_by) == (date(2026, 9, 1), date(2026, 9, 1))
    assert deadline.rule == "NTTドコモの保存期間 93日"


def test_a_phone_number_has_no_window() -> None:
    assert found(case(observations=(line(kind=ObservationKind.PHONE),)), *LOGS) == []


def test_an_address_without_a_moment_is_planned_from_the_post() -> None:
    blind = replace(line(), observed_at=None)
    assert one(case(observations=(blind,)), *LOGS).due_on == date(2026, 8, 29)


@pytest.mark.parametrize("outcome", [Outcome.KEPT, Outcome.ORDERED])
def test_a_promise_in_writing_replaces_the_window_by_its_own_date(outcome: Outcome) -> None:
    answer = step(StepKind.PRESERVATION_ANSWERED, "holder:1", outcome, on=date(2026, 12, 20))
    deadline = one(case(observations=(line(),), hops=(hop("kddi"),), steps=(answer,)), *LOGS)
    assert (deadline.kind, deadline.key) == (DeadlineKind.KEPT_UNTIL, "kept_until:holder:1")
    assert (deadline.due_on, deadline.act_by, deadline.fatal) == (date(2026, 12, 20), date(2026, 12, 18), True)


def test_a_later_promise_replaces_an_earlier_one_and_a_refusal_does_not_revive_the_window() -> None:
    steps = (
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, date(2026, 12, 20)),
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, date(2027, 3, 31), "2026-12-01T10:00"),
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.REFUSED, None, "2027-03-01T10:00"),
    )
    deadline = one(case(observations=(line(),), hops=(hop("kddi"),), steps=steps), *LOGS)
    assert (deadline.kind, deadline.due_on) == (DeadlineKind.KEPT_UNTIL, date(2027, 3, 31))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.SILENT, Outcome.ANOTHER_PROVIDER])
def test_a_refusal_leaves_the_window(outcome: Outcome) -> None:
    answer = step(StepKind.PRESERVATION_ANSWERED, "holder:1", outcome)
    facts = case(observations=(line(),), hops=(hop("kddi"),), steps=(answer,))
    assert one(facts, *LOGS).kind is DeadlineKind.LOG_EXPIRY


def test_no_such_log_ends_both() -> None:
    kept = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, date(2026, 12, 20))
    gone = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.NO_SUCH_LOG, None, "2026-08-01T10:00")
    assert found(case(observations=(line(),), hops=(hop("kddi"),), steps=(kept, gone)), *LOGS) == []


def test_the_name_ends_both() -> None:
    kept = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, date(2026, 12, 20))
    name = step(StepKind.DISCLOSED, "holder:1", Outcome.DISCLOSED, None, "2026-11-01T10:00")
    assert found(case(observations=(line(),), hops=(hop("kddi"),), steps=(kept, name)), *LOGS) == []
    assert found(case(observations=(line(),), hops=(hop("kddi"),), steps=(name,)), *LOGS) == []


def test_a_resellers_clock_is_its_upstreams() -> None:
    hops = (hop("ntt_docomo"), hop("まだ知らないMVNO", ProviderCategory.MVNO, holder_no=2, position=2))
    passed_on = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.ANOTHER_PROVIDER)
    deadline = one(case(observations=(line(),), hops=hops, steps=(passed_on,)), *LOGS)
    assert deadline.due_on == date(2026, 9, 1)
    assert deadline.rule == "まだ知らないMVNOの上流の保存期間 93日"


def test_a_chain_alarms_on_its_earliest_unsettled_hop() -> None:
    hops = (hop("ocn", ProviderCategory.FIXED), hop("kddi", holder_no=2, position=2))
    assert one(case(observations=(line(),), hops=hops), *LOGS).due_on == date(2026, 8, 29)
    kept = step(StepKind.PRESERVATION_ANSWERED, "holder:2", Outcome.KEPT, date(2026, 12, 20))
    days = {d.kind: d.due_on for d in found(case(observations=(line(),), hops=hops, steps=(kept,)), *LOGS)}
    assert days == {DeadlineKind.LOG_EXPIRY: date(2026, 11, 27), DeadlineKind.KEPT_UNTIL: date(2026, 12, 20)}


def test_a_name_found_through_one_hop_ends_the_whole_chain() -> None:
    hops = (hop("ocn", ProviderCategory.FIXED), hop("kddi", holder_no=2, position=2))
    name = step(StepKind.DISCLOSED, "holder:2", Outcome.DISCLOSED)
    assert found(case(observations=(line(),), hops=hops, steps=(name,)), *LOGS) == []


def test_the_upstream_is_the_carrier_next_above() -> None:
    hops = (
        hop("ocn", ProviderCategory.FIXED),
        hop("ntt_docomo", holder_no=2, position=2),
        hop("MVNO", ProviderCategory.MVNO, holder_no=3, position=3),
    )
    passed_on = (
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.REFUSED, None, "2026-06-20T10:00"),
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.ANOTHER_PROVIDER),
        step(StepKind.PRESERVATION_ANSWERED, "holder:2", Outcome.ANOTHER_PROVIDER),
    )
    assert one(case(observations=(line(),), hops=hops, steps=passed_on), *LOGS).due_on == date(2026, 9, 1)


def test_the_last_answer_says_whether_there_is_a_log() -> None:
    steps = (
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.REFUSED),
        step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.NO_SUCH_LOG, None, "2026-07-20T10:00"),
    )
    assert found(case(observations=(line(),), hops=(hop("kddi"),), steps=steps), *LOGS) == []


def test_a_deadline_names_what_started_it_and_where_its_figure_was_read() -> None:
    unseen = one(case(), DeadlineKind.LOG_EXPIRY)
    assert (unseen.trigger, "確度H" in unseen.article) == ("post:1", True)
    known = one(case(observations=(line(),), hops=(hop("ntt_docomo"),)), *LOGS)
    assert (known.trigger, "kandato.jp/term/ログ保存期間" in known.article) == ("observation:1", True)
    answer = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.KEPT, on=date(2026, 12, 20))
    kept = one(case(observations=(line(),), hops=(hop("kddi"),), steps=(answer,)), *LOGS)
    assert (kept.trigger, kept.article) == (f"step:{answer.id}", "書面回答")


def test_a_platforms_own_log_is_a_deadline_until_it_has_disclosed() -> None:
    on_x = replace(post(), platform="x")
    deadline = one(case(posts=(on_x,)), DeadlineKind.PLATFORM_LOG_EXPIRY)
    assert (deadline.key, deadline.subject) == ("platform_log_expiry:post:1", "post:1")
    assert (deadline.stage, deadline.fatal) == (Stage.PLATFORM_REQUEST, True)
    assert (deadline.due_on, deadline.act_by) == (date(2026, 7, 30), date(2026, 7, 30))
    assert "投稿先自身のログ" in deadline.consequence
    assert found(case(posts=(on_x,), observations=(line(),)), DeadlineKind.PLATFORM_LOG_EXPIRY) == []


def test_a_platform_without_a_figure_has_no_deadline_of_its_own() -> None:
    assert found(case(), DeadlineKind.PLATFORM_LOG_EXPIRY) == []


def test_an_order_without_a_date_is_no_deadline() -> None:
    answer = step(StepKind.PRESERVATION_ANSWERED, "holder:1", Outcome.ORDERED)
    assert found(case(observations=(line(),), hops=(hop("kddi"),), steps=(answer,)), *LOGS) == []
