"""How the firm's mail server is reached; checked when made."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

Security = Literal["starttls", "tls", "none"]

_HIGHEST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """Where mail goes. Raises ValueError naming every wrong field at once."""

    host: str
    port: int
    security: Security
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_seconds: float = 30.0

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
        "username, password: give both or neither": is_complete,
        "security='none': the password would cross the network readable; use starttls or tls": not shows_password,
    }
    return [message for message, is_right in checks.items() if not is_right]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
