"""A time-stamp authority of this machine: `openssl ts` behind a loopback HTTP server."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[req]
distinguished_name = name
[name]
[stamping]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
crypto_device = builtin
"""


@dataclass
class Authority:
    """`fault` makes it fail: an HTTP status, or bytes that it answers. `chained`: it sends its root along."""

    url: str
    ca_file: Path
    other_ca_file: Path
    fault: int | bytes | None = None
    chained: bool = False
    asked: int = 0


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


def _certificates(folder: Path) -> None:
    (folder / "c.cnf").write_text(CONFIG.format(folder=folder), encoding="ascii")
    (folder / "serial").write_text("01", encoding="ascii")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "c.cnf")
    for name in ("ca", "other"):
        _openssl(folder, "req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2",
                 "-subj", f"/CN=invented {name}", "-extensions", "ca")  # fmt: skip
    _openssl(folder, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=invented authority")
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
             "-out", "tsa.pem", "-days", "2", "-extfile", "c.cnf", "-extensions", "tsa")  # fmt: skip


@contextmanager
def stamping(folder: Path) -> Iterator[Authority]:
    """Run the authority until the block ends; its keys are made in `folder`."""
    _certificates(folder)
    authority = Authority(url="", ca_file=folder / "ca.pem", other_ca_file=folder / "other.pem")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is http.server's
            authority.asked += 1
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if isinstance(authority.fault, int):
                self.send_error(authority.fault)
                return
            answer = (
                authority.fault if authority.fault is not None else _answer(folder, query, chained=authority.chained)
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()


def _answer(folder: Path, query: bytes, *, chained: bool) -> bytes:
    (folder / "query").write_bytes(query)
    _openssl(folder, "ts", "-reply", "-config", "c.cnf", "-section", "stamping", "-queryfile", "query",
             "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "answer",
             *(("-chain", "ca.pem") if chained else ()))  # fmt: skip
    return (folder / "answer").read_bytes()


def openssl() -> str | None:
    """Where the program is, or None."""
    return shutil.which("openssl")
