"""From the registry's records to the access provider: the ordered rules of provider identification, pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from models.provisions import ProviderProfile
from models.rules.holder_categories import category_of, hosting_signals
from models.rules.holder_names import keys_of, same_holder
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock
from models.terms import ProviderCategory

_JAPAN = timezone(timedelta(hours=9))


class ChainRole(StrEnum):
    """What the named holder is in the chain to the subscriber."""

    ACCESS_PROVIDER = "access_provider"
    WHOLESALER = "wholesaler"
    NOT_ACCESS_PROVIDER = "not_access_provider"
    UNKNOWN = "unknown"


REASONS: Mapping[str, str] = {
    "allocation_holder": "the registry names this holder for the whole allocated block",
    "holders_own_assignment": "the assignment names the same holder as the block above it",
    "registration_holder": "the registry names this holder and does not tell allocation and assignment apart",
    "own_block": "nothing lies above the block: the organisation named is its own provider",
    "uppers_unknown": "the answer did not say what lies above the assignment: ask the registry again or check by hand",
    "assignment_is_customer": "the assignment names a customer of the block's holder: decide whom to ask",
    "brand_on_wholesale": "the assignment names a provider on another provider's block: decide whom to ask first",
    "unknown_holder": "the directory does not know this name: choose or add a provider profile",
    "ambiguous_holder": "several profiles carry this name: choose one",
    "vne_ask_for_isp": "the holder serves other providers: ask it which, with address, port and moment",
    "mvno_uses_other_network": "the holder may have no log of its own: ask also the network operator",
    "hosting_not_access": "the holder rents out servers: no access line, counsel decides",
    "mvno_possible": "a mobile operator's reply may name a reseller: then that reseller is the next hop",
    "registered_after_post": "the block was registered on or after the day of the post: find the holder of that day",
    "updated_after_post": "the record changed on or after the day of the post: find the holder of that day",
    "block_returned": "the block has been returned: find the holder of the day of the post",
    "japanese_block_without_jpnic": "a Japanese block that the Japanese registry did not confirm: check it there",
    "decoded_with_loss": "characters of the answer could not be read: compare the name with the evidence",
    "no_usable_record": "no registry gave a usable record",
    "port_missing": "this provider searches by source port and none was disclosed: ask the platform again",
    "assignment_unknown": "read of a neighbouring address of the allocation: an assignment inside it may name another",
    "registry_silent": "a registry asked on the way did not answer; another one did",
    "registry_placeholder": "a registry only pointed to another one",
    "answer_for_other_address": "a registry answered for a range that does not hold the address: not used",
    "answer_not_understood": "a registry's answer could not be read: see the evidence",
    "answer_without_range": "a registry's answer had no sound range: not used",
    "answer_too_large": "a registry's answer was longer than any honest one: not read",
    "answer_too_deep": "a registry's answer was nested deeper than any honest one: not read",
    "hosting_suspected": "words of the record speak of rented servers: look first, there may be no access line",
    "registry_limits": "a registry limits our questions: ask again after the wait it names",
    "question_refused": "a registry did not accept the question: ask it by hand",
    "registries_silent": "a registry that decides did not answer: ask again later",
    "holder_from_netname": "the holder was read from the network's short name only: check it at the Japanese registry",
    "holder_name_uncertain": "the answer names the holder unclearly: compare the name with the evidence",
    "range_incomplete": "the registry printed no end of the range: the least that it gives out was assumed",
    "brand_in_netname": "only the network's short name is one that the directory knows: confirm the provider",
    "teredo": "the address is a tunnel's: the client's own address was asked about, confirm that it is the line's",
    "held_by_other_then": "the registry's history names another holder for the day of the post: decide whom to ask",
    "held_by_same_then": "the registry's history names the same holder for the day of the post: compare and confirm",
    "history_without_day": "the registry's history names nobody for the day of the post: look it up by hand",
    "history_silent": "the registry's history could not be asked: look it up by hand",
    "redirect_refused": "a registry sent us to a stranger: not followed",
}
"""What each reason code means and what settles it (codes of refused addresses: ADDRESS_FAULTS)."""

_ABOVE = ("assignment_is_customer", "brand_on_wholesale")
"""Where the block's structure already names somebody else, the short name of the network decides nothing."""

