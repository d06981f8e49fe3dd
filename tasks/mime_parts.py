"""The parts of a mail, put together by hand: the library's own way parses each MIME header several times a mail."""

from base64 import encodebytes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

_PARSED = frozenset({"from", "to", "cc", "reply-to", "subject"})


class MailPolicy(EmailPolicy):
    """SMTP's policy, which parses only headers that hold words and people; the others are checked and kept as given."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Refuse what would begin another header. Raises ValueError."""
        if name.lower() in _PARSED or not isinstance(value, str):
            return super().header_store_parse(name, value)
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name}: use printable ASCII")
        return name, value


POLICY = MailPolicy(linesep=SMTP.linesep)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part: its type with parameters, its bytes, further headers."""

    content_type: str
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()


def text_part(text: str, subtype: str) -> Part:
    """Text as UTF-8 with the line ends of mail."""
    return Part(content_type=f'text/{subtype}; charset="utf-8"', content=text.replace("\n", "\r\n").encode())


def picture_part(png: bytes, cid: str) -> Part:
    """A picture that the HTML beside it shows by this Content-ID."""
    shown = (("Content-ID", f"<{cid}>"), ("Content-Disposition", 'inline; filename="timeline.png"'))
    return Part(content_type="image/png", content=png, headers=shown)


def calendar_part(content: bytes, filename: str, method: str) -> Part:
    """A calendar file with its iCalendar method."""
    named = (("Content-Disposition", f'attachment; filename="{filename}"'),)
    return Part(
        content_type=f'text/calendar; charset="utf-8"; method={method}; name="{filename}"',
        content=content,
        headers=named,
    )


def new_mail(people: dict[str, Address], subject: str) -> EmailMessage:
    """A mail without content yet."""
    mail = EmailMessage(policy=POLICY)
    for name, address in people.items():
        mail[name] = address
    mail["Subject"] = subject
    return mail


def fill(mail: EmailMessage, mark: str, *, bodies: Sequence[Part], picture: Part | None, files: Iterable[Part]) -> None:
    """Put in text and HTML, the picture beside the HTML, and the files; `mark` makes the boundaries of this mail."""
    text, html = map(_made, bodies)
    beside = _joined("related", mark, [html, _made(picture)]) if picture else html
    attached = [_made(file) for file in files]
    mail["MIME-Version"] = "1.0"
    if not attached:
        _join(mail, "alternative", mark, [text, beside])
        return
    _join(mail, "mixed", mark, [_joined("alternative", mark, [text, beside]), *attached])


def _made(part: Part) -> EmailMessage:
    made = EmailMessage(policy=POLICY)
    made["Content-Type"] = part.content_type
    made["Content-Transfer-Encoding"] = "base64"
    for name, value in part.headers:
        made[name] = value
    made.set_payload(encodebytes(part.content).decode("ascii"))
    return made


def _joined(kind: str, mark: str, parts: Sequence[EmailMessage]) -> EmailMessage:
    made = EmailMessage(policy=POLICY)
    _join(made, kind, mark, parts)
    return made


def _join(mail: EmailMessage, kind: str, mark: str, parts: Sequence[EmailMessage]) -> None:
    """A boundary with `=_` stands in no base64."""
    mail["Content-Type"] = f'multipart/{kind}; boundary="=_{kind}.{mark}"'
    for part in parts:
        mail.attach(part)
