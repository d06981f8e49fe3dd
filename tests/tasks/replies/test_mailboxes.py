"""Mail fetched from a real IMAP server and from a Maildir: once, whatever dies in between; silence becomes a task."""

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
from pydantic import SecretStr
from sqlmodel import select

from models.tables import MailInRow
from models.terms import MailVerdict, OfficeTaskKind
from tasks import wiring
from tasks.case_store.mail_in import keep, kept_mails, unread_ids
from tasks.ports import FetchedMail, Unavailable
from tasks.replies.imap_box import ImapBox, ImapSettings
from tasks.replies.maildir_box import HEAD_BYTES, LARGEST_BYTES, MaildirBox
from tasks.replies.reading import PATIENCE, read_replies
from tasks.settings import RepliesSection, Settings
from tasks.wiring import Services
from tests.conftest import FIRM, Require
from tests.fakes import START, SteppedClock
from tests.tasks.replies.dovecot import PASSWORD, SERVER, USER, Imap, dovecot
from tests.tasks.replies.dying_reader import POINTS, start_reader
from tests.tasks.replies.mails import dsn, reply_to
from tests.tasks.replies.office import ATTORNEY, STRANGER, acks, answers, asked, kinds, open_tasks

KILLED = -9
SECURITIES = ["none", "starttls", "tls"]


class Box(Protocol):
    """A mailbox as these tests see it."""

    def put(self, name: str, raw: bytes) -> None: ...
    def inbox(self) -> int: ...
    def done(self) -> int: ...


@dataclass(frozen=True)
class Folder:
    """A Maildir into which an MTA delivers."""

    path: Path

    def put(self, name: str, raw: bytes) -> None:
        (self.path / "new" / name).write_bytes(raw)

    def inbox(self) -> int:
        return sum(len(list((self.path / name).iterdir())) for name in ("new", "cur"))

    def done(self) -> int:
        return len(list((self.path / ".kaiji" / "cur").iterdir())) if (self.path / ".kaiji").exists() else 0


@pytest.fixture(scope="module")
def server(require: Require) -> Iterator[Imap]:
    require("Dovecot (Debian's dovecot-imapd)", SERVER)
    with dovecot() as running:
        yield running


@pytest.fixture
def imap(server: Imap) -> Imap:
    """The server with an empty mailbox."""
    for path in (*server.folder.glob("new/*"), *server.folder.glob("cur/*"), *server.folder.glob(".kaiji/*/*")):
        path.unlink()
    return server


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "replies" / name).mkdir(parents=True)
    return Folder(tmp_path / "replies")


@pytest.fixture
def section(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Box, RepliesSection]:
    """A mailbox of this kind, with the settings that lead to it."""
    if kind == "maildir":
        found: Folder = request.getfixturevalue("folder")
        return found, RepliesSection(maildir=tmp_path / "replies")
    imap: Imap = request.getfixturevalue("imap")
    return imap, RepliesSection(
        host="127.0.0.1", port=imap.port, security="none", username=USER, password=SecretStr(PASSWORD)
    )


