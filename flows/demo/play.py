"""`kaiji demo`: the sample cases to their end, through the real engine, in stepped time."""

import os
import shutil
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from httpx import HTTPError

from flows.desk import Desk, DeskFault, desk
from flows.running import WATCH_SECONDS, mail_line, say, stop_on_signals, use_engine
from tasks.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "templates" / "cases"
FINISHED = "demo-finished"
START = datetime.fromisoformat("2026-01-13T08:00:00+09:00")
FAILED, UNAVAILABLE = 1, 3


def play_demo(home: Path, *, port: int, once: bool, samples: Path = SAMPLES) -> int:
    """Play, print the table, and keep the desk up until Ctrl-C unless `once`. Returns the exit code."""
    try:
        prepare(home, samples)
        with registry(samples):
            settings = demo_settings(home, port)
            stopping = stop_on_signals()
            with desk(settings, say) as running, watched(running, stopping):
                code = _play(settings, samples, stopping)
                if once or code:
                    return code
                say(f"\nthe desk stays open at {settings.ui_url} — Ctrl-C stops it")
                stopping.wait()
                return code
    except (DeskFault, OSError) as fault:
        say(str(fault))
        return UNAVAILABLE
    except HTTPError:
        say("the Prefect server does not answer as it should: start again, the demonstration goes on where it was")
        return UNAVAILABLE


@contextmanager
def watched(running: Desk, stopping: threading.Event) -> Iterator[None]:
    """Start again what ends inside the block; always the same thread, because what it started dies with it."""
    done = threading.Event()

    def watch() -> None:
        try:
            while not done.wait(WATCH_SECONDS):
                running.watch()
        except DeskFault as fault:
            say(str(fault))
            stopping.set()

    watcher = threading.Thread(target=watch, name="watch")
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def prepare(home: Path, samples: Path) -> None:
    """A home for the demonstration: fresh after a finished one, continued after an interrupted one."""
    finished = home.with_name(f"{home.name}.finished")  # moved first: a killed deletion leaves no half of a home
    if (home / FINISHED).exists():
        shutil.rmtree(finished, ignore_errors=True)
        home.rename(finished)
    shutil.rmtree(finished, ignore_errors=True)
    (home / "inbox").mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in samples.glob("*.toml"):
        if not path.name.endswith(".playbook.toml") and path.name not in {"config.toml", "registry.toml"}:
            shutil.copy(path, home / "inbox" / path.name)
    shutil.copy(samples / "config.toml", home / "config.toml")
    shutil.copytree(samples / "profiles", home / "profiles", dirs_exist_ok=True)


@contextmanager
def registry(samples: Path) -> Iterator[None]:
    """A loopback registry in the real formats; every endpoint setting points at it."""
    from flows.demo.registry import LoopbackRegistry, load_blocks

    with LoopbackRegistry(load_blocks(samples / "registry.toml")) as served:
        endpoints = served.endpoints()
        for kind, table in (("WHOIS", endpoints.whois), ("RDAP", endpoints.rdap)):
            for name, address in table.items():
                os.environ[f"KAIJI_REGISTRY__{kind}__{name.upper()}"] = address
        yield


def demo_settings(home: Path, port: int) -> Settings:
    """Settings of the demonstration, also for the processes it starts."""
    clock = home / "clock"
    os.environ.update({"KAIJI_HOME": str(home), "KAIJI_PORT": str(port), "KAIJI_CLOCK_FILE": str(clock)})
    from tasks.clock import FileClock

    FileClock(clock).step_to(START)
    settings = Settings()
    use_engine(settings)
    return settings


def _play(settings: Settings, samples: Path, stopping: threading.Event) -> int:
    from prefect.logging.handlers import APILogWorker

    from flows.demo.doors import DemoFault
    from flows.demo.player import Player
    from flows.demo.summary import print_summary
    from tasks.wiring import build, install

    made = build(settings)
    install(made)
    say(mail_line(settings))
    player = Player(made, samples, stopping)
    try:
        player.play()
    except DemoFault as fault:
        say(str(fault))
    print_summary(made, player.refs())
    APILogWorker.drain_all(timeout=10.0)  # log lines leave before the server stops
    if not player.all_closed():
        say("not every sample case closed as it should")
        return FAILED
    (settings.root / FINISHED).write_text("", encoding="ascii")
    return 0


def sample_urls(folder: Path) -> dict[str, str]:
    """First post of each sample case, by playbook name."""
    names = [path.name.partition(".")[0] for path in folder.glob("*.playbook.toml")]
    return {name: _first_url(folder / f"{name}.toml") for name in names}


def _first_url(path: Path) -> str:
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["posts"][0]["url"])
