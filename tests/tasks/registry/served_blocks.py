"""Invented blocks on loopback, a client whose memory is a case database, and what both were asked."""

import ipaddress
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from flows.demo.registry import LoopbackRegistry, RegistryBlock
from models.provisions import ProviderProfile
from models.rules.registry_records import RecordKind
from tasks.case_store.engine import Store
from tasks.ports import Clock
from tasks.registry.cache import CachedFindings, Kept
from tasks.registry.identify import RegistryClient

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEPT = Kept(hits=timedelta(days=30), misses=timedelta(days=1))
NOBODY: Mapping[str, ProviderProfile] = {}

FIBRE = RegistryBlock(
    prefix="203.0.113.0/24",
    name_ja="架空ファイバー株式会社",
    name_en="Kakuu Fibre K.K.",
    netname="",
    allocated_on=date(2020, 4, 1),
)


def assigned(prefix: str, above: RegistryBlock | None = None) -> RegistryBlock:
    """A customer's block."""
    return RegistryBlock(
        prefix=prefix,
        name_ja=f"見本商店{prefix}",
        name_en=f"Mihon {prefix}",
        netname="MIHON",
        allocated_on=date(2021, 4, 1),
        kind=RecordKind.ASSIGNMENT,
        above=above,
    )


def spread(prefixes: Iterable[str], each: int) -> list[str]:
    """So many addresses of each block, block after block in turns."""
    networks = [ipaddress.ip_network(prefix) for prefix in prefixes]
    return [str(network[number]) for number in range(each) for network in networks]


def remembering(store: Store, served: LoopbackRegistry, clock: Clock) -> RegistryClient:
    """A client of the served registries with the store as its memory."""
    endpoints = served.endpoints()
    memory = CachedFindings(store, endpoints, clock, KEPT)
    return RegistryClient(endpoints, NOBODY, clock, 5.0, memory=memory)
