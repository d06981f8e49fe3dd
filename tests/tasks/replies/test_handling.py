"""What a mail that came in leads to: owned dates, tasks, one polite answer, a place in the queue; once."""

import asyncio
from datetime import date, timedelta

import pytest

from models.tables import NoticeRow
from models.terms import MailVerdict, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.facts import key_of, lock_case
from tasks.case_store.legs import due_cases
from tasks.case_store.mail_in import kept_mails
from tasks.delivery import deliver_due
from tasks.replies.matching import member_with
from tasks.settings import Settings
from tasks.wiring import Services
from tests.fakes import RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import change, claim, row, rows, sent
from tests.tasks.replies import mails
from tests.tasks.replies.mails import dsn, reply_to
from tests.tasks.replies.office import (
    ATTORNEY,
    OPERATIONS,
    OTHER,
    STRANGER,
    SUPERVISOR,
    acks,
    answers,
    asked,
    comes_in,
    facts,
    kinds,
    open_tasks,
    owned,
    with_operations,
    with_other,
)


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings


def _reply(notice: NoticeRow, body: str, sender: str = ATTORNEY, **headers: str) -> bytes:
    return reply_to(notice.message_id or "", body, sender=sender, **headers)


@pytest.mark.parametrize("shape", ["対応済\n\n返信番号: {}", "対応済 {}", "[{}] 対応済"])
def test_the_code_alone_finds_the_notice(services: Services, shape: str) -> None:
    notice = asked(services)
    raw = reply_to("", shape.format(notice.reply_code), sender=ATTORNEY)
    assert comes_in(services, raw).verdict is MailVerdict.ACKNOWLEDGED
    assert [kind for _, kind, _ in owned(services)] == ["done"]


def test_a_deferral_counts_from_the_day_it_was_written(services: Services, clock: SteppedClock) -> None:
    notice = asked(services)
    clock.step(days=2)
    kept = comes_in(services, _reply(notice, "延期 3日 相手方の回答待ち", date="Tue, 13 Jan 2026 12:00:00 +0900"))
    assert kept.verdict is MailVerdict.ACKNOWLEDGED
    assert owned(services) == [(notice.topic, "deferred", date(2026, 1, 16))]
    assert acks(services)[0].reason == "相手方の回答待ち"


@pytest.mark.parametrize("moment", ["Fri, 18 Sep 2026 11:00:00 +0900", "Mon, 01 Sep 2025 11:00:00 +0900", "nonsense"])
def test_a_clock_that_is_wrong_is_not_believed(services: Services, moment: str) -> None:
    comes_in(services, _reply(asked(services), "延期 3日 相手方の回答待ち", date=moment))
    assert [until for _, _, until in owned(services)] == [date(2026, 1, 16)]


@pytest.mark.parametrize(
    "moment",
    [
        "Sun, 11 Jan 2026 11:00:00 +0900",
        "Mon, 01 Sep 2025 11:00:00 +0900",
        "Tue, 13 Jan 2026 10:00:00 +0900",
        "Sun, 01 Feb 2026 10:00:00 +0900",
    ],
    ids=["before it was asked", "long ago", "now", "not yet"],
)
def test_a_day_that_is_named_is_that_day_whatever_the_writers_clock_says(services: Services, moment: str) -> None:
    comes_in(services, _reply(asked(services), "延期 1/16まで 相手方の回答待ち", date=moment))
    assert [until for _, _, until in owned(services)] == [date(2026, 1, 16)]


def test_the_supervisor_may_answer_for_the_attorney(services: Services) -> None:
    assert comes_in(services, _reply(asked(services), "OK", sender=SUPERVISOR)).verdict is MailVerdict.ACKNOWLEDGED
    assert len(acks(services)) == 1


@pytest.mark.parametrize(
    ("body", "because"),
    [
        ("よく分かりません", "unclear"),
        ("了解ですか？", "unclear"),
        ("", "unclear"),
        ("延期 300日 相手方の回答待ち", "too_late"),
        ("延期 3日", "unclear"),
    ],
    ids=["other words", "a question", "nothing", "past the safe day", "no reason"],
)
def test_what_cannot_be_recorded_is_answered_once(services: Services, body: str, because: str) -> None:
    notice = asked(services)
    kept = comes_in(services, _reply(notice, body))
    assert (kept.verdict, kept.guess_because) == (MailVerdict.NOT_UNDERSTOOD, because)
    assert list(answers(services)) == [(because, notice.sent_to_id)]
    told = rows(services, NoticeKind.NOT_UNDERSTOOD)[0]
    assert (told.case_id, told.content["asked_for"]) == (notice.case_id, notice.id)
    assert acks(services) == []


