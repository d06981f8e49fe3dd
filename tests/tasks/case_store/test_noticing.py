"""What settling queues of one case: rungs, lines, handovers; what it takes back; and when it looks again."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.rules.japan_time import JST, japan_date
from models.rules.replies import Reply
from models.tables import CaseRow, DocketRow, MemberRow, NoticeRow
from models.terms import AckDoor, AckKind, Carriage, CaseStatus, DeadlineKind, NoticeKind, WaitKind
from tasks.acknowledging import acknowledge
from tasks.case_store.legs import due_cases
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import refresh_case
from tasks.redating import wake_when_law_changed
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, answer, asked_platform, opened, work

pytestmark = pytest.mark.one_database("`test_settling.py` settles on both")

LOGS = {"log_expiry:post:1", "log_expiry:post:2"}
SAME = {"name": PLANTED["attorney"], "email": PLANTED["attorney's mail"]}


def notices(made: Services, *kinds: NoticeKind) -> list[NoticeRow]:
    query = select(NoticeRow).order_by(col(NoticeRow.id))
    with made.store.read() as session:
        return [row for row in session.exec(query) if row.kind in (kinds or {NoticeKind.DEADLINE})]


def waiting(made: Services, *kinds: NoticeKind) -> list[NoticeRow]:
    return [row for row in notices(made, *kinds) if row.cancelled_at is None and row.sent_at is None]


def case_of(made: Services) -> CaseRow:
    with made.store.read() as session:
        return session.exec(select(CaseRow)).one()


def to(clock: SteppedClock, text: str) -> None:
    clock.step_to(datetime.fromisoformat(text).replace(tzinfo=JST))


def settle(made: Services) -> None:
    refresh_case(made.store, made.law, case_of(made).ref, made.clock.now())


def deliver(made: Services, *, hours: int = 4) -> None:
    """Everything that waits has left, and must be owned within these hours where it asks."""
    with made.store.write() as session:
        for row in session.exec(select(NoticeRow).where(col(NoticeRow.sent_at).is_(None))):
            if row.cancelled_at is None and row.not_before <= made.clock.now():
                row.sent_at, row.proof = made.clock.now(), "250 ok"
                row.ack_by = made.clock.now() + timedelta(hours=hours) if row.ack_hours else None
                session.add(row)


def owned(made: Services, row: NoticeRow, kind: AckKind = AckKind.SEEN, **more: Any) -> None:
    reply = Reply(kind=kind, **more)
    member, now = row.member_id or 0, made.clock.now()
    acknowledge(made, row.id or 0, reply, member_id=member, door=AckDoor.CLI, entered_by=STAFF, said_at=now)


def skipped(made: Services) -> list[dict[str, Any]]:
    with made.store.read() as session:
        found = session.exec(select(DocketRow).where(DocketRow.event == "rungs_skipped").order_by(col(DocketRow.seq)))
        return [json.loads(row.detail) for row in found]


# ── rungs ────────────────────────────────────────────────────────────────────


def test_rungs_that_are_past_are_kept_in_the_docket_once(services: Services, clock: SteppedClock) -> None:
    to(clock, "2026-03-20T10:00")
    opened(services)
    before = skipped(services)
    logs = {item["key"]: [rung["rung"] for rung in item["rungs"]] for item in before if item["key"] in LOGS}
    assert logs == {"log_expiry:post:1": ["s50", "30", "s75"], "log_expiry:post:2": ["s50", "30", "s75"]}
    assert all("過ぎていた" in item["because"] and "2026年3月20日(金)" in item["because"] for item in before)
    settle(services)
    clock.step(days=1)
    settle(services)
    assert skipped(services) == before


def test_a_line_waits_for_the_digest_and_a_near_date_leaves_alone(services: Services, clock: SteppedClock) -> None:
    opened(services)
    logs = [row for row in notices(services) if row.topic in LOGS]
    assert {(row.carriage, row.not_before, row.ack_hours) for row in logs} == {
        (Carriage.DIGEST, datetime(2026, 1, 14, 8, tzinfo=JST), 12)
    }
    to(clock, "2026-04-06T06:00")
    settle(services)
    near = [row for row in notices(services) if row.topic == "log_expiry:post:1" and row.rung == "1"]
    assert {(row.carriage, row.not_before, row.ack_hours) for row in near} == {(Carriage.SINGLE, clock.now(), 4)}


def test_a_case_is_woken_for_its_next_rung_in_time_for_the_digest(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    hours: list[int] = []
    while len(hours) < 8:
        wake = case_of(services).next_wake_at
        assert wake is not None
        clock.step_to(wake)
        known = {row.id for row in notices(services)}
        work(services, ref)
        new = [row for row in notices(services) if row.id not in known]
        hours += [wake.astimezone(JST).hour] if new else []
        assert all(row.not_before - wake <= timedelta(days=4) for row in new)
        deliver(services)
    assert set(hours) <= {6, 8}
    assert 6 in hours


def test_a_rung_that_could_not_leave_is_not_said_beside_the_next(services: Services, clock: SteppedClock) -> None:
    """The relay was down over several rungs: the latest is said, not all of them."""
    opened(services)
    deliver_all_at(services, clock, "2026-01-14T08:00")
    for day in ("2026-03-09", "2026-03-16", "2026-03-24", "2026-03-30"):
        to(clock, f"{day}T06:00")
        settle(services)
    for topic in LOGS:
        rows = [row for row in notices(services) if topic in {row.topic, *row.content["also"]}]
        live = {row.rung for row in rows if row.cancelled_at is None and row.sent_at is None}
        assert len(live) == 1
        assert {row.cancel_reason for row in rows if row.cancelled_at} == {"overtaken"}


def deliver_all_at(made: Services, clock: SteppedClock, text: str) -> None:
    to(clock, text)
    settle(made)
    deliver(made)


def test_a_day_on_which_others_are_expected_to_answer_is_a_line_that_falls_away_when_they_do(
    services: Services, clock: SteppedClock
) -> None:
    ref = asked_platform(services)
    (due,) = {row.due_on for row in work(services, ref).waits if row.kind is WaitKind.PLATFORM_ANSWER}
    assert due
    assert [row for row in notices(services) if row.content["deadline_kind"] == DeadlineKind.ANSWER_EXPECTED] == []
    with services.store.engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT key FROM deadline_shown WHERE kind = 'answer_expected'")).all()
    assert [key for (key,) in rows] == ["answer_expected:platform:mamasta:platform_answer"]
    clock.step(days=1)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="no_record", received="2026-01-14")
    with services.store.engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT key FROM deadline_shown WHERE kind = 'answer_expected'")).all()
    assert rows == []


def test_what_was_answered_stops_its_own_ladder(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    assert {row.topic for row in waiting(services) if row.topic in LOGS} == LOGS
    clock.step(hours=1)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="no_record", received="2026-01-13")
    assert [row for row in waiting(services) if row.topic in LOGS] == []


def test_another_ladder_of_the_firm_is_followed_from_the_next_sweep_on(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    work(services, ref)
    wake_when_law_changed(services)
    settle(services)
    alarms = services.law.alarms
    daily = replace(alarms.ladders[DeadlineKind.LOG_EXPIRY], rungs=tuple(range(100, -1, -1)), announce=False)
    ladders = {**alarms.ladders, DeadlineKind.LOG_EXPIRY: daily}
    newer = replace(services, law=replace(services.law, alarms=replace(alarms, ladders=ladders)))
    to(clock, "2026-01-19T12:00")
    assert wake_when_law_changed(newer)
    assert due_cases(newer.store, clock.now()) == [ref]
    work(newer, ref)
    told = {topic: row.rung for row in waiting(newer) for topic in (row.topic, *row.content["also"])}
    assert {told[topic].isdigit() for topic in LOGS} == {True}
    assert case_of(newer).next_wake_at == datetime(2026, 1, 20, 6, tzinfo=JST)


# ── to whom ──────────────────────────────────────────────────────────────────


def test_who_is_attorney_and_supervisor_at_once_gets_one_mail_for_one_fact(
    services: Services, clock: SteppedClock
) -> None:
    ref = asked_platform(services, supervisor=SAME)
    with services.store.read() as session:
        assert len(session.exec(select(MemberRow)).all()) == 1
    for _ in range(40):
        clock.step(days=3)
        work(services, ref)
        deliver(services)
    told = notices(services, NoticeKind.DEADLINE, NoticeKind.ESCALATION)
    facts = [(row.kind, row.topic, row.stated_on, row.rung, row.member_id) for row in told if row.rung != "new"]
    assert len(facts) == len(set(facts)) > 8
    assert NoticeKind.ESCALATION in {kind for kind, *_ in facts}


def test_nobody_owned_it_so_the_supervisor_hears_and_once_owned_nothing_more_leaves(
    services: Services, clock: SteppedClock
) -> None:
    opened(services)
    deliver_all_at(services, clock, "2026-01-14T08:00")
    asked = next(row for row in notices(services) if row.topic == "log_expiry:post:1")
    settle(services)
    assert case_of(services).next_wake_at == clock.now()  # a letter is to be drafted
    work(services, case_of(services).ref)
    assert case_of(services).next_wake_at == datetime(2026, 1, 14, 12, tzinfo=JST)
    clock.step(hours=4)
    settle(services)
    handed = waiting(services, NoticeKind.UNACKNOWLEDGED)
    assert {row.topic for row in handed} == LOGS
    assert {row.member_id for row in handed} & {asked.member_id} == set()
    assert {row.content["since"] for row in handed} == {"2026-01-13T23:00:00+00:00"}
    owned(services, asked)
    clock.step(minutes=5)
    settle(services)
    assert {row.topic for row in waiting(services, NoticeKind.UNACKNOWLEDGED)} == LOGS - {"log_expiry:post:1"}


def test_what_was_put_off_is_silent_until_its_day_and_then_said_once(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    deliver_all_at(services, clock, "2026-02-20T08:00")
    for row in [row for row in notices(services) if row.topic in LOGS and row.sent_at]:
        owned(services, row, AckKind.DEFERRED, days=24, reason="相手方の回答待ち")
    until = japan_date(clock.now()) + timedelta(days=24)
    for day in range(1, 24):
        to(clock, f"{japan_date(clock.now()) + timedelta(days=1)}T08:00")
        work(services, ref)
        assert [row for row in waiting(services) if row.topic in LOGS] == [], day
        deliver(services)
    to(clock, f"{until}T08:00")
    work(services, ref)
    on_that_day = [row for row in waiting(services, NoticeKind.DEADLINE, NoticeKind.IDLE) if row.topic in LOGS]
    assert {row.kind for row in on_that_day} == {NoticeKind.IDLE}


# ── held, closed, draft ──────────────────────────────────────────────────────


def test_a_case_on_hold_takes_back_what_waits_and_says_it_when_it_goes_on(
    services: Services, clock: SteppedClock
) -> None:
    ref = opened(services)
    work(services, ref)
    waited = waiting(services, NoticeKind.DEADLINE, NoticeKind.RELEASE_REQUESTED)
    before = {row.dedupe for row in waited if row.topic in {*LOGS, "letter:1"}}
    assert len(before) == 3
    hold_case(services.store, services.law, ref, until=None, reason="協議中", by=STAFF, now=clock.now())
    assert waiting(services, NoticeKind.DEADLINE, NoticeKind.RELEASE_REQUESTED) == []
    assert {row.cancel_reason for row in notices(services, NoticeKind.DEADLINE, NoticeKind.RELEASE_REQUESTED)} == {
        "held"
    }
    to(clock, "2026-01-20T09:00")
    settle(services)
    assert waiting(services, NoticeKind.DEADLINE, NoticeKind.RELEASE_REQUESTED) == []
    reopen_case(services.store, services.law, ref, reason="決裂", by=STAFF, now=clock.now())
    again = waiting(services, NoticeKind.DEADLINE, NoticeKind.RELEASE_REQUESTED)
    assert before <= {row.dedupe for row in again}
    assert [row.rung for row in again if row.topic.startswith("route_start")] == ["7"]  # not the fourteenth day's too
    assert {row.written_at for row in again} == {clock.now()}
    assert all(row.not_before >= clock.now() for row in again)


def test_a_rung_that_was_said_before_the_hold_is_not_said_again(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    deliver_all_at(services, clock, "2026-01-14T08:00")
    hold_case(services.store, services.law, ref, until=None, reason="協議中", by=STAFF, now=clock.now())
    to(clock, "2026-01-20T09:00")
    reopen_case(services.store, services.law, ref, reason="決裂", by=STAFF, now=clock.now())
    assert [row for row in waiting(services) if row.topic in LOGS] == []


def test_a_closed_case_takes_back_everything_but_that_it_is_closed(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    work(services, ref)
    close_case(services.store, services.law, ref, reason="取下げ", by=STAFF, now=clock.now())
    left = {row.kind for row in waiting(services, *NoticeKind)}
    assert left <= {NoticeKind.CASE_CLOSED, NoticeKind.CASE_OPENED}
    clock.step(days=60)
    settle(services)
    assert {row.kind for row in waiting(services, *NoticeKind)} == left


@pytest.mark.parametrize("status", [CaseStatus.DRAFT, CaseStatus.HELD, CaseStatus.CLOSED])
def test_nothing_is_queued_for_a_case_that_is_not_open(
    services: Services, clock: SteppedClock, status: CaseStatus
) -> None:
    opened(services)
    with services.store.write() as session:
        session.exec(sa.delete(NoticeRow))
        case = session.exec(select(CaseRow)).one()
        case.status = status
        if status is CaseStatus.CLOSED:
            case.close_reason, case.closed_at = "終わり", clock.now()
        session.add(case)
    for _ in range(20):
        clock.step(days=5)
        settle(services)
    assert notices(services, *NoticeKind) == []
    assert case_of(services).next_wake_at is None
