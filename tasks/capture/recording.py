"""What the browser asked and was answered, as it happens; bodies are read before the browser forgets them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tasks.capture.archive import Exchange
from tasks.capture.gate import Passed

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Request, Response

MOST_EXCHANGES: Final = 3_000
_MOST_BODY, _MOST_BODIES = 30_000_000, 200_000_000
"""Bytes, unpacked, of one body and of all: a page may pack much into little."""
_PORTS: Final = {"http": 80, "https": 443}


@dataclass
class Recorder:
    """All exchanges of a visit, in the order of the answers."""

    passed: Passed
    left_out: int = 0
    kept: int = 0
    _pending: list["asyncio.Task[Exchange | None]"] = field(default_factory=list)
    _document: "Response | None" = None

    def attach(self, context: "BrowserContext") -> None:
        """Listen from now on."""
        context.on("response", self._answered)

    async def exchanges(self, seconds: float) -> tuple[Exchange, ...]:
        """What was recorded; an answer that does not end within `seconds` is left out and counted."""
        if not self._pending:
            return ()
        done, unfinished = await asyncio.wait(self._pending, timeout=seconds)
        for task in unfinished:
            task.cancel()
        self.left_out += len(unfinished)
        return tuple(task.result() for task in self._pending if task in done and task.result() is not None)  # type: ignore[misc] # None is left out

    def document_head(self) -> tuple[int | None, str]:
        """Status and content type of the newest main document; (None, "") before there is one."""
        if self._document is None:
            return None, ""
        return self._document.status, self._document.headers.get("content-type", "")

    def _answered(self, response: "Response") -> None:
        if not response.url.startswith(("http://", "https://")):
            return
        if _is_document(response.request):
            self._document = response
        if len(self._pending) >= MOST_EXCHANGES:
            self.left_out += 1
            return
        self._pending.append(asyncio.ensure_future(self._exchange(response, datetime.now(UTC))))

    async def _exchange(self, response: "Response", at: datetime) -> Exchange | None:
        from playwright.async_api import Error  # noqa: PLC0415 (as in the browser)

        request = response.request
        try:
            sent, received = await request.headers_array(), await response.headers_array()
            protocol = await _protocol(response)
        except Error:
            self.left_out += 1
            return None
        return Exchange(
            url=response.url,
            method=request.method,
            sent=tuple((each["name"], each["value"]) for each in sent),
            sent_body=request.post_data_buffer or b"",
            protocol=protocol,
            status=response.status,
            reason=response.status_text,
            received=tuple((each["name"], each["value"]) for each in received),
            body=self._counted(await _body(response)),
            ip=self._address(response.url),
            at=at,
            document=_is_document(request),
        )

    def _counted(self, body: bytes | None) -> bytes | None:
        if body is None or self.kept + len(body) > _MOST_BODIES:
            return None
        self.kept += len(body)
        return body

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        with suppress(ValueError):
            return self.passed.addresses.get((parts.hostname or "", parts.port or _PORTS[parts.scheme]), "")
        return ""


async def _protocol(response: "Response") -> str:
    from playwright.async_api import Error  # noqa: PLC0415 (as above)

    with suppress(Error):
        name = await response.http_version()
        return name.upper() if name.upper().startswith("HTTP/") else "HTTP/1.1"
    return "HTTP/1.1"


async def _body(response: "Response") -> bytes | None:
    """The body, unpacked; None where the browser has none or it is too large to keep."""
    from playwright.async_api import Error  # noqa: PLC0415 (as above)

    with suppress(Error):
        await response.finished()
        body = await response.body()
        return body if len(body) <= _MOST_BODY else None
    return None


def _is_document(request: "Request") -> bool:
    from playwright.async_api import Error  # noqa: PLC0415 (as above)

    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Error:  # a navigation whose frame is not there yet is the main one
        return request.is_navigation_request()
