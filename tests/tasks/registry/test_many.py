"""Many addresses at once: every one comes back, and a registry that makes us wait holds up no other."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Deferred
from tasks.registry.many import LANE_WIDTH, Wanted, identify_many
from tests.fakes import identification

JAPANESE = [f"133.5.0.{number}" for number in range(6)]  # asked of JPNIC first
AMERICAN = [f"8.8.0.{number}" for number in range(6)]  # asked of ARIN first


class Slow:
    """Answers, or raises what is programmed for an address, one a call; knows how many were in it at once."""

    def __init__(self, faults: Mapping[str, list[Exception]]) -> None:
        self.faults = {ip: list(raised) for ip, raised in faults.items()}
        self.inside = self.most_inside = 0
        self.answered: list[str] = []

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        del port, at
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        await asyncio.sleep(0)
        self.inside -= 1
        if self.faults.get(ip):
            raise self.faults[ip].pop(0)
        self.answered.append(ip)
        return identification(ip, "kddi")


def identify(
    registry: Slow, ips: Sequence[str], patience_seconds: float = 1.0
) -> dict[str, Identification | Unavailable]:
    async def every() -> dict[str, Identification | Unavailable]:
        wanted = [Wanted(ip=ip) for ip in ips]
        return {each.ip: got async for each, got in identify_many(registry, wanted, patience_seconds=patience_seconds)}

    return asyncio.run(every())


def test_every_address_comes_back_and_each_lane_asks_few_at_once() -> None:
    registry = Slow({})
    found = identify(registry, [*JAPANESE, *AMERICAN, "not an address"])
    assert set(found) == {*JAPANESE, *AMERICAN, "not an address"}
    assert registry.most_inside <= 3 * LANE_WIDTH
    assert identify(Slow({}), []) == {}


def test_a_lane_waits_for_its_turn_while_the_others_go_on() -> None:
    registry = Slow({ip: [Deferred("wait", retry_after=0.2)] for ip in JAPANESE[:2]})
    found = identify(registry, [*JAPANESE, *AMERICAN])
    assert all(isinstance(each, Identification) for each in found.values())
    assert registry.answered[: len(AMERICAN)] == AMERICAN


@pytest.mark.parametrize("seconds", [None, 1.1])
def test_a_wait_beyond_all_patience_comes_back_as_it_was_raised(seconds: float | None) -> None:
    registry = Slow({JAPANESE[0]: [Deferred("tomorrow", retry_after=seconds)], JAPANESE[1]: [Unavailable("silent")]})
    found = identify(registry, JAPANESE)
    assert (str(found[JAPANESE[0]]), str(found[JAPANESE[1]])) == ("tomorrow", "silent")
    assert sum(isinstance(each, Identification) for each in found.values()) == 4


def test_a_defect_is_raised_and_nobody_waits_for_ever() -> None:
    with pytest.raises(RuntimeError, match="defect"):
        identify(Slow({JAPANESE[3]: [RuntimeError("defect")]}), JAPANESE)
