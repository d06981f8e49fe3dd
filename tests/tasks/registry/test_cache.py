"""The memory of the registry client: which answer is used again for which address, and what each case keeps of it."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.demo.registry import Fault, LoopbackRegistry, RegistryBlock
from models.tables import RegistryFindingRow, RegistryLeaseRow, sealing
from tasks.case_store.engine import Store, open_store
from tasks.case_store.registry_cache import KeptFindings, end_question, kept_for
from tasks.case_store.rotation import unreadable_cells
from tasks.key_file import load_ring
from tasks.ports import Identification, Unavailable
from tasks.registry import cache
from tasks.registry.cache import CachedFindings
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import About, Ask, Findings
from tasks.registry.identify import RegistryClient
from tests.fakes import SteppedClock
from tests.tasks.registry.served_blocks import FIBRE, KEPT, NOW, assigned, remembering

ASKED, NEIGHBOUR = "203.0.113.10", "203.0.113.77"


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """SQLite is enough here: test_cache_counts runs on both databases."""
    sealing.install(load_ring(tmp_path, None))
    made = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    yield made
    made.dispose()


@pytest.fixture
def now() -> SteppedClock:
    return SteppedClock(NOW)


def ask(client: RegistryClient, ip: str, at: datetime | None = None) -> Identification:
    return asyncio.run(client.identify(ip, port=None, at=at))


def rows(store: Store) -> list[RegistryFindingRow]:
    with store.read() as session:
        return list(session.scalars(sa.select(RegistryFindingRow)))


def leases(store: Store) -> int:
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RegistryLeaseRow)) or 0


def test_the_same_address_is_asked_once_and_said_the_same_way_with_the_same_evidence(
    store: Store, now: SteppedClock
) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        first = ask(remembering(store, served, now), ASKED)
        now.step(days=29)
        again = ask(remembering(store, served, now), ASKED)
        assert len(served.queries) == 1
    assert again == first
    assert again.evidence[0].fetched_at == NOW
    assert leases(store) == 0


def test_another_address_of_an_assignment_uses_its_answer_but_not_the_address_asked(
    store: Store, now: SteppedClock
) -> None:
    with LoopbackRegistry([assigned("203.0.113.0/25", FIBRE)]) as served:
        first = ask(remembering(store, served, now), ASKED)
        other = ask(remembering(store, served, now), NEIGHBOUR)
        beyond = ask(remembering(store, served, now), "203.0.113.200")
        assert served.queries[0] == ASKED
        assert NEIGHBOUR not in served.queries
    assert other == replace(first, ip=NEIGHBOUR, evidence=other.evidence)
    kept, fresh = other.evidence[0], first.evidence[0]
    assert (kept.raw, kept.sha256, kept.fetched_at, kept.server) == (
        fresh.raw,
        fresh.sha256,
        fresh.fetched_at,
        fresh.server,
    )
    assert kept.query == "<an address of 203.0.113.0/25>"
    assert beyond.holder is None


def test_an_allocation_whose_assignments_were_listed_holds_for_all_between_them(
    store: Store, now: SteppedClock
) -> None:
    shop = assigned("203.0.113.64/28", FIBRE)
    with LoopbackRegistry([FIBRE, shop]) as served:
        client = remembering(store, served, now)
        fibre, between = ask(client, ASKED), ask(client, "203.0.113.90")
        assert len(served.queries) == 1
        inside, beside = ask(client, NEIGHBOUR), ask(client, "203.0.113.78")
        assert served.queries[1:] == [NEIGHBOUR]
    assert (between.holder, between.reasons) == (fibre.holder, fibre.reasons)
    assert inside.holder == beside.holder == shop.name_ja
    assert [row.hit for row in rows(store)] == [True, True]


def test_an_allocation_of_which_nothing_below_was_said_names_only_its_holder(store: Store, now: SteppedClock) -> None:
    allocation = replace(FIBRE, prefix="193.10.0.0/16")
    with LoopbackRegistry([allocation]) as served:
        client = remembering(store, served, now)
        first, other = ask(client, "193.10.0.1"), ask(client, "193.10.0.2")
        again = ask(client, "193.10.0.1")
        asked = len(served.queries)
    assert (first.registry, asked) == ("ripe", 1)
    assert "assignment_unknown" not in first.reasons
    assert again == first
    assert other.holder == first.holder
    assert (other.status, other.needs_review) == ("needs_review", True)
    assert "assignment_unknown" in other.reasons


@pytest.mark.parametrize(("days", "asked"), [(30, 2), (29.9, 1)])
def test_an_answer_is_asked_for_again_after_thirty_days_and_takes_the_old_ones_place(
    store: Store, now: SteppedClock, days: float, asked: int
) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = remembering(store, served, now)
        ask(client, ASKED)
        now.step(days=days)
        found = ask(client, ASKED)
        assert len(served.queries) == asked
    assert len(rows(store)) == 1
    assert (found.evidence[0].fetched_at == now.now()) == (asked == 2)


def test_an_answer_from_before_the_post_is_asked_for_again(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = remembering(store, served, now)
        ask(client, ASKED, NOW)
        now.step(days=5)
        ask(client, ASKED, NOW - timedelta(days=40))
        assert len(served.queries) == 1
        ask(client, ASKED, NOW + timedelta(days=2))
        assert len(served.queries) == 2


def test_a_miss_is_kept_a_day_without_the_address(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([]) as served:
        client = remembering(store, served, now)
        first, again = ask(client, ASKED), ask(client, ASKED)
        asked = len(served.queries)
        assert first == again
        assert first.status == "not_found"
        now.step(hours=23)
        ask(client, ASKED)
        assert len(served.queries) == asked
        (row,) = rows(store)
        assert (row.hit, row.first, row.last) == (False, None, None)
        now.step(hours=1)
        ask(client, ASKED)
        assert len(served.queries) == 2 * asked


def test_a_miss_says_nothing_of_another_address_and_gives_way_to_an_answer(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([]) as served:
        ask(remembering(store, served, now), ASKED)
        source = rows(store)[0].source
        asked = len(served.queries)
        assert ask(remembering(store, served, now), NEIGHBOUR).status == "not_found"
        assert len(served.queries) == 2 * asked
    found = KeptFindings(asked=NEIGHBOUR, findings=answered(FIBRE, NEIGHBOUR, now), fetched_at=NOW)
    end_question(store, source, "", found)
    assert [row.hit for row in rows(store)].count(True) == 1
    assert len(rows(store)) == 2
    known = kept_for(store, source, ASKED)
    assert known is not None
    assert known.asked == NEIGHBOUR


def answered(block: RegistryBlock, ip: str, now: SteppedClock) -> Findings:
    """What a registry with this block says."""
    seen: list[Findings] = []

    class Listening:
        async def findings(self, ip: str, at: datetime | None, ask: Ask, about: About = "holder") -> Findings:
            del ip, at, about
            seen.append(await ask())
            return seen[0]

    with LoopbackRegistry([block]) as served:
        ask(RegistryClient(served.endpoints(), {}, now, 5.0, memory=Listening()), ip)
    return seen[0]


def test_a_block_of_one_address_is_not_kept_in_clear(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([assigned(f"{ASKED}/32", FIBRE), FIBRE]) as served:
        client = remembering(store, served, now)
        alone = ask(client, ASKED)
        around = ask(client, NEIGHBOUR)
        assert ask(client, ASKED) == alone
        assert served.queries == [ASKED, NEIGHBOUR]
    assert alone.holder != around.holder
    assert {row.first is None for row in rows(store)} == {True, False}


def test_nested_blocks_are_told_apart_by_the_narrowest(store: Store, now: SteppedClock) -> None:
    outer, inner = assigned("203.0.113.0/25", FIBRE), assigned("203.0.113.0/27", FIBRE)
    with LoopbackRegistry([outer, inner]) as served:
        ask(remembering(store, served, now), "203.0.113.100")
    source = rows(store)[-1].source
    wide = kept_for(store, source, "203.0.113.99")
    assert wide is not None
    assert str(wide.findings.records[0].block) == "203.0.113.0/25"
    narrow = KeptFindings(asked=ASKED, findings=answered(inner, ASKED, now), fetched_at=NOW)
    end_question(store, source, "", narrow)
    for ip, prefix in ((ASKED, "203.0.113.0/27"), ("203.0.113.31", "203.0.113.0/27"), ("203.0.113.32", outer.prefix)):
        known = kept_for(store, source, ip)
        assert known is not None
        assert str(known.findings.records[0].block) == prefix
    assert kept_for(store, source, "203.0.113.128") is None
    assert kept_for(store, source, "::cb00:710a") is None


def test_a_narrow_block_that_has_aged_is_not_spoken_for_by_the_wide_one_around_it(
    store: Store, now: SteppedClock
) -> None:
    outer, inner = assigned("203.0.113.0/25", FIBRE), assigned("203.0.113.0/27", FIBRE)
    with LoopbackRegistry([outer, inner]) as served:
        client = remembering(store, served, now)
        ask(client, ASKED)
        now.step(days=20)
        ask(client, "203.0.113.100")
        now.step(days=20)
        assert ask(client, "203.0.113.101").holder == outer.name_ja
        assert ask(client, "203.0.113.11").holder == inner.name_ja
        assert served.queries == [ASKED, "203.0.113.100", "203.0.113.11"]


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.RATE_LIMIT, Fault.REFUSE])
def test_a_limited_cut_or_failed_answer_is_never_kept(store: Store, now: SteppedClock, fault: Fault) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = remembering(store, served, now)
        served.fail_next(20, fault)
        with pytest.raises(Unavailable):
            ask(client, ASKED)
        assert rows(store) == []
        assert leases(store) == 0
    with LoopbackRegistry([FIBRE]) as served:
        assert ask(remembering(store, served, now), ASKED).holder == FIBRE.name_ja


def test_findings_with_a_silent_registry_on_the_way_are_never_kept(store: Store, now: SteppedClock) -> None:
    partly = replace(answered(FIBRE, ASKED, now), complete=False)

    async def ask_partly() -> Findings:
        return partly

    memory = CachedFindings(store, RegistryEndpoints(), now, KEPT)
    assert asyncio.run(memory.findings(ASKED, None, ask_partly)) is partly
    assert rows(store) == []


def test_a_history_is_kept_by_its_address_as_long_as_a_holder_and_apart_from_it(
    store: Store, now: SteppedClock
) -> None:
    memory, asked = CachedFindings(store, RegistryEndpoints(), now, KEPT), list[str]()

    def ask(about: About, ip: str = ASKED) -> int:
        async def once() -> Findings:
            asked.append(about)
            return Findings(records=(), evidence=())

        asyncio.run(memory.findings(ip, None, once, about))
        return len(asked)

    assert [ask("history"), ask("history"), ask("holder"), ask("history", NEIGHBOUR)] == [1, 1, 2, 3]
    now.step(days=29)
    assert [ask("history"), ask("holder")] == [3, 4]
    now.step(days=1)
    assert ask("history") == 5


def test_the_answers_of_a_replay_never_pass_for_those_of_other_servers(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        ask(remembering(store, served, now), ASKED)
    with LoopbackRegistry([replace(FIBRE, name_ja="別の見本株式会社")]) as served:
        assert ask(remembering(store, served, now), ASKED).holder == "別の見本株式会社"
        assert served.queries == [ASKED]


def test_an_answer_read_by_an_older_parser_is_asked_for_again(
    store: Store, now: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = remembering(store, served, now)
        ask(client, ASKED)
        monkeypatch.setattr(cache, "PARSER_VERSION", "a newer one")
        ask(client, ASKED)
        assert len(served.queries) == 2


def test_content_of_an_older_version_is_asked_for_again(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        client = remembering(store, served, now)
        ask(client, ASKED)
        with store.write() as session:
            session.exec(sa.update(RegistryFindingRow).values(content='{"asked": "x"}'))
        ask(client, ASKED)
        assert len(served.queries) == 2
    assert len(rows(store)) == 1


def test_neither_address_nor_answer_lies_in_clear(store: Store, now: SteppedClock) -> None:
    with LoopbackRegistry([FIBRE]) as served:
        ask(remembering(store, served, now), ASKED)
    with store.engine.connect() as connection:
        kept = [repr(row) for row in connection.execute(sa.text("SELECT * FROM registry_finding"))]
    assert len(kept) == 1
    assert ASKED not in kept[0]
    assert FIBRE.name_en not in kept[0]
    assert unreadable_cells(store) == 0


def test_a_question_broken_off_leaves_no_lease_and_the_next_is_asked(store: Store, now: SteppedClock) -> None:
    async def broken_off() -> None:
        asked = asyncio.Event()

        async def ask_for_ever() -> Findings:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        memory = CachedFindings(store, RegistryEndpoints(), now, KEPT)
        asking = asyncio.create_task(memory.findings(ASKED, None, ask_for_ever))
        await asked.wait()
        assert leases(store) == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(broken_off())
    assert leases(store) == 0
    asyncio.run(broken_off())
