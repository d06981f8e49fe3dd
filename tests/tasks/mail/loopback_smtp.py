"""A real SMTP server on loopback (aiosmtpd) that can be told to fail, with a certificate of its own."""

import asyncio
import ipaddress
import ssl
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Event
from typing import Any, AnyStr

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USERNAME, PASSWORD = "desk", "correct horse"

DROP_IN_DATA = "drop in data"
SILENT_IN_DATA = "silent in data"
DROP_AT_DATA = "drop at data"  # before the text is asked for
KEEP_AND_DROP = "keep and drop"  # takes the message, and its answer is lost
KEEP_AND_HANG = "keep and hang"
DROP_AFTER_OK = "drop after ok"
SLOW = "slow"
SLOW_SECONDS = 0.05
_BY_COMMAND = {DROP_IN_DATA, SILENT_IN_DATA, DROP_AT_DATA}


@dataclass(kw_only=True, eq=False)
class Desk:
    """What the server saw, and the faults it still has to play: each is used once, in order."""

    port: int = 0
    ca_file: Path | None = None
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    greetings: int = 0
    connections: int = 0
    open: int = 0
    most_open: int = 0
    commands: list[str] = field(default_factory=list)
    data_faults: deque[str] = field(default_factory=deque)
    recipient_faults: deque[str] = field(default_factory=deque)
    greeting_faults: deque[str] = field(default_factory=deque)
    odd_answers: deque[str] = field(default_factory=deque)
    reset_faults: deque[str] = field(default_factory=deque)
    signed_in: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    fell_silent: Event = field(default_factory=Event)

    def message_ids(self) -> Counter[str]:
        return Counter(str(message["Message-ID"]) for message in self.messages)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name for the hook
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.recipient_faults and (fault := self.recipient_faults.popleft()):
            return fault.format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.data_faults.popleft() if self.data_faults else ""
        if fault[:1].isdigit():
            return fault
        assert isinstance(envelope.original_content, bytes)
        message = message_from_bytes(envelope.original_content, policy=default)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        assert server.transport is not None
        self.was_encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        if self.odd_answers:
            return self.odd_answers.popleft()
        if fault:
            await _play(fault, server)
        return f"250 2.0.0 queued as {len(self.messages)} for {envelope.rcpt_tos[0]}"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        is_right = data == LoginPassword(USERNAME.encode(), PASSWORD.encode())
        if is_right:
            self.signed_in.append(data.login.decode())
        # handled=False: otherwise aiosmtpd sends no answer and the client waits for ever.
        return AuthResult(success=is_right, handled=False)


async def _play(fault: str, server: SMTP) -> None:
    """What happens between keeping a message and the answer to it."""
    assert server.transport is not None
    if fault == SLOW:
        await asyncio.sleep(SLOW_SECONDS)
    elif fault == KEEP_AND_HANG:
        await asyncio.Event().wait()
    elif fault == KEEP_AND_DROP:
        server.transport.close()
    else:
        asyncio.get_running_loop().call_later(0.01, server.transport.close)


class _FaultySmtp(SMTP):
    """Closes or stays silent where a handler cannot: before the greeting and in the middle of DATA."""

    desk: Desk
    has_greeted = False

    def connection_lost(self, error: Exception | None) -> None:
        self.desk.open -= self.has_greeted
        super().connection_lost(error)

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802  once a connection, twice with STARTTLS
        self.desk.greetings += 1
        if not self.has_greeted:
            self.has_greeted = True
            self.desk.connections += 1
            self.desk.open += 1
            self.desk.most_open = max(self.desk.most_open, self.desk.open)
        await super().smtp_EHLO(arg)

    async def push(self, status: AnyStr) -> None:
        if self.desk.greeting_faults and str(status).startswith("220 "):
            await super().push(self.desk.greeting_faults.popleft())
        else:
            await super().push(status)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        self.desk.commands.append("RSET")
        if self.desk.reset_faults:
            self.desk.reset_faults.popleft()
            assert self.transport is not None
            self.transport.close()
        else:
            await super().smtp_RSET(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self.desk.commands.append("MAIL")
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        faults = self.desk.data_faults
        if not faults or faults[0] not in _BY_COMMAND:
            await super().smtp_DATA(arg)
            return
        fault = faults.popleft()
        assert self.transport is not None
        if fault == DROP_AT_DATA:
            self.transport.close()
            return
        await self.push("354 go on")
        assert self._reader is not None
        await self._reader.readline()
        if fault == SILENT_IN_DATA:
            self.desk.fell_silent.set()
            await self._reader.read()
        self.transport.close()


class _LoopbackController(Controller):
    desk: Desk

    def factory(self) -> SMTP:
        server = _FaultySmtp(self.handler, **self.SMTP_kwargs)
        server.desk = self.desk
        return server

    def _trigger_server(self) -> None:
        """Port 0 lets the system choose; aiosmtpd's own check needs to know what it chose."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


Start = Callable[..., Desk]


@contextmanager
def loopback_smtp(security: str, certificate: Path, *, auth: bool = True, port: int = 0) -> Iterator[Desk]:
    """Run a server; `security` is starttls, tls or none. `certificate` is a PEM file with key and certificate."""
    desk = Desk(ca_file=certificate)
    kwargs: dict[str, Any] = {"hostname": "127.0.0.1", "port": port, "enable_SMTPUTF8": False}
    if auth:
        kwargs |= {"authenticator": desk.authenticate, "auth_require_tls": security == "starttls"}
    if security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        kwargs["ssl_context" if security == "tls" else "tls_context"] = context
    if security == "starttls":
        kwargs["require_starttls"] = True
    controller = _LoopbackController(desk, **kwargs)
    controller.desk = desk
    controller.start()
    try:
        desk.port = controller.port
        yield desk
    finally:
        controller.stop()


def self_signed(folder: Path, *, host: str = "127.0.0.1") -> Path:
    """Write key and certificate for `host` into one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{host}.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
