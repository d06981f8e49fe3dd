"""A wait put off, an answer that belongs to another wait, an answer that came second: in the docket, nothing lost."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from models.answers.faults import Faults
from models.answers.turns import Action
from models.rules.progress.plan import japan_day, morning_of
from models.terms import CaseStatus, PersonRole, VersionOrigin, WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.late_answers import keep_late_answer, late_answers
from tasks.case_store.legs import open_waits, run_of, wait_by_id
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.position import refresh_case, view_case
from tasks.papers_asked import ask_paper
from tasks.statuses import decide_status
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, PLATFORM, STAFF, asked_platform, work

pytestmark = pytest.mark.one_database  # rows and rules; nothing here depends on the database's own ways

BY = {"entered_by": STAFF}


def told(made: Services, event: str) -> list[dict[str, Any]]:
    with made.store.read() as session:
        return [json.loads(e.detail) for e in docket.entries(session, 1) if e.event.partition(":")[0] == event]


def wanted(made: Services, ref: str) -> str | None:
    with made.store.read() as session:
        return case_row(session, ref).wanted_wait


@pytest.fixture
def chased(services: Services, clock: SteppedClock) -> str:
    """The chase-up awaits its release, and the platform's answer is the other open wait."""
    ref = asked_platform(services)
    clock.step(days=7)
    work(services, ref)
    assert [wait.kind for wait in open_waits(services.store, ref)] == ["letter_release", "platform_answer"]
    return ref


def put_off(made: Services, ref: str, kind: WaitKind, until: date, **typed: Any) -> Action:
    wait = find_wait(made, ref, kind, None)
    said = {"action": "defer", "defer_until": str(until), "defer_reason": "担当者の出張", **BY, **typed}
    return answer_wait(made, ref, key_of(wait), said)


def test_a_wait_put_off_is_asked_last_until_the_morning_it_comes_back(
    services: Services, clock: SteppedClock, chased: str
) -> None:
    today = japan_day(clock.now())
    before = find_wait(services, chased, WaitKind.LETTER_RELEASE, None)
    assert put_off(services, chased, WaitKind.LETTER_RELEASE, today + timedelta(days=2)) is Action.DEFER
    first, last = open_waits(services.store, chased)
    assert (first.kind, last.kind) == (WaitKind.PLATFORM_ANSWER, WaitKind.LETTER_RELEASE)
    assert (last.deferred_until, last.round) == (today + timedelta(days=2), before.round + 1)
    assert wanted(services, chased) == first.key
    (entry,) = told(services, "wait_deferred")
    assert (entry["wait"], entry["reason"], entry["until"]) == (last.id, "担当者の出張", str(last.deferred_until))
    with services.store.read() as session:
        wake = case_row(session, chased).next_wake_at
    assert wake is not None
    assert wake <= morning_of(today + timedelta(days=2))
    clock.step(days=2)
    refresh_case(services.store, services.law, chased, clock.now())
    assert open_waits(services.store, chased)[0].kind is WaitKind.LETTER_RELEASE
    assert told(services, "wait_back")[0]["wait"] == last.id


def test_said_again_after_a_kill_it_is_noted_once(services: Services, clock: SteppedClock, chased: str) -> None:
    until = japan_day(clock.now()) + timedelta(days=2)
    for _ in range(2):
        put_off(services, chased, WaitKind.LETTER_RELEASE, until)
    assert len(told(services, "wait_deferred")) == 1


def test_no_pause_reaches_the_safe_day_of_what_hangs_on_the_wait(
    services: Services, clock: SteppedClock, chased: str
) -> None:
    view = view_case(services.store, services.law, chased, clock.now())
    safe = min(d.act_by for d in view.deadlines if d.fatal and d.subject in {PLATFORM, "post:1", "post:2"})
    for until in (safe, japan_day(clock.now()), safe + timedelta(days=400)):
        with pytest.raises(Faults) as refused:
            put_off(services, chased, WaitKind.LETTER_RELEASE, until)
        assert {fault.field for fault in refused.value.faults} == {"defer_until"}
    with pytest.raises(Faults) as refused:
        put_off(services, chased, WaitKind.LETTER_RELEASE, safe, entered_by="", defer_reason="")
    assert [fault.field for fault in refused.value.faults] == ["entered_by", "defer_reason", "defer_until"]
    assert told(services, "wait_deferred") == []


def test_a_day_typed_beside_an_answer_is_no_pause(services: Services, chased: str) -> None:
    wait = find_wait(services, chased, WaitKind.PLATFORM_ANSWER, None)
    typed = {"outcome": "refused", "received": "2026-01-13", "defer_until": "2026-02-01", "other_wait": "1", **BY}
    with pytest.raises(Faults) as refused:
        answer_wait(services, chased, key_of(wait), typed)
    assert [fault.field for fault in refused.value.faults] == ["defer_until", "other_wait"]


