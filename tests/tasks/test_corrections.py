"""Putting a fact right: a new row stands in, the old value stays, every date follows, the docket says why."""

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.facts import CaseFacts
from models.tables import CaseRow, DocketRow, LetterRow, ObservationRow, PostRow, StepRow
from models.terms import LetterKind, LetterState, Outcome, StepKind, WaitKind
from tasks.case_store import docket
from tasks.case_store.correcting import Corrected
from tasks.case_store.fact_list import listed_facts
from tasks.case_store.legs import open_waits
from tasks.case_store.opening import close_case
from tasks.case_store.position import view_case
from tasks.corrections import correct
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, answer, asked_platform, disclosed, opened, work

pytestmark = pytest.mark.one_database("`test_facts_on_both.py` walks the same doors on both")

WHY = "送達報告書の日付を読み違えた"


def put_right(made: Services, ref: str, fact: object, **typed: Any) -> Corrected:
    return correct(made, ref, {"fact": str(fact), "reason": WHY, "entered_by": STAFF, **typed})


def refused(made: Services, ref: str, fact: object, **typed: Any) -> dict[str, str]:
    before = (_steps(made), _docket(made))
    with pytest.raises(Faults) as refusal:
        put_right(made, ref, fact, **typed)
    assert (_steps(made), _docket(made)) == before
    return {fault.field: fault.cure for fault in refusal.value.faults}


def _facts(made: Services, ref: str) -> CaseFacts:
    return view_case(made.store, made.law, ref, made.clock.now()).facts


def _dates(made: Services, ref: str, kind: str) -> set[date]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    return {item.due_on for item in view.deadlines if item.kind == kind}


def _steps(made: Services) -> list[StepRow]:
    with made.store.read() as session:
        return list(session.exec(select(StepRow).order_by(col(StepRow.id))))


def _docket(made: Services) -> list[tuple[str, dict[str, Any]]]:
    with made.store.read() as session:
        rows = session.exec(select(DocketRow).order_by(col(DocketRow.id)))
        return [(row.event, json.loads(row.detail)) for row in rows]


@pytest.fixture
def hearing(services: Services, clock: SteppedClock) -> tuple[str, int]:
    """A case with a hearing whose day was mistyped."""
    ref = asked_platform(services)
    clock.step(days=2)
    typed = {"event": "hearing_set", "subject": PLATFORM, "happened": "2026-01-14", "on": "2026-02-20"}
    return ref, record_event(services, ref, {**typed, "entered_by": STAFF}).step_id


