"""What the core asks of the world, as Protocols, and the two ways the world can fail."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from models.terms import ProviderCategory


class Unavailable(Exception):
    """The world did not answer; trying again later may work. `retry_after` is in seconds when the world said so."""

    def __init__(self, what: str, *, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class Unreached(Unavailable):
    """Nothing was handed over: no connection could be had, or it was lost before."""


class FateUnknown(Unavailable):
    """All was handed over and no answer came: it may have been done, or not."""


class Refused(Exception):
    """The world said no for good; trying again is useless, a person must act."""


class ServiceRefused(Refused):
    """The service takes nothing from us, whatever it is: the same may be asked again when a person has acted."""


class Clock(Protocol):
    """The moment now, aware, in UTC."""

    def now(self) -> datetime:
        """Return the current moment (aware)."""
        ...


class Mailer(Protocol):
    """Hands one finished message to the mail system."""

    async def send(self, message: EmailMessage) -> str:
        """Send; return the proof (server's reply or file name). Raises Unavailable or Refused."""
        ...

    def session(self) -> AbstractAsyncContextManager[None]:
        """Keep what many sends share (connections) while inside."""
        return nullcontext()

    def describe(self) -> str:
        """Say in one line where mail goes, without secrets."""
        ...


@dataclass(frozen=True, kw_only=True)
class FetchedMail:
    """One mail as the mailbox holds it. `cut`: it is too large, so only its head was fetched."""

    raw: bytes = field(repr=False)
    cut: bool = False


class Mailbox(Protocol):
    """Where replies arrive."""

    @property
    def name(self) -> str:
        """A word that tells this mailbox from the firm's others."""
        ...

    def describe(self) -> str:
        """Say in one line where mail is fetched, without secrets."""
        ...

    def drain(self, take: Callable[[FetchedMail], None]) -> int:
        """Give each waiting mail to `take`, then move it aside; return how many. Raises Unavailable.

        What `take` raises passes through, and that mail stays where it is.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class RegistryEvidence:
    """One raw registry answer, kept for ever."""

    server: str
    query: str
    raw: bytes = field(repr=False)
    sha256: str
    fetched_at: datetime
    decoder: str
    parser: str


@dataclass(frozen=True, kw_only=True)
class Identification:
    """Result of provider identification for one address (design.md §4, `identify --json`).

    status: identified, needs_review, not_found, unavailable, no_query, invalid.
    `holder` is whom the registry names for the narrowest block; `provider` the profile key (e.g. "ntt_docomo") of whom
    to ask, None when the directory does not know it; `provider_name` its name either way. `held_then` is whom the
    registry's history names for the moment of the communication, `provider_then` that holder's profile key: asked for
    only where dates conflict.
    """

    status: str
    ip: str = field(repr=False)
    holder: str | None
    provider: str | None
    category: ProviderCategory
    role: str
    prefix: str | None
    registry: str | None
    needs_review: bool
    reasons: tuple[str, ...]
    chain: tuple[str, ...]
    evidence: tuple[RegistryEvidence, ...]
    provider_name: str | None = None
    held_then: str | None = None
    provider_then: str | None = None


class IpRegistry(Protocol):
    """Answers which provider holds an address."""

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        """Identify the holder of `ip`; bad input is a status. Raises Unavailable when no registry answers."""
        ...


class DocumentStore(Protocol):
    """Keeps bytes write-once."""

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        """Store; return the relative path. The same content and name is the same path; nothing is overwritten."""
        ...

    def get(self, path: str) -> bytes:
        """Read what `put` stored."""
        ...
