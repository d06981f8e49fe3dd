"""Bounces: RFC 3464 reports and the other shapes in which a mail comes back; which mail, and whether for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from tasks.replies.machine_mail import DAEMONS

MOST_IDS = 50
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_HEADER_TYPES = {"text/rfc822-headers", "message/global-headers"}
_ID = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_RETURNED = re.compile(
    r"undeliver|delivery (status|failure|has failed|notification)|failure notice|returned mail|mail delivery"
    r"|could not be delivered|returning message"
    r"|配信(不能|できません|エラー|失敗)|未達|不達|届けられません|送信できません",
    re.IGNORECASE,
)
_LATE = re.compile(r"delay|warning|still being retried|遅延|遅れて", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """`failed`: for good; else it is late or has arrived. `ids`: Message-IDs that it names. `status`: e.g. 5.1.1."""

    failed: bool
    ids: tuple[str, ...]
    status: str = ""


def bounce_of(message: Message, sender: str, subject: str, text: str) -> Bounce | None:
    """Read a bounce, or None for any other mail; a report that a person forwards is no bounce."""
    reports = [part for part in _children(message) if part.get_content_type() in _STATUS_TYPES]
    if reports and message.get_content_type() == "multipart/report":
        fields = [block for report in reports for block in _children(report)]
        actions = {str(block.get("Action", "")).strip().lower() for block in fields}
        status = next((found[0] for block in fields if (found := _STATUS.search(str(block.get("Status", ""))))), "")
        failed = "failed" in actions or (actions == {""} and status.startswith("5"))
        return Bounce(failed=failed, ids=_ids(message, text), status=status)
    daemon = sender.partition("@")[0] in DAEMONS or str(message.get("Return-Path", "")).strip() == "<>"
    if not daemon or not _RETURNED.search(f"{subject}\n{text}"):
        return None
    found = _STATUS.search(text)
    return Bounce(failed=not _LATE.search(subject), ids=_ids(message, text), status=found[0] if found else "")


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _ids(message: Message, text: str) -> tuple[str, ...]:
    """Ids of the mail that came back: from its copy, from its headers, else any that the text holds."""
    copies = [str(copy.get("Message-ID", "")) for part in _children(message) for copy in _copies(part)]
    return tuple(dict.fromkeys(_ID.findall("\n".join([*copies, text]))))[:MOST_IDS]


def _copies(part: Message) -> Iterator[Message]:
    if part.get_content_type() in {"message/rfc822", "message/global"}:
        yield from _children(part)
    elif part.get_content_type() in _HEADER_TYPES:
        content = part.get_payload(decode=True)
        yield message_from_string(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")
