"""A demonstration in processes of its own, and the ways to kill it at a moment of its progress."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
START = "from flows.cli import main; main()"
MARKS = {"demo": START, "server": "flows.desk_server", "worker": "worker\0start", "deploy": "prefect\0--no-prompt"}
POLL_SECONDS, PATIENCE_SECONDS, END_SECONDS = 0.01, 240.0, 400.0
COUNTS = {
    "cases": "SELECT count(*) FROM case_file",
    "docket": "SELECT count(*) FROM docket",
    "answered": "SELECT count(*) FROM wait WHERE state = 'answered'",
    "drafted": "SELECT count(*) FROM letter",
    "sent": "SELECT count(*) FROM notice WHERE sent_at IS NOT NULL",
    "claimed": "SELECT count(*) FROM notice WHERE claimed_by IS NOT NULL",
    "legs": "SELECT count(*) FROM case_file WHERE leg_owner IS NOT NULL",
}

Progress = dict[str, int]
Reached = Callable[[Progress], bool]


@dataclass(kw_only=True)
class Demonstration:
    """`kaiji demo --once` or `kaiji up` on one home; it can be killed and started again."""

    command: tuple[str, ...]
    home: Path
    port: int
    smtp_port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again) in a session of its own."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, *self.command, "--port", str(self.port)],
                cwd=PROJECT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        """Whether it runs (a killed worker does not end it)."""
        return self.process is not None and self.process.poll() is None

    def wait_until(self, reached: Reached, name: str) -> None:
        """Return as soon as the home shows this progress; an earlier end is a failure."""
        self.wait_for(lambda: reached(self.progress()), name)

    def wait_for(self, condition: Callable[[], bool], name: str) -> None:
        """Return as soon as this is so; an earlier end is a failure."""
        for _ in range(int(PATIENCE_SECONDS / POLL_SECONDS)):
            if condition():
                return
            if self._ended_within(POLL_SECONDS):
                break
        raise AssertionError(f"never reached: {name}; progress {self.progress()}\n{self.said()}")

    def finish(self) -> int:
        """Wait for the end; return the exit code."""
        assert self.process is not None
        try:
            return self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill_all()
            raise AssertionError(f"it does not end; progress {self.progress()}\n{self.said()}") from None

    def progress(self) -> Progress:
        """Counts of the case database, all 0 as long as there is none, and whether the key exists."""
        key = int((self.home / "key").exists())
        try:
            with closing(sqlite3.connect(f"file:{self.home / 'kaiji.db'}?mode=ro", uri=True)) as database:
                return {"key": key, **{name: database.execute(query).fetchone()[0] for name, query in COUNTS.items()}}
        except sqlite3.OperationalError:
            return {"key": key, **dict.fromkeys(COUNTS, 0)}

    def kill(self, *kinds: str) -> None:
        """SIGKILL the processes of these kinds (demo, server, worker, leg, deploy), until none of them is left."""
        while found := [pid for pid, kind in self.processes().items() if kind in kinds]:
            for pid in found:
                _kill(pid)
            if "demo" in kinds:
                self._reap()

    def kill_all(self) -> None:
        """SIGKILL everything."""
        self.kill(*MARKS, "leg")

    def processes(self) -> dict[int, str]:
        """Every live process of this home, by its environment, with its kind."""
        mark = f"KAIJI_HOME={self.home}".encode()
        return {int(path.name): kind for path in Path("/proc").glob("[0-9]*") if (kind := _kind(path, mark))}

    def said(self) -> str:
        """The end of what it printed."""
        return self.said_in_all()[-3000:]

    def said_in_all(self) -> str:
        """All that it printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self.home.with_suffix(".out")

    def _environment(self) -> dict[str, str]:
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("KAIJI_", "PREFECT_"))}
        return {
            **plain,
            "PYTHONPATH": str(PROJECT),
            "KAIJI_HOME": str(self.home),
            "KAIJI_SMTP__HOST": "127.0.0.1",
            "KAIJI_SMTP__PORT": str(self.smtp_port),
            "KAIJI_SMTP__SECURITY": "none",
            "COLUMNS": "200",
        }

    def _ended_within(self, seconds: float) -> bool:
        assert self.process is not None
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _reap(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.wait(10)


def _kind(path: Path, mark: bytes) -> str | None:
    try:
        if mark not in (path / "environ").read_bytes().split(b"\0"):
            return None
        command = (path / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return None
    return next((kind for kind, text in MARKS.items() if text in command), "leg") if command else None


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
