"""Processes that deliver what is due and kill themselves at a point of the way, like a power cut."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from aiosmtplib.protocol import SMTPProtocol

from tasks.case_store.outbox import claim_notices
from tasks.case_store.outcomes import mark_sent
from tasks.delivery import deliver_due
from tasks.notice_mail import notice_mail
from tasks.wiring import services

NOWHERE = "nowhere"


def die(*_of: object, **_named: object) -> None:
    """End without a handler and without clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


def and_die(step: Callable[..., Any]) -> Callable[..., Any]:
    def last_step(*given: object, **named: object) -> None:
        step(*given, **named)
        die()

    return last_step


def _write_and_die(protocol: SMTPProtocol, data: bytes) -> None:
    _write(protocol, data)
    if data.endswith(b"\r\n.\r\n"):
        die()


_write = SMTPProtocol.write
POINTS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "before claim": ("tasks.delivery.claim_notices", die),
    "claimed": ("tasks.delivery.claim_notices", and_die(claim_notices)),
    "composed": ("tasks.delivery.notice_mail", and_die(notice_mail)),
    "connected": ("aiosmtplib.SMTP.send_message", die),
    "handed over": ("aiosmtplib.protocol.SMTPProtocol.write", _write_and_die),
    "accepted": ("tasks.delivery.mark_sent", die),
    "marked": ("tasks.delivery.mark_sent", and_die(mark_sent)),
}


def _deliver(environment: Mapping[str, str], point: str) -> None:
    os.environ.update(environment)
    if point in POINTS:
        pytest.MonkeyPatch().setattr(*POINTS[point])
    asyncio.run(deliver_due(services()))


def start_sender(environment: Mapping[str, str], point: str = NOWHERE) -> ForkServerProcess:
    """A process of its own, forked from a server that has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_deliver, args=(dict(environment), point))
    process.start()
    return process
