"""A desk of its own with the sample firm: server, worker, stepped clock, cases opened through the real deployment."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.desk import Desk, desk, post
from tasks.access import headers
from tasks.clock import FileClock
from tasks.settings import Settings

SAMPLES = Path(__file__).parents[2] / "templates" / "cases"


@dataclass(frozen=True)
class CaseDesk:
    """A running desk; the worker does all the work, as in a firm."""

    settings: Settings
    running: Desk

    @property
    def url(self) -> str:
        """Address of the UI."""
        return self.settings.ui_url

    def ask(self, path: str, body: Mapping[str, Any]) -> Any:
        """Ask the engine as our own clients do, past any proxy."""
        return post(f"{self.settings.api_url}/{path}", body, headers(self.settings))

    def start_intake(self, file: str) -> str:
        """Start the `intake` deployment for a file of the inbox; return the id of its run."""
        found = self.ask("deployments/filter", {"flows": {"name": {"any_": ["intake"]}}})
        run = self.ask(f"deployments/{found[0]['id']}/create_flow_run", {"parameters": {"file": file}})
        return str(run["id"])

    def run_of(self, ref: str) -> str | None:
        """Id of a case's run, once there is one."""
        found = self.ask("flow_runs/filter", {"flow_runs": {"name": {"any_": [ref]}}})
        return str(found[0]["id"]) if found else None

    def restart(self) -> None:
        """Stop server and worker and start them again, under open pages."""
        self.running.stop()
        self.running.start()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the case database holds, read past all of our code."""
        with sqlite3.connect(f"file:{self.settings.root / 'kaiji.db'}?mode=ro", uri=True) as connection:
            found = connection.execute(query).fetchall()
        connection.close()
        return found


@contextmanager
def case_desk(home: Path, now: str, config: str = "") -> Iterator[CaseDesk]:
    """Run a desk in `home`, where it is `now` until somebody steps the clock; `config` leads the sample config.toml."""
    (home / "inbox").mkdir(parents=True)
    shutil.copy(SAMPLES / "mamasta.toml", home / "inbox")
    (home / "config.toml").write_text(config + (SAMPLES / "config.toml").read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copytree(SAMPLES / "profiles", home / "profiles")
    clock = home / "clock"
    clock.write_text(now, encoding="ascii")
    FileClock(clock).now()
    before = dict(os.environ)
    os.environ.update({"KAIJI_HOME": str(home), "KAIJI_CLOCK_FILE": str(clock)})
    try:
        settings = Settings(home=home, port=_free_port())
        with desk(settings, lambda _line: None) as running:
            yield CaseDesk(settings, running)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
