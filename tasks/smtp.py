"""Mail over SMTP (aiosmtplib): STARTTLS, implicit TLS or plain; never less protection than the settings ask for."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from email.message import EmailMessage
from pathlib import Path

from tasks.ports import Mailer
from tasks.smtp_client import Client
from tasks.smtp_settings import SmtpSettings

__all__ = ["SmtpMailer", "SmtpSettings"]


class SmtpMailer(Mailer):
    """Sends one message a connection, or many over few kept ones within `async with mailer.session():`."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Read the trusted certificates once. Raises ValueError when `ca_file` cannot be read."""
        self._settings = settings
        self._tls = None if settings.security == "none" else _tls_context(settings.ca_file)

    async def send(self, message: EmailMessage) -> str:
        """Send to every To, Cc and Bcc; return the server's reply, addresses masked. Raises Unavailable or Refused.

        FateUnknown: the whole text was handed over and no answer came. Sending again with the same Message-ID is right
        for a notice inside the firm only.
        """
        pool = _pool.get()
        if pool is None or not pool.serves(self):
            async with self.session():
                return await self.send(message)
        settings = self._settings
        async with pool.client() as client:
            reply = await client.deliver(message, 2 * settings.timeout_seconds + settings.verdict_seconds)
        return _masked(reply, message)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        """Keep connections for all sends of this asyncio task and its children; each opens when it is needed."""
        pool = _Pool(self, self._settings.connections)
        token = _pool.set(pool)
        try:
            yield
        finally:
            _pool.reset(token)
            await pool.close()

    def describe(self) -> str:
        """Say where mail goes, without user name or password."""
        settings = self._settings
        how = {"starttls": "STARTTLS", "tls": "TLS", "none": "unencrypted"}[settings.security]
        return f"SMTP {settings.host}:{settings.port}, {how}, {'with' if settings.username else 'no'} sign-in"

    def new_client(self) -> Client:
        """A connection that is not open yet."""
        settings = self._settings
        client = Client(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
        )
        client.expect(settings.verdict_seconds)
        return client


class _Pool:
    """The connections of one session: one message's commands stay together, and no more are open than asked for."""

    def __init__(self, mailer: SmtpMailer, size: int) -> None:
        self._mailer, self._loop = mailer, asyncio.get_running_loop()
        self._free = asyncio.Semaphore(size)
        self._kept: list[Client] = []

    def serves(self, mailer: SmtpMailer) -> bool:
        return self._mailer is mailer and self._loop is asyncio.get_running_loop()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        """The connection that was used last, so that few stay open when little is sent."""
        async with self._free:
            client = self._kept.pop() if self._kept else self._mailer.new_client()
            try:
                yield client
            finally:
                self._kept.append(client)

    async def close(self) -> None:
        await asyncio.gather(*(client.leave() for client in self._kept))


_pool: ContextVar[_Pool | None] = ContextVar("kept_smtp_connections", default=None)


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
