"""A notice's mail: checked text in, a finished message out; its ids stay the same when it is sent again."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from re import Pattern
from re import compile as pattern
from typing import Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from models.terms import NoticeKind
from tasks.mail_templates import RenderedMail, render, short_day, subject
from tasks.mime_parts import calendar_part, fill, new_mail, picture_part, text_part
from tasks.notice_text import CASE_REF, Language, NoticeText, has_controls

__all__ = ["Envelope", "Language", "NoticeText", "compose", "is_message_id", "message_id", "reply_code", "thread_id"]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: what is read aloud or typed stays one code
_CODE_LENGTH = 10
_JAPAN = ZoneInfo("Asia/Tokyo")
_PRESSING_DAYS = 3
_LOUD = {NoticeKind.ESCALATION, NoticeKind.UNACKNOWLEDGED, NoticeKind.UNDELIVERABLE}
_CALM = {NoticeKind.CASE_CLOSED, NoticeKind.HEARTBEAT}
_ASKING = {NoticeKind.RELEASE_REQUESTED, NoticeKind.IDLE, NoticeKind.OFFICE_TASK, NoticeKind.NOT_UNDERSTOOD}
_DAYS = {"ja": ("本日", "安全日", "期限"), "en": ("Today", "safe day", "due")}
_DOMAIN = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_ID = pattern(r"<[!-;=?A-~]+@[!-;=?A-~]+>")  # ASCII without spaces, angle brackets and a second @


def message_id(key: bytes, dedupe_key: str, domain: str) -> str:
    """Make one notice's Message-ID: same key and dedupe_key, same id. ValueError for an empty key or bad domain."""
    if not key:
        raise ValueError("key: empty; give the firm's secret key")
    digest = hmac.new(key, dedupe_key.encode(), "sha256").hexdigest()
    return f"<{digest[:40]}@{_checked('domain', domain, _DOMAIN)}>"


def reply_code(key: bytes, dedupe_key: str) -> str:
    """Make the code `K-…` that a reply to this notice quotes: stable, 50 bits. ValueError for an empty key."""
    if not key:
        raise ValueError("key: empty; give the firm's secret key")
    number = int.from_bytes(hmac.new(key, b"reply:" + dedupe_key.encode(), "sha256").digest()[:8])
    return "K-" + "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(_CODE_LENGTH))


def thread_id(case_ref: str, domain: str) -> str:
    """Make the id that every mail of one case refers to, so that mail readers show one thread a case."""
    return f"<case-{_checked('case_ref', case_ref, CASE_REF)}@{_checked('domain', domain, _DOMAIN)}>"


