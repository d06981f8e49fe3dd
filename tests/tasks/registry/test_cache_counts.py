"""How often the registries are asked: once a block, never again after a restart, once by all processes together."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry
from models.rules.registry_pacing import Pace, answered
from models.tables import RegistryLeaseRow, sealing
from tasks.case_store.engine import Store, open_store
from tasks.case_store.registry_turns import end_turn, take_turn
from tasks.clock import SystemClock
from tasks.key_file import load_ring
from tasks.ports import Identification
from tasks.registry import cache, single_flight
from tasks.registry.answers import Deferred
from tasks.registry.identify import RegistryClient
from tasks.settings import RegistrySection, Settings
from tests.fakes import SteppedClock
from tests.tasks.registry.served_blocks import NOW, assigned, remembering, spread

ROOT = Path(__file__).parents[3]
PREFIXES = [f"{net}.{64 * part}/26" for net in ("203.0.113", "198.51.100") for part in range(4)]
BLOCKS = [assigned(prefix) for prefix in PREFIXES]
ADDRESSES = spread(PREFIXES, 20)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    sealing.install(load_ring(settings.root, None))
    made = open_store(settings.database_url)
    yield made
    made.dispose()


async def _identify(client: RegistryClient, addresses: Sequence[str], at_once: int) -> list[Identification]:
    gate = asyncio.Semaphore(at_once)

    async def one(ip: str) -> Identification:
        async with gate:
            return await client.identify(ip, port=None, at=None)

    return list(await asyncio.gather(*map(one, addresses)))


def identify(client: RegistryClient, addresses: Sequence[str] = ADDRESSES, at_once: int = 8) -> list[Identification]:
    return asyncio.run(_identify(client, addresses, at_once))


def test_every_block_is_asked_once_and_never_again(store: Store) -> None:
    clock = SteppedClock(NOW)
    with LoopbackRegistry(BLOCKS) as served:
        found = identify(remembering(store, served, clock))
        assert len(served.queries) == len(BLOCKS)
        assert {(each.holder, each.prefix) for each in found} == {(b.name_ja, b.prefix) for b in BLOCKS}
        restarted = open_store(store.engine.url.render_as_string(hide_password=False))
        again = identify(remembering(restarted, served, clock))
        restarted.dispose()
        assert len(served.queries) == len(BLOCKS)
    assert [each.holder for each in again] == [each.holder for each in found]


def test_threads_with_their_own_loops_and_stores_ask_once_together(store: Store) -> None:
    clock = SteppedClock(NOW)
    with LoopbackRegistry(BLOCKS) as served:
        clients = [remembering(store, served, clock)] * 2 + [remembering(store, served, clock)]
        threads = [threading.Thread(target=identify, args=(client, ADDRESSES[:40])) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(served.queries) == len(BLOCKS)


def test_a_process_killed_between_questions_loses_nothing_and_holds_up_nobody(store: Store, settings: Settings) -> None:
    with LoopbackRegistry(BLOCKS) as served:
        endpoints = served.endpoints()
        section = RegistrySection(whois=dict(endpoints.whois), rdap=dict(endpoints.rdap))
        variables = {
            "KAIJI_HOME": str(settings.home),
            "KAIJI_DATABASE": store.engine.url.render_as_string(hide_password=False),
            "KAIJI_REGISTRY__WHOIS": json.dumps(section.whois),
            "KAIJI_REGISTRY__RDAP": json.dumps(section.rdap),
        }
        command = [sys.executable, "-m", "tests.tasks.registry.dying_asker", "3", *ADDRESSES[:8]]
        killed = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False)
        assert killed.returncode == -9
        assert served.queries == ADDRESSES[:3]
        client = remembering(store, served, SystemClock())
        identify(client, ADDRESSES[:8])
        assert sorted(served.queries) == sorted(ADDRESSES[:8])


def test_while_another_process_asks_nobody_else_does(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_flight, "_PATIENCE_SECONDS", 0.1)
    clock, ip = SteppedClock(NOW), ADDRESSES[0]
    with LoopbackRegistry(BLOCKS) as served:
        unit = f"{cache.source_of(served.endpoints())} {single_flight.neighbourhood(ip)}"
        with store.write() as session:
            session.add(RegistryLeaseRow(name=unit, owner="another-host:1:1", held_until=NOW + single_flight.LEASE))
        client = remembering(store, served, clock)
        with pytest.raises(Deferred):
            identify(client, [ip])
        assert served.queries == []
        assert identify(client, ["198.51.100.1"])[0].holder == BLOCKS[4].name_ja
        clock.step_to(NOW + single_flight.LEASE)
        assert identify(client, [ip])[0].holder == BLOCKS[0].name_ja


def test_neighbours_in_one_process_wait_for_each_other_without_looking_at_the_lease(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_flight, "_PATIENCE_SECONDS", single_flight._LOOK_AGAIN_SECONDS)  # one look, no wait
    with LoopbackRegistry(BLOCKS) as served:
        client = remembering(store, served, SteppedClock(NOW))
        assert all(each.holder for each in identify(client, spread(PREFIXES[:4], 3), at_once=12))
        assert len(served.queries) == 4


def test_all_that_ask_a_new_service_at_once_share_its_one_token(store: Store) -> None:
    pace = Pace(spacing_seconds=6.0, burst=1, connections=4, per_day=None, limit_rest_seconds=300.0)
    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(lambda _: take_turn(store, "jpnic.whois", pace, NOW), range(8)))
    assert sorted(turn.wait_seconds for turn in turns) == [0.0, *[6.0] * 7]
    assert [turn.lease for turn in turns if turn.lease] == ["jpnic.whois 1"]
    end_turn(store, "jpnic.whois", "jpnic.whois 1", answered, "")
    later = NOW + timedelta(seconds=6)
    assert take_turn(store, "jpnic.whois", pace, later).lease == "jpnic.whois 1"
    assert take_turn(store, "jpnic.whois", pace, later + timedelta(seconds=6)).lease == "jpnic.whois 2"
