"""Faults in full, on the firm's own disk only: their texts may name people, so the engine gets a number instead."""

import os
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path


def note_fault(home: Path, fault: BaseException) -> str:
    """Append the traceback to `home`/logs/faults.log (0600); return the entry's number and the fault's type."""
    number = secrets.token_hex(4)
    folder = home / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "faults.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(f"--- {number} {datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(fault))}\n")
    return f"{type(fault).__name__}, entry {number} of logs/faults.log"
