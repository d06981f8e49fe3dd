"""The desk: Prefect's server, a worker, the deployments of prefect.yaml, on the embedded default or on PostgreSQL."""

import ctypes
import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tasks.access import AccessFault, access_faults, access_notes, headers, password
from tasks.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]
POOL = "cases"
PAGE = 200
START_SECONDS = 90.0
STOP_SECONDS = 20.0
MOST_RESTARTS = 5
DAY = 24 * 3600
PR_SET_PDEATHSIG = 1
# The firm's proxy is for the world outside: our own server is asked directly.
OURS = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Whose word counts about who asks is decided in flows/callers.py, not by whoever sends X-Forwarded-For.
BEHIND = ("--no-proxy-headers", "--no-server-header")


class DeskFault(Exception):
    """The desk cannot start or go on; the message says what is wrong and the cure."""


def deployments(told: bytes) -> int:
    """How many deployments a prefect.yaml names."""
    return sum(line.strip().startswith(b"entrypoint:") for line in told.splitlines())


def environment(settings: Settings) -> dict[str, str]:
    """What server, worker and flow runs are started with: everything inside KAIJI_HOME, nothing phones home."""
    extra = {
        "KAIJI_HOME": str(settings.root),
        "KAIJI_HOST": settings.host,
        "KAIJI_PORT": str(settings.port),
        "PREFECT_HOME": str(settings.root / "prefect"),
        "PREFECT_PROFILES_PATH": str(settings.root / "prefect" / "profiles.toml"),
        "PREFECT_API_URL": settings.api_url,
        "PREFECT_UI_API_URL": "/api",  # whatever name the browser knows this desk by
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": settings.link_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the newer UI calls out from the browser and hides Resume
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "300",
        # A run that begins within a minute is not late: several legs at once take their turns on a small machine.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "60",
        # A year has 105,000 sweeps. Ended runs go with logs and artifacts after 90 days; a waiting run has no end.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(90 * DAY),
        # Events are hints to the automations, never a record (that is the docket): a week of them is a week's trouble.
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(PROJECT),
        "PYTHONUNBUFFERED": "1",
    }
    if told := password(settings):
        extra |= {"PREFECT_SERVER_API_AUTH_STRING": told, "PREFECT_API_AUTH_STRING": told}
    if settings.database:
        extra["KAIJI_DATABASE"] = settings.database
    if settings.prefect_database_url:
        extra["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = settings.prefect_database_url
    return {**os.environ, **extra}


@contextmanager
def desk(settings: Settings, say: Callable[[str], None]) -> Iterator["Desk"]:
    """Run the desk inside the block; every process it started is stopped at the end. Raises DeskFault."""
    home = _usable_home(settings)
    _usable_access(settings, say)
    with only_one(home / "desk.lock"):
        running = Desk(settings, say)
        try:
            running.start()
            yield running
        finally:
            running.stop()


class Desk:
    """The processes of one desk."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings, self._say = settings, say
        self._env = environment(settings)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._restarts = 0

    def start(self) -> None:
        """Start server, deployments and worker, and wait until they answer."""
        _free_port(self._settings)
        if self._settings.prefect_database_url:
            _create_database(self._settings)
        self._say(f"starting the Prefect server at {self._settings.ui_url} …")
        self._start_server()
        self._deploy()
        self._free_interrupted()
        self._start_worker()
        self._say("worker started")

    def _deploy(self) -> None:
        """Deploy prefect.yaml unless this server has exactly this file already."""
        stamp = self._settings.root / "prefect" / "deployed"
        told = (PROJECT / "prefect.yaml").read_bytes()
        wanted = hashlib.sha256(told).hexdigest()
        known = self._post("deployments/count", {}) == deployments(told) and stamp.exists()
        if known and stamp.read_text(encoding="ascii") == wanted:
            return
        self._say("deploying prefect.yaml …")
        if POOL not in [pool["name"] for pool in self._post("work_pools/filter", {})]:
            self._post("work_pools/", {"name": POOL, "type": "process"})
        self._prefect("deploy", "--all")
        stamp.write_text(wanted, encoding="ascii")

    def _free_interrupted(self) -> None:
        """Schedule again what a killed desk was working on: nobody else can be, as long as there is no worker."""
        working = {"flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}, "limit": PAGE}
        while runs := self._post("flow_runs/filter", working):
            for run in runs:
                again = {"state": {"type": "SCHEDULED", "name": "Recovering"}, "force": True}
                self._post(f"flow_runs/{run['id']}/set_state", again)

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return post(f"{self._settings.api_url}/{path}", body, headers(self._settings))

    def watch(self) -> None:
        """Start again what ended by itself. Raises DeskFault when it keeps ending."""
        for name, process in list(self._processes.items()):
            if process.poll() is None:
                continue
            self._restarts += 1
            if self._restarts > MOST_RESTARTS:
                raise DeskFault(f"the {name} keeps ending: {_tail(self._log(name))}")
            self._say(f"the {name} ended (code {process.returncode}); starting it again")
            self._start_server() if name == "server" else self._start_worker()

    def stop(self) -> None:
        """Stop worker, then server, and wait for both."""
        for process in reversed(self._processes.values()):
            _end(process)
        self._processes.clear()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: process.pid for name, process in self._processes.items()}

    def _start_server(self) -> None:
        host, port = self._settings.host, str(self._settings.port)
        factory = ["-m", "uvicorn", "flows.desk_server:create", "--factory", "--host", host, "--port", port]
        self._spawn("server", [*factory, "--timeout-keep-alive", "5", "--log-level", "warning", *BEHIND])
        self._wait_healthy()

    def _start_worker(self) -> None:
        worker = ["-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process", "--install-policy", "never"]
        self._spawn("worker", worker)

    def _spawn(self, name: str, arguments: list[str]) -> None:
        with self._log(name).open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                env=self._env,
                cwd=self._settings.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches this process only, which then stops them in order
                preexec_fn=_die_with_parent,  # noqa: PLW1509 (one prctl call; a killed desk must leave no server behind)
            )

    def _prefect(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
            env=self._env,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DeskFault(f"prefect {arguments[0]} failed: {done.stdout[-800:]}{done.stderr[-800:]}")

    def _wait_healthy(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._processes["server"].poll() is not None:
                raise DeskFault(f"the Prefect server ended at once: {_tail(self._log('server'))}")
            if healthy(f"{self._settings.api_url}/health"):
                return
            self._processes["server"].poll()
            _pause(0.2)
        raise DeskFault(f"the Prefect server does not answer: {_tail(self._log('server'))}")

    def _log(self, name: str) -> Path:
        folder = self._settings.root / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"


def _usable_home(settings: Settings) -> Path:
    try:
        settings.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.root / ".probe"
        probe.write_text("", encoding="ascii")
        probe.unlink()
    except OSError as error:
        raise DeskFault(
            f"KAIJI_HOME {settings.root} cannot be written ({error.strerror}): give KAIJI_HOME a folder of your own"
        ) from None
    return settings.root


def _usable_access(settings: Settings, say: Callable[[str], None]) -> None:
    if faults := access_faults(settings):
        raise DeskFault("\n".join(faults))
    try:
        password(settings)
    except AccessFault as fault:
        raise DeskFault(str(fault)) from None
    for note in access_notes(settings):
        say(note)


@contextmanager
def only_one(path: Path) -> Iterator[IO[str]]:
    """Hold a home for this process alone. Raises DeskFault while a desk runs on it."""
    with path.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DeskFault(f"a desk is already running on {path.parent}: stop it first, or set KAIJI_HOME") from None
        yield file


def _free_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise DeskFault(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}): "
                "stop what uses it, or give another one with --port"
            ) from None


def _create_database(settings: Settings) -> None:
    """Create Prefect's own database beside the case database, if it is not there."""
    import psycopg
    import sqlalchemy as sa
    from psycopg import sql

    url = sa.make_url(settings.database_url)
    name = sa.make_url(settings.prefect_database_url or "").database or "kaiji_prefect"
    try:
        with psycopg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise DeskFault(f"PostgreSQL cannot be used: {str(error).strip()}; check --database") from None


def post(url: str, body: Mapping[str, Any], own: Mapping[str, str] | None = None) -> Any:
    """Ask our own server; `own` are the headers of `tasks.access.headers`. Raises DeskFault when it refuses."""
    request = urllib.request.Request(  # noqa: S310 (our own http address)
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json", **(own or {})}
    )
    try:
        with OURS.open(request, timeout=30) as answer:
            return json.loads(answer.read())
    except urllib.error.URLError as error:
        raise DeskFault(f"the Prefect server refuses {url}: {error.reason}") from None


def healthy(url: str) -> bool:
    """Whether the server answers."""
    try:
        with OURS.open(url, timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP OK)
    except (OSError, urllib.error.URLError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-1200:] if path.exists() else "(no log)"


def _pause(seconds: float) -> None:
    time.sleep(seconds)
