"""Exception texts may hold people; the engine stores them. So what leaves a leg is a number in the firm's own log."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.answers.faults import Faults
from tasks.fault_log import note_fault
from tasks.ports import Unavailable
from tasks.wiring import services


class LegFailed(Exception):
    """A leg failed; the message is the number of its entry in KAIJI_HOME/logs/faults.log; a sweep tries again."""


class LegTaken(Exception):
    """Another process is advancing this case right now; nothing is lost, it will end in the same place."""


@contextmanager
def kept_out() -> Iterator[None]:
    """Let only texts without people pass; note everything else in the firm's own log."""
    try:
        yield
    except (LegFailed, LegTaken, Unavailable, Faults):
        raise
    except Exception as fault:  # noqa: BLE001 (whatever it is, its text stays here)
        raise LegFailed(note_fault(services().settings.root, fault)) from None
