"""上流: whose clock a reseller's log runs on (law.md §3.2 chains, §4)."""

from collections.abc import Iterable, Sequence

from models.facts import HopFact
from models.provisions.figures import Retention
from models.provisions.law import Law
from models.terms import ProviderCategory


def keeps_no_log(provider: str, category: ProviderCategory, law: Law) -> bool:
    """Say whether this company has its log with a carrier above it: a reseller without lines of its own."""
    profile = law.providers.get(provider)
    return profile.needs_upstream if profile else category is ProviderCategory.MVNO


def figure_above(hop: HopFact, hops: Sequence[HopFact], law: Law) -> Retention | None:
    """Return the figure of the carrier that keeps a reseller's log; None when it keeps its own or no carrier is known.

    The carrier is the nearest other hop that keeps a log, above first; else the one that the reseller's profile names.
    """
    if not keeps_no_log(hop.provider, hop.category, law):
        return None
    carrier = _nearest_carrier(hop, hops, law)
    if carrier is not None:
        return law.retention_of(carrier.provider, carrier.category)
    return named_upstream(hop.provider, law)


def named_upstream(provider: str, law: Law) -> Retention | None:
    """Return the figure of the carrier that a reseller's profile names, if it names one that has a profile."""
    profile = law.providers.get(provider)
    above = law.providers.get(profile.upstream) if profile else None
    return law.retention_of(above.key, above.category) if above else None


def _nearest_carrier(hop: HopFact, hops: Iterable[HopFact], law: Law) -> HopFact | None:
    others = [h for h in hops if h.position != hop.position and not keeps_no_log(h.provider, h.category, law)]
    return min(others, key=lambda h: (h.position > hop.position, abs(h.position - hop.position)), default=None)
