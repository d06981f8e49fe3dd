"""The only way out of the browser: a proxy on this machine that connects to public addresses only, and counts.

The browser resolves no name itself. Redirects, frames, scripts and sockets all pass here, and each connection goes to
the very address that was checked, so that a name cannot lead elsewhere between the check and the connection.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tasks.capture.public_hosts import NoSuchHost, UnsafeAddress, public_address

_MOST_HEAD: Final = 65_536
_PIECE: Final = 65_536
_PATIENCE: Final = 15.0
_HOP_HEADERS: Final = frozenset(
    {"connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "upgrade"}
)
_AUTHORITY: Final = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:/@\[\]\s]+)):(?P<port>[0-9]{1,5})")


@dataclass
class Passed:
    """What went through the gate. Keys are (host, port)."""

    most_bytes: int
    received: int = 0
    refused: dict[tuple[str, int], str] = field(default_factory=dict)
    unknown: set[tuple[str, int]] = field(default_factory=set)
    silent: dict[tuple[str, int], str] = field(default_factory=dict)
    addresses: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def too_much(self) -> bool:
        """More came than is kept of one page."""
        return self.received > self.most_bytes


@dataclass(frozen=True)
class Gate:
    """A running gate: its port on this machine, and what passed."""

    port: int
    passed: Passed


@asynccontextmanager
async def open_gate(*, loopback: bool, most_bytes: int) -> AsyncIterator[Gate]:
    """Run a gate until the block ends; then every connection through it is closed."""
    passed = Passed(most_bytes=most_bytes)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_connection(reader, writer, passed, loopback=loopback))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=_MOST_HEAD)
    try:
        yield Gate(port=server.sockets[0].getsockname()[1], passed=passed)
    finally:
        server.close()
        left = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _connection(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passed: Passed, *, loopback: bool
) -> None:
    try:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            await _serve(reader, writer, passed, loopback=loopback)
    finally:
        writer.close()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passed: Passed, *, loopback: bool) -> None:
    """One connection of the browser: a tunnel, or one plain request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, version = head[0].split(" ")
    parts = None if method == "CONNECT" else urlsplit(target)
    host, port = _authority(target) if parts is None else (parts.hostname or "", parts.port or 80)
    far = await _connect(host, port, passed, loopback=loopback)
    if far is None:
        return
    far_reader, far_writer = far
    try:
        if parts is None:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            upward = asyncio.ensure_future(_copy(reader, far_writer))
        else:
            path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            kept = _own_headers(head[1:-2])
            lines = [f"{method} {path} {version}", *kept, "Connection: close", "", ""]
            far_writer.write("\r\n".join(lines).encode("latin-1"))
            upward = asyncio.ensure_future(_copy(reader, far_writer, _body_length(kept)))
        try:
            await _copy(far_reader, writer, passed=passed)
        finally:
            upward.cancel()
    finally:
        far_writer.close()


async def _connect(
    host: str, port: int, passed: Passed, *, loopback: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """A connection to the checked address, or None: then the browser's connection is closed without a word."""
    key = (host, port)
    try:
        address = await public_address(host, port, loopback=loopback)
        passed.addresses[key] = address
        return await asyncio.wait_for(asyncio.open_connection(address, port), _PATIENCE)
    except UnsafeAddress as unsafe:
        passed.refused[key] = str(unsafe)
    except NoSuchHost:
        passed.unknown.add(key)
    except TimeoutError:
        passed.silent[key] = "応答なし"
    except OSError as error:
        passed.silent[key] = error.strerror or type(error).__name__
    return None


async def _copy(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, most: int | None = None, *, passed: Passed | None = None
) -> None:
    """Pass bytes on until the source ends, `most` have passed, or the page has become too large."""
    left = most
    with suppress(OSError):
        while left is None or left > 0:
            piece = await source.read(_PIECE if left is None else min(left, _PIECE))
            if not piece:
                return
            if left is not None:
                left -= len(piece)
            if passed is not None:
                passed.received += len(piece)
                if passed.too_much:
                    return
            target.write(piece)
            await target.drain()


def _authority(target: str) -> tuple[str, int]:
    match = _AUTHORITY.fullmatch(target)
    if match is None:
        raise ValueError(target)
    return match["v6"] or match["host"], int(match["port"])


def _own_headers(lines: Iterable[str]) -> list[str]:
    """The headers that go on; a body without a length is refused (Chromium sends none so)."""
    kept = [line for line in lines if line.partition(":")[0].strip().lower() not in _HOP_HEADERS]
    if any(line.lower().startswith("transfer-encoding:") for line in kept):
        raise ValueError("body without length")
    return kept


def _body_length(lines: Iterable[str]) -> int:
    lengths = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-length:")]
    return int(lengths[0]) if lengths else 0
