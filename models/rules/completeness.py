"""記録の不足: what a disclosed line lacks for its holder to find a subscriber, before anything is sent (law.md §10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.facts import CaseFacts, ObservationFact
from models.provisions.law import Law
from models.provisions.log_lines import LineNeeds
from models.provisions.profiles import ProviderProfile
from models.rules.chains import ends_of, hops_of
from models.terms import ObservationKind, ProviderCategory

IPV6: Final = 6
_SEARCHED: Final = ("port", "destination_ip")
_BY_SECOND: Final = "同じ分のうちに多くの通信があり、プロバイダは秒までの時刻で照合するため"
_ZONE_SOURCE: Final = "kandato.jp/blog/20231121"


class GapItem(StrEnum):
    """足りない項目."""

    MOMENT = "moment"
    SECONDS = "seconds"
    ZONE = "zone"
    PORT = "port"
    DESTINATION_IP = "destination_ip"
    PORT_OR_DESTINATION_IP = "port_or_destination_ip"


_NAMES: Final = {
    GapItem.MOMENT: "通信の日時",
    GapItem.SECONDS: "時刻の秒",
    GapItem.ZONE: "時差（UTCか日本時間か）",
    GapItem.PORT: "送信元ポート",
    GapItem.DESTINATION_IP: "接続先IP",
    GapItem.PORT_OR_DESTINATION_IP: "送信元ポートまたは接続先IP",
}


@dataclass(frozen=True, kw_only=True)
class Gap:
    """不足: one missing item. `text` says why the holder will answer that it cannot identify; `cure` what settles it.

    `fatal`: likely unidentifiable without it, so ask the platform before spending; else only some holders need it.
    """

    item: GapItem
    text: str
    cure: str
    source: str
    fatal: bool


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What is asked of a line, by whom and why."""

    needs: tuple[str, ...]
    one_of: tuple[str, ...]
    why: str
    source: str
    sure: bool


def missing_for(
    observation: ObservationFact, provider: ProviderProfile | None, category: ProviderCategory, law: Law
) -> tuple[Gap, ...]:
    """Return what the line lacks for this holder: nothing for a phone number or an e-mail, no port for native IPv6.

    `provider` None: nobody's profile is known, then the class of `category` says what is needed.
    """
    if observation.kind is not ObservationKind.IP:
        return ()
    held = provider.category if provider else category
    wanted = _wanted(provider, law.line_needs(held), law)
    gaps = [*_moment_gaps(observation, law.line_needs(held), provider)]
    if observation.ip_version != IPV6:
        gaps += _address_gaps(observation, wanted, held)
    return tuple(gaps)


def gaps_of(facts: CaseFacts, observation: ObservationFact, law: Law) -> tuple[Gap, ...]:
    """Return what one line of a case lacks for the last known company of each chain, and for a VNE on the way to it."""
    hops = tuple(reversed(hops_of(facts, observation.id)))
    if not hops:
        return missing_for(observation, None, ProviderCategory.UNKNOWN, law)
    found: dict[GapItem, Gap] = {}
    ends = ends_of(hops)
    for hop in hops:
        if hop in ends or hop.category is ProviderCategory.VNE:
            for gap in missing_for(observation, law.providers.get(hop.provider), hop.category, law):
                found.setdefault(gap.item, gap)
    return tuple(found.values())


def _wanted(provider: ProviderProfile | None, of_class: LineNeeds, law: Law) -> _Wanted:
    """The profile's own list where it names port or destination; a reseller's carrier's; else the class's."""
    carrier = law.providers.get(provider.upstream) if provider else None
    asks_by_class = bool(_searched(of_class.needs) or of_class.needs_one_of)
    for profile in (provider, carrier):
        if profile and (_searched(profile.needs) or profile.needs_one_of):
            return _Wanted(
                needs=_searched(profile.needs),
                one_of=profile.needs_one_of,
                why=of_class.why if asks_by_class else f"{profile.name}がこの項目も求めているため",
                source=profile.shown_source,
                sure=of_class.sure and asks_by_class,
            )
    return _Wanted(
        needs=_searched(of_class.needs),
        one_of=of_class.needs_one_of,
        why=of_class.why,
        source=of_class.shown_source,
        sure=of_class.sure,
    )


def _searched(needs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in needs if item in _SEARCHED)


def _moment_gaps(observation: ObservationFact, of_class: LineNeeds, provider: ProviderProfile | None) -> Iterator[Gap]:
    if observation.observed_at is None:
        text = f"{_NAMES[GapItem.MOMENT]}がありません: いつの通信か分からなければ、どのプロバイダも契約者を探せません"
        yield Gap(item=GapItem.MOMENT, text=text, cure=_ask(GapItem.MOMENT), source=of_class.shown_source, fatal=True)
        return
    if not observation.zone_known:
        text = f"{_NAMES[GapItem.ZONE]}が分かりません: 9時間ずれると「該当する通信がない」と回答されます"
        cure = "投稿先の表記で時差を確かめ、UTCと日本時間を並べて書いてください（日付が変わることがあります）"
        yield Gap(item=GapItem.ZONE, text=text, cure=cure, source=_ZONE_SOURCE, fatal=True)
    if not observation.has_seconds:
        found = provider.tolerance_seconds if provider else None
        within = f"（{provider.name}は前後{found}秒で照合します）" if provider and found else ""
        text = f"{_NAMES[GapItem.SECONDS]}がありません: {_BY_SECOND}、「特定できない」と回答される見込みです{within}"
        yield Gap(item=GapItem.SECONDS, text=text, cure=_ask(GapItem.SECONDS), source=of_class.shown_source, fatal=True)


def _address_gaps(observation: ObservationFact, wanted: _Wanted, held: ProviderCategory) -> Iterator[Gap]:
    has = {"port": observation.has_port, "destination_ip": observation.has_destination}
    for item in wanted.needs:
        if not has[item]:
            yield _gap(GapItem(item), wanted, held)
    if wanted.one_of and not any(has[item] for item in wanted.one_of if item in has):
        yield _gap(GapItem.PORT_OR_DESTINATION_IP, wanted, held)


def _gap(item: GapItem, wanted: _Wanted, held: ProviderCategory) -> Gap:
    answer = "回答される見込みです" if wanted.sure else "回答されるおそれがあります"
    vne = "。VNEにはポートと時刻を添えて、どのプロバイダの回線かを尋ねます" if held is ProviderCategory.VNE else ""
    return Gap(
        item=item,
        text=f"{_NAMES[item]}がありません: {wanted.why}、「特定できない」と{answer}",
        cure=f"{_ask(item)}{vne}",
        source=wanted.source,
        fatal=wanted.sure,
    )


def _ask(item: GapItem) -> str:
    return f"費用をかける前に、投稿先に{_NAMES[item]}の開示を求めてください"
