"""Mail into a Maildir folder: the embedded default, nothing leaves the machine."""

import asyncio
import os
import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from tasks.file_store import sync_folder
from tasks.ports import Mailer, Refused, ServiceRefused, Unavailable

_ON_DISK = SMTP.clone(linesep="\n")


class MaildirMailer(Mailer):
    """Delivers into `folder`; the same Message-ID twice leaves one file, read or unread."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; the first delivery makes it, for its owner only."""
        self._folder = folder

    async def send(self, message: EmailMessage) -> str:
        """Write the message durably; return its file name. Refused without Message-ID or permission, or Unavailable."""
        if not message["Message-ID"]:
            raise Refused("the message has no Message-ID: give it one, it is what keeps it from arriving twice")
        try:
            return await asyncio.to_thread(_deliver, self._folder, message)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise ServiceRefused(
                f"no Maildir can be written at {self._folder} ({error.strerror}): check the folder"
            ) from None
        except OSError as error:
            raise Unavailable(f"the Maildir at {self._folder} cannot be written now ({error.strerror})") from None

    def describe(self) -> str:
        """Say that mail stays on this machine, and where."""
        return f"Maildir {self._folder}: mail stays on this machine"


def _deliver(folder: Path, message: EmailMessage) -> str:
    _make(folder)
    name = f"{sha256(str(message['Message-ID']).encode()).hexdigest()[:40]}.kaiji"
    if not _is_there(folder, name):
        _place(message.as_bytes(policy=_ON_DISK), folder / "tmp", folder / "new" / name)
    return name


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)


def _is_there(folder: Path, name: str) -> bool:
    """Unread it lies in new/; a mail reader moves it to cur/ and appends flags after a colon."""
    return (folder / "new" / name).exists() or any((folder / "cur").glob(f"{name}*"))


def _place(content: bytes, waiting: Path, target: Path) -> None:
    """Write beside, make durable, then rename: a reader sees the whole mail or none."""
    descriptor, written = tempfile.mkstemp(dir=waiting)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(written).rename(target)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
