"""The Maildir outbox: whole files, one for each Message-ID."""

import asyncio
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from tasks.maildir import MaildirMailer
from tasks.ports import Refused
from tests.tasks.mail.conftest import make_message


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


def test_the_same_message_id_twice_leaves_one_file(tmp_path: Path, message: EmailMessage) -> None:
    mailer = MaildirMailer(tmp_path / "state" / "outbox")
    first = asyncio.run(mailer.send(message))
    message.replace_header("Subject", "again")
    assert asyncio.run(mailer.send(message)) == first
    assert files(tmp_path / "state" / "outbox") == [first]
    (stored,) = mailbox.Maildir(tmp_path / "state" / "outbox")
    assert stored["Message-ID"] == "<notice-1@firm.example>"
    assert stored["Subject"] != "again"


def test_a_mail_already_read_is_not_delivered_again(tmp_path: Path, message: EmailMessage) -> None:
    mailer = MaildirMailer(tmp_path)
    name = asyncio.run(mailer.send(message))
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    assert asyncio.run(mailer.send(message)) == name
    assert files(tmp_path) == [f"{name}:2,S"]


def test_many_at_once_each_arrive_once(tmp_path: Path) -> None:
    mailer = MaildirMailer(tmp_path)

    async def at_once() -> list[str]:
        return await asyncio.gather(*(mailer.send(make_message(n % 5)) for n in range(20)))

    names = asyncio.run(at_once())
    assert files(tmp_path) == sorted(set(names))
    assert len(set(names)) == 5


def test_folder_and_mail_are_for_their_owner_only(tmp_path: Path, message: EmailMessage) -> None:
    name = asyncio.run(MaildirMailer(tmp_path / "outbox").send(message))
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0
    assert (tmp_path / "outbox" / "new" / name).stat().st_mode & 0o077 == 0


def test_a_message_without_id_is_refused(tmp_path: Path, message: EmailMessage) -> None:
    del message["Message-ID"]
    with pytest.raises(Refused, match="Message-ID"):
        asyncio.run(MaildirMailer(tmp_path).send(message))


def test_a_file_in_the_way_is_refused_with_the_folder_named(tmp_path: Path, message: EmailMessage) -> None:
    (tmp_path / "outbox").write_text("not a folder")
    with pytest.raises(Refused, match="outbox"):
        asyncio.run(MaildirMailer(tmp_path / "outbox").send(message))


def test_it_says_that_mail_stays_here(tmp_path: Path) -> None:
    assert "stays on this machine" in MaildirMailer(tmp_path).describe()
