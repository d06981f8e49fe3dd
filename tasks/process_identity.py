"""Who holds a lease: host, pid and start of the process, so that a dead holder is known at once on the same host."""

import os
import socket
from functools import cache
from pathlib import Path

UNKNOWN = "unknown"


def me() -> str:
    """Identity of this process."""
    return _identity(os.getpid())


def is_surely_dead(owner: str) -> bool:
    """Whether `owner` was a process of this host that has ended. Other hosts: never sure."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return _started(int(pid)) not in {started, UNKNOWN}


@cache
def _identity(pid: int) -> str:
    """By process id, because a forked child inherits the cache."""
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def _started(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "ended" if not _signals(pid) else UNKNOWN
    state, *fields = stat.rpartition(")")[2].split()
    return "ended" if state == "Z" else fields[18]


def _signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
