"""What a mail leads to, on both databases: rows that are there once, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models.tables import NoticeRow
from models.terms import AckDoor, MailVerdict, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.facts import key_of
from tasks.case_store.mail_in import kept_mails
from tasks.case_store.position import refresh_case
from tasks.replies.handling import MOST_ANSWERS_A_DAY, handle
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED
from tests.tasks.case_store.claims import row, rows
from tests.tasks.replies.mails import dsn, reply_to
from tests.tasks.replies.office import (
    ATTORNEY,
    STRANGER,
    acks,
    answers,
    asked,
    asked_by_digest,
    comes_in,
    facts,
    open_tasks,
    owned,
    with_operations,
)


def _reply(notice: NoticeRow, body: str, sender: str = ATTORNEY, **headers: str) -> bytes:
    return reply_to(notice.message_id or "", body, sender=sender, **headers)


def test_a_reply_owns_the_date_and_leaves_nothing_to_do(services: Services) -> None:
    with_operations(services)
    notice = asked(services)
    kept = comes_in(services, _reply(notice, "了解です。"))
    (found,) = acks(services)
    assert (found.topic, found.stated_on, found.door, found.mail_id) == (
        notice.topic,
        notice.stated_on,
        AckDoor.MAIL,
        kept.id,
    )
    assert (found.member_id, found.entered_by) == (notice.sent_to_id, PLANTED["attorney"])
    assert (kept.verdict, kept.handled_by, kept.notice_id) == (MailVerdict.ACKNOWLEDGED, "kaiji", notice.id)
    assert (list(answers(services)), open_tasks(services)) == ([], [])


def test_a_reply_to_the_digest_owns_all_its_lines(services: Services) -> None:
    topics = asked_by_digest(services)
    assert (
        comes_in(services, reply_to("<digest@firm.example>", "了解", sender=ATTORNEY)).verdict
        is MailVerdict.ACKNOWLEDGED
    )
    assert sorted(topic for topic, _, _ in owned(services)) == sorted(topics)


def test_a_member_is_answered_a_few_times_a_day_and_no_more(services: Services, clock: SteppedClock) -> None:
    notice = asked(services)
    for number in range(MOST_ANSWERS_A_DAY + 2):
        comes_in(services, _reply(notice, f"はて {number}"))
    assert len(list(answers(services))) == MOST_ANSWERS_A_DAY
    clock.step(days=1)
    comes_in(services, _reply(notice, "はて、翌日"))
    assert len(list(answers(services))) == MOST_ANSWERS_A_DAY + 1


def test_many_strangers_are_one_task(services: Services) -> None:
    with_operations(services)
    for number in range(5):
        comes_in(services, reply_to("", f"buy {number}", sender=STRANGER))
    assert len(kept_mails(services.store)) == 5
    assert len(open_tasks(services)) == len(rows(services, NoticeKind.OFFICE_TASK)) == 1


def test_a_bounce_is_a_task_on_the_case_and_the_next_person_hears_at_once(services: Services) -> None:
    with_operations(services)
    notice = asked(services)
    kept = comes_in(services, dsn("failed", "5.1.1", message_id=notice.message_id or ""))
    assert (kept.verdict, kept.notice_id, kept.guess_because) == (MailVerdict.BOUNCE, notice.id, "5.1.1")
    assert row(services, key_of(notice)).bounced_at == services.clock.now()
    (task,) = open_tasks(services)
    assert (task.kind, task.case_id, task.notice_id, task.mail_id) == (
        OfficeTaskKind.BOUNCE,
        notice.case_id,
        notice.id,
        kept.id,
    )
    assert len(rows(services, NoticeKind.UNDELIVERABLE)) == 1
    refresh_case(services.store, services.law, "2026-0001", services.clock.now())
    handed_over = rows(services, NoticeKind.UNACKNOWLEDGED)
    assert [found.topic for found in handed_over] == [notice.topic]
    assert acks(services) == []
    with services.store.read() as session:
        assert list(docket.verify(session)) == []


def test_a_digest_that_bounced_was_read_by_nobody(services: Services) -> None:
    topics = asked_by_digest(services)
    comes_in(services, dsn("failed", "5.1.1", message_id="<digest@firm.example>"))
    assert len(rows(services, NoticeKind.UNDELIVERABLE)) == 1
    refresh_case(services.store, services.law, "2026-0001", services.clock.now())
    told = [
        topic for found in rows(services, NoticeKind.UNACKNOWLEDGED) for topic in (found.topic, *found.content["also"])
    ]
    assert sorted(told) == sorted(topics)


def test_the_same_mail_twice_is_one_mail(services: Services) -> None:
    notice = asked(services)
    for raw in (
        _reply(notice, "了解"),
        _reply(notice, "はて"),
        dsn("failed", "5.1.1", message_id=notice.message_id or ""),
    ):
        first = comes_in(services, raw)
        before = facts(services)
        again = comes_in(services, raw)
        handle(services, again.id or 0)
        assert (again.id, facts(services)) == (first.id, before)


def test_a_mail_that_was_kept_is_sealed(services: Services) -> None:
    kept = comes_in(services, _reply(asked(services), "延期 3日 植込さんと協議中"))
    assert "協議" not in repr(kept)
    with services.store.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT raw, sender, subject FROM mail_in").one()
    assert all(ATTORNEY.encode() not in bytes(cell) for cell in stored)


def test_sweeps_that_take_the_same_mail_at_once_do_it_once(services: Services) -> None:
    with_operations(services)
    notice = asked(services)
    mails = [
        _reply(notice, "了解"),
        _reply(notice, "はて"),
        dsn("failed", "5.1.1", message_id=notice.message_id or ""),
        reply_to("", "buy", sender=STRANGER),
    ]
    with ThreadPoolExecutor(3) as sweeps:
        for raw in mails:
            together = Barrier(3)

            def take(raw: bytes = raw, together: Barrier = together) -> int | None:
                together.wait()
                return comes_in(services, raw).id

            assert len({sweep.result() for sweep in [sweeps.submit(take) for _ in range(3)]}) == 1
    assert (len(acks(services)), len(list(answers(services)))) == (1, 1)
    assert [task.kind for task in open_tasks(services)] == [OfficeTaskKind.BOUNCE, OfficeTaskKind.UNMATCHED_MAIL]
    with services.store.read() as session:
        assert list(docket.verify(session)) == []
