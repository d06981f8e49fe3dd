"""Provider identification against the real registries: the adapter behind tasks.ports.IpRegistry."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from models.provisions import ProviderProfile
from models.rules.addresses import CleanAddress, teredo_client
from models.rules.holder_history import is_in_conflict
from models.rules.identification import ChainRole, decide
from models.rules.registry_records import shown_block
from models.terms import ProviderCategory
from tasks.ports import Clock, Identification
from tasks.registry.address_gate import clean, gate
from tasks.registry.answers import Unsettled
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Findings, Memory, NoMemory, NotSettled, NoTurns, Turns
from tasks.registry.holder_then import Asking, holder_then
from tasks.registry.search import Search


class RegistryClient:
    """Asks the registries in the order of the bootstrap table and decides with the directory.

    `deadline_seconds` bounds each exchange with one registry, three times as much the whole search. Holds no
    connection between calls.
    """

    def __init__(
        self,
        endpoints: RegistryEndpoints,
        providers: Mapping[str, ProviderProfile],
        clock: Clock,
        deadline_seconds: float = 8.0,
        *,
        memory: Memory | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._on_loopback = endpoints.is_loopback()
        self._providers = providers
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._memory = memory or NoMemory()
        self._turns = turns or NoTurns()
        self._history = Asking(endpoints, providers, clock, self._memory, self._turns, deadline_seconds)

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        """Identify the holder of `ip` as of the aware moment `at`; status `invalid` or `no_query` asks nobody.

        A port written beside the address counts as `port`. Raises Unsettled (an Unavailable with what is known so far)
        when a registry that decides is silent.
        """
        try:
            address = clean(ip)
        except ValueError:
            return _unasked(ip, "invalid", "invalid")
        passed = gate(address.ip, loopback_registry=self._on_loopback)
        if passed.reason == "teredo":
            return await self._identify_inner(teredo_client(address.ip), port, at)
        if not passed.allowed:
            return _unasked(address.ip, "no_query", passed.reason)
        return await self._asked(address, port, at)

    async def _identify_inner(self, inner: CleanAddress, port: int | None, at: datetime | None) -> Identification:
        """A Teredo address names the public address of the client's line: ask about that, and let a person confirm."""
        passed = gate(inner.ip, loopback_registry=False)
        if not passed.allowed:
            return _unasked(inner.ip, "no_query", "teredo", passed.reason)
        found = await self._asked(inner, port, at)
        status = "needs_review" if found.status == "identified" else found.status
        return replace(found, status=status, needs_review=True, reasons=("teredo", *found.reasons))

    async def _asked(self, address: CleanAddress, port: int | None, at: datetime | None) -> Identification:
        """Search and decide. Raises Unsettled."""
        search = Search(
            endpoints=self._endpoints,
            providers=self._providers,
            clock=self._clock,
            deadline_seconds=self._deadline_seconds,
            ip=address.ip,
            turns=self._turns,
        )
        port = port or address.port
        try:
            findings = await self._memory.findings(address.ip, at, search.findings)
        except NotSettled as silent:
            found = self._with_port(self._found(address.ip, silent.findings, at), port)
            status = "needs_review" if silent.findings.records else "unavailable"
            reasons = tuple(dict.fromkeys((*found.reasons, "registries_silent")))
            raise Unsettled(silent, replace(found, status=status, needs_review=True, reasons=reasons)) from silent
        found = await self._as_of(self._found(address.ip, findings, at), at)
        return self._with_port(found, port)

    async def _as_of(self, found: Identification, at: datetime | None) -> Identification:
        """Where the record is younger than the communication, whom the registry's history names for that moment."""
        if at is None or not is_in_conflict(found.reasons, found.registry):
            return found
        told = await holder_then(found.ip, at, self._history)
        same = told.provider == found.provider if told.provider else told.holder == found.holder
        reason = told.reason or ("held_by_same_then" if same else "held_by_other_then")
        return replace(
            found,
            held_then=told.holder,
            provider_then=told.provider,
            reasons=(*found.reasons, reason),
            evidence=(*found.evidence, *told.evidence),
        )

    def _found(self, ip: str, findings: Findings, at: datetime | None) -> Identification:
        return self._decided(ip, findings, at) if findings.records else _nothing(ip, findings)

    def _decided(self, ip: str, findings: Findings, at: datetime | None) -> Identification:
        """The rules' decision with the record it rests on."""
        records = findings.records
        decision = decide(records, self._providers, at)
        return Identification(
            status="needs_review" if decision.needs_review else "identified",
            ip=ip,
            holder=decision.holder,
            provider=decision.provider,
            provider_name=decision.provider_name,
            category=decision.category,
            role=decision.role.value,
            prefix=str(shown_block(records, self._providers)),
            registry=records[0].registry,
            needs_review=decision.needs_review,
            reasons=tuple(dict.fromkeys((*decision.reasons, *findings.doubts))),
            chain=decision.chain,
            evidence=findings.evidence,
        )

    def _with_port(self, found: Identification, port: int | None) -> Identification:
        """Say so when the provider searches its log by port and none was disclosed."""
        profile = self._providers.get(found.provider or "")
        if profile is None or port is not None or "port" not in profile.needs:
            return found
        return replace(found, reasons=(*found.reasons, "port_missing"))


def _nothing(ip: str, findings: Findings) -> Identification:
    """Nobody names a holder: a plain miss, or answers that a person must read."""
    status = "needs_review" if findings.doubts else "not_found"
    found = _unasked(ip, status, *findings.doubts)
    return replace(found, needs_review=True, evidence=findings.evidence)


def _unasked(ip: str, status: str, *reasons: str) -> Identification:
    """A result without a holder."""
    return Identification(
        status=status,
        ip=ip,
        holder=None,
        provider=None,
        category=ProviderCategory.UNKNOWN,
        role=ChainRole.UNKNOWN.value,
        prefix=None,
        registry=None,
        needs_review=status == "invalid",
        reasons=reasons,
        chain=(),
        evidence=(),
    )
