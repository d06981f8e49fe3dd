"""Real reverse proxies on loopback, with the files that `kaiji proxy` writes, a certificate and two logins."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tasks.proxy_files import Places, Proxy, proxy_files
from tasks.settings import Settings

LOGINS = {"hanako": "himitsu-1", "taro": "himitsu-2"}
NGINX = """
daemon off;
user root;
worker_processes 1;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log";
events {{}}
http {{
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxied";
    include "{folder}/kaiji.conf";
}}
"""
CADDY = """{{
	admin off
	auto_https disable_redirects
	skip_install_trust
}}
import "{folder}/kaiji.conf"
"""


@dataclass(frozen=True)
class RunningProxy:
    """A proxy in front of a desk; `trust` knows its certificate."""

    url: str
    folder: Path

    @property
    def trust(self) -> ssl.SSLContext:
        """What a client must trust to talk to it."""
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))


@contextmanager
def running_proxy(proxy: Proxy, settings: Settings, folder: Path) -> Iterator[RunningProxy]:
    """Run nginx or Caddy in front of a desk, on a port of its own."""
    folder.mkdir()
    url = f"https://localhost:{_free_port()}"
    places = Places(
        certificate=folder / "certificate.pem",
        key=folder / "key.pem",
        users=folder / "users",
        log=folder / "access.log",
    )
    _write_certificate(places)
    places.users.write_text("".join(_user_line(proxy, *login) for login in LOGINS.items()), encoding="ascii")
    for path, text in proxy_files(settings.model_copy(update={"public_url": url}), proxy, places, folder).items():
        path.write_text(text, encoding="utf-8")
    main = folder / "main.conf"
    main.write_text((NGINX if proxy == "nginx" else CADDY).format(folder=folder), encoding="utf-8")
    command = {
        "nginx": ["nginx", "-p", str(folder), "-c", str(main)],
        "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(main)],
    }[proxy]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={"PATH": _path(), "HOME": str(folder)})
        try:
            _wait_until_open(url, process, folder)
            yield RunningProxy(url=url, folder=folder)
        finally:
            process.terminate()
            process.wait(20)


def _path() -> str:
    return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def program(proxy: Proxy) -> str | None:
    """Where the program is, or None."""
    return shutil.which(proxy, path=_path())


def _write_certificate(places: Places) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(places.key), "-out", str(places.certificate)]
    subprocess.run([*made, *files, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)


def _user_line(proxy: Proxy, login: str, word: str) -> str:
    if proxy == "nginx":
        told = subprocess.run(["openssl", "passwd", "-6", word], check=True, capture_output=True, text=True).stdout
        return f"{login}:{told.strip()}\n"
    told = subprocess.run(
        ["caddy", "hash-password", "--plaintext", word], check=True, capture_output=True, text=True
    ).stdout
    return f"{login} {told.strip()}\n"


def _wait_until_open(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    port = int(url.rpartition(":")[2])
    while process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise RuntimeError((folder / "said").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
