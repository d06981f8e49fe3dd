"""`kaiji identify`: provider identification on its own, as plain values."""

import asyncio
from datetime import datetime
from typing import Any

from models.rules.addresses import ADDRESS_FAULTS
from models.rules.identification import REASONS, HolderRole
from models.terms import ProviderCategory
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Unsettled
from tasks.wiring import Services


def identify_json(made: Services, ip: str, port: int | None, at: datetime | None) -> dict[str, Any]:
    """Identify one address; silent registries are status `unavailable`, or a candidate to review when others spoke."""
    try:
        return _plain(made, asyncio.run(made.registry.identify(ip, port=port, at=at)))
    except Unsettled as silent:
        return {**_plain(made, silent.found), "retry_after": silent.retry_after}
    except Unavailable as silent:
        return {**_plain(made, _silent(ip)), "retry_after": silent.retry_after}


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
        role=HolderRole.UNKNOWN.value,
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
