"""The queue: who decides about a mail says so, with all faults at once; its task ends, and the mail stays on record."""

import pytest

from models.answers.faults import Faults
from models.terms import MailVerdict
from tasks.case_store import docket
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.mail_in import kept_mails
from tasks.replies.queue import Assignment, assign, dismiss, opened_mail
from tasks.settings import Settings
from tasks.wiring import Services
from tests.tasks.replies.mails import dsn, reply_to
from tests.tasks.replies.office import (
    ATTORNEY,
    STRANGER,
    acks,
    asked,
    comes_in,
    mail_row,
    open_tasks,
    owned,
    with_operations,
)

BY = "運用 係"


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings


def _waiting(made: Services, sender: str = ATTORNEY, body: str = "先ほどの件です") -> int:
    return comes_in(made, reply_to("", body, sender=sender, subject="x")).id or 0


def test_a_mail_given_to_a_case_stands_in_its_docket_and_its_task_ends(services: Services) -> None:
    asked(services)
    mail_id = _waiting(services, STRANGER)
    assert assign(services, mail_id, Assignment(ref="2026-0001"), by=BY) == []
    row = mail_row(services, mail_id)
    assert (row.verdict, row.handled_by, row.guess_ref) == (MailVerdict.ASSIGNED, BY, "2026-0001")
    assert (kept_mails(services.store), open_tasks(services)) == ([], [])
    assert len(kept_mails(services.store, handled_too=True)) == 1
    with services.store.read() as session:
        entry = docket.entries(session, 1)[-1]
    assert (entry.event, entry.actor) == ("mail_assigned", BY)


def test_what_its_sender_meant_is_recorded_as_theirs(services: Services) -> None:
    notice = asked(services)
    mail_id = _waiting(services)
    said = Assignment(ref="2026-0001", say="延期 3日 相手方の回答待ち", notice_id=notice.id)
    assert assign(services, mail_id, said, by=BY) == [notice.topic]
    (found,) = acks(services)
    assert (found.member_id, found.entered_by, found.reason) == (notice.member_id, BY, "相手方の回答待ち")


def test_which_of_several_dates_is_not_guessed(services: Services) -> None:
    asked(services)
    mail_id = _waiting(services)
    with pytest.raises(Faults):
        assign(services, mail_id, Assignment(ref="2026-0001", say="了解"), by=BY)
    assert (owned(services), mail_row(services, mail_id).handled_at) == ([], None)


def test_all_that_speaks_against_it_is_said_at_once(services: Services) -> None:
    asked(services)
    mail_id = _waiting(services, STRANGER)
    with pytest.raises(Faults) as faults:
        assign(services, mail_id, Assignment(ref="2026-0001", say="たぶん了解"), by=" ")
    assert [fault.field for fault in faults.value.faults] == ["by", "say", "say"]
    with pytest.raises(Faults) as faults:
        assign(services, 99, Assignment(ref="2026-0001", say="了解"), by=BY)
    assert [fault.field for fault in faults.value.faults] == ["id"]
    with pytest.raises(NoSuchCase):
        assign(services, mail_id, Assignment(ref="2026-0099"), by=BY)
    with pytest.raises(Faults) as faults:
        dismiss(services, 99, reason=" ", by="")
    assert [fault.field for fault in faults.value.faults] == ["id", "by", "reason"]


def test_what_was_decided_is_not_decided_again(services: Services) -> None:
    mail_id = _waiting(services, STRANGER)
    dismiss(services, mail_id, reason="広告", by=BY)
    row = mail_row(services, mail_id)
    assert (row.verdict, row.note, row.handled_by) == (MailVerdict.DISMISSED, "広告", BY)
    with pytest.raises(Faults):
        dismiss(services, mail_id, reason="広告", by=BY)
    comes_in(services, reply_to("", "先ほどの件です", sender=STRANGER, subject="x"))  # the mailbox still holds it
    assert (kept_mails(services.store), open_tasks(services)) == ([], [])


def test_the_strangers_task_stays_until_the_last_of_their_mails_is_decided(services: Services) -> None:
    with_operations(services)
    mails = [_waiting(services, STRANGER, f"buy {number}") for number in range(3)]
    for mail_id in (mails[1], mails[0], mails[2]):
        (task,) = open_tasks(services)
        assert task.mail_id in [item.id for item in kept_mails(services.store)]
        dismiss(services, mail_id, reason="広告", by=BY)
    assert open_tasks(services) == []


def test_an_unknown_bounce_is_decided_like_any_mail(services: Services) -> None:
    kept = comes_in(services, dsn("failed", "5.1.1", message_id="<unknown@firm.example>"))
    dismiss(services, kept.id or 0, reason="他のシステムの不達", by=BY)
    assert (open_tasks(services), kept_mails(services.store)) == ([], [])


def test_one_mail_is_shown_to_whoever_asks_for_it_and_in_no_repr(services: Services) -> None:
    mail_id = _waiting(services, STRANGER, "植込さんの件\n> 了解")
    shown = opened_mail(services, mail_id)
    assert (shown.sender, shown.subject, shown.own_words) == (STRANGER, "x", "植込さんの件")
    assert not [word for word in (STRANGER, "植込") if word in repr(shown)]
    assert STRANGER not in repr(kept_mails(services.store))
    with pytest.raises(Faults):
        opened_mail(services, 99)
