"""Waits, notices and the wake-up follow the facts: repeatable, never twice, never without a next look."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.rules.progress.plan import JAPAN, japan_day
from models.tables import CaseRow, LetterRow, NoticeRow, StepRow, WaitRow
from models.terms import CaseStatus, LetterState, NoticeKind, Stage, WaitKind
from tasks.case_store.legs import due_cases, open_waits, without_wake_up
from tasks.case_store.outbox import claim_notices, due_notice_ids
from tasks.case_store.position import refresh_case
from tasks.process_identity import me
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, answer, asked_platform, disclosed, opened, release, send, work

DEAD = f"{me().rsplit(':', 2)[0]}:999999999:1"
WHOSE = ("living", "dead", "elsewhere")


def _tables(made: Services) -> dict[str, list[dict[str, object]]]:
    """Everything settling writes, as it stands."""
    with made.store.engine.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY id')).mappings()]  # noqa: S608
            for table in ("case_file", "wait", "notice", "letter", "docket")
        }


def _notices(made: Services, kind: NoticeKind) -> list[NoticeRow]:
    with made.store.read() as session:
        return list(session.exec(select(NoticeRow).where(NoticeRow.kind == kind).order_by(col(NoticeRow.id))))


def _case(made: Services) -> CaseRow:
    with made.store.read() as session:
        return session.exec(select(CaseRow)).one()


def _later(clock: SteppedClock, day: date, hour: int = 9) -> None:
    clock.step_to(clock.now().astimezone(JAPAN).replace(year=day.year, month=day.month, day=day.day, hour=hour))


def test_settling_again_at_the_same_moment_changes_nothing(services: Services, clock: SteppedClock) -> None:
    ref = disclosed(services)
    for days in (0, 3, 9, 40, 120):
        clock.step(days=days)
        work(services, ref)
        once = _tables(services)
        for _ in range(2):
            refresh_case(services.store, services.law, ref, clock.now())
        assert _tables(services) == once


def test_an_open_case_always_has_a_next_look(services: Services, clock: SteppedClock) -> None:
    """Two years, a look every week, nobody answers anything."""
    ref = asked_platform(services)
    for _ in range(104):
        work(services, ref)
        wake = _case(services).next_wake_at
        assert wake is not None
        assert wake > clock.now()
        assert without_wake_up(services.store) == []
        clock.step(days=7)
    assert open_waits(services.store, ref)


def test_work_to_be_done_makes_the_case_due_at_once(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    assert _case(services).next_wake_at == clock.now()
    assert due_cases(services.store, clock.now()) == [ref]
    work(services, ref)
    assert due_cases(services.store, clock.now()) == []


def test_the_release_is_asked_once_and_the_request_falls_away_when_it_is_given(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    (asked,) = _notices(services, NoticeKind.RELEASE_REQUESTED)
    assert asked.cancelled_at is None
    release(services, ref)
    (asked,) = _notices(services, NoticeKind.RELEASE_REQUESTED)
    assert (asked.cancelled_at, asked.cancel_reason) == (services.clock.now(), "overtaken")


def test_a_release_request_names_the_stage_of_its_letter(services: Services) -> None:
    disclosed(services)
    stages = [row.content["stage"] for row in _notices(services, NoticeKind.RELEASE_REQUESTED)]
    assert stages == [Stage.PLATFORM_REQUEST, Stage.LOG_PRESERVATION, Stage.LOG_PRESERVATION]


def test_a_deadline_that_moved_is_said_once_with_both_dates(services: Services, clock: SteppedClock) -> None:
    """The window of an unseen post becomes that of the disclosed line; the old notice is not sent any more."""
    ref = asked_platform(services)
    before = _notices(services, NoticeKind.DEADLINE)
    assert before
    assert all(row.cancelled_at is None for row in before)
    rows = [
        {"post_no": n, "log_kind": "post", "ip": "203.0.113.45", "moment": f"2026-01-0{7 + n} 22:15:30 JST"}
        for n in (1, 2)
    ]
    clock.step(hours=1)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="disclosed", received="2026-01-13", rows=rows)
    work(services, ref)
    after = {row.id: row for row in _notices(services, NoticeKind.DEADLINE)}
    assert all(after[row.id].cancelled_at == clock.now() for row in before)
    assert [row.topic for row in after.values() if row.cancelled_at is None] == [
        "log_expiry:observation:1",
        "log_expiry:observation:2",
    ]


def test_a_date_that_moved_back_before_it_was_said_is_said_after_all(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    first = _notices(services, NoticeKind.DEADLINE)[0]
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE post SET posted_at = :at"), {"at": _stored(services, days=-3)})
    clock.step(minutes=5)
    refresh_case(services.store, services.law, ref, clock.now())
    assert _notices(services, NoticeKind.DEADLINE)[0].cancelled_at is not None
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE post SET posted_at = :at"), {"at": _stored(services, days=0)})
    clock.step(minutes=5)
    refresh_case(services.store, services.law, ref, clock.now())
    live = [row for row in _notices(services, NoticeKind.DEADLINE) if row.cancelled_at is None]
    assert [row.stated_on for row in live if row.topic == first.topic] == [first.stated_on]
    assert [row.written_at for row in live if row.topic == first.topic] == [clock.now()]


def _stored(made: Services, *, days: int) -> object:
    moment = made.clock.now().replace(day=8, hour=14, minute=41, second=5) + timedelta(days=days)
    return moment if made.store.engine.dialect.name == "postgresql" else moment.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.mark.parametrize(("owner", "is_cancelled"), [(me(), False), (DEAD, True), ("elsewhere:1:1", False)], ids=WHOSE)
def test_a_notice_being_sent_is_not_cancelled_but_a_dead_sender_s_is(
    services: Services, owner: str, *, is_cancelled: bool
) -> None:
    ref = opened(services)
    work(services, ref)
    (asked,) = _notices(services, NoticeKind.RELEASE_REQUESTED)
    assert claim_notices(
        services.store,
        [asked.id or 0],
        lambda dedupe: (f"<{dedupe}@firm.example>", dedupe[:20]),
        now=services.clock.now(),
        wall=services.wall.now(),
    )
    with services.store.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE notice SET claimed_by = :owner WHERE id = :id"), {"owner": owner, "id": asked.id}
        )
    release(services, ref)
    (asked,) = _notices(services, NoticeKind.RELEASE_REQUESTED)
    assert (asked.cancelled_at is not None) is is_cancelled


def test_silence_is_escalated_once_and_in_office_hours(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    for _ in range(60):
        _later(clock, japan_day(clock.now()) + timedelta(days=1), hour=3)
        work(services, ref)
        for wait in open_waits(services.store, ref):
            if wait.kind is WaitKind.LETTER_RELEASE:
                release(services, ref, wait.subject)
        work(services, ref)
    told = _notices(services, NoticeKind.ESCALATION)
    assert sorted(row.dedupe for row in told) == sorted({row.dedupe for row in told})
    assert {row.topic for row in told} == {f"escalation:{PLATFORM}:platform_silent"}
    assert all(8 <= row.not_before.astimezone(JAPAN).hour < 20 for row in told)


def test_nobody_is_told_twice_of_one_fact(services: Services, clock: SteppedClock) -> None:
    ref = disclosed(services)
    for _ in range(30):
        clock.step(days=5)
        work(services, ref)
    told = [(row.member_id, row.topic, row.stated_on, row.rung) for row in _notices(services, NoticeKind.DEADLINE)]
    assert len(told) == len(set(told)) > 5


def test_nothing_is_due_of_a_held_or_closed_case(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    work(services, ref)
    open_due = len(due_notice_ids(services.store, clock.now()))
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET status = 'held'"))
    assert {NoticeKind.CASE_OPENED} == {_kind(services, i) for i in due_notice_ids(services.store, clock.now())}
    assert open_due > 2
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET status = 'draft'"))
    assert due_cases(services.store, clock.now() + timedelta(days=900)) == []
    assert ref == _case(services).ref


def _kind(made: Services, notice_id: int) -> NoticeKind:
    with made.store.read() as session:
        return session.get_one(NoticeRow, notice_id).kind


def test_a_draft_that_is_not_needed_any_more_is_void(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    _later(clock, date(2026, 2, 20))
    work(services, ref)
    drafted = [row for row in _letters(services) if row.state is LetterState.DRAFTED]
    assert drafted
    rows = [
        {"post_no": n, "log_kind": "post", "ip": "203.0.113.45", "moment": f"2026-01-0{7 + n} 22:15:30 JST"}
        for n in (1, 2)
    ]
    answer(services, ref, WaitKind.PLATFORM_ANSWER, PLATFORM, outcome="disclosed", received="2026-02-20", rows=rows)
    states = {row.id: row.state for row in _letters(services)}
    assert all(states[row.id] is LetterState.VOID for row in drafted)


def _letters(made: Services) -> list[LetterRow]:
    with made.store.read() as session:
        return list(session.exec(select(LetterRow).order_by(col(LetterRow.id))))


def test_the_wait_that_the_run_should_show_follows(services: Services) -> None:
    ref = opened(services)
    assert _case(services).wanted_wait == "idle"
    work(services, ref)
    shown = _case(services).wanted_wait
    assert shown == open_waits(services.store, ref)[0].key
    release(services, ref)
    assert _case(services).wanted_wait == open_waits(services.store, ref)[0].key != shown
    with services.store.read() as session:
        states = session.exec(select(WaitRow.state).order_by(col(WaitRow.id))).all()
    assert states == ["answered", "open"]
    send(services, ref)
    assert _case(services).status is CaseStatus.OPEN
    with services.store.read() as session:
        steps = session.exec(select(StepRow)).all()
    assert [(step.recorded_by, step.subject) for step in steps] == [(STAFF, PLATFORM)]
