"""プロバイダの連鎖: which hop stands below which, where a chain ends, which holder only passes the question on. Pure.

A reseller stands below its carrier, an ISP below the wholesaler (VNE). Two hops at the top, or two below one hop, are
two candidates for the same communication: each is asked to keep its log until one of them turns out to be it.
"""

from collections.abc import Iterable, Sequence

from models.facts import CaseFacts, HopFact, holder_subject
from models.terms import Confidence, Outcome, ProviderCategory, StepKind

REVIEWED = frozenset(
    {ProviderCategory.VNE, ProviderCategory.HOSTING, ProviderCategory.PUBLIC_WIFI, ProviderCategory.FOREIGN}
)
"""Holders of these kinds are entered by a person: whom to ask, and how, is not in the registry's word."""


def sure_of(source: str, *, is_candidate: bool) -> Confidence:
    """How sure a hop is: a holder's own word is; a registry names only who registered the block, never who is below."""
    if is_candidate:
        return Confidence.LOW
    return Confidence.HIGH if source == "holder" else Confidence.MEDIUM


def hops_of(facts: CaseFacts, observation_id: int) -> tuple[HopFact, ...]:
    """All hops of one communication, top first."""
    found = (hop for hop in facts.hops if hop.observation_id == observation_id)
    return tuple(sorted(found, key=lambda hop: (hop.position, hop.id)))


def above(hop: HopFact, hops: Sequence[HopFact]) -> HopFact | None:
    """The hop right above; without a parent named, the first one at the position above."""
    if hop.parent is not None:
        return next((other for other in hops if other.id == hop.parent), None)
    return next((other for other in hops if other.position == hop.position - 1), None)


def path_to(hop: HopFact, hops: Sequence[HopFact]) -> tuple[HopFact, ...]:
    """The chain from its top down to this hop."""
    path = [hop]
    while (upper := above(path[0], hops)) is not None and upper not in path:
        path.insert(0, upper)
    return tuple(path)


def ends_of(hops: Sequence[HopFact]) -> tuple[HopFact, ...]:
    """The hops with nothing below them: one for each chain."""
    uppers = {upper.id for hop in hops if (upper := above(hop, hops)) is not None}
    return tuple(hop for hop in hops if hop.id not in uppers)


def chains_of(facts: CaseFacts, observation_id: int) -> tuple[tuple[HopFact, ...], ...]:
    """Every chain of one communication, each top first; more than one where holders are candidates."""
    hops = hops_of(facts, observation_id)
    return tuple(path_to(end, hops) for end in ends_of(hops))


def kin_of(hop: HopFact, hops: Sequence[HopFact]) -> tuple[HopFact, ...]:
    """The hops on one chain with this one, itself among them; no rival candidate."""
    chains = [path_to(end, hops) for end in ends_of(hops)]
    return tuple(other for other in hops if any(hop in chain and other in chain for chain in chains))


def is_end(facts: CaseFacts, hop: HopFact) -> bool:
    """Whether nothing stands below this hop."""
    return hop in ends_of(hops_of(facts, hop.observation_id))


def open_wholesalers(facts: CaseFacts, observation_id: int) -> tuple[HopFact, ...]:
    """Wholesalers (VNE) at the end of a chain: they have no contract with the sender and must name the ISP."""
    return tuple(hop for hop in ends_of(hops_of(facts, observation_id)) if hop.category is ProviderCategory.VNE)


def only_passes_on(facts: CaseFacts, holder_no: int) -> bool:
    """Whether a holder is a wholesaler for every line asked of it: it is asked to keep, never sued for a subscriber."""
    hops = facts.hops_of_holder(holder_no)
    return bool(hops) and all(hop.category is ProviderCategory.VNE for hop in hops)


def found_elsewhere(facts: CaseFacts, holder_no: int) -> bool:
    """Whether for every line of this holder another one has disclosed the name: the candidate is not needed."""
    lines = {hop.observation_id for hop in facts.hops_of_holder(holder_no)}
    return bool(lines) and all(_others_disclosed(facts, line, holder_no) for line in lines)


def has_no_log(facts: CaseFacts, hop: HopFact) -> bool:
    """Whether the holder answered that there is no such log."""
    last = facts.last_step(holder_subject(hop.holder_no), StepKind.PRESERVATION_ANSWERED)
    return last is not None and last.outcome is Outcome.NO_SUCH_LOG


def without_log(facts: CaseFacts, hops: Iterable[HopFact]) -> bool:
    """Whether on every chain somebody answered that there is no such log."""
    found = tuple(hops)
    chains = [path_to(end, found) for end in ends_of(found)]
    return bool(chains) and all(any(has_no_log(facts, hop) for hop in chain) for chain in chains)


def _others_disclosed(facts: CaseFacts, observation_id: int, holder_no: int) -> bool:
    others = {hop.holder_no for hop in hops_of(facts, observation_id)} - {holder_no}
    return any(facts.last_step(holder_subject(other), StepKind.DISCLOSED) for other in others)