def test_an_answer_to_our_question_is_one_to_what_it_asked_for(services: Services) -> None:
    notice = asked(services)
    comes_in(services, _reply(notice, "はて"))
    told = rows(services, NoticeKind.NOT_UNDERSTOOD)[0]
    change(services, key_of(told), message_id="<asked-again@firm.example>")
    assert comes_in(services, reply_to("<asked-again@firm.example>", "了解")).verdict is MailVerdict.ACKNOWLEDGED
    assert [topic for topic, _, _ in owned(services)] == [notice.topic]


def test_ok_to_a_notice_that_asks_for_nothing_pesters_nobody(services: Services) -> None:
    asked(services)
    opening = rows(services, NoticeKind.CASE_OPENED)[0]
    claim(services, key_of(opening))
    opening = row(services, key_of(opening))
    assert comes_in(services, _reply(opening, "了解です")).verdict is MailVerdict.ACKNOWLEDGED
    assert (acks(services), list(answers(services))) == ([], [])
    assert comes_in(services, _reply(opening, "延期 3日 出張のため")).verdict is MailVerdict.NOT_UNDERSTOOD


AUTOMATIC = [
    {"Auto_Submitted": "auto-replied"},
    {"X_Autoreply": "yes"},
    {"Precedence": "bulk"},
    {"Return_Path": "<>"},
    {"List_Id": "<all.firm.example>"},
]


@pytest.mark.parametrize("headers", AUTOMATIC, ids=[next(iter(headers)) for headers in AUTOMATIC])
def test_what_no_person_wrote_never_counts_and_is_never_answered(services: Services, headers: dict[str, str]) -> None:
    notice = asked(services)
    before = facts(services)
    kept = comes_in(services, _reply(notice, "了解です", **headers))
    assert kept.verdict is MailVerdict.AUTO_REPLY
    assert kept.handled_at is not None
    assert facts(services) == before


def test_our_own_mail_that_comes_back_is_no_answer(services: Services, mailer: RecordingMailer) -> None:
    opened(services)
    asyncio.run(deliver_due(services))
    before = facts(services)
    for message in mailer.sent:
        assert comes_in(services, message.as_bytes()).verdict is MailVerdict.AUTO_REPLY
    assert facts(services) == before


def test_a_stranger_who_answers_a_notice_owns_nothing_and_hears_nothing(services: Services) -> None:
    with_operations(services)
    notice = asked(services)
    kept = comes_in(services, _reply(notice, "了解です", sender=STRANGER))
    assert (kept.verdict, kept.guess_ref, kept.guess_because) == (
        MailVerdict.UNMATCHED,
        "2026-0001",
        "stranger_answers",
    )
    assert kept.handled_at is None
    assert (acks(services), list(answers(services))) == ([], [])
    (task,) = open_tasks(services)
    assert (task.kind, task.mail_id, task.case_id) == (OfficeTaskKind.UNMATCHED_MAIL, kept.id, None)
    assert len(rows(services, NoticeKind.OFFICE_TASK)) == 1


def test_a_member_who_answers_anothers_notice_is_told_and_queued(services: Services) -> None:
    with_other(services)
    kept = comes_in(services, _reply(asked(services), "了解です", sender=OTHER))
    assert (kept.verdict, kept.guess_because) == (MailVerdict.UNMATCHED, "not_yours")
    assert list(answers(services)) == [("not_yours", kept.member_id)]
    assert rows(services, NoticeKind.NOT_UNDERSTOOD)[0].case_id is None  # nothing of that case for them
    assert acks(services) == []


@pytest.mark.parametrize(
    ("sender", "body", "guess"),
    [
        (ATTORNEY, "先ほどの件です", ("2026-0001", "sender_in_one_case")),
        (OTHER, "先ほどの件です", (None, "sender_known")),
        (OTHER, "２０２６－０００１の件", ("2026-0001", "names_case")),
        (STRANGER, "2026-0001 について", ("2026-0001", "stranger_names_case")),
        (STRANGER, "2026-0099 について", (None, "stranger")),
    ],
    ids=["only case", "member", "named", "named by a stranger", "nobody, nothing"],
)
def test_a_mail_that_answers_nothing_goes_to_the_queue_with_a_guess(
    services: Services, sender: str, body: str, guess: tuple[str | None, str]
) -> None:
    with_other(services)
    asked(services)
    kept = comes_in(services, reply_to("", body, sender=sender, subject="x"))
    assert (kept.verdict, (kept.guess_ref, kept.guess_because)) == (MailVerdict.UNMATCHED, guess)
    assert [(item.id, item.guess_ref) for item in kept_mails(services.store)] == [(kept.id, guess[0])]
    assert (kinds(services), list(answers(services))) == ([OfficeTaskKind.UNMATCHED_MAIL], [])


