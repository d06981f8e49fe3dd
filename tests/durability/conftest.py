"""Fixtures of the durability tests: the short cases, a mail server that survives the kills, an undisturbed run."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import pytest

from tests.durability.demonstration import PROJECT, Demonstration
from tests.durability.kills import KILLS, Kill, answered
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp, self_signed

TEMPLATES = PROJECT / "templates" / "cases"
PORTS = range(4500, 4600)
PATIENCE_SECONDS = 60.0


class Inbox(list[EmailMessage]):
    """Messages as they are accepted; the sender hears so only after `on_message` has returned."""

    def __init__(self) -> None:
        super().__init__()
        self.on_message: Callable[[], None] = nothing

    def append(self, message: EmailMessage) -> None:
        super().append(message)
        self.on_message()


@dataclass(frozen=True, kw_only=True)
class Post:
    """The mail server of one demonstration."""

    desk: Desk
    inbox: Inbox = field(default_factory=Inbox)

    @contextmanager
    def held_at_next(self) -> Iterator[None]:
        """Wait for the next message and hold it, accepted but not confirmed, inside the block."""
        arrived, done = threading.Event(), threading.Event()

        def hold() -> None:
            self.inbox.on_message = nothing
            arrived.set()
            done.wait(PATIENCE_SECONDS)

        self.inbox.on_message = hold
        assert arrived.wait(PATIENCE_SECONDS), "no mail came"
        try:
            yield
        finally:
            done.set()


def nothing() -> None:
    """What happens at a message otherwise."""


Played = tuple[Demonstration, Post]


class Begin(Protocol):
    """Makes a demonstration of that name; without samples it is the plain desk, `kaiji up`."""

    def __call__(self, name: str, samples: Path | None = ...) -> Played: ...


@pytest.fixture(scope="session")
def short_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short cases that need no chase-ups, with the firm, profiles and registry of the templates."""
    folder = tmp_path_factory.mktemp("samples")
    for name in ("config.toml", "registry.toml"):
        shutil.copy(TEMPLATES / name, folder / name)
    shutil.copytree(TEMPLATES / "profiles", folder / "profiles")
    for path in (PROJECT / "tests" / "durability" / "cases").glob("*.toml"):
        shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture(scope="session")
def begin(short_samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begin]:
    """Make a demonstration with a mail server of its own; whatever is left of it is killed at the end."""
    folder = tmp_path_factory.mktemp("homes")
    certificate = self_signed(folder)
    with ExitStack() as stack:

        def begin_one(name: str, samples: Path | None = short_samples) -> Played:
            post = Post(desk=stack.enter_context(loopback_smtp("none", certificate, auth=False)))
            post.desk.messages = post.inbox
            home = folder / name
            command = ("demo", "--once", "--home", str(home), "--samples", str(samples)) if samples else ("up",)
            begun = Demonstration(command=command, home=home, port=free_port(), smtp_port=post.desk.port)
            stack.callback(begun.kill_all)
            return begun, post

        yield begin_one


@pytest.fixture(scope="session")
def undisturbed(begin: Begin) -> Played:
    """The short cases played to their end without a disturbance."""
    demonstration, post = begin("undisturbed")
    return _to_its_end(demonstration, post)


@pytest.fixture(scope="session")
def killed(begin: Begin) -> Played:
    """The short cases, killed and started again at every point of KILLS."""
    demonstration, post = begin("killed")
    for number, (name, kill) in enumerate(KILLS.items()):
        if not demonstration.is_alive:
            demonstration.start()
        _kill(demonstration, post, name, kill)
        if kill.wipe:
            (demonstration.home / "prefect").rename(demonstration.home.with_name(f"killed-engine-{number}"))
    return _to_its_end(demonstration, post)


@pytest.fixture(scope="session")
def full(begin: Begin) -> Played:
    """The sample cases of the templates, killed twice just when an answer is recorded and the engine still has it."""
    demonstration, post = begin("full", TEMPLATES)
    for answers in (12, 25):
        demonstration.start()
        _kill(demonstration, post, f"{answers} answers", Kill(at=answered(answers)))
    return _to_its_end(demonstration, post)


def _kill(demonstration: Demonstration, post: Post, name: str, kill: Kill) -> None:
    demonstration.wait_until(kill.at, name)
    with post.held_at_next() if kill.sending else nullcontext():
        demonstration.kill(*kill.victims)


def _to_its_end(demonstration: Demonstration, post: Post) -> Played:
    demonstration.start()
    assert demonstration.finish() == 0, demonstration.said()
    return demonstration, post


def free_port() -> int:
    """A port of this folder's range that nobody uses."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError(os.strerror(98))
