"""One question on port 43: one connection, one total deadline, a byte cap, and no referral is ever followed."""

import asyncio
import contextlib

from tasks.ports import Unavailable
from tasks.registry.answers import MAX_BYTES, UnusableAnswer
from tasks.registry.endpoints import host_port

_CHUNK = 16 * 1024


async def ask(address: str, query: str, *, deadline_seconds: float) -> bytes:
    """Send `query` to `host:port` and return all bytes of the answer.

    Raises Unavailable when the exchange fails, outlives the deadline or ends early, UnusableAnswer above the byte cap.
    """
    try:
        async with asyncio.timeout(deadline_seconds):
            raw = await _exchange(*host_port(address), query)
    except TimeoutError as error:
        raise Unavailable(f"{address}: no complete answer within {deadline_seconds:g} s") from error
    except OSError as error:
        raise Unavailable(f"{address}: connection failed ({type(error).__name__})") from error
    if not raw.endswith(b"\n"):
        raise Unavailable(f"{address}: the answer was empty or cut short")
    return raw


async def _exchange(host: str, port: int, query: str) -> bytes:
    """Write the question, read to the end. Raises OSError, UnusableAnswer."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"{query}\r\n".encode("ascii"))
        await writer.drain()
        return await _read_capped(reader)
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _read_capped(reader: asyncio.StreamReader) -> bytes:
    """All bytes up to the end of the stream. Raises UnusableAnswer above the cap."""
    raw = bytearray()
    while chunk := await reader.read(_CHUNK):
        raw += chunk
        if len(raw) > MAX_BYTES:
            raise UnusableAnswer("answer_too_large")
    return bytes(raw)
