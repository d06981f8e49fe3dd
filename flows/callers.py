"""Who asks the desk for something, and what is refused before the engine sees it. Pure: no clock, no files."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from tasks.access import Network

READS = frozenset({"GET", "HEAD"})
# The engine's own signs of life, for watchers that have no password.
OPEN = frozenset({"/api/health", "/api/ready"})
LONGEST_LOGIN = 120
FORGED = "somebody else than the proxy says who has logged in"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who may come in. `authorization`: the one header value that opens the desk, None when nothing is asked.

    `user_header` (lower case) says who has logged in and counts from `proxies` only; `names`: the desk's host names.
    """

    authorization: str | None = field(repr=False)
    user_header: str | None
    proxies: tuple[Network, ...]
    names: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, without its body. `headers` by lower-case name, every value as sent."""

    method: str
    path: str
    address: str
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)

    def said(self, name: str) -> str | None:
        """The first value of a header."""
        return next(iter(self.headers.get(name, ())), None)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    why: str


def login_of(asked: Asked, rules: Rules) -> str | None:
    """Whom the proxy names; None when it names nobody (our own worker, or a desk without a proxy)."""
    return asked.said(rules.user_header) or None if rules.user_header else None


def address_of(asked: Asked, rules: Rules) -> str:
    """The address a person sits at: the proxy's own word about it, the peer's address without a proxy."""
    told = (asked.said("x-forwarded-for") or "").rpartition(",")[2].strip()
    return told if _is_address(told) and _is_proxy(asked.address, rules.proxies) else asked.address


def refusal(asked: Asked, rules: Rules) -> Refusal | None:
    """The first thing that is wrong with a request, or None."""
    if asked.path in OPEN and asked.method in READS:
        return None
    if rules.authorization is None and not _is_our_name(asked, rules):
        return Refusal(status=421, why="the desk has no such name (give it as public_url)")
    if _is_foreign(asked):
        return Refusal(status=403, why="another site's page asks")
    if (
        rules.authorization is not None
        and not _is_socket_without_word(asked)
        and not _opens(asked, rules.authorization)
    ):
        return Refusal(status=401, why="password missing or wrong")
    return _refused_login(asked, rules)


def _refused_login(asked: Asked, rules: Rules) -> Refusal | None:
    logins = asked.headers.get(rules.user_header, ()) if rules.user_header else ()
    if not any(logins):
        return None
    if not _is_proxy(asked.address, rules.proxies):
        return Refusal(status=403, why=FORGED)
    if len(logins) > 1 or len(logins[0]) > LONGEST_LOGIN or not logins[0].isprintable():
        return Refusal(status=400, why="the proxy's word about who has logged in cannot be read")
    return None


def _is_our_name(asked: Asked, rules: Rules) -> bool:
    """A page of another site may give its own name our address (DNS rebinding); an address itself is no name."""
    host = urlsplit(f"//{asked.said('host') or ''}").hostname or ""
    return host in rules.names or _is_address(host)


def _is_foreign(asked: Asked) -> bool:
    """Whether a page of another site makes the browser ask; following a link to one of our pages is no such thing."""
    site, origin = asked.said("sec-fetch-site"), asked.said("origin")
    follows = (
        asked.method in READS and asked.said("sec-fetch-mode") == "navigate" and not asked.path.startswith("/api/")
    )
    if site is not None and asked.method != "WEBSOCKET":
        return site not in {"same-origin", "none"} and not follows
    return origin is not None and urlsplit(origin).netloc != asked.said("host")


def _is_socket_without_word(asked: Asked) -> bool:
    """The engine asks a web socket for the password in its first message, where its clients give it."""
    return asked.method == "WEBSOCKET" and asked.said("authorization") is None


def _opens(asked: Asked, authorization: str) -> bool:
    given = asked.said("authorization") or ""
    return hmac.compare_digest(given.encode(), authorization.encode())


def _is_proxy(address: str, proxies: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
