"""Mail into a Maildir folder: the embedded default, nothing leaves the machine."""

import asyncio
import mailbox
import os
import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from tasks.ports import Mailer, Refused, Unavailable

_ON_DISK = SMTP.clone(linesep="\n")


class MaildirMailer(Mailer):
    """Delivers into `folder`; the same Message-ID twice leaves one file, read or unread."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; the first delivery makes it."""
        self._folder = folder

    async def send(self, message: EmailMessage) -> str:
        """Write the message durably; return its file name. Raises Refused (no Message-ID, no permission), Unavailable."""
        if not message["Message-ID"]:
            raise Refused("the message has no Message-ID: give it one, it is what keeps it from arriving twice")
        try:
            return await asyncio.to_thread(_deliver, self._folder, message)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise Refused(f"no Maildir can be written at {self._folder} ({error.strerror}): check the folder") from None
        except OSError as error:
            raise Unavailable(f"the Maildir at {self._folder} cannot be written now ({error.strerror})") from None

    def describe(self) -> str:
        """Say that mail stays on this machine, and where."""
        return f"Maildir {self._folder}: mail stays on this machine"


def _deliver(folder: Path, message: EmailMessage) -> str:
    folder.parent.mkdir(parents=True, exist_ok=True)
    mailbox.Maildir(folder, create=True)
    name = f"{sha256(str(message['Message-ID']).encode()).hexdigest()[:40]}.kaiji"
    if not _is_there(folder, name):
        written = _write(folder / "tmp", message.as_bytes(policy=_ON_DISK))
        written.rename(folder / "new" / name)
        _sync_folder(folder / "new")
    return name


def _is_there(folder: Path, name: str) -> bool:
    """Unread it lies in new/; a mail reader moves it to cur/ and appends flags after a colon."""
    return (folder / "new" / name).exists() or any((folder / "cur").glob(f"{name}*"))


def _write(folder: Path, content: bytes) -> Path:
    descriptor, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return Path(path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
