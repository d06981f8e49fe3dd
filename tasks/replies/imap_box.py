"""Replies in an IMAP mailbox: fetched without marking, moved to a folder when they have been acted on."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted

from tasks.ports import FetchedMail, Unavailable
from tasks.replies.maildir_box import LARGEST_BYTES, MOST_A_SWEEP

TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class ImapSettings:
    """How to reach the mailbox. `security`: tls, starttls or none; `ca_file` trusts another authority."""

    host: str
    port: int
    security: str
    username: str = field(repr=False)
    password: str = field(repr=False)
    folder: str
    done_folder: str
    ca_file: Path | None = None
    timeout: float = TIMEOUT_SECONDS


class ImapBox:
    """One IMAP folder; what was read is moved to `done_folder`, which is made on first use."""

    name = "imap"

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings

    def describe(self) -> str:
        """Say which server, without user and password."""
        known = self._settings
        return f"IMAP {known.host}:{known.port} ({known.security}), folder {known.folder}"

    def drain(self, take: Callable[[FetchedMail], None]) -> int:
        """Give each mail to `take`, then move it to the folder of those that were read. Raises Unavailable."""
        with self._asking("connecting"):
            box = self._connect()
        try:
            with self._asking("signing in"):
                box.login(self._settings.username, self._settings.password, initial_folder=None)
            with self._asking("opening the folders"):
                uids = self._waiting(box)
            for uid in uids:
                self._one(box, uid, take)
            return len(uids)
        finally:
            _leave(box)

    def _connect(self) -> BaseMailBox:
        known = self._settings
        if known.security == "none":
            return MailBoxUnencrypted(known.host, known.port, timeout=known.timeout)
        context = ssl.create_default_context(cafile=str(known.ca_file) if known.ca_file else None)
        kind = MailBox if known.security == "tls" else MailBoxStartTls
        return kind(known.host, known.port, timeout=known.timeout, ssl_context=context)

    def _waiting(self, box: BaseMailBox) -> list[str]:
        known = self._settings
        if not box.folder.exists(known.done_folder):
            box.folder.create(known.done_folder)
        box.folder.set(known.folder)
        return box.uids("ALL", charset=None)[:MOST_A_SWEEP]

    def _one(self, box: BaseMailBox, uid: str, take: Callable[[FetchedMail], None]) -> None:
        with self._asking("fetching"):
            mail = _fetched(box, uid)
        if mail is None:  # another sweep has just moved it
            return
        take(mail)
        with self._asking("moving"):
            box.move(uid, self._settings.done_folder)

    @contextmanager
    def _asking(self, step: str) -> Iterator[None]:
        """Whatever the server or the way to it does wrong is silence: it may work again later.

        Only the kind of fault is told: what servers say may name the mailbox. ValueError: a name or password that IMAP
        cannot carry, a port that STARTTLS has not.
        """
        try:
            yield
        except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError) as error:
            raise Unavailable(f"{self.describe()}: {step} failed ({type(error).__name__})") from None


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except (ImapToolsError, imaplib.IMAP4.error, OSError):
        box.client.shutdown()


def _fetched(box: BaseMailBox, uid: str) -> FetchedMail | None:
    size = _literal(box.client.uid("FETCH", uid, "(RFC822.SIZE)"))
    if size is None:
        return None
    cut = _size(size) > LARGEST_BYTES
    content = _literal(box.client.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if cut else "(BODY.PEEK[])"))
    return None if content is None else FetchedMail(raw=content, cut=cut)


def _literal(answer: tuple[str, list[Any]]) -> bytes | None:
    """The content of a FETCH answer: its literal, or the line itself; None when the mail is gone."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("FETCH was refused")
    first = data[0] if data else None
    if isinstance(first, tuple):
        return bytes(first[1])
    return first if isinstance(first, bytes) else None


def _size(line: bytes) -> int:
    digits = line.partition(b"RFC822.SIZE")[2].strip().split(b")")[0].split(b" ")[0]
    return int(digits) if digits.isdigit() else 0
