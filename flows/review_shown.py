"""What staff need to decide who holds a log: both candidates, why, and what settles it; no person, no address."""

from collections.abc import Iterator

from flows.reason_words import reason_words
from models.facts import CaseFacts, HopFact, ObservationFact
from models.provisions import Law, ProviderProfile
from models.rules.chains import open_wholesalers
from models.rules.holder_names import keys_of
from models.rules.moments_shown import both_zones
from models.rules.organisation_names import is_organisation
from models.terms import ProviderCategory, WaitKind
from tasks.case_store.chain_list import Tried
from tasks.words import word

IPV4 = 4


def review_lines(
    kind: WaitKind, subject: str, facts: CaseFacts, tried: Tried | None, law: Law, language: str
) -> tuple[str, ...]:
    """The lines above the form of a provider's review: ask the wholesaler, or choose between the candidates."""
    if kind is not WaitKind.PROVIDER_REVIEW:
        return ()
    line = next((item for item in facts.observations if f"observation:{item.id}" == subject), None)
    if line is None:
        return ()
    wholesalers = open_wholesalers(facts, line.id)
    if wholesalers:
        return tuple(_ask(facts, line, wholesalers, law, language))
    return tuple(_choose(facts, line, tried or Tried(), law, language))


def _ask(
    facts: CaseFacts, line: ObservationFact, wholesalers: tuple[HopFact, ...], law: Law, language: str
) -> Iterator[str]:
    names = "・".join(law.provider(hop.provider).name for hop in wholesalers)
    yield word("review", "ask_wholesaler", language).format(wholesaler=names, ref=facts.ref)
    port = "port_there" if line.has_port else "port_not_there" if line.ip_version == IPV4 else "port_needless"
    yield word("review", port, language)
    if line.observed_at:
        yield word("review", "moment", language).format(moment=both_zones(line.observed_at))


def _choose(facts: CaseFacts, line: ObservationFact, tried: Tried, law: Law, language: str) -> Iterator[str]:
    nobody = word("review", "nobody", language)
    holder = _shown(tried.holder, law, facts.ref, language) if tried.holder else nobody
    yield f"{word('review', 'registry', language)}: {holder}"
    profile = law.providers.get(tried.candidate or "")
    yield f"{word('review', 'candidate', language)}: {_named(profile) or nobody}"
    if tried.held_then:
        then = _named(law.providers.get(tried.provider_then or "")) or _shown(tried.held_then, law, facts.ref, language)
        yield f"{word('review', 'then', language)}: {then}"
    for code in tried.reasons:
        yield f"{word('review', 'why', language)}: {reason_words(code, language)}"
    kinds = [ProviderCategory(tried.category)] if tried.category else []
    if profile and profile.category not in kinds:
        kinds.append(profile.category)
    for kind in kinds:
        yield f"{word('review', 'settles', language)}: {word('review', kind, language)}"
    yield word("review", "evidence", language).format(ref=facts.ref, line=line.id)
    yield word("review", "two", language).format(ref=facts.ref)


def _named(profile: ProviderProfile | None) -> str:
    return f"`{profile.key}`（{profile.name}）" if profile else ""


def _shown(holder: str, law: Law, ref: str, language: str) -> str:
    """The holder's name where it is plainly an organisation's: registries also print persons."""
    if is_organisation(holder) or keys_of((holder,), law.providers):
        return holder
    return word("review", "hidden", language).format(ref=ref)
