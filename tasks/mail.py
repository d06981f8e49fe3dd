"""A notice's mail: plain strings, refs and dates in, a finished message out. No name and no IP is ever in the text."""

import hmac
import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal
from unicodedata import category
from zoneinfo import ZoneInfo

from models.terms import NoticeKind
from tasks.mail_templates import render

Language = Literal["ja", "en"]

_JAPAN = ZoneInfo("Asia/Tokyo")
_HIGH_IMPORTANCE_DAYS = 3
_LOCAL_PART = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # also bidi marks and line separators: they make a text read otherwise


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What one notice says. `what`, `stage` and the sentences are already in `language`; `steps` are (text, cite).

    `act_by` is the last safe day to act, never after `due_on`. `moved_from` is the date said before, when it changed.
    `actor` is the role that must act; None stands for the role this kind of notice is meant for.
    Raises ValueError naming every wrong field at once.
    """

    kind: NoticeKind
    language: Language
    case_ref: str
    what: str
    stage: str
    today: date
    due_on: date | None
    act_by: date | None
    moved_from: date | None
    next_action: str
    consequence: str
    link: str | None
    steps: tuple[tuple[str, str], ...]
    confidence: str
    actor: str | None = None

    def __post_init__(self) -> None:
        """Refuse text that could not be shown as it is."""
        if faults := [*_control_faults(self), *_value_faults(self)]:
            raise ValueError("; ".join(faults))

    @property
    def days_left(self) -> int | None:
        """Days from today to the date in the subject: 0 on the day, negative from the day after; None without a date."""
        shown = self.due_on or self.act_by
        return None if shown is None else (shown - self.today).days

    @property
    def days_to_act(self) -> int | None:
        """Days from today to the last safe day."""
        last = self.act_by or self.due_on
        return None if last is None else (last - self.today).days


def message_id(key: bytes, dedupe_key: str, domain: str) -> str:
    """Make the Message-ID of one notice: same key and dedupe_key, same id. Raises ValueError for a bad domain or key."""
    if not key:
        message = "key: empty; give the firm's secret key"
        raise ValueError(message)
    digest = hmac.new(key, dedupe_key.encode(), "sha256").hexdigest()
    return f"<{digest[:40]}@{_checked('domain', domain, _DOMAIN)}>"


def thread_id(case_ref: str, domain: str) -> str:
    """Make the id that every mail of one case refers to, so that mail readers show one thread a case."""
    return f"<case-{_checked('case_ref', case_ref, _LOCAL_PART)}@{_checked('domain', domain, _DOMAIN)}>"


def compose(  # noqa: PLR0913  a message has these parts; each is named at the call
    text: NoticeText, *, to: Address, sender: Address, message_id: str, thread_id: str, at: datetime
) -> EmailMessage:
    """Build the message, text and HTML. `at` is aware. Raises ValueError for a naive moment or a bad header value."""
    if at.utcoffset() is None:
        message = f"at={at.isoformat()}: naive; give a moment with its offset"
        raise ValueError(message)
    rendered = render(_context(text), kind=text.kind, language=text.language)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, rendered.subject
    mail["Date"] = format_datetime(at.astimezone(_JAPAN))
    mail["Message-ID"] = message_id
    mail["In-Reply-To"] = mail["References"] = thread_id
    mail["List-Id"] = f"kaiji notices <kaiji-notices.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail["Content-Language"] = text.language
    if _is_pressing(text):
        mail["Importance"], mail["X-Priority"] = "high", "1"
    mail.set_content(rendered.text, cte="base64")
    mail.add_alternative(rendered.html, subtype="html", cte="base64")
    return mail


def _context(text: NoticeText) -> dict[str, object]:
    named = {field.name: getattr(text, field.name) for field in fields(text)}
    return named | {"days_left": text.days_left, "days_to_act": text.days_to_act}


def _is_pressing(text: NoticeText) -> bool:
    if text.kind is NoticeKind.CASE_CLOSED:
        return False
    days = text.days_to_act
    return text.kind is NoticeKind.ESCALATION or (days is not None and days <= _HIGH_IMPORTANCE_DAYS)


def _control_faults(text: NoticeText) -> list[str]:
    named = {field.name: getattr(text, field.name) for field in fields(text)}
    named |= {
        f"steps[{i}].{part}": value
        for i, step in enumerate(text.steps)
        for part, value in zip(("text", "cite"), step, strict=True)
    }
    return [
        f"{name}={value!r}: remove the control characters"
        for name, value in named.items()
        if isinstance(value, str) and any(category(character) in _CONTROLS for character in value)
    ]


def _value_faults(text: NoticeText) -> list[str]:
    late = text.due_on is not None and text.act_by is not None and text.act_by > text.due_on
    undated = text.moved_from is not None and text.due_on is None
    checks = {
        f"language={text.language!r}: use ja or en": text.language not in {"ja", "en"},
        f"case_ref={text.case_ref!r}: use letters, digits, dots and hyphens": not _LOCAL_PART.fullmatch(text.case_ref),
        "what: empty; say what the notice is about": not text.what.strip(),
        f"link={text.link!r}: use an http or https address": not (text.link or "http://").startswith(
            ("http://", "https://")
        ),
        f"confidence={text.confidence!r}: use H, M or L": text.confidence not in {"H", "M", "L"},
        f"act_by={text.act_by}: after due_on={text.due_on}; the last safe day cannot be later": late,
        f"moved_from={text.moved_from}: needs due_on, the date it moved to": undated,
    }
    return [message for message, wrong in checks.items() if wrong]


def _checked(name: str, value: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(value):
        message = f"{name}={value!r}: use ASCII letters, digits, dots and hyphens"
        raise ValueError(message)
    return value