def test_a_correction_stands_in_and_the_old_value_stays(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    done = put_right(services, ref, number, on="2026-02-10", happened="2026-01-15")
    assert (done.before["on"], done.after["on"]) == ("2026-02-20", "2026-02-10")
    old, new = _steps(services)[-2:]
    assert (old.on, new.on, new.corrects, new.correct_reason) == (date(2026, 2, 20), date(2026, 2, 10), old.id, WHY)
    assert (new.kind, new.subject, new.stage, new.recorded_by) == (old.kind, old.subject, old.stage, STAFF)
    (fact,) = [step for step in _facts(services, ref).steps if step.kind is StepKind.HEARING_SET]
    assert (fact.id, fact.on) == (number, date(2026, 2, 10))
    event, detail = next(item for item in _docket(services) if item[0].startswith("fact_corrected"))
    assert (event, detail["reason"]) == ("fact_corrected:hearing_set", WHY)
    assert (detail["before"]["on"], detail["after"]["on"]) == ("2026-02-20", "2026-02-10")


def test_every_date_follows_under_the_same_key(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    assert _dates(services, ref, "hearing") == {date(2026, 2, 20)}
    put_right(services, ref, number, on="2026-02-10")
    assert _dates(services, ref, "hearing") == {date(2026, 2, 10)}
    put_right(services, ref, number, on="2026-02-12")  # a correction is corrected under the first number
    last = _steps(services)[-1]
    put_right(services, ref, last.id, on="2026-02-13")  # or under its own
    assert _dates(services, ref, "hearing") == {date(2026, 2, 13)}
    facts = {item.fact: item for item in listed_facts(services.store, ref)}
    assert (facts[str(number)].corrections, facts[str(number)].on) == (3, date(2026, 2, 13))
    with services.store.read() as session:
        assert list(docket.verify(session)) == []


def test_the_page_follows_a_correction_that_moves_no_date(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    with services.store.write() as session:
        session.exec(select(CaseRow)).one().sheet_hash = "shown"
    put_right(services, ref, number, court="東京地方裁判所")
    with services.store.read() as session:
        assert session.exec(select(CaseRow.sheet_hash)).one() is None


def test_a_fact_that_never_happened_is_withdrawn(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    done = put_right(services, ref, number, withdraw=True)
    assert (done.withdrawn, done.after) == (True, {})
    assert _dates(services, ref, "hearing") == set()
    assert all(step.id != number for step in _facts(services, ref).steps)
    assert {item.fact: item.withdrawn for item in listed_facts(services.store, ref)}[str(number)]
    assert set(refused(services, ref, number, on="2026-02-10")) == {"fact"}
    typed = {"event": "hearing_set", "subject": PLATFORM, "happened": "2026-01-14", "on": "2026-02-20"}
    assert record_event(services, ref, {**typed, "entered_by": STAFF}).is_new  # and may be recorded again


def test_the_same_correction_again_changes_nothing(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    put_right(services, ref, number, on="2026-02-10")
    assert "変わる項目がありません" in refused(services, ref, number, on="2026-02-10")["fact"]


def test_a_form_that_cannot_be_read_is_refused(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    assert set(refused(services, ref, number, days="seven", unknown=1)) == {"days", "unknown"}


def test_a_closed_case_is_reopened_first(services: Services, hearing: tuple[str, int]) -> None:
    ref, number = hearing
    close_case(services.store, services.law, ref, reason="取下げ", by=STAFF, now=services.clock.now())
    assert "reopen" in refused(services, ref, number, on="2026-02-10")["case"]


def test_the_date_of_sending_moves_the_letter_too(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(days=2)
    (sent,) = [step for step in _facts(services, ref).steps if step.kind is StepKind.LETTER_SENT]
    put_right(services, ref, sent.id, happened="2026-01-14 09:30 JST")
    (fact,) = [step for step in _facts(services, ref).steps if step.kind is StepKind.LETTER_SENT]
    (letter,) = _facts(services, ref).letters
    assert letter.sent_at == fact.happened_at
    assert (fact.id, fact.letter) == (sent.id, LetterKind.DISCLOSURE_REQUEST)
    assert "発信許可" in refused(services, ref, sent.id, happened="2026-01-12")["happened"]


def test_a_letter_that_never_left_waits_to_be_sent_again(services: Services) -> None:
    ref = asked_platform(services)
    (sent,) = [step for step in _facts(services, ref).steps if step.kind is StepKind.LETTER_SENT]
    put_right(services, ref, sent.id, withdraw=True)
    with services.store.read() as session:
        letter = session.exec(select(LetterRow)).one()
    assert (letter.state, letter.sent_at, letter.proof) == (LetterState.RELEASED, None, None)
    assert [wait.kind for wait in open_waits(services.store, ref)] == [WaitKind.LETTER_SENDING]


def test_when_an_answer_came_its_lines_came(services: Services, clock: SteppedClock) -> None:
    ref = disclosed(services)
    clock.step(days=3)
    (step,) = [step for step in _facts(services, ref).steps if step.kind is StepKind.PLATFORM_ANSWERED]
    put_right(services, ref, step.id, happened="2026-01-14 12:00 JST")
    assert {line.received_at.isoformat() for line in _facts(services, ref).observations} == {
        "2026-01-14T03:00:00+00:00"
    }
    assert "開示された通信" in refused(services, ref, step.id, withdraw=True)["withdraw"]
    assert "withdraw" in refused(services, ref, step.id, outcome="refused")["outcome"]
    tried = next(s for s in _facts(services, ref).steps if s.kind is StepKind.IDENTIFICATION_TRIED)
    assert set(refused(services, ref, tried.id, withdraw=True)) == {"withdraw"}


def test_an_answer_that_was_none_is_asked_for_again(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(days=1)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="refused", received="2026-01-14")
    work(services, ref)
    step = _facts(services, ref).steps[-1]
    assert step.outcome is Outcome.REFUSED
    put_right(services, ref, step.id, withdraw=True)
    assert WaitKind.PLATFORM_ANSWER in {wait.kind for wait in open_waits(services.store, ref)}


def test_the_moment_of_a_post_moves_every_date_that_hangs_on_it(services: Services) -> None:
    ref = opened(services)
    before = _dates(services, ref, "limitation_act")
    put_right(services, ref, "post:1", happened="2025-01-08 23:41 JST")
    after = _dates(services, ref, "limitation_act")
    assert min(after).year == min(before).year - 1
    with services.store.read() as session:
        assert session.exec(select(PostRow).order_by(col(PostRow.no))).first().posted_at.year == 2025  # type: ignore[union-attr]
    detail = next(detail for event, detail in _docket(services) if event == "fact_corrected:post")
    assert detail["before"] == {"posted_at": "2026-01-08T14:41:05+00:00"}


def test_the_moment_of_a_log_line_is_put_right_to_the_second(services: Services) -> None:
    ref = disclosed(services)
    put_right(services, ref, "observation:1", happened="2026-01-08 23:41:15 JST")
    with services.store.read() as session:
        line = session.exec(select(ObservationRow).order_by(col(ObservationRow.id))).first()
    assert line is not None
    assert (line.as_written, line.observed_at) == ("2026-01-08 23:41:15 JST", line.observed_at)
    assert line.moment_key == "2026-01-08T14:41:15+00:00"
    assert set(refused(services, ref, "observation:1", happened="2026-01-08 23:41 JST")) == {"happened"}


def test_two_lines_may_not_become_one(services: Services) -> None:
    ref = asked_platform(services)
    rows = [
        {"post_no": 1, "log_kind": "post", "ip": "203.0.113.45", "moment": f"2026-01-08 23:41:0{n} JST"} for n in (5, 6)
    ]
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="partly", received="2026-01-13", rows=rows)
    assert "同じ通信" in refused(services, ref, "observation:1", happened="2026-01-08 23:41:06 JST")["happened"]
