"""Reading an IP address as staff or a platform wrote it, and which addresses can never name a provider."""

import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

_SPECIAL_BLOCKS: tuple[tuple[str, str], ...] = (
    # IANA special-purpose address registries for IPv4 and IPv6; the narrowest block that holds the address decides.
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "cgnat"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link_local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "reserved"),
    ("192.52.193.0/24", "reserved"),
    ("192.88.99.0/24", "6to4_relay"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("255.255.255.255/32", "broadcast"),
    ("::/0", "reserved"),
    ("2000::/3", ""),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "translated"),
    ("64:ff9b::/96", "translated"),
    ("64:ff9b:1::/48", "private"),
    ("2001::/23", "reserved"),
    ("2001::/32", "teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "translated"),
    ("2620:4f:8000::/48", "reserved"),
    ("3fff::/20", "documentation"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link_local"),
    ("fec0::/10", "site_local"),
    ("ff00::/8", "multicast"),
)
_SPECIAL_NETWORKS = sorted(
    ((ipaddress.ip_network(prefix), code) for prefix, code in _SPECIAL_BLOCKS),
    key=lambda entry: -entry[0].prefixlen,
)
SAMPLE_NETWORKS = tuple(map(ipaddress.ip_network, ("198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))
"""Documentation ranges in which samples and tests place their fictitious holders."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_WITH_PORT = re.compile(r"\[(?P<v6>[^\[\]]+)\](?::(?P<v6port>[0-9]{1,5}))?|(?P<v4>[0-9.]+):(?P<v4port>[0-9]{1,5})")
_HIGHEST_PORT = 65535

ADDRESS_FAULTS: Mapping[str, str] = {
    "invalid": "not an IP address: copy it again from the platform's answer",
    "private": "private address: ask the platform again for the global address",
    "cgnat": "inside address of a carrier: ask the platform again for the global address and port",
    "loopback": "the platform's own machine: ask the platform again",
    "link_local": "link-local address: ask the platform again",
    "site_local": "site-local address: ask the platform again",
    "multicast": "multicast address, never a source: ask the platform again",
    "broadcast": "broadcast address, never a source: ask the platform again",
    "unspecified": "empty address: ask the platform again",
    "reserved": "reserved address: ask the platform again",
    "benchmarking": "address for tests of equipment: ask the platform again",
    "documentation": "address for documentation only: ask the platform again",
    "6to4_relay": "relay address shared by many: ask the platform again",
    "teredo": "tunnel address (Teredo): the inner address is asked about, a person must confirm it",
    "translated": "translated address: enter the inner IPv4 address",
}
"""What each fault code means and what cures it."""


@dataclass(frozen=True, kw_only=True)
class CleanAddress:
    """An address in canonical spelling, with the source port when it was written beside it."""

    ip: str = field(repr=False)
    port: int | None = None


def clean(text: str) -> CleanAddress:
    """Read an address as it was written: full-width digits, brackets, `:port`, IPv4 inside IPv6.

    Raises ValueError when the text is not exactly one address (host names, leading-zero octets, impossible ports).
    """
    written = _plain(text)
    match = _WITH_PORT.fullmatch(written)
    if match is None:
        return CleanAddress(ip=_canonical(written))
    port = match["v6port"] or match["v4port"]
    return CleanAddress(ip=_canonical(match["v6"] or match["v4"]), port=_port(port) if port else None)


def address_fault(ip: str, *, documentation_allowed: bool) -> str | None:
    """Say why this address can never be looked up: a key of ADDRESS_FAULTS, or None when it can name a provider.

    `ip` must be clean (see `clean`); only the documentation ranges that samples use pass, where samples are played.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "invalid"
    code = next((code for network, code in _SPECIAL_NETWORKS if address in network), "")
    if code == "documentation" and documentation_allowed and any(address in network for network in SAMPLE_NETWORKS):
        return None
    return code or None


def teredo_client(ip: str) -> CleanAddress:
    """The public address and port of the client behind a Teredo address (RFC 4380: both are stored inverted).

    Raises ValueError when `ip` is no Teredo address.
    """
    address = ipaddress.IPv6Address(ip)
    if address.teredo is None:
        raise ValueError(ADDRESS_FAULTS["invalid"])
    return CleanAddress(ip=str(address.teredo[1]), port=~(int(address) >> 32) & _HIGHEST_PORT or None)


def _plain(text: str) -> str:
    """Half-width, without the invisible marks that copying brings; 。 is a dot typed in Japanese."""
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return unicodedata.normalize("NFKC", visible).replace("。", ".").strip()


def _canonical(written: str) -> str:
    """Canonical spelling, the inner IPv4 address when one is embedded. Raises ValueError."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        address = None
    if address is None or "%" in written:
        raise ValueError(ADDRESS_FAULTS["invalid"])
    return str(_inner(address))


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Unwrap IPv4-mapped, 6to4 and NAT64 addresses."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _port(digits: str) -> int:
    """Port number. Raises ValueError outside 1 to 65535."""
    port = int(digits)
    if not 1 <= port <= _HIGHEST_PORT:
        raise ValueError("port outside 1 to 65535")
    return port
