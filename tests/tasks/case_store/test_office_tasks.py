"""Office tasks: opened once for each fact, told to whoever can act, done with a word how."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.tables import MemberRow, NoticeRow, OfficeTaskRow
from models.terms import NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.members import ensure_member
from tasks.case_store.office_tasks import finish_task, open_task, tasks
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import rows


def _open(made: Services, dedupe: str = "a", *, case_id: int | None = None, notice_id: int | None = None) -> bool:
    with made.store.write() as session:
        return open_task(
            session,
            OfficeTaskKind.STALL,
            dedupe=dedupe,
            said="said",
            now=made.clock.now(),
            case_id=case_id,
            notice_id=notice_id,
        )


def _operations(made: Services, *mails: str) -> None:
    with made.store.write() as session:
        for mail in mails:
            ensure_member(session, name="運用", email=mail, language="ja", now=made.clock.now(), operations=True)


def _told(made: Services) -> list[str]:
    with made.store.read() as session:
        query = select(MemberRow.email).join(NoticeRow, col(NoticeRow.member_id) == col(MemberRow.id))
        return sorted(session.exec(query.where(NoticeRow.kind == NoticeKind.OFFICE_TASK)))


def test_the_same_fact_is_one_task_even_when_it_is_done(services: Services) -> None:
    assert (_open(services), _open(services)) == (True, False)
    finish_task(services.store, 1, how="再起動した", by="運用", now=services.clock.now())
    assert _open(services) is False
    assert _open(services, "b") is True
    assert [task.id for task in tasks(services.store)] == [2]
    assert [task.id for task in tasks(services.store, done_too=True)] == [1, 2]


def test_all_of_operations_are_told_and_nobody_else(services: Services) -> None:
    opened(services)
    _operations(services, "one@firm.example", "two@firm.example")
    _open(services, case_id=1)
    assert _told(services) == ["one@firm.example", "two@firm.example"]
    notice = rows(services, NoticeKind.OFFICE_TASK)[0]
    assert notice.content == {"task_id": 1, "task_kind": "stall", "said": "said"}
    assert (notice.case_id, notice.ack_hours) == (1, None)


def test_without_operations_the_supervisor_of_the_case_is_told(services: Services) -> None:
    opened(services)
    _open(services, "case", case_id=1)
    _open(services, "office")
    assert _told(services) == [PLANTED["supervisor's mail"]]


def test_a_task_is_told_when_the_office_is_there(services: Services, clock: SteppedClock) -> None:
    _operations(services, "one@firm.example")
    later = clock.now() + timedelta(hours=9)
    with services.store.write() as session:
        open_task(session, OfficeTaskKind.AUDIT, dedupe="a", said="", now=clock.now(), tell_at=later)
    assert rows(services, NoticeKind.OFFICE_TASK)[0].not_before == later


def test_a_task_about_a_mail_that_told_of_a_task_tells_nobody(services: Services) -> None:
    """Else each mail that does not arrive would make the next."""
    _operations(services, "one@firm.example")
    _open(services, "a")
    told = rows(services, NoticeKind.OFFICE_TASK)[0]
    assert _open(services, "b", notice_id=told.id) is True
    assert len(_told(services)) == 1


def test_a_task_on_a_case_is_in_its_docket(services: Services) -> None:
    ref = opened(services)
    _open(services, case_id=1)
    finish_task(services.store, 1, how="宛先を直した", by="運用 係", now=services.clock.now())
    with services.store.read() as session:
        events = [(entry.event, entry.actor) for entry in docket.entries(session, 1)][-2:]
        assert list(docket.verify(session)) == []
    assert events == [("office_task_opened", "kaiji"), ("office_task_done", "運用 係")]
    assert (tasks(services.store, ref=ref), len(tasks(services.store, ref=ref, done_too=True))) == ([], 1)
    with pytest.raises(NoSuchCase):
        tasks(services.store, ref="2026-0099")


def test_a_task_that_is_done_is_not_told_any_more(services: Services) -> None:
    _operations(services, "one@firm.example")
    _open(services)
    finish_task(services.store, 1, how="済んだ", by="運用", now=services.clock.now())
    (notice,) = rows(services, NoticeKind.OFFICE_TASK)
    assert (notice.cancelled_at, notice.cancel_reason) == (services.clock.now(), "done")


def test_what_is_missing_is_said_at_once(services: Services) -> None:
    with pytest.raises(Faults) as unknown:
        finish_task(services.store, 9, how=" ", by="", now=services.clock.now())
    assert [fault.field for fault in unknown.value.faults] == ["done", "how", "by"]
    _open(services)
    finish_task(services.store, 1, how="x", by="y", now=services.clock.now())
    with pytest.raises(Faults) as again:
        finish_task(services.store, 1, how="x", by="y", now=services.clock.now())
    assert [fault.field for fault in again.value.faults] == ["done"]


def test_who_did_it_and_how_are_sealed(services: Services) -> None:
    _open(services)
    finish_task(services.store, 1, how="植込さんに電話", by="運用 係", now=services.clock.now())
    with services.store.read() as session:
        row = session.get_one(OfficeTaskRow, 1)
        assert (row.how, row.done_by) == ("植込さんに電話", "運用 係")
        assert not [word for word in ("植込", "運用 係") if word in repr(row)]
    with services.store.engine.connect() as connection:
        cells = connection.exec_driver_sql("SELECT how, done_by FROM office_task").one()
    assert not any("植込".encode() in bytes(cell) or "運用".encode() in bytes(cell) for cell in cells)
