"""Address ranges as registries print them."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Self

_PLAIN_OCTETS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")
_IPV4_OCTETS = 4
_MOST_PREFIXES = 8


@dataclass(frozen=True, kw_only=True)
class AddressBlock:
    """A range of addresses, first and last included. `version` is 4 or 6."""

    version: int
    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `a/len`, `a - b` (prefix lengths in brackets may follow) or one address; None for anything else."""
        start, dash, end = text.partition("(")[0].partition("-")
        try:
            return cls.between(start, end) if dash else cls._of_prefix(start.strip())
        except ValueError:
            return None

    @classmethod
    def between(cls, start: str, end: str) -> Self | None:
        """The range from `start` to `end` (a prefix length after either is ignored); None when it runs backwards."""
        try:
            first, last = (ipaddress.ip_address(_unpad(each.split("/")[0])) for each in (start, end))
        except ValueError:
            return None
        if first.version != last.version or int(first) > int(last):
            return None
        return cls(version=first.version, first=int(first), last=int(last))

    @classmethod
    def _of_prefix(cls, text: str) -> Self:
        address, slash, length = text.partition("/")
        network = ipaddress.ip_network(f"{_unpad(address)}{slash}{length}", strict=False)
        return cls(version=network.version, first=int(network[0]), last=int(network[-1]))

    @property
    def size(self) -> int:
        """How many addresses the block has."""
        return self.last - self.first + 1

    def holds(self, ip: str) -> bool:
        """Whether the address lies inside. Raises ValueError when `ip` is not an address."""
        address = ipaddress.ip_address(ip)
        return address.version == self.version and self.first <= int(address) <= self.last

    def covers(self, other: "AddressBlock") -> bool:
        """Whether the whole other block lies inside."""
        return self.version == other.version and self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        """The prefixes that make up the range, one in most cases; `first - last` when it takes many."""
        kind = ipaddress.IPv4Address if self.version == _IPV4_OCTETS else ipaddress.IPv6Address
        first, last = kind(self.first), kind(self.last)
        prefixes = [str(prefix) for prefix in ipaddress.summarize_address_range(first, last)]
        return " ".join(prefixes) if len(prefixes) <= _MOST_PREFIXES else f"{first} - {last}"


def _unpad(text: str) -> str:
    """Registries print zero-padded octets (074.125.0.0) and cut-off ones (200.57.128); make both plain."""
    text = text.strip()
    if ":" in text or not _PLAIN_OCTETS.fullmatch(text):
        return text
    octets = [str(int(octet)) for octet in text.split(".")]
    return ".".join(octets + ["0"] * (_IPV4_OCTETS - len(octets)))
