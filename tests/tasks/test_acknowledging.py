"""Owning a date, by whichever door: one row for each date, the handovers end, a refusal writes nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from models.answers.faults import Faults
from models.rules.absences import Away
from models.rules.japan_time import JST
from models.rules.replies import Reply
from models.tables import AcknowledgementRow, DocketRow, MemberRow, NoticeRow, OfficeTaskRow
from models.terms import AckDoor, AckKind, Addressee, NoticeKind, OfficeTaskKind
from tasks.acknowledging import acknowledge, acknowledge_case, acknowledge_said
from tasks.case_store.absences import record_absence
from tasks.case_store.acknowledgements import who_may_own
from tasks.case_store.legs import due_cases
from tasks.case_store.opening import close_case
from tasks.case_store.outcomes import mark_failed
from tasks.case_store.owning import Which
from tasks.case_store.position import refresh_case, view_case
from tasks.digests import queue_digests
from tasks.settings import NoticesSection, OperationsPerson, Settings
from tasks.staff import follow_settings
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, STAFF, opened
from tests.tasks.case_store.claims import due, sent

LAWYER, BOSS = 1, 2
SEEN, DONE = Reply(kind=AckKind.SEEN), Reply(kind=AckKind.DONE)
OTHER = {"name": "別の 人", "address": "架空県", "born_on": "1990-01-01"}
REASON = "相手方の回答待ち（植込さん）"
OPERATIONS = OperationsPerson(name="運用 見張子", mail="operations@firm.example")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The firm has somebody for operations."""
    return settings.model_copy(update={"notices": NoticesSection(operations=[OPERATIONS])})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def step(clock: SteppedClock, text: str, made: Services) -> None:
    """Go there and do what a sweep does, without writing a mail."""
    clock.step_to(at(text))
    follow_settings(made)
    for ref in due_cases(made.store, clock.now()):
        refresh_case(made.store, made.law, ref, clock.now())
    queue_digests(made)
    for notice_id in due(made):
        sent(made, notice_id)


def rows(made: Services, kind: type[SQLModel], *where: Any) -> list[Any]:
    with made.store.read() as session:
        return list(session.exec(select(kind).where(*where).order_by(sa.text("id"))))


def notices(made: Services, kind: NoticeKind) -> list[NoticeRow]:
    return rows(made, NoticeRow, NoticeRow.kind == kind)


def acks(made: Services) -> list[AcknowledgementRow]:
    return rows(made, AcknowledgementRow)


