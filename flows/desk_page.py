"""Changes to the engine's own pages: briefings and tables are shown whole."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OK = 200
# The form's window squeezes the text above the form into a few lines, and the faults of an answer stand there; the
# case sheet's tables run out of the page, because their cells do not wrap (the last column is the long one).
STYLE = (
    b"<style>.p-modal__body > .markdown-renderer { flex-shrink: 0; }"
    b".markdown-renderer__table :is(th, td) { padding-inline: 8px; }"
    b".markdown-renderer__table td:last-child { white-space: normal; min-width: 9em; }"
    # A press on a select would open and close it at once (3.8.8): the button and what surrounds it both answer it.
    b".p-select-button__control { pointer-events: none; }"
    b"</style></head>"
)


class OurPages:
    """Adds the style to every HTML page; all else passes untouched."""

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
        body = self._body.replace(b"</head>", STYLE, 1)
        kept = [(name, value) for name, value in start["headers"] if name.lower() not in {b"content-length", b"etag"}]
        await self._send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: "Message") -> bool:
    kind = next((value for name, value in start["headers"] if name.lower() == b"content-type"), b"")
    return bool(start["status"] == OK) and kind.startswith(b"text/html")
