"""A real Dovecot on loopback: one mailbox, plain, STARTTLS and TLS, on ports that were free."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.tasks.mail.loopback_smtp import self_signed

USER, PASSWORD = "kaiji@firm.example", 'pass "word" \\ 1'
SERVER = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_SETTINGS = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{home}/mail
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, kw_only=True)
class Imap:
    """Where it listens, and the folder that holds its mails."""

    port: int
    tls_port: int
    certificate: Path
    folder: Path

    def put(self, name: str, raw: bytes) -> None:
        """Deliver a mail, as an MTA would."""
        path = self.folder / "new" / name
        path.write_bytes(raw)
        shutil.chown(path, self.folder.owner(), self.folder.group())

    def inbox(self) -> int:
        """How many mails lie in the inbox."""
        return sum(len(list((self.folder / name).iterdir())) for name in ("new", "cur"))

    def done(self, folder: str = "kaiji") -> int:
        """How many were moved."""
        aside = self.folder / f".{folder}"
        return sum(len(list((aside / name).iterdir())) for name in ("new", "cur")) if aside.exists() else 0


@contextmanager
def dovecot() -> Iterator[Imap]:
    """Run a server of this test's own. Not below pytest's folder: the server's user may not enter that."""
    home = Path(mkdtemp(prefix="kaiji-dovecot-"))
    found = _imap(home)
    try:
        _run(home)  # it becomes a daemon when it listens
        yield found
    finally:
        _run(home, "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, *command: str) -> None:
    """No pipe: the daemon would keep it open."""
    with (home / "said").open("ab") as said:
        arguments = [str(SERVER), "-c", str(home / "dovecot.conf"), *command]
        subprocess.run(arguments, check=True, stdout=said, stderr=said, timeout=60)


def _imap(home: Path) -> Imap:
    root = os.geteuid() == 0
    owner = pwd.getpwnam("dovecot") if root else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(owner.pw_gid).gr_name
    home.chmod(0o755)
    found = Imap(port=_free(), tls_port=_free(), certificate=self_signed(home), folder=home / "mail")
    for name in ("new", "cur", "tmp"):
        (found.folder / name).mkdir(parents=True)
    for path in (found.folder, *found.folder.iterdir()):
        shutil.chown(path, owner.pw_name, group)
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="ascii")
    settings = _SETTINGS.format(
        home=home,
        internal=owner.pw_name,
        group=group,
        login="dovenull" if root else owner.pw_name,
        certificate=found.certificate,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        port=found.port,
        tls_port=found.tls_port,
    )
    (home / "dovecot.conf").write_text(settings, encoding="ascii")
    return found


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