def test_an_answer_to_a_wait_of_another_form_is_kept_and_that_wait_is_asked_next(
    services: Services, clock: SteppedClock, chased: str
) -> None:
    release, answer = open_waits(services.store, chased)
    typed = {"action": "other_wait", "other_wait": str(answer.id), "attorney": ATTORNEY, **BY}
    for _ in range(2):  # the second is a replay after a kill
        assert answer_wait(services, chased, key_of(release), typed) is Action.OTHER_WAIT
    assert wanted(services, chased) == open_waits(services.store, chased)[0].key
    assert open_waits(services.store, chased)[0].id == answer.id
    (kept,) = told(services, "kept_for_other")
    assert (kept["wait"], kept["to"], kept["typed"]["attorney"]) == (release.id, answer.id, ATTORNEY)
    clock.step(days=1)
    refresh_case(services.store, services.law, chased, clock.now())
    assert open_waits(services.store, chased)[0].kind is WaitKind.LETTER_RELEASE


def test_an_answer_to_a_wait_of_the_same_form_is_recorded_there(services: Services, chased: str) -> None:
    ask_paper(services, chased, {"kind": "deletion_petition", "subject": PLATFORM, **BY})
    chase, petition = (w for w in open_waits(services.store, chased) if w.kind is WaitKind.LETTER_RELEASE)
    typed = {"attorney": ATTORNEY, "action": "other_wait", "other_wait": str(chase.id), **BY}
    assert answer_wait(services, chased, key_of(petition), typed) is Action.OTHER_WAIT
    ended, still = wait_by_id(services.store, key_of(chase)), wait_by_id(services.store, key_of(petition))
    assert ended is not None
    assert still is not None
    assert (ended.state, still.state, still.round) == ("answered", "open", petition.round + 1)
    letters = {letter.id: letter for letter in listed_letters(services, chased)}
    assert letters[chase.letter_id or 0].current.origin is VersionOrigin.RELEASED
    assert told(services, "answered")[-1]["wait"] == chase.id
    assert told(services, "answer_moved")[0]["to"] == chase.id
    assert answer_wait(services, chased, key_of(petition), typed) is Action.OTHER_WAIT, "a replay after a kill"
    assert len(told(services, "answer_moved")) == 1


def test_a_wait_that_is_not_open_is_no_other_wait(services: Services, chased: str) -> None:
    release, answer = open_waits(services.store, chased)
    for number in ("", "0", "4711", str(release.id), "platform"):
        with pytest.raises(Faults) as refused:
            answer_wait(services, chased, key_of(release), {"action": "other_wait", "other_wait": number, **BY})
        (fault,) = refused.value.faults
        assert (fault.field, str(answer.id) in fault.cure) == ("other_wait", True)


def test_the_second_of_two_is_told_who_was_first_by_role_and_time(services: Services, chased: str) -> None:
    release, _ = open_waits(services.store, chased)
    typed = {"decision": "release", "attorney": ATTORNEY, "entered_by": ATTORNEY}
    answer_wait(services, chased, key_of(release), typed)
    now = services.clock.now()
    assert keep_late_answer(services.store, chased, key_of(release), typed, now) is None, "the very same answer"
    late = keep_late_answer(services.store, chased, key_of(release), {**typed, "entered_by": STAFF}, now)
    assert late is not None
    assert (late.first.role, late.first.at, late.first.is_answer) == (PersonRole.ATTORNEY, now, True)
    (shown,) = late_answers(services.store, chased, now)
    assert (shown.wait_id, shown.kind, shown.first) == (release.id, WaitKind.LETTER_RELEASE, late.first)
    assert late_answers(services.store, chased, now + timedelta(days=4)) == ()


def test_who_answers_what_the_case_has_moved_past_is_told_so(services: Services, chased: str) -> None:
    release, _ = open_waits(services.store, chased)
    decide_status(services, chased, {"decision": "close", "reason": "和解", **BY})
    late = keep_late_answer(services.store, chased, key_of(release), BY, services.clock.now())
    assert late is not None
    assert (late.first.is_answer, late.first.at) == (False, services.clock.now())


def test_a_case_is_held_reopened_and_closed_with_a_reason(services: Services, clock: SteppedClock, chased: str) -> None:
    until = japan_day(clock.now()) + timedelta(days=3)
    decide_status(services, chased, {"decision": "hold", "until": str(until), "reason": "依頼者と相談中", **BY})
    assert run_of(services.store, chased).status is CaseStatus.HELD
    decide_status(services, chased, {"decision": "reopen", "reason": "相談が済んだ", **BY})
    decide_status(services, chased, {"decision": "close", "reason": "和解", **BY})
    assert run_of(services.store, chased).status is CaseStatus.CLOSED
    with pytest.raises(Faults) as refused:
        decide_status(services, chased, {"decision": "close", "reason": "", "entered_by": "", "until": str(until)})
    assert [fault.field for fault in refused.value.faults] == ["entered_by", "reason", "decision", "until"]


def test_a_hold_over_a_fatal_date_wants_to_be_said(services: Services, chased: str) -> None:
    typed = {"decision": "hold", "reason": "依頼者と相談中", **BY}
    with pytest.raises(Faults) as refused:
        decide_status(services, chased, typed)
    (fault,) = refused.value.faults
    assert (fault.field, "承知" in fault.cure) == ("until", True)
    decide_status(services, chased, {**typed, "despite_dates": True})
    assert run_of(services.store, chased).status is CaseStatus.HELD
    with pytest.raises(Faults) as refused:
        decide_status(services, chased, {"decision": "pause", **BY})
    assert refused.value.faults[0].field == "decision"
