"""One question to the registry's history: who held the address at the moment of the communication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.provisions import ProviderProfile
from models.rules.holder_history import DatedRecord, record_at
from models.rules.identification import decide
from tasks.ports import Clock, RegistryEvidence, Unavailable
from tasks.registry import history, rdap_parser
from tasks.registry.answers import Deferred, Elsewhere, UnusableAnswer, evidence
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import Findings, Memory, Turns


@dataclass(frozen=True)
class Asking:
    """Where and how the history is asked."""

    endpoints: RegistryEndpoints
    providers: Mapping[str, ProviderProfile]
    clock: Clock
    memory: Memory
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
    """Ask once; a history that is silent, limited or unreadable is told and never waited for.

    Raises Deferred when it is not our turn to ask yet.
    """
    try:
        found = await asking.memory.findings(ip, at, lambda: _asked(ip, asking), "history")
    except Deferred:
        raise
    except (Unavailable, UnusableAnswer, Elsewhere):
        return Then(reason="history_silent")
    return _read(found.evidence, ip, at, asking)


async def _asked(ip: str, asking: Asking) -> Findings:
    """The raw history as evidence, none when there is none; one that cannot be read is never reused."""
    async with asking.turns.turn(history.REGISTRY, "rdap"):
        raw = await history.ask(asking.endpoints, ip, deadline_seconds=asking.deadline_seconds)
    if raw is None:
        return Findings(records=(), evidence=())
    kept = evidence(
        server=asking.endpoints.rdap[history.REGISTRY],
        query=history.query(ip),
        raw=raw,
        fetched_at=asking.clock.now(),
        decoder=rdap_parser.DECODER,
    )
    return Findings(records=(), evidence=(kept,), complete=_dated(kept) is not None)


def _read(kept: tuple[RegistryEvidence, ...], ip: str, at: datetime, asking: Asking) -> Then:
    dated = _dated(kept[0]) if kept else ()
    if dated is None:
        return Then(reason="history_silent", evidence=kept)
    record = record_at(dated, ip, at)
    if record is None:
        return Then(reason="history_without_day", evidence=kept)
    decision = decide((record,), asking.providers, None)
    return Then(holder=decision.holder, provider=decision.provider, evidence=kept)


def _dated(kept: RegistryEvidence) -> tuple[DatedRecord, ...] | None:
    """The dated records; None when the answer cannot be read."""
    try:
        return history.parse(kept.raw)
    except (Unavailable, UnusableAnswer):
        return None
