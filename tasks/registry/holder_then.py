"""One question to the registry's history: who held the address at the moment of the communication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.provisions import ProviderProfile
from models.rules.holder_history import record_at
from models.rules.identification import decide
from tasks.ports import Clock, RegistryEvidence, Unavailable
from tasks.registry import history, rdap_parser
from tasks.registry.answers import Elsewhere, UnusableAnswer, evidence
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Turns


@dataclass(frozen=True)
class Asking:
    """Where and how the history is asked."""

    endpoints: RegistryEndpoints
    providers: Mapping[str, ProviderProfile]
    clock: Clock
    turns: Turns
    deadline_seconds: float


@dataclass(frozen=True, kw_only=True)
class Then:
    """The holder of that moment and its profile key; `reason` is a code of REASONS when there is none to name."""

    holder: str | None = None
    provider: str | None = None
    reason: str = ""
    evidence: tuple[RegistryEvidence, ...] = ()


async def holder_then(ip: str, at: datetime, asking: Asking) -> Then:
    """Ask once; a history that is silent, limited or unreadable is told and never waited for."""
    try:
        async with asking.turns.turn(history.REGISTRY, "rdap"):
            raw = await history.ask(asking.endpoints, ip, deadline_seconds=asking.deadline_seconds)
    except (Unavailable, UnusableAnswer, Elsewhere):
        return Then(reason="history_silent")
    return _read(raw, ip, at, asking) if raw is not None else Then(reason="history_without_day")


def _read(raw: bytes, ip: str, at: datetime, asking: Asking) -> Then:
    kept = evidence(
        server=asking.endpoints.rdap[history.REGISTRY],
        query=history.query(ip),
        raw=raw,
        fetched_at=asking.clock.now(),
        decoder=rdap_parser.DECODER,
    )
    try:
        record = record_at(history.parse(raw), ip, at)
    except (Unavailable, UnusableAnswer):
        return Then(reason="history_silent", evidence=(kept,))
    if record is None:
        return Then(reason="history_without_day", evidence=(kept,))
    decision = decide((record,), asking.providers, None)
    return Then(holder=decision.holder, provider=decision.provider, evidence=(kept,))
