"""An answer is recorded once, as a whole, or refused with all its faults; nothing that came in is dropped."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.answers.turns import Action
from models.tables import ExpenseRow, HopRow, LetterRow, ObservationRow, StepRow, WaitRow
from models.terms import Outcome, StepKind, WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store import docket
from tasks.case_store.answering import NotWaiting, ask_again
from tasks.case_store.facts import NoSuchCase, key_of
from tasks.case_store.late_answers import keep_late_answer
from tasks.case_store.legs import open_waits, wait_by_id
from tasks.case_store.opening import close_case
from tasks.case_store.position import refresh_case
from tasks.wiring import Services
from tests.fakes import DictRegistry, SteppedClock, identification
from tests.tasks.case_store.cases import (
    FIXED_IP,
    MOBILE_IP,
    PLATFORM,
    STAFF,
    answer,
    asked_platform,
    disclosed,
    disclosed_rows,
    opened,
    release,
    send,
    work,
)

REFUSED = {"outcome": "refused", "received": "2026-01-13", "entered_by": STAFF}


def _all(made: Services, table: type[Any]) -> list[Any]:
    with made.store.read() as session:
        return list(session.exec(select(table).order_by(table.id)))


def _wait_id(made: Services, ref: str, kind: WaitKind = WaitKind.PLATFORM_ANSWER) -> int:
    return key_of(find_wait(made, ref, kind, None))


def _late(made: Services) -> list[dict[str, Any]]:
    with made.store.read() as session:
        return [json.loads(e.detail) for e in docket.entries(session, 1) if e.event == "late_answer"]


def test_an_answer_twice_is_recorded_once(services: Services) -> None:
    ref = asked_platform(services)
    wait_id = _wait_id(services, ref)
    assert answer_wait(services, ref, wait_id, REFUSED) is Action.ANSWER
    steps = [step.model_dump() for step in _all(services, StepRow)]
    with pytest.raises(NotWaiting):
        answer_wait(services, ref, wait_id, REFUSED)
    assert [step.model_dump() for step in _all(services, StepRow)] == steps
    wait = wait_by_id(services.store, wait_id)
    assert wait is not None
    assert (wait.state, wait.ended_at) == ("answered", services.clock.now())


def test_faults_write_nothing(services: Services) -> None:
    ref = asked_platform(services)
    before = [_all(services, table) for table in (StepRow, ObservationRow, ExpenseRow, WaitRow)]
    rows = disclosed_rows("10.0.0.1", MOBILE_IP)
    rows[1]["moment"] = "2026-01-09 22:15:30"
    with pytest.raises(Faults) as refusal:
        answer(
            services,
            ref,
            WaitKind.PLATFORM_ANSWER,
            outcome="disclosed",
            received="2027-01-01",
            rows=rows,
            spent=[{"kind": "stamps", "amount_yen": 500}],
        )
    assert [fault.field for fault in refusal.value.faults] == ["received", "rows[1].ip", "rows[2].moment"]
    assert [_all(services, table) for table in (StepRow, ObservationRow, ExpenseRow, WaitRow)] == before


def test_a_wait_of_another_case_is_refused(services: Services) -> None:
    first = asked_platform(services)
    other = {"name": "別の 人", "address": "架空県", "born_on": "1990-01-01"}
    second = asked_platform(services, requester=other)
    with pytest.raises(NotWaiting):
        answer_wait(services, second, _wait_id(services, first), REFUSED)
    with pytest.raises(NoSuchCase, match="2027-0001"):
        answer_wait(services, "2027-0001", _wait_id(services, first), REFUSED)


def test_recheck_records_nothing_and_asks_under_a_new_key(services: Services) -> None:
    ref = asked_platform(services)
    wait = find_wait(services, ref, WaitKind.PLATFORM_ANSWER, None)
    assert answer_wait(services, ref, key_of(wait), {"action": "recheck"}) is Action.RECHECK
    again = find_wait(services, ref, WaitKind.PLATFORM_ANSWER, None)
    assert (again.id, again.round) == (wait.id, wait.round + 1)
    assert again.key != wait.key


def test_a_refused_answer_is_asked_again_with_the_reasons_once(services: Services) -> None:
    ref = asked_platform(services)
    wait = find_wait(services, ref, WaitKind.PLATFORM_ANSWER, None)
    for _ in range(2):
        ask_again(services.store, key_of(wait), wait.round, ("理由その1", "理由その2"))
    again = find_wait(services, ref, WaitKind.PLATFORM_ANSWER, None)
    assert (again.round, again.asked_again) == (wait.round + 1, "理由その1\n理由その2")
    answer_wait(services, ref, key_of(wait), REFUSED)
    ask_again(services.store, key_of(wait), again.round, ("遅すぎる",))
    ask_again(services.store, 4711, 1, ("どこにもない",))
    ended = wait_by_id(services.store, key_of(wait))
    assert ended is not None
    assert ended.round == again.round


def test_an_observation_disclosed_twice_is_one_row(services: Services) -> None:
    ref = asked_platform(services)
    rows = disclosed_rows(MOBILE_IP, FIXED_IP)
    doubled = [rows[0], rows[0], {**rows[0], "ip": f" {MOBILE_IP} "}]
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="partly", received="2026-01-13", rows=doubled)
    assert len(_all(services, ObservationRow)) == 1
    work(services, ref)
    assert [row.outcome for row in _all(services, StepRow) if row.kind is StepKind.PLATFORM_ANSWERED] == ["partly"]


def test_the_same_address_at_another_moment_is_another_observation(services: Services) -> None:
    disclosed(services, MOBILE_IP, MOBILE_IP)
    assert len(_all(services, ObservationRow)) == 2


def test_lines_of_one_provider_are_asked_in_one_letter(services: Services) -> None:
    disclosed(services, MOBILE_IP, MOBILE_IP)
    assert [(hop.position, hop.holder_no) for hop in _all(services, HopRow)] == [(1, 1), (1, 1)]


def test_a_line_that_comes_after_the_letter_gets_a_letter_of_its_own(
    services: Services, registry: DictRegistry, clock: SteppedClock
) -> None:
    late_ip = "203.0.113.46"
    registry.answers[late_ip] = identification(late_ip, None, status="needs_review")
    ref = disclosed(services, MOBILE_IP, late_ip)
    release(services, ref)
    send(services, ref)
    clock.step(hours=1)
    answer(services, ref, WaitKind.PROVIDER_REVIEW, provider="sample_mobile", basis="登記")
    work(services, ref)
    hops = {hop.observation_id: hop.holder_no for hop in _all(services, HopRow)}
    assert hops == {1: 1, 2: 2}
    subjects = {letter.subject for letter in _all(services, LetterRow)}
    assert {"holder:1", "holder:2"} <= subjects


def test_a_line_that_comes_before_the_letter_joins_it(services: Services, registry: DictRegistry) -> None:
    """Two registries' answers in one leg: the letter is drafted only after both."""
    registry.answers[FIXED_IP] = "sample_mobile"
    disclosed(services)
    assert {hop.holder_no for hop in _all(services, HopRow)} == {1}
    letters = [letter.subject for letter in _all(services, LetterRow) if letter.subject.startswith("holder")]
    assert letters == ["holder:1"]


