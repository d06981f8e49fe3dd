"""The desk of a firm: what is killed is started again, and nothing outlives the desk."""

import os
import signal

import pytest

from flows.desk import healthy
from tests.durability.conftest import Begin
from tests.durability.demonstration import Demonstration

pytestmark = [pytest.mark.slow, pytest.mark.engine]


def test_desk_starts_again_what_was_killed_and_leaves_nothing_behind(begin: Begin) -> None:
    desk, _ = begin("desk", None)
    desk.start()
    desk.wait_for(lambda: "the desk is open" in desk.said(), "the desk is open")
    for kind in ("worker", "server"):
        before = _pids(desk, kind)
        desk.kill(kind)
        desk.wait_for(lambda kind=kind, before=before: bool(_pids(desk, kind) - before), f"a new {kind}")  # type: ignore[misc]
        desk.wait_for(lambda: healthy(f"http://127.0.0.1:{desk.port}/api/health"), f"healthy without its {kind}")
    assert desk.process is not None
    os.kill(desk.process.pid, signal.SIGTERM)
    assert desk.finish() == 0, desk.said()
    assert desk.processes() == {}


def _pids(desk: Demonstration, kind: str) -> set[int]:
    return {pid for pid, found in desk.processes().items() if found == kind}