def test_a_case_whose_mail_bounced_is_looked_at_by_the_same_sweep(services: Services) -> None:
    notice = asked(services)
    with services.store.write() as session:
        lock_case(session, 1).next_wake_at = services.clock.now() + timedelta(days=3)
    comes_in(services, dsn("failed", "5.1.1", message_id=notice.message_id or ""))
    with services.store.read() as session:
        assert [entry.event for entry in docket.entries(session, 1)][-2:] == ["notice_bounced", "office_task_opened"]
    assert due_cases(services.store, services.clock.now()) == ["2026-0001"]


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.1.9")])
def test_a_late_mail_is_no_bounce(services: Services, action: str, status: str) -> None:
    notice = asked(services)
    before = facts(services)
    kept = comes_in(services, dsn(action, status, message_id=notice.message_id or ""))
    assert (kept.verdict, kept.guess_because, kept.notice_id) == (MailVerdict.AUTO_REPLY, "late", notice.id)
    assert facts(services) == before


def test_a_second_bounce_of_the_same_mailbox_adds_no_task(services: Services) -> None:
    with_operations(services)
    asked(services)
    for notice in rows(services, NoticeKind.DEADLINE):
        if notice.sent_at is not None:
            comes_in(services, mails.qmail_bounce(notice.message_id or ""))
            assert row(services, key_of(notice)).bounced_at is not None
    assert kinds(services) == [OfficeTaskKind.BOUNCE]


def test_a_bounced_task_mail_makes_no_further_mail(services: Services) -> None:
    with_operations(services)
    comes_in(services, reply_to("", "buy", sender=STRANGER))
    (told,) = rows(services, NoticeKind.OFFICE_TASK)
    change(services, key_of(told), message_id="<task@firm.example>", sent_to_id=told.member_id)
    sent(services, key_of(told))
    comes_in(services, dsn("failed", "5.1.1", message_id="<task@firm.example>"))
    assert kinds(services) == [OfficeTaskKind.UNMATCHED_MAIL, OfficeTaskKind.BOUNCE]
    assert len(rows(services, NoticeKind.OFFICE_TASK)) == 1


def test_a_bounce_of_a_mail_nobody_knows_is_queued(services: Services) -> None:
    kept = comes_in(services, dsn("failed", "5.1.1", message_id="<unknown@firm.example>"))
    assert (kept.verdict, kept.guess_because) == (MailVerdict.UNMATCHED, "bounce_unknown")


def test_done_in_reply_to_a_task_says_how_it_was_done(services: Services) -> None:
    with_operations(services)
    comes_in(services, reply_to("", "buy", sender=STRANGER))
    (told,) = rows(services, NoticeKind.OFFICE_TASK)
    change(services, key_of(told), message_id="<task@firm.example>", sent_to_id=told.member_id)
    assert (
        comes_in(services, reply_to("<task@firm.example>", "了解", sender=OPERATIONS)).verdict
        is MailVerdict.ACKNOWLEDGED
    )
    assert len(open_tasks(services)) == 1
    comes_in(services, reply_to("<task@firm.example>", "対応済\n迷惑メールでした", sender=OPERATIONS))
    assert open_tasks(services) == []


def test_the_delegate_answers_for_whom_they_stand_in(services: Services) -> None:
    with_other(services)
    notice = asked(services)
    with services.store.read() as session:
        delegate = member_with(session, OTHER)
    change(services, key_of(notice), sent_to_id=delegate.id if delegate else 0)
    assert comes_in(services, _reply(notice, "了解", sender=OTHER)).verdict is MailVerdict.ACKNOWLEDGED


def test_two_reports_of_one_bounce_are_one_bounce(services: Services, clock: SteppedClock) -> None:
    notice = asked(services)
    comes_in(services, dsn("failed", "5.1.1", message_id=notice.message_id or ""))
    first = facts(services)
    clock.step(hours=1)
    kept = comes_in(services, mails.qmail_bounce(notice.message_id or ""))
    assert (kept.verdict, facts(services)) == (MailVerdict.BOUNCE, first)
    with services.store.read() as session:
        assert [entry.event for entry in docket.entries(session, 1)].count("notice_bounced") == 1
