"""The access log: who asked for what and when, one line each; no bodies, no query strings."""

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.callers import Asked

JAPAN = ZoneInfo("Asia/Tokyo")
BYTES, FILES = 10_000_000, 30
AGAIN_AFTER = timedelta(minutes=10)
MOST_REMEMBERED = 5000
REFUSED = frozenset({400, 401, 403, 421})
# What pages ask by themselves every few seconds, and the program itself: it says nothing about what somebody saw.
POLLED = re.compile(r"/(filter|count|history|paginate|count-[a-z/-]+|next|lateness|health|ready|version|csrf-token)$")
PROGRAM = re.compile(r"\.(js|css|svg|png|ico|webmanifest|woff2?|map)$")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One answered request; `login` is None for our own worker and for a desk without a proxy."""

    asked: Asked
    address: str
    login: str | None
    status: int


class AccessLog:
    """Writes visits to a file that only its owner can read; a page that reads the same again and again is one visit."""

    def __init__(self, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._now = now
        self._handler = _PrivateFile(file, maxBytes=BYTES, backupCount=FILES, encoding="utf-8", delay=True)
        self._seen: dict[tuple[str, ...], datetime] = {}

    def note(self, visit: Visit) -> None:
        """Write one line, unless it says nothing new."""
        now = self._now()
        if not _is_told(visit) or self._was_told(visit, now):
            return
        line = "\t".join(
            (
                now.astimezone(JAPAN).isoformat(timespec="seconds"),
                _plain(visit.login or "-"),
                _plain(visit.address),
                visit.asked.method,
                _plain(visit.asked.path),
                str(visit.status),
            )
        )
        self._handler.emit(logging.LogRecord("access", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Let go of the file."""
        self._handler.close()

    def _was_told(self, visit: Visit, now: datetime) -> bool:
        if visit.asked.method not in {"GET", "HEAD"}:
            return False
        key = (visit.login or "", visit.address, visit.asked.path, str(visit.status))
        told = self._seen.get(key)
        if told is not None and now - told < AGAIN_AFTER:
            return True
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key] = now
        return False


class _PrivateFile(RotatingFileHandler):
    """Readable by its owner alone, from its first byte on."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 (the handler's own hook)
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_told(visit: Visit) -> bool:
    if visit.status in REFUSED:
        return True
    if PROGRAM.search(visit.asked.path) or POLLED.search(visit.asked.path):
        return False
    return visit.login is not None or visit.asked.said("sec-fetch-site") is not None or not _is_own(visit.address)


def _is_own(address: str) -> bool:
    """Our own worker and commands: they come from this machine, and are no browser."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _plain(text: str) -> str:
    """One cell of one line, whatever somebody has sent."""
    return "".join(sign if sign.isprintable() and sign != "\\" else f"\\x{ord(sign):02x}" for sign in text[:500])
