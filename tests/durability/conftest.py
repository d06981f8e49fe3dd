"""Fixtures of the durability tests: the short cases, demonstrations with a mail server each, what became of them."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.durability import playing
from tests.durability.demonstration import PROJECT, Demonstration
from tests.durability.playing import Played
from tests.durability.post import Post
from tests.tasks.mail.loopback_smtp import loopback_smtp, self_signed

TEMPLATES = PROJECT / "templates" / "cases"
PORTS = iter(4500 + (os.getpid() + number) % 100 for number in range(100))  # two test runs begin at different ones
PLAYS: dict[str, Callable[[Demonstration, Post], Played]] = {
    "killed": playing.killed,
    "full": playing.full,
    "undisturbed": playing.undisturbed,
}


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
def plays(begin: Begin) -> Iterator[dict[str, Future[Played]]]:
    """All demonstrations, two at a time because each of them mostly waits; the longest ones first."""
    begun = {"killed": begin("killed"), "full": begin("full", TEMPLATES), "undisturbed": begin("undisturbed")}
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(PLAYS[name], *one) for name, one in begun.items()}


@pytest.fixture(scope="session")
def undisturbed(plays: dict[str, Future[Played]]) -> Played:
    """The short cases played to their end without a disturbance."""
    return plays["undisturbed"].result()


@pytest.fixture(scope="session")
def killed(plays: dict[str, Future[Played]]) -> Played:
    """The short cases, killed and started again at every point of KILLS."""
    return plays["killed"].result()


@pytest.fixture(scope="session")
def full(plays: dict[str, Future[Played]]) -> Played:
    """The sample cases of the templates, killed twice."""
    return plays["full"].result()


def free_port() -> int:
    """The next port of this folder's range that nobody uses."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError("no port between 4500 and 4599 is free")
