"""Scripted servers on loopback for answers that no honest registry gives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Served:
    """Where the server listens and what it was asked."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.url = f"http://{self.address}"
        self.asked: list[bytes] = []


@contextlib.asynccontextmanager
async def serving(script: Script, *, until: bytes = b"\n") -> AsyncIterator[Served]:
    """Serve one scripted answer per connection, after the question has been read."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            served.asked.append(await reader.readuntil(until))
            await script(writer)
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    handlers: set[asyncio.Task[None] | None] = set()
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    served = Served(server.sockets[0].getsockname()[1])
    try:
        yield served
    finally:
        server.close()
        await asyncio.gather(*filter(None, handlers))


def says(answer: bytes) -> Script:
    """The whole answer at once."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return script


def drips(head: bytes = b"") -> Script:
    """One byte again and again: each read succeeds, the answer never ends."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    return script


def floods(head: bytes = b"") -> Script:
    """Far more than anybody should read."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(5000):
            writer.write(b"remarks: x\n" * 100)
            await writer.drain()

    return script


def http(body: bytes, status: str = "200 OK", **headers: str) -> Script:
    """One HTTP answer."""
    fields = {"Content-Type": "application/rdap+json", "Content-Length": str(len(body)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return says(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)


OPEN_ENDED = b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\nConnection: close\r\n\r\n"
END_OF_HEAD = b"\r\n\r\n"
