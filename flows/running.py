"""Running the desk and a single sweep from the command line; the engine is imported only after its settings are set."""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from flows.desk import DeskFault, desk, environment, healthy
from models.terms import CaseStatus
from tasks.fault_log import note_fault
from tasks.settings import Settings

if TYPE_CHECKING:
    from tasks.wiring import Services

WATCH_SECONDS = 2.0
UNAVAILABLE = 3


def run_desk(*, host: str | None, port: int | None, database: str | None) -> int:
    """Run the desk until Ctrl-C or SIGTERM; return the exit code."""
    given = {"host": host, "port": port, "database": database}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    stopping = stop_on_signals()
    try:
        with desk(settings, say) as running:
            recover(settings)
            say(f"the desk is open: {settings.ui_url} — Ctrl-C stops it")
            say(mail_line(settings))
            while not stopping.wait(WATCH_SECONDS):
                running.watch()
    except DeskFault as fault:
        say(str(fault))
        return UNAVAILABLE
    return 0


def recover(settings: Settings) -> None:
    """One sweep at once after a start: runs that a dead process left behind go on."""
    use_engine(settings)
    from flows.sweep import sweep
    from tasks.wiring import build, install

    made = build(settings)
    install(made)
    with suppress(Exception):  # the scheduled sweep will meet and report the same
        sweep(made)


def sweep_now(at: datetime | None) -> int:
    """One sweep in this process against the running desk."""
    settings = Settings()
    use_engine(settings)
    from httpx import ConnectError

    from flows.sweep import sweep
    from tasks.clock import FixedClock
    from tasks.wiring import install, services

    made = services() if at is None else replace(services(), clock=FixedClock(at))
    install(made)
    try:
        swept = sweep(made)
    except ConnectError:
        say(f"the desk at {settings.ui_url} does not answer: start it with `kaiji up`")
        return UNAVAILABLE
    say(f"advanced {len(swept.advanced)}, sent {swept.sent}, put off {swept.put_off}, refused {swept.refused}")
    for ref in (*swept.failed, *swept.without_wake_up):
        say(f"case {ref} needs operations: its leg failed or it has no next wake-up")
    return 1 if swept.failed else 0


def make_runs(made: "Services", refs: Sequence[str]) -> bool:
    """Make the runs of cases just opened (no drafts) when this home's desk is up; False: the next sweep makes them."""
    if not (_is_locked(made.settings.root / "desk.lock") and healthy(f"{made.settings.api_url}/health")):
        return False
    use_engine(made.settings)
    from flows.engine import ensure_run, kept_client
    from tasks.case_store.legs import run_of

    try:
        with kept_client() as client:
            for case in (run_of(made.store, ref) for ref in refs):
                if case.status is not CaseStatus.DRAFT:
                    ensure_run(made, case, client)
    except Exception as fault:  # noqa: BLE001 (the cases are open: whatever the engine says, the sweep makes what lacks)
        note_fault(made.settings.root, fault)
        return False
    return True


def _is_locked(lock: Path) -> bool:
    """Whether a desk runs on this home: whoever answers on the port may be another firm's."""
    if not lock.exists():
        return False
    with lock.open(encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def use_engine(settings: Settings) -> None:
    """Point this process at the desk's engine; its log lines go to the UI, here they would drown the progress."""
    os.environ.update(environment(settings))
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"


def mail_line(settings: Settings) -> str:
    """Where mail goes, said at every start."""
    if settings.smtp.host is None:
        return f"no SMTP configured: mails are kept in {settings.root / 'outbox'} (Maildir) and reach nobody"
    return f"mail goes through {settings.smtp.host}:{settings.smtp.port} ({settings.smtp.security})"


def stop_on_signals() -> threading.Event:
    """An event that Ctrl-C and SIGTERM set; a second Ctrl-C interrupts as usual."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()
        say(f"stopping ({signal.Signals(number).name}) …")

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping


def say(line: str) -> None:
    """Progress goes to standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 (the command line's progress)
