"""Processes that deliver what is due and kill themselves at a point of the way, like a power cut."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.message import EmailMessage
from multiprocessing.context import ForkServerProcess
from typing import Any

from aiosmtplib.protocol import SMTPProtocol

import tasks.delivery
from tasks.delivery import deliver_due
from tasks.ports import Mailer
from tasks.smtp_client import Client
from tasks.wiring import Services, services

NOWHERE = "nowhere"


def die(*_of: object, **_named: object) -> None:
    """End without a handler and without clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


def _before_claim(made: Services) -> Services:
    tasks.delivery.claim_notices = die  # type: ignore[assignment]
    return made


def _claimed(made: Services) -> Services:
    tasks.delivery.claim_notices = _and_die(tasks.delivery.claim_notices)
    return made


def _composed(made: Services) -> Services:
    tasks.delivery.notice_mail = _and_die(tasks.delivery.notice_mail)
    return made


def _connected(made: Services) -> Services:
    Client.send_message = die  # type: ignore[assignment,method-assign]
    return made


def _handed_over(made: Services) -> Services:
    write = SMTPProtocol.write

    def write_and_die(protocol: SMTPProtocol, data: bytes) -> None:
        write(protocol, data)
        if data.endswith(b"\r\n.\r\n"):
            die()

    SMTPProtocol.write = write_and_die  # type: ignore[method-assign]
    return made


def _accepted(made: Services) -> Services:
    return replace(made, mailer=_DyingMailer(made.mailer))


def _marked(made: Services) -> Services:
    tasks.delivery.mark_sent = _and_die(tasks.delivery.mark_sent)
    return made


POINTS: Mapping[str, Callable[[Services], Services]] = {
    "before claim": _before_claim,
    "claimed": _claimed,
    "composed": _composed,
    "connected": _connected,
    "handed over": _handed_over,
    "accepted": _accepted,
    "marked": _marked,
}


def _and_die(step: Callable[..., Any]) -> Callable[..., Any]:
    def last_step(*given: object, **named: object) -> None:
        step(*given, **named)
        die()

    return last_step


class _DyingMailer(Mailer):
    """Sends, and dies when the server has said that it keeps the mail."""

    def __init__(self, inner: Mailer) -> None:
        self._inner = inner

    async def send(self, message: EmailMessage) -> str:
        async with self._inner.session():
            await self._inner.send(message)
        die()
        raise AssertionError

    def describe(self) -> str:
        return self._inner.describe()


def _deliver(environment: Mapping[str, str], point: str) -> None:
    os.environ.update(environment)
    made = services()
    asyncio.run(deliver_due(POINTS[point](made) if point in POINTS else made))


def start_sender(environment: Mapping[str, str], point: str = NOWHERE) -> ForkServerProcess:
    """A process of its own, forked from a server that has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_deliver, args=(dict(environment), point))
    process.start()
    return process
