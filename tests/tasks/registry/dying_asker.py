"""A process that identifies addresses and kills itself: python -m tests.tasks.registry.dying_asker TURNS IP….

Kills itself as the question after so many TURNS begins, like a power cut.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tasks.registry.cache import CachedFindings
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Service
from tasks.registry.identify import RegistryClient
from tasks.wiring import services
from tests.tasks.registry.served_blocks import KEPT, NOBODY


class DyingTurns:
    """Lets so many questions pass."""

    def __init__(self, left: int) -> None:
        self._left = left

    @asynccontextmanager
    async def turn(self, registry: str, service: Service) -> AsyncIterator[None]:
        del registry, service
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        yield


async def identify(addresses: list[str]) -> None:
    made = services()
    section = made.settings.registry
    endpoints = RegistryEndpoints.overriding(whois=section.whois, rdap=section.rdap)
    memory = CachedFindings(made.store, endpoints, made.wall, KEPT)
    client = RegistryClient(endpoints, NOBODY, made.wall, memory=memory, turns=DyingTurns(int(sys.argv[1])))
    for ip in addresses:
        await client.identify(ip, port=None, at=None)


if __name__ == "__main__":
    asyncio.run(identify(sys.argv[2:]))
