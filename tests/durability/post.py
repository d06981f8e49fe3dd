"""The mail server of one demonstration; it runs in the tests' process and survives every kill."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.tasks.mail.loopback_smtp import Desk

PATIENCE_SECONDS = 60.0


class Inbox(list[EmailMessage]):
    """Messages as they are accepted; the sender hears so only after `on_message` has returned."""

    def __init__(self) -> None:
        super().__init__()
        self.on_message: Callable[[], None] = nothing

    def append(self, message: EmailMessage) -> None:
        super().append(message)
        self.on_message()


@dataclass(frozen=True, kw_only=True)
class Post:
    """The mail server of one demonstration."""

    desk: Desk
    inbox: Inbox = field(default_factory=Inbox)

    @contextmanager
    def held_at_next(self) -> Iterator[None]:
        """Wait for the next message and hold it, accepted but not confirmed, inside the block."""
        arrived, done = threading.Event(), threading.Event()

        def hold() -> None:
            self.inbox.on_message = nothing
            arrived.set()
            done.wait(PATIENCE_SECONDS)

        self.inbox.on_message = hold
        assert arrived.wait(PATIENCE_SECONDS), "no mail came"
        try:
            yield
        finally:
            done.set()


def nothing() -> None:
    """What happens at a message otherwise."""
