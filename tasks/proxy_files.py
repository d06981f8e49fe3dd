"""The reverse proxy's configuration for this desk: TLS, a login for each person, and the header that names them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from models.answers.faults import Fault, Faults
from tasks.access import access_faults, basic, password
from tasks.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "proxy"
HTTPS = 443
HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9a-f:]+\]")
HEADER = re.compile(r"[A-Za-z0-9-]+")
PLACE = re.compile(r'[^"\\${}\x00-\x1f]+')

Proxy = Literal["nginx", "caddy"]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the proxy finds its certificate and its users, and where it writes its log."""

    certificate: Path
    key: Path
    users: Path
    log: Path


def proxy_files(settings: Settings, proxy: Proxy, places: Places, folder: Path) -> dict[Path, str]:
    """The files to write into `folder`, with their contents; the second one holds the desk's password.

    Raises Faults, naming every setting that is missing or cannot be written into a configuration; AccessFault.
    """
    main, secret = folder / "kaiji.conf", folder / ("kaiji.password" if proxy == "nginx" else "kaiji-password.caddy")
    url = urlsplit(settings.public_url or "")
    told = {
        "name": url.hostname or "",
        "listen": url.port or HTTPS,
        "desk": settings.ui_url.removeprefix("http://"),
        "user_header": settings.access.user_header or "",
        "password": secret,
        **{name: getattr(places, name) for name in ("certificate", "key", "users", "log")},
    }
    _check(settings, told)
    authorization = basic(password(settings) or "")
    return {
        main: _template(f"{proxy}.conf.j2").render(told),
        secret: _template(f"{proxy}.password.j2").render(authorization=authorization),
    }


def _check(settings: Settings, told: dict[str, object]) -> None:
    found = [Fault(field="config.toml", value="", cure=fault) for fault in access_faults(settings)]
    if not (settings.public_url or "").startswith("https://") or not HOST.fullmatch(str(told["name"])):
        found.append(
            Fault(
                field="public_url",
                value=settings.public_url or "",
                cure='the address people will use, in config.toml: public_url = "https://desk.firm.example"',
            )
        )
    if not HEADER.fullmatch(str(told["user_header"])):
        found.append(
            Fault(
                field="access.user_header",
                value=str(told["user_header"]),
                cure='in config.toml, below [access]: user_header = "X-Kaiji-User"',
            )
        )
    for name in ("password", "certificate", "key", "users", "log"):
        if not PLACE.fullmatch(str(told[name])):
            cure = 'a path without " \\ $ { } and control characters'
            found.append(Fault(field=name, value=str(told[name]), cure=cure))
    if found:
        raise Faults(found)


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 (configuration files, not HTML; `_check` lets no quote through)
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)
