"""Identifying many addresses: a lane for each registry, so that one that is slow or limits us never holds up others."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tasks.ports import Identification, IpRegistry, Unavailable
from tasks.registry.address_gate import clean
from tasks.registry.answers import Deferred
from tasks.registry.bootstrap import bootstrap

LANE_WIDTH = 2
"""So many questions of one lane at once; no registry is asked over more connections."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One address as it was written, with the port and the aware moment of the post where they are known."""

    ip: str = field(repr=False)
    port: int | None = None
    at: datetime | None = None


Found = tuple[Wanted, Identification | Unavailable]


async def identify_many(
    registry: IpRegistry, wanted: Iterable[Wanted], *, patience_seconds: float = 60.0
) -> AsyncIterator[Found]:
    """Yield each address with its answer as they come, equal addresses in the order given.

    An address whose turn is at most `patience_seconds` away is waited for in its lane (a person looks on: a flow defers
    instead); one that cannot be asked for longer comes back with what was raised.
    """
    lanes: dict[str, deque[Wanted]] = {}
    for each in wanted:
        lanes.setdefault(_lane(each.ip), deque()).append(each)
    done: asyncio.Queue[Found | Exception] = asyncio.Queue()
    left = sum(map(len, lanes.values()))
    walks = [_walk(registry, lane, patience_seconds, done) for lane in lanes.values() for _ in range(LANE_WIDTH)]
    workers = [asyncio.create_task(walk) for walk in walks]
    try:
        for _ in range(left):
            found = await done.get()
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _walk(
    registry: IpRegistry, lane: deque[Wanted], patience_seconds: float, done: asyncio.Queue[Found | Exception]
) -> None:
    """Take the next of the lane until it is empty; a defect ends the whole walk."""
    try:
        while lane:
            each = lane.popleft()
            done.put_nowait((each, await _patiently(registry, each, patience_seconds)))
    except Exception as defect:  # noqa: BLE001 (raised where the answers are read)
        done.put_nowait(defect)


async def _patiently(registry: IpRegistry, each: Wanted, patience_seconds: float) -> Identification | Unavailable:
    while True:
        try:
            return await registry.identify(each.ip, port=each.port, at=each.at)
        except Deferred as deferred:
            if deferred.retry_after is None or deferred.retry_after > patience_seconds:
                return deferred
            await asyncio.sleep(deferred.retry_after)
        except Unavailable as silent:
            return silent


def _lane(ip: str) -> str:
    """The registry that is asked first; what is no address needs none."""
    try:
        return bootstrap().order(clean(ip).ip)[0]
    except ValueError:
        return ""