@pytest.fixture
def environment(section: tuple[Box, RepliesSection], tmp_path: Path, migrated_file: Path) -> Mapping[str, str]:
    """What makes a process of this firm."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    (tmp_path / "clock").write_text(START.isoformat(), encoding="ascii")
    replies = section[1].model_dump(exclude_none=True, exclude={"password"}) | {"password": PASSWORD}
    return {
        "KAIJI_HOME": str(tmp_path),
        "KAIJI_CLOCK_FILE": str(tmp_path / "clock"),
        "KAIJI_FIRM__MAIL_DOMAIN": FIRM.mail_domain,
        **{f"KAIJI_REPLIES__{name.upper()}": str(value) for name, value in replies.items()},
    }


@pytest.fixture
def firm(
    environment: Mapping[str, str], plain_environment: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """Services as a process of the firm builds them from its environment."""
    del plain_environment
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    made = wiring.build(Settings())
    wiring.install(made)
    yield made
    wiring.install(None)
    made.store.dispose()


KILLS = [*(("maildir", point) for point in POINTS), ("imap", "moving"), ("imap", "moved")]


@pytest.mark.parametrize(("kind", "point"), KILLS, ids=[" ".join(kill) for kill in KILLS])
def test_a_reader_killed_anywhere_loses_nothing_and_does_nothing_twice(
    firm: Services, section: tuple[Box, RepliesSection], environment: Mapping[str, str], point: str
) -> None:
    box = section[0]
    notice = asked(firm)
    said = {
        "1.reply": reply_to(notice.message_id or "", "了解です", sender=ATTORNEY),
        "2.bounce": dsn("failed", "5.1.1", message_id=notice.message_id or ""),
        "3.unclear": reply_to(notice.message_id or "", "はて", sender=ATTORNEY),
        "4.stranger": reply_to("", "buy", sender=STRANGER),
    }
    first, *others = said
    for arrived in ([first], others) if isinstance(box, Folder) else (said,):
        for name in arrived:
            box.put(name, said[name])
        reader = start_reader(environment, point)
        reader.join()
        assert reader.exitcode == KILLED
        read_replies(firm)
        assert (box.inbox(), unread_ids(firm.store)) == (0, [])
    assert box.done() == len(said)
    assert [found.verdict for found in kept_mails(firm.store, handled_too=True)] == [
        MailVerdict.ACKNOWLEDGED,
        MailVerdict.BOUNCE,
        MailVerdict.NOT_UNDERSTOOD,
        MailVerdict.UNMATCHED,
    ]
    assert (len(acks(firm)), len(list(answers(firm)))) == (1, 1)
    assert kinds(firm) == [OfficeTaskKind.BOUNCE, OfficeTaskKind.UNMATCHED_MAIL]


def _box(imap: Imap, security: str, **changes: object) -> ImapBox:
    port = imap.tls_port if security == "tls" else imap.port
    known = ImapSettings(
        host="127.0.0.1",
        port=port,
        security=security,
        username=USER,
        password=PASSWORD,
        folder="INBOX",
        done_folder="kaiji",
        ca_file=None if security == "none" else imap.certificate,
    )
    ports = {"tls": imap.tls_port, "plain": imap.port}
    if "port" in changes:
        changes["port"] = ports[str(changes["port"])]
    return ImapBox(replace(known, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("security", SECURITIES)
def test_every_mail_is_fetched_as_it_came_and_moved(imap: Imap, security: str) -> None:
    mails = [b"Subject: %d\r\n\r\n\xe4\xba\x86 \xff\r\n" % number for number in range(3)]
    for number, raw in enumerate(mails):
        imap.put(f"{number}.mail", raw)
    found: list[FetchedMail] = []
    assert _box(imap, security).drain(found.append) == 3
    assert [mail.raw for mail in found] == mails
    assert (imap.inbox(), imap.done()) == (0, 3)
    assert _box(imap, security).drain(found.append) == 0


def test_a_mail_that_is_not_taken_stays(imap: Imap) -> None:
    imap.put("1.mail", b"Subject: x\r\n\r\n")

    def refuse(mail: FetchedMail) -> None:
        raise RuntimeError(len(mail.raw))

    with pytest.raises(RuntimeError):
        _box(imap, "none").drain(refuse)
    assert (imap.inbox(), imap.done()) == (1, 0)


def test_of_a_mail_too_large_only_the_head_is_fetched(imap: Imap, folder: Folder) -> None:
    huge = b"Subject: x\r\n\r\n" + b"a" * 76 * (LARGEST_BYTES // 76 + 1)
    found: list[FetchedMail] = []
    for box in (imap, folder):
        box.put("1.huge", huge)
    assert _box(imap, "none").drain(found.append) == MaildirBox(folder.path, "kaiji").drain(found.append) == 1
    assert [mail.cut for mail in found] == [True, True]
    assert all(mail.raw.startswith(b"Subject: x") and len(mail.raw) < HEAD_BYTES for mail in found)


CLOSED: dict[str, tuple[str, dict[str, object]]] = {
    "password": ("none", {"password": "another"}),
    "password beyond ASCII": ("none", {"password": "別"}),
    "unknown authority": ("tls", {"ca_file": None}),
    "unknown authority, STARTTLS": ("starttls", {"ca_file": None}),
    "folder": ("none", {"folder": "Nowhere"}),
    "plain to TLS": ("none", {"port": "tls", "timeout": 0.5}),
    "TLS to plain": ("tls", {"port": "plain"}),
}


@pytest.mark.parametrize(("security", "changes"), CLOSED.values(), ids=CLOSED)
def test_a_server_that_does_not_let_us_in_is_unavailable(imap: Imap, security: str, changes: dict[str, object]) -> None:
    imap.put("1.mail", b"Subject: x\r\n\r\n")
    with pytest.raises(Unavailable) as silence:
        _box(imap, security, **changes).drain(lambda _mail: None)
    assert not [secret for secret in (USER, PASSWORD, "another", "別") if secret in str(silence.value)]
    assert imap.inbox() == 1


def test_a_server_that_never_answers_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        known = ImapSettings(
            host="127.0.0.1",
            port=deaf.getsockname()[1],
            security="none",
            username=USER,
            password=PASSWORD,
            folder="INBOX",
            done_folder="kaiji",
            timeout=0.2,
        )
        with pytest.raises(Unavailable):
            ImapBox(known).drain(lambda _mail: None)


class Silent:
    """A mailbox that does not answer."""

    name = "imap"

    def describe(self) -> str:
        return "IMAP of this test"

    def drain(self, take: object) -> int:
        raise Unavailable(f"no answer for {take}")


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings


def test_silence_is_reported_at_once_and_a_task_after_an_hour(
    services: Services, folder: Folder, wall: SteppedClock
) -> None:
    """The other mailbox is read all the same; a mailbox that came back and falls silent again is another task."""
    maildir = MaildirBox(folder.path, "kaiji")
    silent = replace(services, mailboxes=(Silent(), maildir))
    folder.put("1.mail", reply_to("", "buy", sender=STRANGER))
    for _ in range(3):
        with pytest.raises(Unavailable):
            read_replies(silent)
    assert (folder.done(), kinds(services)) == (1, [OfficeTaskKind.UNMATCHED_MAIL])
    wall.step(seconds=PATIENCE.total_seconds())
    for _ in range(2):
        with pytest.raises(Unavailable):
            read_replies(silent)
    assert kinds(services) == [OfficeTaskKind.UNMATCHED_MAIL, OfficeTaskKind.STALL]
    named = type("Named", (), {"name": "imap", "drain": lambda _self, _take: 0, "describe": Silent.describe})()
    assert read_replies(replace(services, mailboxes=(named,))) == 0
    with pytest.raises(Unavailable):
        read_replies(silent)
    assert kinds(services).count(OfficeTaskKind.STALL) == 1
    wall.step(seconds=PATIENCE.total_seconds())
    with pytest.raises(Unavailable):
        read_replies(silent)
    assert kinds(services).count(OfficeTaskKind.STALL) == 2
    assert not [word for task in open_tasks(services) for word in ("127.0.0.1", "@", "/") if word in task.said]


def test_what_is_no_mail_in_a_maildir_is_left_alone(folder: Folder) -> None:
    (folder.path / "new" / "folder").mkdir()
    folder.put(".hidden", b"x")
    folder.put("1.mail", b"Subject: x\n\n")
    found: list[FetchedMail] = []
    assert MaildirBox(folder.path, "kaiji").drain(found.append) == 1
    assert [mail.raw for mail in found] == [b"Subject: x\n\n"]
    assert sorted(path.name for path in (folder.path / "new").iterdir()) == [".hidden", "folder"]


def test_a_maildir_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        MaildirBox(tmp_path / "nowhere", "kaiji").drain(lambda _mail: None)


def test_a_mail_that_breaks_the_reader_goes_to_the_queue_and_stops_nobody(
    services: Services, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = replace(services, mailboxes=(MaildirBox(folder.path, "kaiji"),))
    folder.put("1.bad", reply_to("", "bad", sender=STRANGER))
    folder.put("2.good", reply_to("", "good", sender=STRANGER, Precedence="bulk"))

    def broken(session: object, mail: object) -> None:
        monkeypatch.undo()
        raise ZeroDivisionError(f"{session} {mail}")

    monkeypatch.setattr("tasks.replies.handling.match", broken)
    assert read_replies(made) == 2
    with services.store.read() as session:
        found = [(row.verdict, row.guess_because) for row in session.exec(select(MailInRow))]
    assert found == [(MailVerdict.UNMATCHED, "unreadable"), (MailVerdict.AUTO_REPLY, "Precedence")]
    assert "ZeroDivisionError" in (services.settings.root / "logs" / "faults.log").read_text()


def test_what_no_mailbox_holds_any_more_is_still_acted_on(services: Services, folder: Folder) -> None:
    """Killed after keeping; then somebody emptied the mailbox."""

    notice = asked(services)
    raw = reply_to(notice.message_id or "", "了解", sender=ATTORNEY)
    keep(services.store, raw, services.clock.now(), sender=ATTORNEY, subject="")
    assert read_replies(replace(services, mailboxes=(MaildirBox(folder.path, "kaiji"),))) == 0
    assert len(acks(services)) == 1


def test_the_settings_name_the_mailboxes(tmp_path: Path, plain_environment: None) -> None:
    del plain_environment
    none = Settings(home=tmp_path)
    assert [box.name for box in wiring._mailboxes(none)] == []
    (tmp_path / "replies").mkdir()
    assert [box.name for box in wiring._mailboxes(none)] == ["maildir"]
    both = Settings(
        home=tmp_path, replies=RepliesSection(host="imap.firm.example", username="u", password=SecretStr("p"))
    )
    boxes = list(wiring._mailboxes(both))
    assert [box.name for box in boxes] == ["imap", "maildir"]
    assert boxes[0].describe() == "IMAP imap.firm.example:993 (tls), folder INBOX"
    assert os.fspath(tmp_path) in boxes[1].describe()
