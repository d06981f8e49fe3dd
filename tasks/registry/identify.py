"""Provider identification against the real registries: the adapter behind tasks.ports.IpRegistry."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from models.provisions import ProviderProfile
from models.rules.identification import HolderRole, decide
from models.terms import ProviderCategory
from tasks.ports import Clock, Identification
from tasks.registry.address_gate import clean, gate
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Findings, Memory, NoMemory, NoTurns, Turns
from tasks.registry.search import Search


class RegistryClient:
    """Asks JPNIC, then the other registries, and decides with the directory. Holds no connection between calls.

    `deadline_seconds` bounds each exchange with one registry.
    """

    def __init__(
        self,
        endpoints: RegistryEndpoints,
        providers: Mapping[str, ProviderProfile],
        clock: Clock,
        deadline_seconds: float = 15.0,
        *,
        memory: Memory | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._providers = providers
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._memory = memory or NoMemory()
        self._turns = turns or NoTurns()

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        """Identify the holder of `ip` as of the aware moment `at`; status `invalid` or `no_query` asks nobody.

        A port written beside the address counts as `port`. Raises Unavailable when the registry to ask is silent.
        """
        try:
            address = clean(ip)
        except ValueError:
            return _unasked(ip, "invalid", "invalid")
        passed = gate(address.ip, loopback_registry=self._endpoints.is_loopback())
        if not passed.allowed:
            return _unasked(address.ip, "no_query", passed.reason)
        search = Search(self._endpoints, self._clock, self._deadline_seconds, address.ip, self._turns)
        findings = await self._memory.findings(address.ip, at, search.findings)
        found = self._decided(address.ip, findings, at) if findings.records else _nothing(address.ip, findings)
        return self._with_port(found, port or address.port)

    def _decided(self, ip: str, findings: Findings, at: datetime | None) -> Identification:
        """The rules' decision with the record it rests on."""
        records = findings.records
        decision = decide(records, self._providers, at)
        return Identification(
            status="needs_review" if decision.needs_review else "identified",
            ip=ip,
            holder=decision.holder,
            provider=decision.provider,
            category=decision.category,
            role=decision.role.value,
            prefix=str(records[0].block),
            registry=records[0].registry,
            needs_review=decision.needs_review,
            reasons=decision.reasons + findings.doubts,
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
        role=HolderRole.UNKNOWN.value,
        prefix=None,
        registry=None,
        needs_review=status == "invalid",
        reasons=reasons,
        chain=(),
        evidence=(),
    )
