"""Many addresses of a few blocks, identified by kaiji and by two libraries, against a registry 20 ms away.

Run: `python -m tests.bench.identification`. The libraries are no dependencies of kaiji; to have them beside it:
`pip install --target FOLDER ipwhois whoisit` and run with `PYTHONPATH=FOLDER`.
"""

import argparse
import asyncio
import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from models.tables import sealing
from tasks.case_store.engine import Store, open_store
from tasks.clock import SystemClock
from tasks.key_file import load_ring
from tasks.registry.cache import CachedFindings
from tasks.registry.identify import RegistryClient
from tests.bench.peers import Ask, installed, missing
from tests.bench.served_registry import Distant, distant_registry
from tests.tasks.registry.served_blocks import KEPT, NOBODY


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run over all addresses. `cpu_seconds` without the registry's."""

    who: str
    at_once: int
    addresses: int
    queries: int
    seconds: float
    cpu_seconds: float

    def line(self) -> str:
        """What is printed."""
        rate = self.addresses / self.seconds
        return (
            f"{self.who:20} {self.at_once:8} {rate:10.0f} {self.queries:8} {self.seconds:8.2f} {self.cpu_seconds:8.2f}"
        )


HEAD = f"{'':20} {'at once':>8} {'lookups/s':>10} {'queries':>8} {'seconds':>8} {'CPU s':>8}"


def spread(blocks: int, addresses: int) -> tuple[list[str], list[str]]:
    """Prefixes of so many /16 blocks, and so many addresses taken from them in turns."""
    prefixes = [f"133.{10 + number}.0.0/16" for number in range(blocks)]
    networks = [ipaddress.ip_network(prefix) for prefix in prefixes]
    return prefixes, [str(networks[number % blocks][number // blocks * 7 + 1]) for number in range(addresses)]


def measure(folder: Path, blocks: int, addresses: int, latency_seconds: float) -> Iterator[Measured]:
    """Run kaiji with 1, 2 and 16 questions at once, then over what it stored, then the libraries that are there."""
    prefixes, asked = spread(blocks, addresses)
    sealing.install(load_ring(folder, None))
    with distant_registry(prefixes, latency_seconds) as served:
        for who, at_once in (("kaiji", 1), ("kaiji", 2), ("kaiji", 16), ("kaiji, restarted", 2)):
            store = open_store(f"sqlite:///{folder / f'{at_once}.db'}")
            yield _run(who, served, asked, at_once, _kaiji(store, served))
            store.dispose()
        for name, peer in installed().items():
            for at_once in (2, 16):
                yield _run(name, served, asked, at_once, peer(served))


def _kaiji(store: Store, served: Distant) -> Ask:
    clock, endpoints = SystemClock(), served.endpoints()
    memory = CachedFindings(store, endpoints, clock, KEPT)
    client = RegistryClient(endpoints, NOBODY, clock, memory=memory)
    return lambda ip: client.identify(ip, port=None, at=None)


def _run(who: str, served: Distant, asked: Sequence[str], at_once: int, ask: Ask) -> Measured:
    """Time all addresses, so many at once."""
    before, started, cpu = served.asked(), perf_counter(), process_time()
    asyncio.run(_all(asked, at_once, ask))
    return Measured(
        who=who,
        at_once=at_once,
        addresses=len(asked),
        queries=served.asked() - before,
        seconds=perf_counter() - started,
        cpu_seconds=process_time() - cpu,
    )


async def _all(asked: Sequence[str], at_once: int, ask: Ask) -> None:
    gate = asyncio.Semaphore(at_once)

    async def one(ip: str) -> None:
        async with gate:
            await ask(ip)

    await asyncio.gather(*map(one, asked))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=50)
    parser.add_argument("--addresses", type=int, default=1000)
    parser.add_argument("--latency-ms", type=float, default=20.0)
    given = parser.parse_args()
    print(HEAD)  # noqa: T201 (a script)
    with TemporaryDirectory(prefix="kaiji-bench-") as folder:
        for measured in measure(Path(folder), given.blocks, given.addresses, given.latency_ms / 1000):
            print(measured.line(), flush=True)  # noqa: T201 (a script)
    for name in missing():
        print(f"{name:20} not installed: see the head of this file")  # noqa: T201 (a script)


if __name__ == "__main__":
    main()