_REVIEWED_CATEGORIES: Mapping[ProviderCategory, tuple[str, ChainRole]] = {
    ProviderCategory.VNE: ("vne_ask_for_isp", ChainRole.WHOLESALER),
    ProviderCategory.MVNO: ("mvno_uses_other_network", ChainRole.ACCESS_PROVIDER),
    ProviderCategory.HOSTING: ("hosting_not_access", ChainRole.NOT_ACCESS_PROVIDER),
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who is to be asked. `chain` names every party seen, block holder first; `reasons` are keys of REASONS."""

    provider: str | None
    holder: str | None
    category: ProviderCategory
    role: ChainRole
    needs_review: bool
    reasons: tuple[str, ...]
    chain: tuple[str, ...]
    provider_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """Who is to be asked by the block structure, before the directory; `holder` is whom the narrowest block names."""

    holder: str
    names: tuple[str, ...]
    reason: str
    sure: bool
    chain: tuple[str, ...]
    hints: tuple[str, ...] = ()


def decide(
    records: Sequence[RegistryRecord], providers: Mapping[str, ProviderProfile], observed_at: datetime | None
) -> Decision:
    """Decide the access provider from records that hold the address, narrowest first.

    `observed_at` is the aware moment of the logged communication; None skips the comparison of dates.
    """
    if not records or not records[0].names:
        return _undecided()
    record = records[0]
    candidate = _candidate(record, providers)
    doubts = tuple(_doubts(record, observed_at))
    keys = keys_of(candidate.names, providers)
    if not keys and record.netname and candidate.reason not in _ABOVE:
        keys = keys_of((record.netname,), providers)
        candidate = replace(candidate, sure=False, hints=("brand_in_netname",)) if keys else candidate
    if len(keys) != 1:
        reason = "ambiguous_holder" if keys else "unknown_holder"
        suspected = ("hosting_suspected",) if hosting_signals(record) else ()
        return _unlisted(candidate, category_of(record, candidate.reason), (reason, *suspected, *doubts))
    return _listed(candidate, providers[keys[0]], keys[0], doubts)


def _candidate(record: RegistryRecord, providers: Mapping[str, ProviderProfile]) -> _Candidate:
    """Rules 1 to 4: allocation, own assignment, customer's assignment, block without anything above."""
    own = record.names
    plain = _Candidate(holder=own[0], names=own, reason="own_block", sure=True, chain=own[:1])
    if record.kind is not RecordKind.ASSIGNMENT:
        reason = "registration_holder" if record.kind is RecordKind.REGISTRATION else "allocation_holder"
        return replace(plain, reason=reason)
    if record.uppers == ():
        return plain
    upper = _nearest(record.uppers or ())
    if upper is None:
        return replace(plain, reason="uppers_unknown", sure=False)
    return _below(plain, upper.names, providers)


def _nearest(uppers: Sequence[UpperBlock]) -> UpperBlock | None:
    """The narrowest allocation above; a sub-allocation is a pool of its own holder."""
    holders = [upper for upper in uppers if upper.kind is not RecordKind.ASSIGNMENT and upper.names]
    return min(holders, key=lambda upper: upper.block.size, default=None)


def _below(plain: _Candidate, above: tuple[str, ...], providers: Mapping[str, ProviderProfile]) -> _Candidate:
    """An assignment inside somebody's allocation."""
    own = plain.names
    own_keys, keys_above = keys_of(own, providers), keys_of(above, providers)
    if same_holder(own, above) or (own_keys and own_keys == keys_above):
        return replace(plain, names=(*own, *above), reason="holders_own_assignment")
    chain = (above[0], own[0])
    if own_keys:
        return replace(plain, reason="brand_on_wholesale", sure=False, chain=chain)
    return replace(plain, names=above, reason="assignment_is_customer", sure=False, chain=chain)


def _doubts(record: RegistryRecord, observed_at: datetime | None) -> Iterator[str]:
    """Everything about the record itself that a person must look at."""
    if record.returned_on is not None:
        yield "block_returned"
    if observed_at is not None:
        yield from _date_doubts(record, observed_at.astimezone(_JAPAN).date())
    if record.country == "JP" and record.registry != "jpnic":
        yield "japanese_block_without_jpnic"
    if record.lossy:
        yield "decoded_with_loss"
    yield from record.doubts


def _date_doubts(record: RegistryRecord, posted_on: date) -> Iterator[str]:
    """Registries date to the day, so the day of the post itself is already uncertain."""
    if record.registered_on is not None and record.registered_on >= posted_on:
        yield "registered_after_post"
    if record.updated_on is not None and record.updated_on >= posted_on:
        yield "updated_after_post"


def _listed(candidate: _Candidate, profile: ProviderProfile, key: str, doubts: tuple[str, ...]) -> Decision:
    """A holder that the directory knows: its category decides whether a person must look."""
    upstream = "mvno_uses_other_network" if profile.needs_upstream else ""
    extra, role = _REVIEWED_CATEGORIES.get(profile.category, (upstream, ChainRole.ACCESS_PROVIDER))
    needs_review = not candidate.sure or bool(extra) or bool(doubts)
    if profile.category is ProviderCategory.MOBILE and not extra:
        extra = "mvno_possible"
    customer = candidate.reason == "assignment_is_customer"
    return Decision(
        provider=key,
        provider_name=profile.legal_name,
        holder=candidate.holder,
        category=ProviderCategory.CORPORATE if customer else profile.category,
        role=role,
        needs_review=needs_review,
        reasons=tuple(code for code in (candidate.reason, *candidate.hints, extra, *doubts) if code),
        chain=candidate.chain,
    )


def _unlisted(candidate: _Candidate, category: ProviderCategory, reasons: tuple[str, ...]) -> Decision:
    """A holder without exactly one profile: always a person's decision."""
    return Decision(
        provider=None,
        provider_name=candidate.names[0],
        holder=candidate.holder,
        category=category,
        role=ChainRole.UNKNOWN,
        needs_review=True,
        reasons=(candidate.reason, *reasons),
        chain=candidate.chain,
    )


def _undecided() -> Decision:
    """No record names anybody."""
    return Decision(
        provider=None,
        holder=None,
        category=ProviderCategory.UNKNOWN,
        role=ChainRole.UNKNOWN,
        needs_review=True,
        reasons=("no_usable_record",),
        chain=(),
    )
