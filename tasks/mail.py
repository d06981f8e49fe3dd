"""A notice's mail: checked text in, a finished message out; its ids stay the same when it is sent again."""

import hmac
from dataclasses import fields
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from re import Pattern
from re import compile as pattern
from zoneinfo import ZoneInfo

from models.terms import NoticeKind
from tasks.mail_templates import render
from tasks.notice_text import CASE_REF, Language, NoticeText, has_controls

__all__ = ["Language", "NoticeText", "compose", "message_id", "reply_code", "thread_id"]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: what is read aloud or typed stays one code
_CODE_LENGTH = 10
_JAPAN = ZoneInfo("Asia/Tokyo")
_PRESSING_DAYS = 3
_DOMAIN = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_ID = pattern(r"<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>")


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


def compose(
    text: NoticeText, *, to: Address, sender: Address, message_id: str, thread_id: str, at: datetime
) -> EmailMessage:
    """Build the message, text and HTML, dated `at` (aware). Raises ValueError naming every header it cannot carry."""
    ids = {"message_id": message_id, "thread_id": thread_id}
    if faults := [*_address_faults({"to": to, "sender": sender}), *_id_faults(ids), *_moment_faults(at)]:
        raise ValueError("; ".join(faults))
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Date"] = format_datetime(at.astimezone(_JAPAN))
    mail["Message-ID"] = message_id
    mail["In-Reply-To"] = mail["References"] = thread_id
    mail["List-Id"] = f"kaiji notices <kaiji-notices.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail["Content-Language"] = text.language
    if _is_pressing(text):
        mail["Importance"], mail["X-Priority"] = "high", "1"
    _fill(mail, text)
    return mail


def _fill(mail: EmailMessage, text: NoticeText) -> None:
    named = {field.name: getattr(text, field.name) for field in fields(text)}
    context = named | {"days_left": text.days_left, "days_to_act": text.days_to_act}
    rendered = render(context, kind=text.kind, language=text.language)
    mail["Subject"] = rendered.subject
    mail.set_content(rendered.text, cte="base64")
    mail.add_alternative(rendered.html, subtype="html", cte="base64")


def _is_pressing(text: NoticeText) -> bool:
    if text.kind is NoticeKind.CASE_CLOSED:
        return False
    days = text.days_to_act
    return text.kind is NoticeKind.ESCALATION or (days is not None and days <= _PRESSING_DAYS)


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
    return [f"{name}={value!r}: use the form <id@domain>" for name, value in ids.items() if not _ID.fullmatch(value)]


def _moment_faults(at: datetime) -> list[str]:
    return [f"at={at.isoformat()}: naive; give a moment with its offset"] if at.utcoffset() is None else []


def _checked(name: str, value: str, shape: Pattern[str]) -> str:
    if not shape.fullmatch(value):
        raise ValueError(f"{name}={value!r}: use ASCII letters, digits, dots and hyphens")
    return value
