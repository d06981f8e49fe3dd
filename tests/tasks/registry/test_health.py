"""What `kaiji doctor` is told of the registries."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.case_store.engine import Store, open_store
from tasks.ports import Unavailable
from tasks.registry.answers import Limited
from tasks.registry.health import registry_health
from tasks.registry.paces import paces
from tasks.registry.turns import PacedTurns
from tests.fakes import SteppedClock
from tests.tasks.registry.served_blocks import NOW


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    yield made
    made.dispose()


def troubles(store: Store, clock: SteppedClock) -> dict[str, str]:
    return {each.name: each.said for each in registry_health(store, clock.now())}


def test_silent_and_limiting_registries_are_named_until_they_answer(store: Store) -> None:
    clock = SteppedClock(NOW)
    turns = PacedTurns(store, clock, {name: each.pace for name, each in paces().items()})

    async def ask(registry: str, fault: Exception | None = None) -> None:
        async with turns.turn(registry, "whois"):
            if fault:
                raise fault

    asyncio.run(ask("jpnic"))
    for _ in range(2):
        with pytest.raises(Unavailable):
            asyncio.run(ask("ripe", Unavailable("no answer")))
    assert troubles(store, clock) == {}
    with pytest.raises(Unavailable):
        asyncio.run(ask("ripe", Unavailable("no answer")))
    with pytest.raises(Limited):
        asyncio.run(ask("lacnic", Limited("limits us")))
    assert troubles(store, clock) == {
        "lacnic.whois": "limits us (1 in a row; left alone for 300 s more)",
        "ripe.whois": "no answer (3 in a row; left alone for 60 s more)",
    }
    clock.step(seconds=300)
    assert troubles(store, clock) == {"ripe.whois": "no answer (3 in a row; the next question is a probe)"}
    asyncio.run(ask("ripe"))
    assert troubles(store, clock) == {}
