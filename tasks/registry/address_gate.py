"""The gate every address passes before a question about it leaves this machine."""

from dataclasses import dataclass, field

from models.rules.addresses import CleanAddress, address_fault, clean

__all__ = ["CleanAddress", "GateResult", "clean", "gate"]


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """`reason` is empty when allowed, otherwise a key of ADDRESS_FAULTS."""

    allowed: bool
    reason: str
    ip: str = field(repr=False)


def gate(ip: str, *, loopback_registry: bool) -> GateResult:
    """Decide whether registries may be asked about `ip`; sample ranges only where all are on loopback."""
    fault = address_fault(ip, documentation_allowed=loopback_registry)
    return GateResult(allowed=fault is None, reason=fault or "", ip=ip)
