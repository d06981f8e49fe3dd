"""`kaiji proxy`: the configuration of a reverse proxy with TLS and a login for each person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from tasks.proxy_files import Proxy


def proxy(
    kind: Annotated[str, typer.Argument(help="nginx or caddy.")],
    certificate: Annotated[Path, typer.Option(help="The certificate with its chain (PEM).")],
    key: Annotated[Path, typer.Option(help="The certificate's key (PEM).")],
    users: Annotated[Path, typer.Option(help="The file of logins, one line a person.")],
    log: Annotated[Path | None, typer.Option(help="The proxy's own log (default: /var/log/KIND/kaiji.log).")] = None,
    to: Annotated[Path, typer.Option(help="Folder to write the two files into.")] = Path(),
) -> None:
    """Write the proxy's configuration for this desk; config.toml must say public_url and access.user_header."""
    from tasks.proxy_files import Places, proxy_files
    from tasks.settings import Settings

    if kind not in {"nginx", "caddy"}:
        raise ValueError(f"{kind}: nginx or caddy")
    places = Places(
        certificate=certificate.absolute(),
        key=key.absolute(),
        users=users.absolute(),
        log=log.absolute() if log else Path(f"/var/log/{kind}/kaiji.log"),
    )
    for path, text in proxy_files(Settings(), cast("Proxy", kind), places, to.resolve()).items():
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, encoding="utf-8")
        typer.echo(path)
