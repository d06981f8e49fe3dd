"""Which registries to ask about an address, in which order: read once from bootstrap.toml."""

import ipaddress
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.rules.addresses import SAMPLE_NETWORKS

_FILE = Path(__file__).with_name("bootstrap.toml")
_EVERYWHERE = ("jpnic", "apnic", "arin", "ripe", "lacnic", "afrinic", "krnic")
_ORDER: Mapping[str, tuple[str, ...]] = {
    "jpnic": ("jpnic", "apnic"),
    "apnic": ("jpnic", "apnic", "krnic"),
    "krnic": ("krnic", "apnic"),
}
"""JPNIC first wherever a Japanese block may lie: APNIC's word for one is a copy, and its largest part is Japanese."""
_SCATTERED_ORDER = ("apnic", "jpnic", "ripe", "arin", "lacnic", "afrinic")
_LAST_RESORT = ("ripe", "apnic", "arin", "lacnic", "afrinic")

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, kw_only=True)
class Bootstrap:
    """`blocks`: narrowest first, each with its registry; `scattered`, `own`: see the file."""

    blocks: Sequence[tuple[_Network, str]]
    scattered: Sequence[_Network]
    own: Sequence[_Network]

    def order(self, ip: str) -> tuple[str, ...]:
        """Registries to ask about `ip`, first to last; all of them where no table can know (sample ranges)."""
        address = ipaddress.ip_address(ip)
        first = next((registry for network, registry in self.blocks if address in network), None)
        if first is None or not _is_public(address):
            return _EVERYWHERE
        order = _ORDER.get(first, (first,))
        others = _SCATTERED_ORDER if first not in _ORDER and any(address in n for n in self.scattered) else ()
        return tuple(dict.fromkeys((*order, *others)))

    def last_resort(self, ip: str) -> tuple[str, ...]:
        """Whom to ask when those that must know do not: blocks change hands. Their silence leaves nothing open."""
        order = self.order(ip)
        return tuple(registry for registry in _LAST_RESORT if registry not in order)

    def is_own(self, ip: str) -> bool:
        """Whether the address belongs to the offices of a registry."""
        address = ipaddress.ip_address(ip)
        return any(address in network for network in self.own)


@lru_cache(maxsize=1)
def bootstrap() -> Bootstrap:
    """The table shipped with this version."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    blocks = [(ipaddress.ip_network(text), registry) for registry, texts in table["blocks"].items() for text in texts]
    return Bootstrap(
        blocks=sorted(blocks, key=lambda block: -block[0].prefixlen),
        scattered=[ipaddress.ip_network(text) for text in table["scattered"]],
        own=[ipaddress.ip_network(text) for text in table["own"]],
    )


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Sample ranges lie inside real blocks of the table, but no registry keeps them."""
    return not any(address in network for network in SAMPLE_NETWORKS if network.version == address.version)
