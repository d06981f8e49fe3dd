"""`kaiji identify`: provider identification on its own, as plain values."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.rules.addresses import ADDRESS_FAULTS
from models.rules.identification import REASONS, ChainRole
from models.terms import ProviderCategory
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Unsettled
from tasks.registry.many import Wanted, identify_many
from tasks.wiring import Services

PATIENCE_SECONDS = 10.0
"""A registry whose turn comes that soon is waited for; a later one is said to be so."""


def identify_json(made: Services, wanted: Wanted) -> dict[str, Any]:
    """Identify one address; silent registries are status `unavailable`, or a candidate to review when others spoke."""
    found: list[dict[str, Any]] = []
    identify_each(made, (wanted,), lambda _each, answer: found.append(answer), patience_seconds=PATIENCE_SECONDS)
    return found[0]


def identify_each(
    made: Services,
    wanted: Sequence[Wanted],
    tell: Callable[[Wanted, dict[str, Any]], None],
    *,
    patience_seconds: float = 60.0,
) -> None:
    """Identify many; `tell` gets each answer as it comes. A slow or limiting registry holds up only its own addresses.

    `patience_seconds`: how long a person waits for a registry's turn.
    """
    asyncio.run(_tell_each(made, wanted, tell, patience_seconds))


async def _tell_each(
    made: Services, wanted: Sequence[Wanted], tell: Callable[[Wanted, dict[str, Any]], None], patience_seconds: float
) -> None:
    async for each, answer in identify_many(made.registry, wanted, patience_seconds=patience_seconds):
        tell(each, _unanswered(made, each, answer) if isinstance(answer, Unavailable) else _plain(made, answer))


def exit_code(found: Sequence[Mapping[str, Any]]) -> int:
    """3 when a registry was unavailable, 1 when an address is none, else 0."""
    statuses = {each["status"] for each in found}
    return 3 if "unavailable" in statuses else int("invalid" in statuses)


def _unanswered(made: Services, wanted: Wanted, silent: Unavailable) -> dict[str, Any]:
    known = silent.found if isinstance(silent, Unsettled) else _silent(wanted.ip)
    return {**_plain(made, known), "retry_after": silent.retry_after}


def identify_text(found: dict[str, Any]) -> str:
    """The same for a person."""
    lines = [f"{found['ip']}: {found['status']}"]
    if found["holder"]:
        provider = found["provider"] or f"{found['provider_name']}（プロファイルなし）"
        lines.append(f"保有者 {found['holder']}（{found['prefix']}、{found['registry']}）")
        lines.append(f"→ プロバイダ {provider}（{found['category']}）")
    if len(found["chain"]) > 1:
        lines.append(f"候補 {' → '.join(found['chain'])}")
    words = {**ADDRESS_FAULTS, **REASONS}
    lines += [f"理由 {reason}: {words.get(reason, '')}".rstrip(": ") for reason in found["reasons"]]
    return "\n".join(lines)


def _silent(ip: str) -> Identification:
    """Nobody was asked, or nobody answered."""
    return Identification(
        status="unavailable",
        ip=ip,
        holder=None,
        provider=None,
        category=ProviderCategory.UNKNOWN,
        role=ChainRole.UNKNOWN.value,
        prefix=None,
        registry=None,
        needs_review=True,
        reasons=("registries_silent",),
        chain=(),
        evidence=(),
    )


def _plain(made: Services, found: Identification) -> dict[str, Any]:
    retention = made.law.retention_of(found.provider, found.category or ProviderCategory.UNKNOWN)
    return {
        "ip": found.ip,
        "status": found.status,
        "holder": found.holder,
        "provider": found.provider,
        "provider_name": found.provider_name,
        "category": found.category.value,
        "role": found.role,
        "prefix": found.prefix,
        "registry": found.registry,
        "needs_review": found.needs_review,
        "reasons": list(found.reasons),
        "retry_after": None,
        "chain": list(found.chain),
        "held_then": found.held_then,
        "provider_then": found.provider_then,
        "retention": {
            "days_min": retention.days_min,
            "days_max": retention.days_max,
            "basis": retention.marked(retention.unit),
        },
        "evidence": [
            {
                "server": item.server,
                "query": item.query,
                "decoder": item.decoder,
                "sha256": item.sha256,
                "fetched_at": item.fetched_at.isoformat(),
            }
            for item in found.evidence
        ],
    }
