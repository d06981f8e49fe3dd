"""One search for one address across the registries: which is asked when, and what is kept of each answer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from models.provisions import ProviderProfile
from models.rules.registry_placeholders import is_placeholder, pointed_registry, unmasked
from models.rules.registry_records import RegistryRecord, cleaned, holding, nested
from tasks.ports import Clock, RegistryEvidence, Unavailable
from tasks.registry import port43, rdap, rdap_parser
from tasks.registry.answers import Deferred, Elsewhere, Limited, UnusableAnswer, evidence
from tasks.registry.banners import refuse_banner
from tasks.registry.bootstrap import bootstrap
from tasks.registry.decoding import decode, ends_inside_japanese
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Findings, NotSettled, NoTurns, Turns
from tasks.registry.rdap_json import Network
from tasks.registry.reading import read

Records = tuple[RegistryRecord, ...]

_RECURSION_OFF = frozenset({"apnic", "ripe", "afrinic"})
"""These count every contact person they print against the asker; `-r` leaves persons out."""
_DEADLINES_IN_ALL = 3
"""The whole search may take as long as so many exchanges that run into their deadline."""


@dataclass(kw_only=True)
class Search:
    """Walks the registries until one names a holder; `evidence`, `doubts` and `silent` grow on the way."""

    endpoints: RegistryEndpoints
    providers: Mapping[str, ProviderProfile]
    clock: Clock
    deadline_seconds: float
    ip: str = field(repr=False)
    turns: Turns = field(default_factory=NoTurns)
    evidence: list[RegistryEvidence] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    silent: dict[str, Unavailable] = field(default_factory=dict)
    _pointed: list[str] = field(default_factory=list)
    _deciding: set[str] = field(default_factory=set)
    _asked: list[str] = field(default_factory=list)
    _until: float = 0.0

    async def findings(self) -> Findings:
        """The records with all that was seen on the way. Raises NotSettled when a registry that decides is silent."""
        records = await self.records()
        doubts = (*self.doubts, *self._silences(records))
        found = Findings(records=records, evidence=tuple(self.evidence), doubts=doubts, complete=not self.silent)
        if silent := self._decisive_silence(records):
            raise NotSettled(silent, found)
        return found

    def _silences(self, found: Records) -> Iterator[str]:
        """What is to be told of registries that did not answer."""
        if any(isinstance(silent, Limited) for silent in self.silent.values()):
            yield "registry_limits"
        if self.silent and found:
            yield "registry_silent"

    async def records(self) -> Records:
        """Records that hold the address, narrowest first; none when nobody asked knows it. Raises Deferred."""
        self._until = asyncio.get_running_loop().time() + _DEADLINES_IN_ALL * self.deadline_seconds
        order = bootstrap().order(self.ip)
        self._deciding.update(order)
        found = await self._first(list(order))
        if not found and not self.silent:
            found = await self._first(list(bootstrap().last_resort(self.ip)))
        if found and found[0].country == "JP" and found[0].registry == "apnic" and "jpnic" not in self._asked:
            self._asked.append("jpnic")
            return await self._port43("jpnic") or found
        return found

    def _decisive_silence(self, found: Records) -> Unavailable | None:
        """The silence that leaves all open: nobody named a holder, or the Japanese registry could know better."""
        deciding = [silent for registry, silent in self.silent.items() if registry in self._deciding]
        if deciding and (not found or ("jpnic" in self.silent and _may_be_japanese(found[0]))):
            return max(deciding, key=lambda silent: silent.retry_after or 0.0)
        return None

    async def _first(self, order: list[str]) -> Records:
        """The first registry with an answer, each asked once; one that an answer names comes next."""
        while order:
            registry = order.pop(0)
            if registry in self._asked:
                continue
            self._asked.append(registry)
            if found := await self._registry(registry):
                return found
            order[:0] = self._pointed
            self._pointed.clear()
        return ()

    async def _registry(self, registry: str) -> Records:
        """RDAP where the registry has it, then port 43, unless it limits us or names another registry."""
        if registry in self.endpoints.rdap and registry != "jpnic":
            found = await self._tried(registry, self._rdap)
            if found or self._pointed or isinstance(self.silent.get(registry), Limited):
                return found
        return await self._port43(registry)

    async def _port43(self, registry: str) -> Records:
        return await self._tried(registry, self._whois)

    async def _tried(self, registry: str, ask: Callable[[str, float], Awaitable[Records]]) -> Records:
        """Ask once; note a silent registry or a useless answer and go on. Raises Deferred: nobody has been asked."""
        try:
            found = await ask(registry, self._seconds_left(registry))
        except Deferred:
            raise
        except Unavailable as silent:
            self.silent[registry] = silent
        except UnusableAnswer as useless:
            self._doubt(useless.reason)
        except Elsewhere as elsewhere:
            self._point(elsewhere.registry)
        else:
            return found
        return ()

    def _seconds_left(self, registry: str) -> float:
        """How long the next exchange may take. Raises Unavailable when the search has had all its time."""
        left = self._until - asyncio.get_running_loop().time()
        if left <= 0:
            raise Unavailable(f"{registry}: no time left to ask")
        return min(left, self.deadline_seconds)

    async def _whois(self, registry: str, seconds: float) -> Records:
        """Ask and read port 43 when it is our turn. Raises Unavailable, UnusableAnswer."""
        server = self.endpoints.whois[registry]
        query = f"-r {self.ip}" if registry in _RECURSION_OFF else self.ip
        async with self.turns.turn(registry, "whois"):
            raw = await port43.ask(server, query, deadline_seconds=seconds)
            decoded = decode(raw, registry)
            self._keep(server, query, raw, decoded.decoder)
            refuse_banner(decoded.text, server)
            if ends_inside_japanese(raw):
                raise Unavailable(f"{server}: the answer was cut short")
            if decoded.lossy:
                self._doubt("decoded_with_loss")
            return self._usable(read(decoded, registry))

    async def _rdap(self, registry: str, seconds: float) -> Records:
        """Ask and read RDAP when it is our turn; remember which other registry it names.

        Raises Unavailable, UnusableAnswer, Elsewhere.
        """
        async with self.turns.turn(registry, "rdap"):
            raw = await rdap.ask(self.endpoints, registry, self.ip, deadline_seconds=seconds)
            if raw is None:
                return ()
            self._keep(self.endpoints.rdap[registry], f"ip/{self.ip}", raw, rdap_parser.DECODER)
            network = rdap_parser.load(raw, registry)
            return () if network is None else self._network(network, registry)

    def _network(self, network: Network, registry: str) -> Records:
        """The network's record, or the registry it points at. Raises UnusableAnswer."""
        try:
            return self._usable((rdap_parser.parse(network, registry),))
        except UnusableAnswer:
            self._point(rdap_parser.pointer(network, registry))
            raise

    def _usable(self, records: Records) -> Records:
        """Only records that hold the address and name a holder. Raises UnusableAnswer when there is none."""
        held = holding(map(cleaned, records), self.ip)
        if records and not held:
            raise UnusableAnswer("answer_for_other_address")
        own = bootstrap().is_own(self.ip)
        named: list[RegistryRecord] = []
        for record in held:
            masked = is_placeholder(record, own=own)
            told = unmasked(record, self.providers, held) if masked else record
            named += [told] if told else []
            self._point(pointed_registry(record) if masked else None)
        if held and not named:
            raise UnusableAnswer("registry_placeholder")
        return nested(tuple(named))

    def _point(self, registry: str | None) -> None:
        if registry is not None and registry not in self._asked:
            self._pointed.append(registry)
            self._deciding.add(registry)

    def _doubt(self, reason: str) -> None:
        if reason not in self.doubts:
            self.doubts.append(reason)

    def _keep(self, server: str, query: str, raw: bytes, decoder: str) -> None:
        """Keep the raw answer."""
        self.evidence.append(
            evidence(server=server, query=query, raw=raw, fetched_at=self.clock.now(), decoder=decoder)
        )


def _may_be_japanese(record: RegistryRecord) -> bool:
    """Whether JPNIC would have known better: APNIC holds Japan's blocks and does not always print the country."""
    return record.country == "JP" or (record.registry == "apnic" and not record.country)