def test_an_identification_recorded_twice_is_one_step(services: Services, registry: DictRegistry) -> None:
    disclosed(services)
    asked = list(registry.asked)
    refresh_case(services.store, services.law, "2026-0001", services.clock.now())
    assert asked == [MOBILE_IP, FIXED_IP]
    tried = [step for step in _all(services, StepRow) if step.kind is StepKind.IDENTIFICATION_TRIED]
    assert [step.outcome for step in tried] == [Outcome.IDENTIFIED] * 2


def test_the_first_hop_is_never_overwritten(services: Services) -> None:
    ref = disclosed(services, MOBILE_IP, MOBILE_IP)
    release(services, ref)
    send(services, ref)
    work(services, ref)
    answer(
        services,
        ref,
        WaitKind.PRESERVATION_ANSWER,
        outcome="another_provider",
        received="2026-01-13",
        other_provider="sample_carrier",
    )
    chain = [(hop.observation_id, hop.position, hop.provider, hop.holder_no) for hop in _all(services, HopRow)]
    assert chain == [
        (1, 1, "sample_mobile", 1),
        (2, 1, "sample_mobile", 1),
        (1, 2, "sample_carrier", 2),
        (2, 2, "sample_carrier", 2),
    ]


def test_a_late_answer_is_kept_once_and_sealed(services: Services) -> None:
    ref = asked_platform(services)
    wait_id = _wait_id(services, ref)
    close_case(services.store, services.law, ref, reason="終わり", by=STAFF, now=services.clock.now())
    with pytest.raises(NotWaiting):
        answer_wait(services, ref, wait_id, REFUSED)
    for _ in range(2):
        keep_late_answer(services.store, ref, wait_id, REFUSED, services.clock.now())
    assert _late(services) == [{"wait": wait_id, "typed": REFUSED}]


