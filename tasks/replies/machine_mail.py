"""Mail that no person wrote: it never counts as an acknowledgement (RFC 3834 and what is seen besides)."""

import re
from collections.abc import Iterator
from email.message import Message

DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")
_HEADERS = ("Auto-Submitted", "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply")
_PRECEDENCES = {"auto_reply", "auto-reply", "bulk", "junk", "list"}
_SUBJECTS = re.compile(
    r"[\[【(（\s]*(自動応答|自動返信|不在(通知|のお知らせ|応答)?|automatic reply|auto[- ]?reply|auto[- ]?response|auto:"
    r"|out of (the )?office|vacation)",
    re.IGNORECASE,
)


def why_automatic(message: Message, sender: str, subject: str) -> str:
    """Name the header that shows it, or "" for a mail that a person may have written."""
    return next(_signs(message, sender, subject), "")


def _signs(message: Message, sender: str, subject: str) -> Iterator[str]:
    yield from (name for name in _HEADERS if _first_word(message, name) not in {"", "no"})
    if _first_word(message, "Precedence") in _PRECEDENCES:
        yield "Precedence"
    if message.get("Return-Path") is not None and str(message["Return-Path"]).strip() == "<>":
        yield "Return-Path"
    if any(name.lower().startswith("list-") for name in message.keys()):  # noqa: SIM118 (a Message is no mapping)
        yield "List"
    if message.get_content_type() == "multipart/report":
        yield "Content-Type"
    if sender.partition("@")[0] in DAEMONS:
        yield "From"
    if _SUBJECTS.match(subject):
        yield "Subject"


def _first_word(message: Message, name: str) -> str:
    return str(message.get(name, "")).partition(";")[0].strip().lower()
