"""Processes that queue the morning's digests and kill themselves at a point of it, like a power cut."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest

from tasks.case_store.digests import make_digest
from tasks.case_store.heartbeat import note_digested
from tasks.digests import queue_digests
from tasks.wiring import services
from tests.tasks.dying_sender import die

ALIVE = "alive"


def _and_die(step: Callable[..., Any]) -> Callable[..., Any]:
    def last_step(*given: object, **named: object) -> None:
        step(*given, **named)
        die()

    return last_step


POINTS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "before the first": ("tasks.digests.make_digest", die),
    "inside the first": ("tasks.case_store.digests.is_worth_sending", die),
    "after the first": ("tasks.digests.make_digest", _and_die(make_digest)),
    "before the note": ("tasks.digests.note_digested", die),
    "after the note": ("tasks.digests.note_digested", _and_die(note_digested)),
}


def _morning(environment: Mapping[str, str], point: str) -> None:
    os.environ.update(environment)
    if point in POINTS:
        pytest.MonkeyPatch().setattr(*POINTS[point])
    queue_digests(services())


def start_morning(environment: Mapping[str, str], point: str = ALIVE) -> ForkServerProcess:
    """A process of its own, forked from a server that has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_morning, args=(dict(environment), point))
    process.start()
    return process
