"""Mail over SMTP (aiosmtplib): STARTTLS, implicit TLS or plain; never less protection than the settings ask for."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from aiosmtplib import SMTP, SMTPException

from tasks.ports import Mailer
from tasks.smtp_faults import fault, fault_of_codes
from tasks.smtp_settings import SmtpSettings

__all__ = ["SmtpMailer", "SmtpSettings"]

_GOODBYE_SECONDS = 5.0


class SmtpMailer(Mailer):
    """Sends one message a connection, or several within `async with mailer.session():`."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Read the trusted certificates once. Raises ValueError when `ca_file` cannot be read."""
        self._settings = settings
        self._tls = None if settings.security == "none" else _tls_context(settings.ca_file)

    async def send(self, message: EmailMessage) -> str:
        """Send to every To, Cc and Bcc; return the server's reply, addresses masked. Raises Unavailable or Refused.

        Unavailable after the whole text was handed over means: fate unknown. Sending again with the same Message-ID is
        right for a notice inside the firm only.
        """
        kept = _kept.get()
        if kept is not None and kept.serves(self):
            async with kept.lock:
                return await _deliver(kept.client, message)
        client = self._client()
        try:
            return await _deliver(client, message)
        finally:
            await _leave(client)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        """Keep one connection for all sends of this asyncio task and its children; it opens at the first send."""
        kept = _Kept(mailer=self, client=self._client(), loop=asyncio.get_running_loop(), lock=asyncio.Lock())
        token = _kept.set(kept)
        try:
            yield
        finally:
            _kept.reset(token)
            await _leave(kept.client)

    def describe(self) -> str:
        """Say where mail goes, without user name or password."""
        settings = self._settings
        how = {"starttls": "STARTTLS", "tls": "TLS", "none": "unencrypted"}[settings.security]
        return f"SMTP {settings.host}:{settings.port}, {how}, {'with' if settings.username else 'no'} sign-in"

    def _client(self) -> SMTP:
        settings = self._settings
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Kept:
    """A connection that a session keeps; the lock keeps one message's commands together."""

    mailer: SmtpMailer
    client: SMTP
    loop: asyncio.AbstractEventLoop
    lock: asyncio.Lock

    def serves(self, mailer: SmtpMailer) -> bool:
        return self.mailer is mailer and self.loop is asyncio.get_running_loop()


_kept: ContextVar[_Kept | None] = ContextVar("kept_smtp_connection", default=None)


async def _deliver(client: SMTP, message: EmailMessage) -> str:
    try:
        await _make_ready(client)
        refusals, reply = await client.send_message(message)
    except asyncio.CancelledError:
        client.close()  # half a message may be on the wire: the next command would become part of it
        raise
    except (SMTPException, OSError, ValueError) as error:
        # `from None`: the original carries addresses and the server's words about them.
        raise fault(error) from None
    if refusals:
        raise fault_of_codes([refusal.code for refusal in refusals.values()])
    return _masked(f"250 {reply}", message)


async def _make_ready(client: SMTP) -> None:
    """Connect, or check with RSET that the kept connection still lives and connect anew if not."""
    if client.is_connected:
        with suppress(SMTPException, OSError):
            await client.rset()
            return
        client.close()
    await client.connect()


async def _leave(client: SMTP) -> None:
    """Say goodbye; what was accepted stays accepted whatever the server answers now."""
    transport = client.transport
    try:
        if client.is_connected:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=_GOODBYE_SECONDS)
    finally:
        client.close()
        if isinstance(transport, asyncio.WriteTransport):
            # A polite TLS farewell may outlive the event loop and leave the socket open.
            transport.abort()
            await asyncio.sleep(0)


def _masked(reply: str, message: EmailMessage) -> str:
    for header in ("To", "Cc", "Bcc", "From", "Sender"):
        for value in message.get_all(header, []):
            for address in getattr(value, "addresses", ()):
                reply = reply.replace(address.addr_spec, "<address>")
    return reply


def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        message = (
            f"ca_file={str(ca_file)!r} cannot be read as PEM certificates ({type(error).__name__}): check the path"
        )
        raise ValueError(message) from None
