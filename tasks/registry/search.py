"""One search for one address across the registries: which is asked when, and what is kept of each answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from models.rules.registry_records import RegistryRecord, holding, is_placeholder
from tasks.ports import Clock, RegistryEvidence, Unavailable
from tasks.registry import jpnic, port43, rdap, rdap_parser, rpsl
from tasks.registry.answers import Deferred, Elsewhere, UnusableAnswer, evidence
from tasks.registry.banners import refuse_banner
from tasks.registry.decoding import decode, ends_inside_japanese
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Findings, NoTurns, Turns

Records = tuple[RegistryRecord, ...]

_RECURSION_OFF = frozenset({"apnic", "ripe", "afrinic"})
"""These count every contact person they print against the asker; `-r` leaves persons out."""


@dataclass
class Search:
    """Walks the registries until one names a holder; `evidence`, `doubts` and `silent` grow on the way."""

    endpoints: RegistryEndpoints
    clock: Clock
    deadline_seconds: float
    ip: str = field(repr=False)
    turns: Turns = field(default_factory=NoTurns)
    evidence: list[RegistryEvidence] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    silent: list[Unavailable] = field(default_factory=list)
    _pointed: dict[str, str] = field(default_factory=dict)

    async def findings(self) -> Findings:
        """The records with all that was seen on the way. Raises Unavailable."""
        records = await self.records()
        return Findings(
            records=records, evidence=tuple(self.evidence), doubts=tuple(self.doubts), complete=not self.silent
        )

    async def records(self) -> Records:
        """Records that hold the address, narrowest first; none when nobody knows it. Raises Unavailable."""
        found = await self._tried(lambda: self._port43("jpnic"))
        if found:
            return found
        jpnic_silent = bool(self.silent)
        found = await self._others()
        if self.silent and (not found or (jpnic_silent and _may_be_japanese(found[0]))):
            raise max(self.silent, key=lambda silent: silent.retry_after or 0.0)
        if self.silent:
            self.doubts.append("registry_silent")
        return found

    async def _others(self) -> Records:
        """APNIC first, then whichever registry an answer names, ARIN when none does; each once."""
        asked = {"jpnic"}
        registry = "apnic"
        while registry not in asked:
            asked.add(registry)
            if found := await self._registry(registry):
                return found
            registry = self._pointed.get(registry, "arin")
        return ()

    async def _registry(self, registry: str) -> Records:
        """RDAP where the registry has it, port 43 when RDAP is absent or silent."""
        silent_before = len(self.silent)
        has_rdap = registry in self.endpoints.rdap
        found = await self._tried(lambda: self._rdap(registry)) if has_rdap else ()
        if found or (has_rdap and len(self.silent) == silent_before):
            return found
        return await self._tried(lambda: self._port43(registry))

    async def _tried(self, ask: Callable[[], Awaitable[Records]]) -> Records:
        """Ask once; note a silent registry or a useless answer and go on. Raises Deferred: nobody has been asked."""
        try:
            return await ask()
        except Deferred:
            raise
        except Unavailable as silent:
            self.silent.append(silent)
        except UnusableAnswer as useless:
            self.doubts.append(useless.reason)
        except Elsewhere as elsewhere:
            self._pointed[elsewhere.asked] = elsewhere.registry
        return ()

    async def _port43(self, registry: str) -> Records:
        """Ask and read port 43 when it is our turn. Raises Unavailable, UnusableAnswer."""
        async with self.turns.turn(registry, "whois"):
            return await self._port43_now(registry)

    async def _rdap(self, registry: str) -> Records:
        """Ask and read RDAP when it is our turn. Raises Unavailable, UnusableAnswer, Elsewhere."""
        async with self.turns.turn(registry, "rdap"):
            return await self._rdap_now(registry)

    async def _port43_now(self, registry: str) -> Records:
        server = self.endpoints.whois[registry]
        query = f"-r {self.ip}" if registry in _RECURSION_OFF else self.ip
        raw = await port43.ask(server, query, deadline_seconds=self.deadline_seconds)
        decoded = decode(raw)
        self._keep(server, query, raw, decoded.decoder)
        refuse_banner(decoded.text, server)
        if ends_inside_japanese(raw):
            raise Unavailable(f"{server}: the answer was cut short")
        return self._usable(jpnic.parse(decoded) if registry == "jpnic" else rpsl.parse(decoded, registry))

    async def _rdap_now(self, registry: str) -> Records:
        """Remember which other registry the answer names."""
        raw = await rdap.ask(self.endpoints, registry, self.ip, deadline_seconds=self.deadline_seconds)
        if raw is None:
            return ()
        self._keep(self.endpoints.rdap[registry], f"ip/{self.ip}", raw, rdap_parser.DECODER)
        record = rdap_parser.parse(raw, registry)
        if named := rdap_parser.pointer(raw, registry):
            self._pointed[registry] = named
        return self._usable((record,))

    def _usable(self, records: Records) -> Records:
        """Only records that hold the address and name a holder. Raises UnusableAnswer when the range is elsewhere."""
        held = holding(records, self.ip)
        if records and not held:
            raise UnusableAnswer("answer_for_other_address")
        named = tuple(record for record in held if not is_placeholder(record))
        if held and not named:
            raise UnusableAnswer("registry_placeholder")
        return named

    def _keep(self, server: str, query: str, raw: bytes, decoder: str) -> None:
        """Keep the raw answer."""
        self.evidence.append(
            evidence(server=server, query=query, raw=raw, fetched_at=self.clock.now(), decoder=decoder)
        )


def _may_be_japanese(record: RegistryRecord) -> bool:
    """Whether JPNIC would have known better: APNIC holds Japan's blocks and does not always print the country."""
    return record.country == "JP" or (record.registry == "apnic" and not record.country)
