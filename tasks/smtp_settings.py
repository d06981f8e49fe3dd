"""How the firm's mail server is reached; checked when made."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

Security = Literal["starttls", "tls", "none"]

_HIGHEST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """Where mail goes. Raises ValueError naming every wrong field at once.

    `timeout_seconds` bounds each answer, `verdict_seconds` the one to the whole text, for which servers take their time
    (RFC 5321 4.5.3.2.6), twice the first all that comes before the text. At most `connections` are open at once.
    """

    host: str
    port: int
    security: Security
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_seconds: float = 30.0
    verdict_seconds: float = 100.0
    connections: int = 1

    def __post_init__(self) -> None:
        """Refuse settings that cannot work or would show the password on the wire."""
        if faults := _faults(self):
            raise ValueError("; ".join(faults))


def _faults(settings: SmtpSettings) -> list[str]:
    signs_in = settings.username is not None
    is_complete = signs_in == (settings.password is not None)
    shows_password = signs_in and settings.security == "none" and not _is_loopback(settings.host)
    checks = {
        f"host={settings.host!r}: name the mail server": settings.host.strip(),
        f"port={settings.port}: use 587 (starttls), 465 (tls) or another port": 0 < settings.port <= _HIGHEST_PORT,
        f"security={settings.security!r}: use starttls, tls or none": settings.security in {"starttls", "tls", "none"},
        f"timeout_seconds={settings.timeout_seconds}: must be above 0": settings.timeout_seconds > 0,
        f"verdict_seconds={settings.verdict_seconds}: must be above 0": settings.verdict_seconds > 0,
        f"connections={settings.connections}: must be 1 or more": settings.connections >= 1,
        "username, password: give both or neither": is_complete,
        "security='none': the password would cross the network readable; use starttls or tls": not shows_password,
    }
    return [message for message, is_right in checks.items() if not is_right]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
