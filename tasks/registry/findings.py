"""What one search brought home, and the two places where a store may stand between a question and a registry."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from models.rules.registry_records import RegistryRecord
from tasks.ports import RegistryEvidence, Unavailable

Service = Literal["whois", "rdap"]
About = Literal["holder", "history"]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Records that hold the address, narrowest first, the raw answers in the order asked, and codes of REASONS.

    `complete` is False when a registry was silent on the way: such findings are never reused.
    """

    records: tuple[RegistryRecord, ...]
    evidence: tuple[RegistryEvidence, ...]
    doubts: tuple[str, ...] = ()
    complete: bool = True


class NotSettled(Unavailable):
    """A registry that decides did not answer; `findings` holds what the others said, never to be reused."""

    def __init__(self, silent: Unavailable, findings: Findings) -> None:
        super().__init__(str(silent), retry_after=silent.retry_after)
        self.findings = findings


Ask = Callable[[], Awaitable[Findings]]


class Memory(Protocol):
    """Remembers findings."""

    async def findings(self, ip: str, at: datetime | None, ask: Ask, about: About = "holder") -> Findings:
        """What is known about `ip` as of `at`, else what `ask` brings. Raises what `ask` raises."""
        ...


class Turns(Protocol):
    """Whose turn it is to ask a registry."""

    def turn(self, registry: str, service: Service) -> AbstractAsyncContextManager[None]:
        """Hold while one question is asked and read. Entering raises Deferred when it is not our turn yet."""
        ...


class NoMemory:
    """Every question is asked."""

    async def findings(self, ip: str, at: datetime | None, ask: Ask, about: About = "holder") -> Findings:
        """Ask."""
        del ip, at, about
        return await ask()


class NoTurns:
    """Every question may be asked at once."""

    def turn(self, registry: str, service: Service) -> AbstractAsyncContextManager[None]:
        """Let it pass."""
        del registry, service
        return nullcontext()
