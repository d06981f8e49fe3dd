"""Who may reach the desk: its password, the headers our own clients need, and what of [access] cannot be."""

import base64
import os
import secrets
import stat
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from tasks.file_store import sync_folder
from tasks.settings import Settings

USER = "kaiji"
PRIVATE = 0o600
Network = IPv4Network | IPv6Network


class AccessFault(Exception):
    """The desk's password cannot be used; says why and the cure, never the password."""


def is_guarded(settings: Settings) -> bool:
    """Whether the desk asks for its password: as told, else as soon as anybody but this machine can reach it."""
    access = settings.access
    if access.auth != "auto":
        return access.auth == "on"
    return bool(is_open_to_others(settings) or access.user_header or _is_public(settings.public_url))


def is_open_to_others(settings: Settings) -> bool:
    """Whether it listens beyond this machine."""
    return not _is_loopback(settings.host)


def password_file(settings: Settings) -> Path:
    """Where the desk's password lies: one line `kaiji:…`."""
    return settings.root / "password"


def password(settings: Settings) -> str | None:
    """`kaiji:…` when the desk is guarded, made on first use; else None. Raises AccessFault."""
    if not is_guarded(settings):
        return None
    path = password_file(settings)
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & ~PRIVATE:
        msg = f"{path} is readable by others: chmod 600 {path}"
        raise AccessFault(msg)
    told = path.read_text(encoding="utf-8", errors="replace").strip()
    user, _, word = told.partition(":")
    if not user or not word or not (told.isascii() and told.isprintable()) or " " in told:
        msg = f"{path} must be one line USER:PASSWORD (ASCII, no spaces): delete it, and `kaiji up` makes a new one"
        raise AccessFault(msg)
    return told


def headers(settings: Settings) -> dict[str, str]:
    """What a client of ours sends along with each request. Raises AccessFault."""
    told = password(settings)
    return {} if told is None else {"Authorization": basic(told)}


def basic(told: str) -> str:
    """`user:password` as the value of an Authorization header."""
    return f"Basic {base64.b64encode(told.encode()).decode()}"


def access_faults(settings: Settings) -> tuple[str, ...]:
    """Settings that would let somebody pass for another, each with its cure."""
    access, found = settings.access, []
    for proxy in access.proxies:
        try:
            ip_network(proxy)
        except ValueError:
            found.append(f"access.proxies: {proxy!r} is no address or network: write 10.0.0.5 or 10.0.0.0/24")
    if access.user_header and access.auth == "off":
        found.append(
            "access.auth = 'off' with access.user_header: whoever reaches the port could pass for anybody: "
            "leave access.auth out"
        )
    if access.user_header and not access.proxies:
        found.append("access.user_header without access.proxies: name the proxy's address there")
    if access.users and not access.user_header:
        found.append("access.users without access.user_header: name the header in which the proxy says who logged in")
    return tuple(found)


def access_notes(settings: Settings) -> tuple[str, ...]:
    """What is said at each start about who can come in."""
    access, said = settings.access, []
    if is_guarded(settings):
        said.append(f"the desk asks for its password, which lies in {password_file(settings)}")
    elif is_open_to_others(settings):
        said.append(
            f"access.auth = 'off': everybody who reaches {settings.host}:{settings.port} can read and answer every case"
        )
    if is_open_to_others(settings) and not settings.link_url.startswith("https://"):
        said.append(
            "pages and password cross the network unencrypted: put a proxy with TLS in front (`kaiji proxy`), "
            "let the desk listen on 127.0.0.1, and give public_url"
        )
    if access.user_header:
        said.append(f"who enters something is whom {access.user_header} names, from {', '.join(access.proxies)}")
    return tuple(said)


def proxies(settings: Settings) -> tuple[Network, ...]:
    """The networks whose word counts about who has logged in."""
    return tuple(ip_network(proxy) for proxy in settings.access.proxies)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_public(url: str | None) -> bool:
    return url is not None and not _is_loopback(urlsplit(url).hostname or "")


def _make(path: Path) -> None:
    """Write a fresh password; of two processes at once the first one wins."""
    fresh = path.with_name(f"password.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{USER}:{secrets.token_urlsafe(24)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    sync_folder(path.parent)
