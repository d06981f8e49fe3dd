"""Our own mails answered as people answer them: by the buttons, above the quote, in either language."""

import asyncio
import re
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from models.rules.replies import read_reply
from models.terms import AckKind, Carriage, MailVerdict
from tasks.delivery import deliver_due
from tasks.settings import Settings
from tasks.wiring import Services
from tests.fakes import RecordingMailer
from tests.tasks.case_store.cases import case_file, opened
from tests.tasks.case_store.claims import change, row
from tests.tasks.replies.mails import mail, reply_to, text
from tests.tasks.replies.office import ATTORNEY, acks, comes_in, questions

LANGUAGES = ["ja", "en"]


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings


@pytest.fixture
def sent(services: Services, mailer: RecordingMailer, language: str) -> EmailMessage:
    """The mail of the first notice that asks for an answer."""
    attorney = case_file()["attorney"] | {"language": language}
    opened(services, attorney=attorney)
    first = questions(services)[0]
    change(services, first, carriage=Carriage.SINGLE, not_before=services.clock.now())
    asyncio.run(deliver_due(services))
    asked = row(services, first).message_id
    (found,) = [message for message in mailer.sent if message["Message-ID"] == asked]
    return found


def _plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def _buttons(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Subject and body of each mail that a button of this mail begins."""
    body = message.get_body(("html",))
    assert body is not None
    for href in re.findall(r'href="(mailto:[^"]+)"', body.get_content()):
        query = parse_qs(urlsplit(unescape(href)).query)
        yield query["subject"][0], query["body"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_button_writes_what_is_understood(services: Services, sent: EmailMessage) -> None:
    """Putting off needs a reason, which only a person can give: without one we ask."""
    found = [comes_in(services, mail(text(body), sender=ATTORNEY, subject=subject)) for subject, body in _buttons(sent)]
    assert [kept.verdict for kept in found] == [
        MailVerdict.ACKNOWLEDGED,
        MailVerdict.ACKNOWLEDGED,
        MailVerdict.NOT_UNDERSTOOD,
    ]
    assert [ack.kind for ack in acks(services)] == [AckKind.SEEN, AckKind.DONE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_putting_off_by_the_button_with_a_reason(services: Services, sent: EmailMessage) -> None:
    subject, body = list(_buttons(sent))[-1]
    first, _, rest = body.partition("\n")
    reasoned = f"{first.rstrip('….')}相手方の回答待ち\n{rest}"
    assert (
        comes_in(services, mail(text(reasoned), sender=ATTORNEY, subject=subject)).verdict is MailVerdict.ACKNOWLEDGED
    )
    (found,) = acks(services)
    assert (found.kind, found.reason) == (AckKind.DEFERRED, "相手方の回答待ち")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_mail_quoted_below_an_answer(services: Services, sent: EmailMessage) -> None:
    quoted = "\n".join(f"> {line}" for line in _plain(sent).splitlines())
    reply = f"了解です。\n\n2026年1月13日(火) 11:00 kaiji <kaiji@firm.example>:\n\n{quoted}\n"
    assert comes_in(services, reply_to("", reply, sender=ATTORNEY)).verdict is MailVerdict.ACKNOWLEDGED


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_without_any_mark_decide_nothing(sent: EmailMessage) -> None:
    """Some programs mark nothing as quoted; then our mail says every answer at once."""
    assert read_reply(_plain(sent)) is None
    below = read_reply(f"対応済\n\n{_plain(sent)}")
    assert below is None or below.kind is AckKind.DONE
