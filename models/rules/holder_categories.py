"""What kind of organisation a holder without a profile is, as far as the record itself tells."""

import re

from models.rules.registry_records import RegistryRecord
from models.terms import ProviderCategory

_UNIVERSITY = re.compile(
    r"大学|高等専門学校|学校法人|\buniversit|\bcollege\b|institute of technology|polytechnic", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"(?:社団|財団|医療|宗教|社会福祉|行政)法人|研究開発法人|研究所|協会|組合|病院|市役所|県庁|都庁|府庁"
    r"|network information cent|\bministry\b|\bhospital\b|\bassociation\b",
    re.IGNORECASE,
)
_HOSTING = re.compile(
    r"hosting|cloud|\bvps\b|\bvpn\b|dedicated|colocation|data ?cent(?:er|re)|\bservers?\b|ホスティング|サーバ|クラウド"
    r"|データセンタ"
)
_SIGNALS_NEEDED = 2
_FOREIGN_REGISTRIES = frozenset({"arin", "ripe", "lacnic", "afrinic", "krnic"})


def hosting_signals(record: RegistryRecord) -> int:
    """How many different words of the trade with servers the record holds; one alone says little."""
    text = " ".join((*record.names, record.netname, *record.description)).casefold()
    return len(set(_HOSTING.findall(text)))


def category_of(record: RegistryRecord, reason: str) -> ProviderCategory:
    """Category of an unlisted holder: hosting by two words of that trade, foreign by country or registry, else by name.

    `reason` is how the holder was picked: a customer inside another's block is an organisation with a line of its own.
    """
    if hosting_signals(record) >= _SIGNALS_NEEDED:
        return ProviderCategory.HOSTING
    if (record.country or "JP") != "JP" or (not record.country and record.registry in _FOREIGN_REGISTRIES):
        return ProviderCategory.FOREIGN
    names = " / ".join(record.names)
    if _UNIVERSITY.search(names):
        return ProviderCategory.UNIVERSITY
    if reason in {"assignment_is_customer", "own_block"} or _ORGANISATION.search(names):
        return ProviderCategory.CORPORATE
    return ProviderCategory.UNKNOWN
