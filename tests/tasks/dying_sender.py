"""A process that delivers one notice and kills itself: python -m tests.tasks.dying_sender POINT NOTICE_ID."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from email.message import EmailMessage

from tasks.delivery import deliver
from tasks.ports import Mailer
from tasks.wiring import services


def die() -> None:
    """End like a power cut: no handler, no clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingMailer:
    """Sends, and dies before or after it."""

    def __init__(self, inner: Mailer, point: str) -> None:
        self._inner, self._point = inner, point

    async def send(self, message: EmailMessage) -> str:
        if self._point == "claimed":
            die()
        proof = await self._inner.send(message)
        if self._point == "sent":
            die()
        return proof

    def describe(self) -> str:
        return self._inner.describe()


if __name__ == "__main__":
    made = services()
    asyncio.run(deliver(replace(made, mailer=DyingMailer(made.mailer, sys.argv[1])), int(sys.argv[2])))
    die()
