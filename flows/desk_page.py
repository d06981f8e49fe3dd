"""The engine's own pages get the desk's style and script (`templates/desk`)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = b'<link rel="stylesheet" href="/desk/desk.css"><script type="module" src="/desk/desk.js"></script></head>'


class OurPages:
    """Adds style and script to every HTML page; all else passes untouched."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith("/api/") or "." in scope["path"].rpartition("/")[2]:
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _Page(send))


class _Page:
    """One answer; the body of an HTML page is held until it is whole."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            await self._finish(self._start)

    async def _finish(self, start: "Message") -> None:
        body = self._body.replace(b"</head>", HEAD, 1)
        kept = [(name, value) for name, value in start["headers"] if name.lower() not in {b"content-length", b"etag"}]
        await self._send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: "Message") -> bool:
    """Also a page that says that there is nothing: its reader needs the bar most."""
    kind = next((value for name, value in start["headers"] if name.lower() == b"content-type"), b"")
    return kind.startswith(b"text/html")
