"""A registry on loopback that answers in the real formats: JPNIC's port 43 and RDAP over HTTP."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from enum import StrEnum
from types import TracebackType
from typing import Self

from flows.demo.registry_blocks import RegistryBlock, jpnic_answer, load_blocks, rdap_answer
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS, RegistryEndpoints

__all__ = ["Fault", "LoopbackRegistry", "RegistryBlock", "load_blocks"]

_Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[object, object, None]]

_HOST = "127.0.0.1"
_LIMITED = b"%ERROR:201: access control limit reached\r\n"
_RETRY_SECONDS = 7


class Fault(StrEnum):
    """How an answer may go wrong."""

    REFUSE = "refuse"
    SLOW = "slow"
    RATE_LIMIT = "rate_limit"
    TRUNCATED = "truncated"


class LoopbackRegistry:
    """Context manager; `queries` lists what was asked: an address on port 43, `GET /ip/…` over HTTP."""

    def __init__(self, blocks: Iterable[RegistryBlock]) -> None:
        self.queries: list[str] = []
        self.whois_address = ""
        self.rdap_url = ""
        self._blocks = tuple(blocks)
        self._faults: deque[Fault] = deque()
        self._open: dict[asyncio.Future[None], asyncio.StreamWriter] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        """Listen on free ports."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and drop open connections."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def endpoints(self) -> RegistryEndpoints:
        """Endpoints that ask this registry for everything."""
        return RegistryEndpoints(
            whois=dict.fromkeys(DEFAULT_WHOIS, self.whois_address), rdap=dict.fromkeys(DEFAULT_RDAP, self.rdap_url)
        )

    def fail_next(self, times: int, kind: str) -> None:
        """Let the next questions on either port go wrong. Raises ValueError for an unknown kind."""
        self._faults.extend([Fault(kind)] * times)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        whois = await asyncio.start_server(self._connected(self._whois), _HOST, 0)
        rdap = await asyncio.start_server(self._connected(self._rdap), _HOST, 0)
        self.whois_address = f"{_HOST}:{whois.sockets[0].getsockname()[1]}"
        self.rdap_url = f"http://{_HOST}:{rdap.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        whois.close()
        rdap.close()
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)

    def _connected(self, answer: _Handler) -> _Handler:
        """Wrap a protocol so that a client may leave at any time and no connection outlives the registry."""

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(_to_its_end(answer, reader, writer))
            self._open[task] = writer
            await task
            del self._open[task]

        return handle

    async def _whois(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readline()).decode("ascii", "replace").strip()
        self.queries.append(asked)
        await self._reply(reader, writer, jpnic_answer(self._blocks, asked.split(" ")[-1]), _LIMITED)

    async def _rdap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii", "replace")
        method, path = head.split(" ", 2)[:2]
        self.queries.append(f"{method} {path}")
        body = rdap_answer(self._blocks, path.removeprefix("/ip/"))
        answer = _http("404 Not Found", b'{"errorCode": 404}') if body is None else _http("200 OK", body)
        limited = _http("429 Too Many Requests", b"slow down", f"Retry-After: {_RETRY_SECONDS}\r\n")
        await self._reply(reader, writer, answer, limited)

    async def _reply(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes, limited: bytes
    ) -> None:
        """Send the answer, or what the next programmed fault makes of it."""
        fault = self._faults.popleft() if self._faults else None
        match fault:
            case Fault.REFUSE:
                writer.transport.abort()
            case Fault.SLOW:
                writer.write(answer[:1])
                await reader.read()
            case Fault.RATE_LIMIT:
                writer.write(limited)
            case Fault.TRUNCATED:
                writer.write(answer[: len(answer) // 2].rstrip(b"\r\n"))
            case None:
                writer.write(answer)


async def _to_its_end(answer: _Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one question and see the connection closed, by us or by the client."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        await answer(reader, writer)
        writer.close()
        await writer.wait_closed()
    writer.transport.abort()


def _http(status: str, body: bytes, headers: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/rdap+json\r\n{headers}"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
