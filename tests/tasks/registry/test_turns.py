"""Turns at the registries: spacing, connections and breaker of all processes together, deferral instead of sleep."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows.demo.registry import Fault, LoopbackRegistry
from models.rules.registry_pacing import Pace
from models.tables import RegistryLeaseRow
from tasks.case_store.engine import Store, open_store
from tasks.case_store.registry_turns import service_states, take_lease
from tasks.ports import Unavailable
from tasks.registry.answers import Deferred, Elsewhere, Limited, UnusableAnswer
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS
from tasks.registry.findings import Service
from tasks.registry.identify import RegistryClient
from tasks.registry.paces import paces
from tasks.registry.turns import PacedTurns
from tests.fakes import SteppedClock
from tests.tasks.registry.served_blocks import FIBRE, NOW

SLOW = Pace(spacing_seconds=6.0, burst=1, connections=1, per_day=None, limit_rest_seconds=300.0)
WIDE = Pace(spacing_seconds=1.0, burst=9, connections=2, per_day=None, limit_rest_seconds=300.0)
PACES = {**dict.fromkeys(DEFAULT_WHOIS, SLOW), "ripe": WIDE}


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    yield made
    made.dispose()


@pytest.fixture
def now() -> SteppedClock:
    return SteppedClock(NOW)


@pytest.fixture
def turns(store: Store, now: SteppedClock) -> PacedTurns:
    return PacedTurns(store, now, PACES)


def one(turns: PacedTurns, registry: str, service: Service = "whois", fault: BaseException | None = None) -> None:
    """One question that ends in this way."""

    async def ask() -> None:
        async with turns.turn(registry, service):
            if fault is not None:
                raise fault

    asyncio.run(ask())


def put_off(turns: PacedTurns, registry: str, service: Service = "whois") -> float | None:
    with pytest.raises(Unavailable) as deferred:
        one(turns, registry, service)
    return deferred.value.retry_after


def test_the_second_question_is_put_off_by_the_spacing_also_after_a_restart(
    store: Store, turns: PacedTurns, now: SteppedClock
) -> None:
    one(turns, "jpnic")
    now.step(seconds=2)
    assert put_off(turns, "jpnic") == pytest.approx(4.0)
    assert put_off(PacedTurns(store, now, PACES), "jpnic") == pytest.approx(4.0)
    now.step(seconds=4)
    one(turns, "jpnic")


def test_a_registry_that_is_put_off_holds_up_no_other_and_neither_of_its_services_the_other(turns: PacedTurns) -> None:
    one(turns, "apnic")
    assert put_off(turns, "apnic") == 6.0
    one(turns, "apnic", "rdap")
    one(turns, "arin")


def test_no_more_connections_at_a_time_than_the_pace_allows(turns: PacedTurns, now: SteppedClock) -> None:
    async def three() -> None:
        async with turns.turn("ripe", "whois"):
            async with turns.turn("ripe", "whois"):
                with pytest.raises(Deferred) as full:
                    async with turns.turn("ripe", "whois"):
                        pass
                assert full.value.retry_after == 1.0
            async with turns.turn("ripe", "whois"):
                pass

    asyncio.run(three())
    now.step(seconds=1)
    one(turns, "ripe")


def test_a_limit_rests_as_long_as_it_said_then_one_probe_goes_out(turns: PacedTurns, now: SteppedClock) -> None:
    with pytest.raises(Limited):
        one(turns, "ripe", fault=Limited("limited", retry_after=40.0))
    assert put_off(turns, "ripe") == 40.0
    now.step(seconds=40)

    async def probe() -> None:
        async with turns.turn("ripe", "whois"):
            with pytest.raises(Deferred):
                async with turns.turn("ripe", "whois"):
                    pass

    asyncio.run(probe())
    one(turns, "ripe")


def test_three_silences_open_the_breaker_and_an_answer_closes_it(
    store: Store, turns: PacedTurns, now: SteppedClock
) -> None:
    for _ in range(3):
        with pytest.raises(Unavailable, match="nobody"):
            one(turns, "ripe", "rdap", Unavailable("nobody there"))
    with pytest.raises(Unavailable) as resting:
        one(turns, "ripe", "rdap")
    assert not isinstance(resting.value, Deferred)  # port 43 is asked instead
    assert resting.value.retry_after == 60.0
    state, said = service_states(store)["ripe.rdap"]
    assert (state.failures, said) == (3, "nobody there")
    now.step(seconds=60)
    one(turns, "ripe", "rdap")
    assert service_states(store)["ripe.rdap"][0].failures == 0


@pytest.mark.parametrize("fault", [UnusableAnswer("answer_too_large"), Elsewhere("ripe", "arin")])
def test_a_useless_answer_is_an_answer(store: Store, turns: PacedTurns, fault: Exception) -> None:
    with pytest.raises(Unavailable):
        one(turns, "ripe", fault=Unavailable("silent"))
    with pytest.raises(type(fault)):
        one(turns, "ripe", fault=fault)
    assert service_states(store)["ripe.whois"][0].failures == 0


def test_a_question_broken_off_says_nothing_and_frees_its_connection(store: Store, turns: PacedTurns) -> None:
    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            one(turns, "ripe", fault=asyncio.CancelledError())
    assert service_states(store)["ripe.whois"][0].failures == 0


def test_leases_that_ran_out_go_and_one_of_a_clock_that_was_ahead_binds_nobody(store: Store) -> None:
    length = timedelta(minutes=3)
    assert take_lease(store, "a", NOW, length)
    assert not take_lease(store, "a", NOW + length / 2, length)
    assert take_lease(store, "b", NOW + length, length)
    with store.read() as session:
        assert session.exec(select(RegistryLeaseRow.name)).all() == ["b"]
    assert take_lease(store, "b", NOW - length, length)


def test_a_search_stops_where_it_has_to_wait_and_asks_nobody_in_vain(turns: PacedTurns, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = RegistryClient(served.endpoints(), {}, now, 5.0, turns=turns)
        assert asyncio.run(client.identify("203.0.113.1", port=None, at=None)).holder == FIBRE.name_ja
        with pytest.raises(Deferred) as deferred:
            asyncio.run(client.identify("203.0.113.2", port=None, at=None))
        assert served.queries == ["203.0.113.1"]
    assert deferred.value.retry_after == 6.0


def test_a_limited_registry_is_left_alone_for_its_rest(turns: PacedTurns, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = RegistryClient(served.endpoints(), {}, now, 5.0, turns=turns)
        served.fail_next(1, Fault.RATE_LIMIT)
        with pytest.raises(Unavailable):
            asyncio.run(client.identify("203.0.113.1", port=None, at=None))
        asked = len(served.queries)
        now.step(seconds=299)
        with pytest.raises(Deferred) as deferred:
            asyncio.run(client.identify("203.0.113.1", port=None, at=None))
        assert len(served.queries) == asked
    assert deferred.value.retry_after == 1.0


def test_every_registry_has_a_pace_with_its_source() -> None:
    assert set(paces()) == {*DEFAULT_WHOIS, *DEFAULT_RDAP}
    assert all(each.source and each.confidence for each in paces().values())
    assert (paces()["jpnic"].pace.connections, paces()["jpnic"].pace.spacing_seconds) == (1, 1.0)
    assert paces()["lacnic"].pace.spacing_seconds * 10 >= 60
    assert paces()["ripe"].pace.connections <= 2
