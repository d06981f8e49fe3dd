"""Where each registry is asked. Settings may point any of them elsewhere, for instance at a replay on loopback."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

DEFAULT_WHOIS: Mapping[str, str] = {
    "jpnic": "whois.nic.ad.jp:43",
    "arin": "whois.arin.net:43",
    "ripe": "whois.ripe.net:43",
    "apnic": "whois.apnic.net:43",
    "lacnic": "whois.lacnic.net:43",
    "afrinic": "whois.afrinic.net:43",
    "krnic": "whois.kisa.or.kr:43",
}
DEFAULT_RDAP: Mapping[str, str] = {
    "apnic": "https://rdap.apnic.net",
    "arin": "https://rdap.arin.net/registry",
    "ripe": "https://rdap.db.ripe.net",
    "lacnic": "https://rdap.lacnic.net/rdap",
    "afrinic": "https://rdap.afrinic.net/rdap",
}


@dataclass(frozen=True, kw_only=True)
class RegistryEndpoints:
    """`whois` maps a registry to `host:port`, `rdap` to a base URL without a slash at its end."""

    whois: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_WHOIS))
    rdap: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_RDAP))

    @classmethod
    def overriding(cls, *, whois: Mapping[str, str], rdap: Mapping[str, str]) -> "RegistryEndpoints":
        """The real endpoints with some replaced. Raises ValueError naming every faulty entry at once."""
        faults = [*_unknown("whois", whois), *_unknown("rdap", rdap)]
        faults += [f"whois.{k} = {v!r}: write host:port" for k, v in whois.items() if not _is_host_port(v)]
        faults += [f"rdap.{k} = {v!r}: write http(s)://host[:port][/path]" for k, v in rdap.items() if not _is_url(v)]
        if faults:
            raise ValueError("; ".join(faults))
        plain = {registry: url.rstrip("/") for registry, url in rdap.items()}
        return cls(whois={**DEFAULT_WHOIS, **whois}, rdap={**DEFAULT_RDAP, **plain})

    def is_loopback(self) -> bool:
        """Whether every configured endpoint is on this machine, so that documentation addresses may be asked."""
        hosts = [host_port(address)[0] for address in self.whois.values()]
        hosts += [urlsplit(url).hostname or "" for url in self.rdap.values()]
        return bool(hosts) and all(_is_loopback_host(host) for host in hosts)

    def registry_at(self, url: str) -> str | None:
        """Which registry serves RDAP at this URL: as configured here or at its real address; None for anything else."""
        try:
            wanted = _origin(url)
        except ValueError:
            return None
        for known in (self.rdap, DEFAULT_RDAP):
            for registry, base in known.items():
                if _origin(base) == wanted:
                    return registry
        return None


def host_port(address: str) -> tuple[str, int]:
    """Split `host:port` or `[v6]:port`. Raises ValueError on anything else."""
    parts = urlsplit(f"//{address}")
    if not parts.hostname or parts.port is None or parts.path or parts.username:
        raise ValueError("write host:port")
    return parts.hostname, parts.port


def _unknown(kind: str, given: Mapping[str, str]) -> list[str]:
    """Every registry may be given an RDAP endpoint, even those that have none by default."""
    known = ", ".join(DEFAULT_WHOIS)
    return [f"{kind}.{key}: no such registry; known: {known}" for key in given if key not in DEFAULT_WHOIS]


def _is_host_port(address: str) -> bool:
    try:
        return bool(host_port(address))
    except ValueError:
        return False


def _is_url(url: str) -> bool:
    try:
        return None not in _origin(url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; https only stands for https. Raises ValueError on an impossible port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _is_loopback_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