def test_two_people_who_answer_differently_are_both_kept(services: Services) -> None:
    ref = asked_platform(services)
    wait_id = _wait_id(services, ref)
    answer_wait(services, ref, wait_id, REFUSED)
    keep_late_answer(services.store, ref, wait_id, REFUSED, services.clock.now())
    assert _late(services) == []  # the very answer that was recorded: the engine showed it again after a crash
    other = {**REFUSED, "outcome": "no_record"}
    keep_late_answer(services.store, ref, wait_id, other, services.clock.now())
    keep_late_answer(services.store, ref, wait_id * 10, other, services.clock.now())
    assert _late(services) == [{"wait": wait_id, "typed": other}, {"wait": wait_id * 10, "typed": other}]


def test_a_look_again_is_no_answer(services: Services) -> None:
    ref = opened(services)
    keep_late_answer(services.store, ref, 1, {"action": "recheck"}, services.clock.now())
    assert _late(services) == []


def test_expenses_are_recorded_with_the_step(services: Services) -> None:
    ref = asked_platform(services)
    spent = [{"kind": "postage", "amount_yen": 1200}, {"kind": "stamps", "amount_yen": 500}]
    answer(
        services, ref, WaitKind.PLATFORM_ANSWER, **{k: v for k, v in REFUSED.items() if k != "entered_by"}, spent=spent
    )
    found = [(row.kind.value, row.amount_yen) for row in _all(services, ExpenseRow)]
    assert found == [("retainer", 300_000), ("postage", 1200), ("stamps", 500)]
    assert refresh_case(services.store, services.law, ref, services.clock.now()).spent_yen == 301_700


def test_a_returned_draft_is_drafted_anew_under_its_number(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    with services.store.read() as session:
        states = session.exec(select(LetterRow.no, LetterRow.state).order_by(col(LetterRow.id))).all()
    assert states == [(-1, "void"), (1, "drafted")]
    assert [wait.kind for wait in open_waits(services.store, ref)] == [WaitKind.LETTER_RELEASE]


def test_most_urgent_first_and_the_subject_narrows(services: Services) -> None:
    ref = disclosed(services)
    waits = open_waits(services.store, ref)
    assert [wait.rank for wait in waits] == sorted(wait.rank for wait in waits)
    assert len(waits) > 1
    last = waits[-1]
    assert find_wait(services, ref, None, last.subject).id == last.id
    with pytest.raises(NotWaiting, match="waited for: letter_release@"):
        find_wait(services, ref, WaitKind.PAYMENT, PLATFORM)