def counts(made: Services) -> dict[str, int]:
    with made.store.engine.connect() as connection:
        tables = ("acknowledgement", "docket", "notice", "office_task")
        return {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


@pytest.fixture
def ref(services: Services, clock: SteppedClock) -> str:
    """A case whose two log windows were told in this morning's digest (Wednesday 14 January)."""
    made = opened(services)
    step(clock, "2026-01-14T06:00", services)
    step(clock, "2026-01-14T08:00", services)
    return made


def digest(made: Services) -> int:
    """The attorney's first digest."""
    return min(row.id or 0 for row in notices(made, NoticeKind.DIGEST) if row.member_id == LAWYER)


def say(
    made: Services, notice_id: int, reply: Reply, *, who: int = LAWYER, said_at: datetime | None = None
) -> list[str]:
    return acknowledge(
        made,
        notice_id,
        reply,
        member_id=who,
        door=AckDoor.MAIL,
        entered_by=ATTORNEY,
        said_at=said_at or made.clock.now(),
    )


LOGS = ["log_expiry:post:1", "log_expiry:post:2"]


def test_a_digest_is_owned_with_all_its_lines(services: Services, ref: str) -> None:
    view = view_case(services.store, services.law, ref, services.clock.now())
    assert [item.deadline.key for item in view.unowned] == LOGS
    assert set(LOGS) <= set(say(services, digest(services), SEEN))
    found = {row.topic: (row.stated_on, row.kind, row.member_id, row.door) for row in acks(services)}
    for log in LOGS:
        due = next(item.due_on for item in view.deadlines if item.key == log)
        assert found[log] == (due, AckKind.SEEN, LAWYER, AckDoor.MAIL)
    assert view_case(services.store, services.law, ref, services.clock.now()).unowned == ()
    (entry,) = rows(services, DocketRow, DocketRow.event == "date_seen")
    assert entry.actor == ATTORNEY
    assert ATTORNEY not in entry.event


def test_saying_it_again_changes_nothing(services: Services, ref: str, clock: SteppedClock) -> None:
    first = say(services, digest(services), SEEN)
    before = counts(services)
    clock.step(minutes=5)
    assert say(services, digest(services), SEEN) == first
    assert acknowledge_case(services, ref, SEEN, member_id=LAWYER, door=AckDoor.UI, which=Which(topics=tuple(LOGS)))
    assert counts(services) == before
    say(services, digest(services), DONE)
    assert len(acks(services)) == 2 * before["acknowledgement"]


@pytest.mark.usefixtures("ref")
def test_what_nobody_owns_goes_to_the_supervisor_then_to_operations_and_becomes_a_task(
    services: Services, clock: SteppedClock
) -> None:
    step(clock, "2026-01-14T20:00", services)
    handed = notices(services, NoticeKind.UNACKNOWLEDGED)
    assert {(row.member_id, row.topic) for row in handed} == {(BOSS, log) for log in LOGS}
    step(clock, "2026-01-15T06:00", services)
    step(clock, "2026-01-15T08:00", services)
    assert rows(services, OfficeTaskRow) == []
    step(clock, "2026-01-15T20:00", services)
    (operator,) = rows(services, MemberRow, col(MemberRow.is_operations))
    handed = notices(services, NoticeKind.UNACKNOWLEDGED)
    assert [row.member_id for row in handed] == [BOSS, BOSS, operator.id, operator.id]
    tasks = rows(services, OfficeTaskRow)
    assert [(task.kind, task.done_at) for task in tasks] == [(OfficeTaskKind.UNOWNED, None)] * 2
    assert {row.not_before for row in notices(services, NoticeKind.OFFICE_TASK)} == {at("2026-01-16T20:00")}
    step(clock, "2026-01-16T08:00", services)
    say(
        services,
        handed[2].carrier_id or notices(services, NoticeKind.UNACKNOWLEDGED)[2].carrier_id or 0,
        SEEN,
        who=operator.id,
    )
    assert all(task.done_at for task in rows(services, OfficeTaskRow))
    step(clock, "2026-01-16T20:00", services)
    step(clock, "2026-01-19T20:00", services)
    assert len(notices(services, NoticeKind.UNACKNOWLEDGED)) == 4
    assert [row.sent_at for row in notices(services, NoticeKind.OFFICE_TASK)] == [None, None]


@pytest.mark.usefixtures("ref")
def test_an_answer_in_the_evening_stops_the_handover_that_waits_for_the_morning(
    services: Services, clock: SteppedClock
) -> None:
    step(clock, "2026-01-14T20:00", services)
    say(services, digest(services), DONE, said_at=at("2026-01-14T19:30"))
    assert {row.cancel_reason for row in notices(services, NoticeKind.UNACKNOWLEDGED)} == {"overtaken"}
    step(clock, "2026-01-15T08:00", services)
    assert all(row.sent_at is None for row in notices(services, NoticeKind.UNACKNOWLEDGED))


@pytest.mark.usefixtures("ref")
def test_a_mailed_answer_has_the_moment_it_was_written_but_never_before_the_question(
    services: Services, clock: SteppedClock
) -> None:
    sent_at = clock.now()
    clock.step(hours=2)
    say(services, digest(services), SEEN, said_at=sent_at - timedelta(hours=9))
    assert {row.said_at for row in acks(services)} == {sent_at}
    say(services, digest(services), DONE, said_at=clock.now() + timedelta(days=1))
    assert max(row.said_at for row in acks(services)) == clock.now()


@pytest.mark.usefixtures("ref")
def test_done_and_nothing_recorded_comes_back_to_the_owner(services: Services, clock: SteppedClock) -> None:
    say(services, digest(services), DONE)
    step(clock, "2026-01-16T07:59", services)
    assert notices(services, NoticeKind.IDLE) == []
    step(clock, "2026-01-16T08:00", services)
    assert {(row.member_id, row.content["reason"]) for row in notices(services, NoticeKind.IDLE)} == {(LAWYER, "done")}


def test_put_off_with_a_reason_is_silent_until_its_day_and_then_comes_back(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    until = Reply(kind=AckKind.DEFERRED, days=5, reason=REASON)
    topics = tuple(LOGS)
    acknowledge_case(services, ref, until, member_id=BOSS, door=AckDoor.CLI, which=Which(topics=topics))
    assert {(row.until_on, row.reason, row.entered_by) for row in acks(services)} == {
        (date(2026, 1, 19), REASON, PLANTED["supervisor"])
    }
    step(clock, "2026-01-19T00:00", services)
    assert notices(services, NoticeKind.IDLE) == []
    step(clock, "2026-01-19T08:00", services)
    assert {(row.member_id, row.content["reason"]) for row in notices(services, NoticeKind.IDLE)} == {
        (BOSS, "deferred")
    }
    with services.store.engine.connect() as connection:
        raw = connection.execute(sa.text("SELECT reason FROM acknowledgement")).scalars().all()
    assert all(REASON.encode() not in bytes(cell) for cell in raw)


@pytest.mark.usefixtures("ref")
def test_a_bad_deferral_and_an_answer_to_what_asks_for_nothing_are_refused(services: Services) -> None:
    before = counts(services)
    for number in (notices(services, NoticeKind.CASE_OPENED)[0].id or 0, 9999):
        with pytest.raises(Faults) as refused:
            say(services, number, SEEN)
        assert [fault.field for fault in refused.value.faults] == ["notice"]
    for reply, fields in (
        (Reply(kind=AckKind.DEFERRED, days=400, reason=REASON), {"until"}),
        (Reply(kind=AckKind.DEFERRED, days=3), {"reason"}),
        (Reply(kind=AckKind.DEFERRED), {"days", "reason"}),
        (Reply(kind=AckKind.DEFERRED, days=0, reason=REASON), {"days"}),
    ):
        with pytest.raises(Faults) as refused:
            say(services, digest(services), reply)
        assert {fault.field for fault in refused.value.faults} == fields
        assert all(fault.cure for fault in refused.value.faults)
    assert counts(services) == before


def test_a_deferral_ends_before_the_safe_day(services: Services, ref: str) -> None:
    act_by = {
        item.key: item.act_by for item in view_case(services.store, services.law, ref, services.clock.now()).deadlines
    }
    days = (act_by[LOGS[0]] - date(2026, 1, 14)).days
    with pytest.raises(Faults) as refused:
        acknowledge_case(
            services,
            ref,
            Reply(kind=AckKind.DEFERRED, days=days, reason=REASON),
            member_id=LAWYER,
            door=AckDoor.CLI,
            which=Which(topics=(LOGS[0],)),
        )
    assert [fault.field for fault in refused.value.faults] == ["until"]
    put_off = Reply(kind=AckKind.DEFERRED, days=days - 1, reason=REASON)
    acknowledge_case(services, ref, put_off, member_id=LAWYER, door=AckDoor.CLI, which=Which(topics=(LOGS[0],)))
    assert [row.until_on for row in acks(services)] == [act_by[LOGS[0]] - timedelta(days=1)]


def test_somebody_who_is_not_of_the_case_is_refused(services: Services, ref: str) -> None:
    roles = {LAWYER: Addressee.ATTORNEY, BOSS: Addressee.SUPERVISOR, 3: Addressee.OPERATIONS}
    assert who_may_own(services.store, ref, services.clock.now()) == roles
    opened(services, requester=OTHER, attorney={"name": "他の 弁護士", "email": "other@firm.example"})
    (stranger,) = (row.id for row in rows(services, MemberRow) if row.email == "other@firm.example")
    before = counts(services)
    for who in (stranger, 999):
        with pytest.raises(Faults) as refused:
            say(services, digest(services), SEEN, who=who)
        assert {fault.field for fault in refused.value.faults} == {"member"}
    assert counts(services) == before
    record_absence(
        services.store,
        Away(member=LAWYER, delegate=stranger, from_on=date(2026, 1, 14), to_on=date(2026, 1, 20)),
        by=STAFF,
        now=services.clock.now(),
    )
    assert who_may_own(services.store, ref, services.clock.now()) == {**roles, stranger: None}
    assert say(services, digest(services), SEEN, who=stranger)


def test_a_closed_case_owns_nothing_and_does_not_stop_the_others_of_its_digest(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    other = opened(services, requester=OTHER)
    step(clock, "2026-01-15T08:00", services)
    both = max(row.id or 0 for row in notices(services, NoticeKind.DIGEST) if row.member_id == LAWYER)
    close_case(services.store, services.law, other, reason="終わり", by=STAFF, now=clock.now())
    with pytest.raises(Faults) as by_mail:
        say(services, both, SEEN)
    with pytest.raises(Faults) as by_hand:
        acknowledge_case(services, other, SEEN, member_id=LAWYER, door=AckDoor.UI)
    assert [fault.field for refused in (by_mail, by_hand) for fault in refused.value.faults] == ["ref", "ref"]
    with services.store.write() as session:  # as if both had been told in one digest
        session.exec(sa.update(NoticeRow).where(col(NoticeRow.carrier_id) == digest(services)).values(carrier_id=both))
    assert set(LOGS) <= set(say(services, both, SEEN))
    assert view_case(services.store, services.law, ref, clock.now()).unowned == ()


def test_a_date_that_nobody_need_own_may_be_owned_all_the_same(services: Services) -> None:
    ref = opened(services)
    (first, *_) = (item for item in view_case(services.store, services.law, ref, services.clock.now()).deadlines)
    with services.store.write() as session:
        session.exec(sa.update(NoticeRow).values(ack_hours=None))
    which = Which(topics=(first.key,))
    assert acknowledge_case(services, ref, SEEN, member_id=BOSS, door=AckDoor.UI, which=which) == [first.key]


def test_what_is_meant_is_not_guessed(services: Services, ref: str) -> None:
    for which, fields in (
        (Which(), {"date"}),
        (Which(topics=("log_expiry:post:9",)), {"date"}),
        (Which(notice_id=9999), {"notice"}),
    ):
        with pytest.raises(Faults) as refused:
            acknowledge_case(services, ref, SEEN, member_id=LAWYER, door=AckDoor.CLI, which=which)
        assert {fault.field for fault in refused.value.faults} == fields
    with pytest.raises(Faults) as refused:
        acknowledge_said(services, ref, "どうしましょうか？", member_id=LAWYER, which=Which(all_open=True))
    assert [fault.field for fault in refused.value.faults] == ["say"]
    line = notices(services, NoticeKind.DEADLINE)[-1]
    owned = acknowledge_case(services, ref, SEEN, member_id=LAWYER, door=AckDoor.CLI, which=Which(notice_id=line.id))
    assert owned == [line.topic]
    assert len(acknowledge_case(services, ref, SEEN, member_id=LAWYER, door=AckDoor.CLI)) == 1
    with pytest.raises(Faults):
        acknowledge_case(services, ref, SEEN, member_id=LAWYER, door=AckDoor.CLI)


@pytest.mark.usefixtures("ref")
def test_what_could_not_be_delivered_is_asked_of_the_next_person_by_the_next_sweep(
    services: Services, clock: SteppedClock
) -> None:
    step(clock, "2026-01-14T20:00", services)
    step(clock, "2026-01-15T06:00", services)
    handed = notices(services, NoticeKind.UNACKNOWLEDGED)
    for row in handed:
        mark_failed(services.store, row.id or 0, "550 no such user", clock.now())
    step(clock, "2026-01-15T06:05", services)
    (operator,) = rows(services, MemberRow, col(MemberRow.is_operations))
    assert {row.member_id for row in notices(services, NoticeKind.UNACKNOWLEDGED)} == {BOSS, operator.id}
