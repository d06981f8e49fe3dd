"""Request bodies, read whole and given on."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Receive


async def whole_body(receive: "Receive") -> bytes:
    """The body of a request, or what came of it before its sender went away."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(parts)


def replay(body: bytes, receive: "Receive") -> "Receive":
    """A `receive` that gives this body once, then whatever follows."""
    given = False

    async def again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
