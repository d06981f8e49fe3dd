"""A case is opened as a whole or not at all; it is held, closed and reopened with reasons, never by half."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.answers.faults import Faults
from models.tables import CaseRow, NoticeRow, PostRow, WaitRow
from models.terms import CaseStatus, NoticeKind, WaitKind
from tasks.answers import answer_wait
from tasks.case_store import docket
from tasks.case_store.legs import open_waits, without_wake_up
from tasks.case_store.opening import check_case, close_case, hold_case, open_case, reopen_case
from tasks.case_store.outbox import due_notice_ids
from tasks.case_store.position import refresh_case, view_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, STAFF, answer, asked_platform, case_file, opened, work

OTHER = {"name": "別の 人", "address": "架空県", "born_on": "1990-01-01"}


def _counts(made: Services) -> dict[str, int]:
    with made.store.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        return {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0 for name in tables}  # noqa: S608


def _row(made: Services, ref: str) -> CaseRow:
    with made.store.read() as session:
        return session.exec(select(CaseRow).where(CaseRow.ref == ref)).one()


def _close(made: Services, ref: str, reason: str = "終わり") -> None:
    close_case(made.store, made.law, ref, reason=reason, by=STAFF, now=made.clock.now())


def _hold(made: Services, ref: str, until: date | None = None) -> None:
    hold_case(made.store, made.law, ref, until=until, reason="待つ", by=STAFF, now=made.clock.now())


def _reopen(made: Services, ref: str) -> None:
    reopen_case(made.store, made.law, ref, reason="続ける", by=STAFF, now=made.clock.now())


def test_a_fault_in_the_file_writes_nothing_and_names_all_faults(services: Services) -> None:
    before = _counts(services)
    post = {**case_file()["posts"][0], "seen_at": "2026-01-08T09:00:00+09:00", "posted_at": "2026-01-09T00:00:00"}
    with pytest.raises(Faults) as refusal:
        opened(services, justifiable_reason="curiosity", posts=[post], entered_by="", colour="red")
    fields = {fault.field for fault in refusal.value.faults}
    assert {"justifiable_reason", "posts[1].posted_at", "entered_by", "colour"} <= fields
    assert _counts(services) == before


def test_checking_writes_nothing(services: Services) -> None:
    before = _counts(services)
    check_case(services.store, services.law, case_file(), services.clock.now())
    assert _counts(services) == before


@pytest.mark.parametrize("table", ["post", "expense", "docket", "notice", "wait"])
def test_a_fault_of_the_database_in_the_middle_writes_nothing(services: Services, table: str) -> None:
    """The same transaction holds everything: whichever table refuses, no other keeps a row."""
    sqlite = services.store.engine.dialect.name == "sqlite"
    with services.store.engine.begin() as connection:
        if sqlite:
            body = "BEGIN SELECT RAISE(ABORT, 'planted fault'); END"
            connection.execute(sa.text(f"CREATE TRIGGER planted BEFORE INSERT ON {table} {body}"))
        else:
            body = "$$ BEGIN RAISE EXCEPTION 'planted fault'; END $$"
            connection.execute(sa.text(f"CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS {body}"))
            connection.execute(
                sa.text(f"CREATE TRIGGER planted BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION planted()")
            )
    before = _counts(services)
    # A file opens no wait of its own before the first letter is drafted, so the fault may come with the draft.
    with pytest.raises(sa.exc.DBAPIError, match="planted fault"):
        _open_and_draft(services)
    after = _counts(services)
    opened_with = {"case_file", "person", "post", "expense", "member", "notice", "docket", "deadline_shown"}
    whole = opened_with | {"calendar_entry", "feed_case", "board_line"} if table == "wait" else set()
    assert {name for name, count in after.items() if count != before[name]} == whole


def _open_and_draft(made: Services) -> None:
    work(made, opened(made))


def test_the_same_url_and_requester_is_refused_while_the_first_is_open(services: Services) -> None:
    ref = opened(services)
    before = _counts(services)
    with pytest.raises(Faults) as refusal:
        opened(services, posts=case_file()["posts"][1:])
    assert ref in refusal.value.lines()[0]
    assert _counts(services) == before
    assert opened(services, requester=OTHER) == "2026-0002"
    _close(services, ref)
    assert opened(services) == "2026-0003"


def test_a_closed_case_is_not_reopened_beside_its_successor(services: Services) -> None:
    first = opened(services)
    _close(services, first)
    opened(services)
    before = _counts(services)
    with pytest.raises(Faults) as refusal:
        _reopen(services, first)
    assert [fault.field for fault in refusal.value.faults] == ["ref"]
    assert _counts(services) == before
    assert _row(services, first).status is CaseStatus.CLOSED


def _at_once(made: Services, files: list[dict[str, Any]]) -> tuple[list[str], list[Exception]]:
    start, refs, faults = threading.Barrier(len(files)), list[str](), list[Exception]()

    def one(data: dict[str, Any]) -> None:
        start.wait()
        try:
            refs.append(open_case(made.store, made.law, data, made.clock.now()))
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    threads = [threading.Thread(target=one, args=[data]) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refs, faults


def test_different_cases_opened_at_once_all_get_a_number(services: Services) -> None:
    refs, faults = _at_once(services, [case_file(requester={**OTHER, "name": f"人 {n}"}) for n in range(4)])
    assert faults == []
    assert sorted(refs) == ["2026-0001", "2026-0002", "2026-0003", "2026-0004"]


def test_the_same_case_opened_at_once_is_opened_once(services: Services) -> None:
    refs, faults = _at_once(services, [case_file()] * 3)
    assert refs == ["2026-0001"]
    assert [type(fault) for fault in faults] == [Faults, Faults]
    assert all("2026-0001" in fault.lines()[0] for fault in faults if isinstance(fault, Faults))


def test_numbers_go_on_after_9999(services: Services) -> None:
    opened(services)
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET ref = '2026-9999'"))
    assert opened(services, requester=OTHER) == "2026-10000"
    assert opened(services, requester={**OTHER, "name": "三人目"}) == "2026-10001"


def test_a_new_year_begins_in_japan(services: Services, clock: Any) -> None:
    clock.step_to(clock.now().replace(month=12, day=31, hour=15))
    assert opened(services) == "2027-0001"


def test_a_draft_asks_for_nothing_until_it_is_opened(services: Services) -> None:
    ref = opened(services, draft=True)
    assert refresh_case(services.store, services.law, ref, services.clock.now()).todos == ()
    assert _row(services, ref).next_wake_at is None
    assert without_wake_up(services.store) == []
    _reopen(services, ref)
    assert work(services, ref).waits


@pytest.mark.parametrize("change", [_close, _hold, _reopen])
def test_a_change_needs_a_person_and_a_reason(services: Services, change: Any) -> None:
    ref = opened(services)
    before = _row(services, ref).model_dump()
    door = {_close: close_case, _hold: hold_case, _reopen: reopen_case}[change]
    more = {"until": None} if change is _hold else {}
    with pytest.raises(Faults) as refusal:
        door(services.store, services.law, ref, reason=" ", by="", now=services.clock.now(), **more)  # type: ignore[operator]
    assert {"by", "reason"} <= {fault.field for fault in refusal.value.faults}
    assert _row(services, ref).model_dump() == before


def test_closing_ends_the_waits_and_tells_once(services: Services) -> None:
    ref = asked_platform(services)
    _close(services, ref, PLANTED["reason"])
    row = _row(services, ref)
    assert (row.status, row.close_reason, row.next_wake_at) == (CaseStatus.CLOSED, PLANTED["reason"], None)
    assert open_waits(services.store, ref) == []
    with pytest.raises(Faults):
        _close(services, ref)
    assert _told(services, NoticeKind.CASE_CLOSED) == 2  # attorney and supervisor


def _told(made: Services, kind: NoticeKind) -> int:
    with made.store.read() as session:
        return len(session.exec(select(NoticeRow).where(NoticeRow.kind == kind)).all())


def test_a_reopened_case_waits_for_what_it_waited_for(services: Services) -> None:
    ref = asked_platform(services)
    before = {(wait.kind, wait.subject, wait.due_on) for wait in open_waits(services.store, ref)}
    _close(services, ref)
    _reopen(services, ref)
    assert {(wait.kind, wait.subject, wait.due_on) for wait in open_waits(services.store, ref)} == before
    assert _row(services, ref).close_reason is None
    _close(services, ref)
    assert _told(services, NoticeKind.CASE_CLOSED) == 4


def test_a_closed_or_drafted_case_cannot_be_held(services: Services) -> None:
    closed, draft = opened(services), opened(services, draft=True, requester=OTHER)
    _close(services, closed)
    for ref, status in ((closed, CaseStatus.CLOSED), (draft, CaseStatus.DRAFT)):
        with pytest.raises(Faults):
            _hold(services, ref)
        assert _row(services, ref).status is status


def test_a_held_case_is_silent_and_comes_back_on_its_day(services: Services, clock: Any) -> None:
    ref = asked_platform(services)
    waits = [wait.id for wait in open_waits(services.store, ref)]
    _hold(services, ref, date(2026, 2, 2))
    clock.step_to(clock.now() + timedelta(days=10))
    assert refresh_case(services.store, services.law, ref, clock.now()).status is CaseStatus.HELD
    assert [i for i in due_notice_ids(services.store, clock.now()) if _kind(services, i) is NoticeKind.DEADLINE] == []
    assert _row(services, ref).next_wake_at == clock.now().replace(month=2, day=1, hour=23)  # 08:00 in Japan
    clock.step_to(clock.now().replace(month=2, day=1, hour=22, minute=59))
    view = refresh_case(services.store, services.law, ref, clock.now())
    assert (view.status, [wait.id for wait in view.waits][: len(waits)]) == (CaseStatus.OPEN, waits)
    row = _row(services, ref)
    assert (row.held_until, row.hold_reason) == (None, None)


def _kind(made: Services, notice_id: int) -> NoticeKind:
    with made.store.read() as session:
        return session.get_one(NoticeRow, notice_id).kind


def test_holding_until_today_is_refused(services: Services) -> None:
    ref = opened(services)
    with pytest.raises(Faults) as refusal:
        _hold(services, ref, date(2026, 1, 13))
    assert [fault.field for fault in refusal.value.faults] == ["until"]


def test_an_answer_comes_in_while_the_case_is_held(services: Services) -> None:
    ref = asked_platform(services)
    _hold(services, ref)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="refused", received="2026-01-13")
    _reopen(services, ref)
    assert view_case(services.store, services.law, ref, services.clock.now()).status is CaseStatus.OPEN
    with services.store.read() as session:
        states = {row.state for row in session.exec(select(WaitRow).where(WaitRow.kind == WaitKind.PLATFORM_ANSWER))}
    assert "answered" in states


def test_every_change_is_in_the_docket_with_its_reason(services: Services) -> None:
    ref = opened(services)
    _hold(services, ref)
    _reopen(services, ref)
    _close(services, ref, PLANTED["reason"])
    with services.store.read() as session:
        entries = docket.entries(session, 1)
    assert [entry.event for entry in entries] == ["case_opened", "held", "reopened", "closed"]
    assert PLANTED["reason"] in entries[-1].detail
    assert all(entry.actor == STAFF for entry in entries)


def test_an_answer_that_closes_the_case_is_one_transaction(services: Services) -> None:
    ref = asked_platform(services)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="no_record", received="2026-01-13")
    (wait,) = open_waits(services.store, ref)
    assert wait.kind is WaitKind.DEAD_END
    typed = {"entered_by": STAFF, "decision": "close", "reason": PLANTED["reason"]}
    answer_wait(services, ref, wait.id or 0, typed)
    assert _row(services, ref).status is CaseStatus.CLOSED
    with services.store.read() as session:
        assert session.exec(select(PostRow.open_guard)).all() == [None, None]


def test_another_fault_of_the_database_is_not_called_a_duplicate(services: Services) -> None:
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("CREATE UNIQUE INDEX planted ON person (role)"))
    opened(services)
    with pytest.raises(IntegrityError):
        opened(services, requester=OTHER)
