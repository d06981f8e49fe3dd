"""What a log line lacks and which login is followed, one sentence each: refs, dates and labels only."""

from collections.abc import Iterator
from datetime import datetime

from models.facts import CaseFacts, ObservationFact
from models.provisions import Law, PlatformProfile, ProviderProfile
from models.rules.chains import ends_of, hops_of
from models.rules.completeness import Gap, gaps_of
from models.rules.log_fates import name_found
from models.rules.logins import RankedLogin, ranked_logins
from models.rules.moments_shown import both_zones
from models.terms import WaitKind
from tasks.words import word

ITEMS = ("port", "destination_ip")


def gap_lines(facts: CaseFacts, law: Law, language: str, as_of: datetime | None = None) -> tuple[str, ...]:
    """What is missing for each holder to find a subscriber, then the ranking of the logins; empty when all is there.

    Lines that lack the same for the same holder are one sentence. `as_of`: when given, closed windows are told apart.
    """
    return (*_gaps(facts, law, language, facts.observations), *_logins(facts, law, language, as_of))


def gaps_before(kind: WaitKind, subject: str, facts: CaseFacts, law: Law, language: str) -> tuple[str, ...]:
    """What staff must know of the log lines before they do what this wait asks for.

    A platform's answer: what to look for in it, and what is known of that platform. A provider's review: what the line
    lacks. A preservation notice: what its lines lack, and what is known of its holder.
    """
    head, _, letter = subject.partition("/")
    concerned = tuple(o for o in facts.observations if head in _subjects(facts, o))
    found = tuple(_gaps(facts, law, language, concerned))
    if kind is WaitKind.PLATFORM_ANSWER:
        return (word("gap", "look_for", language), *found, *_known(law.platforms.get(head.partition(":")[2])))
    if kind is WaitKind.LETTER_RELEASE and letter.startswith("preservation_notice"):
        holders = {hop.provider: None for hop in facts.hops if f"holder:{hop.holder_no}" == head}
        return (*found, *(note for key in holders for note in _known(law.providers.get(key))))
    return found if kind is WaitKind.PROVIDER_REVIEW else ()


def _known(profile: PlatformProfile | ProviderProfile | None) -> Iterator[str]:
    """The notes of a profile, each with its name; they are Japanese in both languages, as their sources are."""
    if profile is not None:
        yield from (profile.marked(f"{profile.name}: {note}") for note in profile.notes)


def _subjects(facts: CaseFacts, observation: ObservationFact) -> set[str]:
    holders = {f"holder:{hop.holder_no}" for hop in facts.hops if hop.observation_id == observation.id}
    platform = facts.post(observation.post_id).platform
    return {f"observation:{observation.id}", f"platform:{platform}", *holders}


def _gaps(facts: CaseFacts, law: Law, language: str, observations: tuple[ObservationFact, ...]) -> Iterator[str]:
    groups: dict[tuple[str, str, Gap], list[int]] = {}
    for observation in observations:
        holder, platform = _last_holder(facts, law, observation.id), facts.post(observation.post_id).platform
        for gap in () if _is_found(facts, observation) else gaps_of(facts, observation, law):
            groups.setdefault((holder, platform, gap), []).append(observation.id)
    for (holder, platform, gap), ids in groups.items():
        lines = ", ".join(str(number) for number in ids)
        mark = word("gap", "fatal" if gap.fatal else "likely", language)
        where = word("gap", "where", language).format(lines=lines, holder=holder or word("gap", "unknown", language))
        yield f"{mark}{where}: {_sentence(gap, language)}{_kept_by(law, platform, gap, language)}（{gap.source}）"


def _sentence(gap: Gap, language: str) -> str:
    return f"{gap.text}。{gap.cure}" if language == "ja" else word("gap", gap.item, language)


def _kept_by(law: Law, platform: str, gap: Gap, language: str) -> str:
    """A platform that is known to keep what is missing is worth asking."""
    site = law.platforms.get(platform)
    keeps = site is not None and any(item in gap.item and item in site.keeps for item in ITEMS)
    return word("gap", "kept", language).format(platform=site.name) if site and keeps else ""


def _last_holder(facts: CaseFacts, law: Law, observation_id: int) -> str:
    ends = ends_of(hops_of(facts, observation_id))
    profiles = ((hop.provider, law.providers.get(hop.provider)) for hop in ends)
    return " / ".join(profile.name if profile else key for key, profile in profiles)


def _is_found(facts: CaseFacts, observation: ObservationFact) -> bool:
    return any(name_found(facts, hop) for hop in facts.hops if hop.observation_id == observation.id)


def _logins(facts: CaseFacts, law: Law, language: str, as_of: datetime | None) -> Iterator[str]:
    moments = {o.id: o.observed_at for o in facts.observations}
    for login in ranked_logins(facts, law, as_of):
        moment = moments[login.observation_id]
        yield word("gap", "login", language).format(
            post=facts.post(login.post_id).no,
            rank=login.rank,
            line=login.observation_id,
            moment=both_zones(moment) if moment else "—",
            reason=_why(login, language),
        )


def _why(login: RankedLogin, language: str) -> str:
    if language == "ja":
        return f"{login.reason}（{login.cite}）"
    state = "chosen" if login.is_chosen else "spare" if login.is_traceable else "unusable"
    return word("gap", state, language)
