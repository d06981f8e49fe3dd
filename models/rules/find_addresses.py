"""Addresses that a case is found by: of a page, an account, a mailbox, a machine."""

import re
import unicodedata
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from models.rules.find_readings import NOTHING, Reading
from models.rules.name_signs import one_spelling, plain

# The same page under other hosts, and what only says how somebody came to it.
_SAME_HOSTS: Final = {"twitter.com": "x.com", "youtu.be": "youtube.com/watch"}
_HOST_BEFORE: Final = re.compile(r"^(?:www[0-9]?|m|mobile|sp|smart|touch|amp|s)\.(?=[^.]+\.)")
_WAYS_HERE: Final = re.compile("utm_.*|ref_?.*|fbclid|gclid|yclid|igsh(?:id)?|si|feature|share.*|mibextid|lang|_t|_r")
_OF_X: Final = frozenset({"s", "t", "cxt"})
_BY_ACCOUNT: Final = frozenset({"x.com", "instagram.com", "threads.net", "threads.com", "facebook.com", "ameblo.jp"})
_NO_ACCOUNT: Final = frozenset(
    {"i", "p", "reel", "reels", "explore", "search", "hashtag", "watch", "share", "home", "intent"}
)
_HOST: Final = re.compile(r"[^\s/?#@]+\.[^\s/?#@.]{2,}(?::[0-9]+)?")
_MAILBOX: Final = re.compile(r"[^\s@<>\"(),;:]+@[^\s@<>\"(),;:]+\.[^\s@<>\"(),;:.]+")
_HANDLE: Final = re.compile(r"@([0-9a-z_.\-]+)")
_ON_SERVER: Final = re.compile(r"[0-9a-z_.\-]+@[0-9a-z.\-]+")
_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})
_PORT_V4: Final = re.compile("([0-9.]+):[0-9]+")
_PORT_V6: Final = re.compile(r"\[([0-9a-f:.%]+)\](?::[0-9]+)?")
_SUBSCRIBER_BITS: Final = 64


def read_url(text: str) -> Reading:
    """A page: host and path without scheme, mobile host, trailing slash and the way there; NOTHING for a mere word.

    `loose` is the page without its query; the account whose page it is can be told from some hosts.
    """
    typed = unicodedata.normalize("NFKC", text).strip().strip("<>「」")
    scheme, found, rest = typed.partition("://")
    parts = _split(rest if found and scheme.casefold() in {"http", "https", "ttp", "ttps", "hxxp", "hxxps"} else typed)
    if parts is None:
        return NOTHING
    host = _host(parts.netloc)
    path = plain(unquote(parts.path)).rstrip("/")
    query = _query(host, parts.query)
    if parts.netloc.casefold() == "youtu.be":
        path, query = "", urlencode([("v", path.strip("/"))])
    page = f"{host}{path}"
    whole = f"{page}?{query}" if query else page
    return Reading(
        whole=frozenset({whole}), loose=frozenset({page}) - {whole}, accounts=frozenset(_accounts(host, path))
    )


def _split(address: str) -> SplitResult | None:
    if not _HOST.match(address) or any(sign.isspace() for sign in address):
        return None
    try:
        return urlsplit(f"//{address}")
    except ValueError:
        return None


def _host(netloc: str) -> str:
    """The host without user, usual port, and the name of a version for telephones; an international name as itself."""
    host = re.sub(r":(?:80|443)$", "", netloc.rpartition("@")[2].casefold().rstrip("."))
    with suppress(UnicodeError):
        host = host.encode("ascii").decode("idna") if "xn--" in host else host
    host = _HOST_BEFORE.sub("", plain(host))
    return _SAME_HOSTS.get(host, host)


def _query(host: str, query: str) -> str:
    """What of the query names the page, in one order."""
    idle = _OF_X if host == "x.com" else frozenset()
    pairs = parse_qsl(plain(query), keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _WAYS_HERE.fullmatch(pair[0]) and pair[0] not in idle))


def _accounts(host: str, path: str) -> set[str]:
    segments = [segment for segment in path.split("/") if segment]
    named = {segment[1:] for segment in segments if segment.startswith("@") and segment[1:]}
    if host in _BY_ACCOUNT and segments and segments[0] not in _NO_ACCOUNT:
        named.add(segments[0].removeprefix("@"))
    return named - {""}


def read_account(text: str) -> Reading:
    """An account: its name without @; of 「名前（@handle）」 both, of user@server the user too."""
    folded = plain(text)
    bare = folded.removeprefix("@")
    whole = frozenset({bare, one_spelling(bare)}) - {""}
    if "@" not in bare:
        return Reading(whole=whole)
    if _ON_SERVER.fullmatch(bare):
        return Reading(whole=whole, parts=frozenset({bare.partition("@")[0]}))
    shown = one_spelling(_HANDLE.sub("", folded)).strip("()[]")
    return Reading(whole=whole, parts=frozenset({*_HANDLE.findall(folded), shown}) - {""})


def read_email(text: str) -> Reading:
    """A mailbox; `loose` is the one that it is a spelling of: no tag, no dots where they are ignored."""
    found = _MAILBOX.search(unicodedata.normalize("NFKC", text).casefold())
    if found is None:
        return NOTHING
    local, _, domain = found.group().rpartition("@")
    same = local.partition("+")[0]
    if domain in _DOTLESS:
        same, domain = same.replace(".", ""), "gmail.com"
    whole = found.group()
    return Reading(whole=frozenset({whole}), loose=frozenset({f"{same}@{domain}"}) - {whole}, parts=frozenset({local}))


def read_ip(text: str) -> Reading:
    """An address in one spelling, without port; `loose` of IPv6 is its /64, which is one subscriber's."""
    typed = plain(text)
    network = _network(typed)
    if network is not None:
        return Reading(whole=frozenset({network}))
    inside = _PORT_V6.fullmatch(typed) or _PORT_V4.fullmatch(typed)
    address = _address((inside.group(1) if inside else typed).partition("%")[0])
    if address is None:
        return NOTHING
    if address.version == 4:  # noqa: PLR2004 (the version of the protocol)
        return Reading(whole=frozenset({str(address)}))
    home = IPv6Network((address, _SUBSCRIBER_BITS), strict=False)
    return Reading(whole=frozenset({str(address)}), loose=frozenset({str(home)}))


def _network(typed: str) -> str | None:
    """A /64 that was typed as such."""
    try:
        found = IPv6Network(typed, strict=False) if typed.endswith(f"/{_SUBSCRIBER_BITS}") else None
    except ValueError:
        return None
    return str(found) if found else None


def _address(typed: str) -> IPv4Address | IPv6Address | None:
    """The address; one of IPv4 within IPv6 is the one of IPv4, and zeros before a number do not count."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+){3}", typed):
        typed = ".".join(str(int(number)) for number in typed.split("."))
    try:
        address = ip_address(typed)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
