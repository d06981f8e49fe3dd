"""One mail that came in, read from its bytes: who, what they wrote themselves, what it answers, what it is."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from tasks.replies.bounces import Bounce, bounce_of
from tasks.replies.charsets import decode
from tasks.replies.html_text import html_text
from tasks.replies.machine_mail import why_automatic

MOST_REFERENCES = 100
LONGEST_HEADER, LONGEST_ADDRESS = 20_000, 1_000
CODE = re.compile(r"K-[0-9A-HJKMNP-TV-Z]{10}(?![0-9A-Za-z])")
_ID = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>")


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What a mail says. `references` and `codes`: the likeliest first. `automatic`: why no person wrote it, or ""."""

    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    references: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    dated: datetime | None = None
    automatic: str = ""
    bounce: Bounce | None = None


def read_mail(raw: bytes) -> Incoming:
    """Read a mail. What cannot be read is left out; a mail that is no mail at all is empty."""
    try:
        message = message_from_bytes(raw)
        return _read(message)
    except (MessageError, ValueError, LookupError, RecursionError, TypeError, AttributeError, AssertionError):
        return Incoming()  # the parser's own limits; the mail itself is kept


def _read(message: Message) -> Incoming:
    sender, subject = _sender(message), header(message, "Subject")
    bodies = _bodies(message)
    text = bodies[0] if bodies else ""
    everything = unicodedata.normalize("NFKC", "\n".join([subject, *bodies]))
    return Incoming(
        sender=sender,
        subject=subject,
        text=text,
        references=_references(message),
        codes=tuple(dict.fromkeys(CODE.findall(everything.upper()))),
        dated=_dated(message),
        automatic=why_automatic(message, sender, subject),
        bounce=bounce_of(message, sender, subject, text),
    )


def header(message: Message, name: str) -> str:
    """Return one header as text on one line; "" when it is not there."""
    value = message.get(name)
    if value is None:
        return ""
    said = str(value)[:LONGEST_HEADER]
    try:
        parts = decode_header(said)
    except HeaderParseError:
        return " ".join(said.split())
    words = (part if isinstance(part, str) else decode(part, charset) for part, charset in parts)
    return " ".join("".join(words).split())


def _sender(message: Message) -> str:
    """The one address in From, lower case; "" when there is none, or more than one."""
    found = [
        address
        for _, address in getaddresses([str(value)[:LONGEST_ADDRESS] for value in message.get_all("From", [])])
        if address
    ]
    return found[0].lower() if len(found) == 1 and "@" in found[0] else ""


def _references(message: Message) -> tuple[str, ...]:
    """In-Reply-To first, then References from the last on."""
    answered = _ID.findall(header(message, "In-Reply-To"))
    thread = _ID.findall(header(message, "References"))[::-1]
    return tuple(dict.fromkeys([*answered, *thread]))[:MOST_REFERENCES]


def _dated(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(header(message, "Date"))
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def _bodies(message: Message) -> list[str]:
    """All that is shown as the mail itself: plain texts first, then pages; attachments are not what somebody wrote."""
    parts = list(_shown(message))
    plain = [_text(part) for part in parts if part.get_content_type() == "text/plain"]
    pages = [html_text(_text(part)) for part in parts if part.get_content_type() == "text/html"]
    return [body for body in (*plain, *pages) if body.strip()]


def _shown(message: Message) -> Iterator[Message]:
    """Parts that are shown as the mail itself; never those of a mail that is attached."""
    if message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _shown(part)
    elif message.get_content_maintype() == "text" and message.get_content_disposition() != "attachment":
        yield message


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return decode(content, part.get_content_charset()) if isinstance(content, bytes) else ""
