"""One question at a time about neighbouring addresses: in this process by turns, across processes by a lease."""

import asyncio
import ipaddress
import threading
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import timedelta

from tasks.case_store.engine import Store
from tasks.case_store.registry_turns import take_lease
from tasks.ports import Clock
from tasks.registry.answers import Deferred

LEASE = timedelta(minutes=3)
"""Longer than any search; the lease of a dead process of this machine ends at once."""
_LOOK_AGAIN_SECONDS = 0.05
_PATIENCE_SECONDS = 30.0
_LATER_SECONDS = 5.0
_SHARED_BITS = {4: 16, 6: 32}
"""Neighbours: the same /16 of IPv4, the same /32 of IPv6."""


def neighbourhood(ip: str) -> str:
    """The name of the block within which only one question is asked at a time."""
    network = ipaddress.ip_network(ip)
    return str(network.supernet(new_prefix=_SHARED_BITS[network.version]))


class Queue:
    """Turns within this process, first come, first served; works across threads and their event loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold the turn called `name`."""
        await self._come(name)
        try:
            yield
        finally:
            self._go(name)

    async def _come(self, name: str) -> None:
        with self._lock:
            if name not in self._waiting:
                self._waiting[name] = deque()
                return
            called: Future[None] = Future()
            self._waiting[name].append(called)
        try:
            await asyncio.wrap_future(called)
        except asyncio.CancelledError:
            if not called.cancel():  # called just as it was given up
                self._go(name)
            raise

    def _go(self, name: str) -> None:
        """Call the next that still waits."""
        with self._lock:
            while self._waiting[name]:
                called = self._waiting[name].popleft()
                if called.set_running_or_notify_cancel():
                    called.set_result(None)
                    return
            del self._waiting[name]


async def leased(store: Store, name: str, clock: Clock) -> None:
    """Take the lease `name`, when another process has given it back. Raises Deferred when the other takes too long."""
    for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
        if await asyncio.to_thread(take_lease, store, name, clock.now(), LEASE):
            return
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    raise Deferred("another process asks about this block", retry_after=_LATER_SECONDS)