class Attachment(Protocol):
    """One calendar file; `method` is its iCalendar method (PUBLISH or CANCEL)."""

    @property
    def filename(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def method(self) -> str: ...


def is_message_id(value: str) -> bool:
    """Say whether a value is a Message-ID that a header can carry."""
    return _ID.fullmatch(value) is not None


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Where a mail goes and where it stands: `thread_id` is what all mails of its case refer to.

    `answers` is the Message-ID of the mail that this one answers; then it is marked as an automatic reply.
    """

    to: Address = field(repr=False)
    sender: Address
    message_id: str
    thread_id: str
    at: datetime
    reply_to: Address | None = None
    answers: str | None = None


def compose(text: NoticeText, envelope: Envelope, attachments: Iterable[Attachment] = ()) -> EmailMessage:
    """Build the message: text, HTML with its picture, calendar files. Raises ValueError naming each unusable header."""
    if faults := _envelope_faults(envelope):
        raise ValueError("; ".join(faults))
    rendered = _rendered(text, envelope)
    people = {"From": envelope.sender, "To": envelope.to}
    mail = new_mail(people | ({"Reply-To": envelope.reply_to} if envelope.reply_to else {}), rendered.subject)
    for name, value in _headers(text, envelope):
        mail[name] = value
    fill(
        mail,
        envelope.message_id[1:].partition("@")[0],
        bodies=(text_part(rendered.text, "plain"), text_part(rendered.html, "html")),
        picture=picture_part(text.picture.png, _cid(envelope)) if text.picture else None,
        files=[calendar_part(file.content, file.filename, file.method) for file in attachments],
    )
    return mail


def _rendered(text: NoticeText, envelope: Envelope) -> RenderedMail:
    context = {each.name: getattr(text, each.name) for each in fields(text)}
    context |= {"days_left": text.days_left, "days_to_act": text.days_to_act, "tone": tone(text)}
    context |= {"cid": _cid(envelope), "schedule": schedule(text)}
    said = subject(context, kind=text.kind, language=text.language)
    address = (envelope.reply_to or envelope.sender).addr_spec
    context["buttons"] = [
        {"says": answer, "href": _mailto(address, said, answer, text.code)} for answer in text.answers
    ]
    return render(context, said, kind=text.kind, language=text.language)


def _mailto(address: str, subject: str, answer: str, code: str) -> str:
    """A reply begun: the code stands below a signature's line, so that it is no part of what is said."""
    body = quote(f"{answer.rstrip('…')}\r\n\r\n-- \r\n{code}", safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(f'Re: {subject}', safe='')}&body={body}"


def _headers(text: NoticeText, envelope: Envelope) -> Iterator[tuple[str, str]]:
    yield "Date", format_datetime(envelope.at.astimezone(_JAPAN))
    yield "Message-ID", envelope.message_id
    yield "In-Reply-To", envelope.answers or envelope.thread_id
    yield "References", " ".join(filter(None, (envelope.thread_id, envelope.answers)))
    yield "List-Id", f"kaiji notices <kaiji-notices.{envelope.sender.domain}>"
    yield "Auto-Submitted", "auto-replied" if text.kind is NoticeKind.NOT_UNDERSTOOD else "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    yield "Content-Language", text.language
    if _is_pressing(text):
        yield "Importance", "high"
        yield "X-Priority", "1"


def _cid(envelope: Envelope) -> str:
    return "timeline." + envelope.message_id.strip("<>")


def schedule(text: NoticeText) -> str:
    """The dates in one line, today first: what the picture shows, for those who do not see it."""
    if text.due_on is None and text.act_by is None:
        return ""
    names = _DAYS[text.language]
    safe = text.act_by if text.act_by != text.due_on else None
    days = {names[0]: text.today, names[1]: safe, names[2]: text.due_on}
    shown = [f"{name} {short_day(day, text.language, text.today)}" for name, day in days.items() if day]
    return ("・" if text.language == "ja" else ", ").join(shown)


def tone(text: NoticeText) -> str:
    """How loud a mail looks: red, amber, green or blue; its words say so too."""
    if text.kind in _LOUD:
        return "red"
    if text.kind in _CALM:
        return "green"
    days = text.days_to_act
    if days is not None and days <= 1 and text.kind is not NoticeKind.DIGEST:
        return "red"
    return "amber" if text.kind in _ASKING or (days is not None and days <= _PRESSING_DAYS) else "blue"


def _is_pressing(text: NoticeText) -> bool:
    if text.kind in _CALM:
        return False
    days = text.days_to_act
    return text.kind in _LOUD or (days is not None and days <= _PRESSING_DAYS)


def _envelope_faults(envelope: Envelope) -> list[str]:
    ids = {"message_id": envelope.message_id, "thread_id": envelope.thread_id}
    addresses = {"to": envelope.to, "sender": envelope.sender}
    if envelope.reply_to:
        addresses["reply_to"] = envelope.reply_to
    if envelope.answers:
        ids["answers"] = envelope.answers
    return [*_address_faults(addresses), *_id_faults(ids), *_moment_faults(envelope.at)]


def _address_faults(addresses: dict[str, Address]) -> list[str]:
    """Check without repeating the address or the name: this text may reach a log."""
    shown = {name: (address, f"{address.display_name}{address.addr_spec}") for name, address in addresses.items()}
    return [
        f"{name}: give a complete ASCII mail address, and a display name without control characters"
        for name, (address, all_of_it) in shown.items()
        if not (address.username and _DOMAIN.fullmatch(address.domain) and address.addr_spec.isascii())
        or has_controls(all_of_it)
    ]


def _id_faults(ids: dict[str, str]) -> list[str]:
    return [f"{name}={value!r}: use the form <id@domain>" for name, value in ids.items() if not is_message_id(value)]


def _moment_faults(at: datetime) -> list[str]:
    return [f"at={at.isoformat()}: naive; give a moment with its offset"] if at.utcoffset() is None else []


def _checked(name: str, value: str, shape: Pattern[str]) -> str:
    if not shape.fullmatch(value):
        raise ValueError(f"{name}={value!r}: use ASCII letters, digits, dots and hyphens")
    return value
