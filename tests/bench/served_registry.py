"""The loopback registry in a process of its own, with the latency of a real one; it counts what it is asked."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection

from flows.demo.registry import LoopbackRegistry, RegistryBlock
from models.rules.registry_records import RecordKind
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS, RegistryEndpoints


class DistantRegistry(LoopbackRegistry):
    """Every answer takes its time."""

    def __init__(self, blocks: list[RegistryBlock], latency_seconds: float) -> None:
        super().__init__(blocks)
        self._latency_seconds = latency_seconds

    async def _reply(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes, limited: bytes
    ) -> None:
        await asyncio.sleep(self._latency_seconds)
        await super()._reply(reader, writer, answer, limited)


@dataclass(frozen=True, kw_only=True)
class Distant:
    """The other process: where it listens; `asked()` is how many questions it has had so far."""

    whois_address: str
    rdap_url: str
    line: "Connection[None, tuple[str, str] | int]"

    def endpoints(self) -> RegistryEndpoints:
        """All registries are this one."""
        return RegistryEndpoints(
            whois=dict.fromkeys(DEFAULT_WHOIS, self.whois_address), rdap=dict.fromkeys(DEFAULT_RDAP, self.rdap_url)
        )

    def asked(self) -> int:
        """How many questions were asked so far."""
        self.line.send(None)
        return int(str(self.line.recv()))


@contextmanager
def distant_registry(prefixes: list[str], latency_seconds: float) -> Iterator[Distant]:
    """Serve invented assignments with these prefixes."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, prefixes, latency_seconds))
    process.start()
    whois_address, rdap_url = ours.recv()
    try:
        yield Distant(whois_address=whois_address, rdap_url=rdap_url, line=ours)
    finally:
        ours.close()
        theirs.close()
        process.join()


def _serve(line: "Connection[tuple[str, str] | int, None]", prefixes: list[str], latency_seconds: float) -> None:
    with DistantRegistry([_block(prefix) for prefix in prefixes], latency_seconds) as served:
        line.send((served.whois_address, served.rdap_url))
        try:
            while True:
                line.recv()
                line.send(len(served.queries))
        except EOFError:
            return


def _block(prefix: str) -> RegistryBlock:
    return RegistryBlock(
        prefix=prefix,
        name_ja=f"架空通信{prefix}",
        name_en=f"Kakuu {prefix}",
        netname="KAKUU",
        allocated_on=date(2020, 4, 1),
        kind=RecordKind.ASSIGNMENT,
    )
