"""Which machines a capture may talk to: public addresses, asked for anew at every connection."""

import asyncio
import ipaddress
import re
import socket
from typing import Final
from urllib.parse import urlsplit

from models.rules.addresses import address_fault

MOST_SIGNS: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}
_UNSEEN: Final = re.compile("[\\x00-\\x20\\x7f-\\x9f]")
_HOST_SERVICES: Final = frozenset({"168.63.129.16"})
"""Public addresses that a cloud's own machines answer on: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16"""


class UnsafeAddress(Exception):
    """The host is no public one. The text names host and reason."""


class NoSuchHost(Exception):
    """The name of the host leads to no address."""


def url_fault(url: str) -> str | None:
    """What is wrong with an address that a person gave, as a cure; None when it may be looked at."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "URL として読めません。ブラウザのアドレス欄から写してください"
    if parts.scheme not in _PORTS or not host:
        return "http:// か https:// で始まる URL を入れてください"
    if parts.username is not None or parts.password is not None:
        return "利用者名やパスワードを含まない URL を入れてください"
    if len(url) > MOST_SIGNS or _UNSEEN.search(url):
        return f"空白や制御文字のない、{MOST_SIGNS} 字以内の URL を入れてください"
    return None


async def public_address(host: str, port: int, *, loopback: bool) -> str:
    """An address of the host that may be connected to; `loopback` allows this machine's own (trials).

    Every address of the host must be public: a name that leads to both is refused. Raises UnsafeAddress, NoSuchHost.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoSuchHost(host) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if reason := _not_public(address, loopback=loopback):
            raise UnsafeAddress(f"{host} → {address}（{reason}）")
    return addresses[0]


def _not_public(address: str, *, loopback: bool) -> str | None:
    """Why this address may not be connected to: a word of ADDRESS_FAULTS, or None."""
    plain = address.partition("%")[0]
    fault = "private" if plain in _HOST_SERVICES else address_fault(plain, documentation_allowed=False)
    if fault == "loopback" and loopback and ipaddress.ip_address(plain).is_loopback:
        return None
    return fault
