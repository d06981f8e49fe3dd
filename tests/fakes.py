"""Fakes that stand where the world would: real small classes behind the ports, for tests only."""

from collections import deque
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from models.terms import ProviderCategory
from tasks.ports import Identification, RegistryEvidence, Unavailable

START = datetime(2026, 1, 13, 1, 0, tzinfo=UTC)  # Tuesday, 10:00 in Japan


class SteppedClock:
    """A clock that stands until a test moves it; it never runs backwards."""

    def __init__(self, moment: datetime = START) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def step(self, **by: float) -> datetime:
        """Move on by this timedelta; return the new moment."""
        return self.step_to(self._moment + timedelta(**by))

    def step_to(self, moment: datetime) -> datetime:
        """Move on to this moment; an earlier one is refused."""
        if moment < self._moment:
            raise ValueError(f"the clock stands at {self._moment.isoformat()} and never runs backwards")
        self._moment = moment.astimezone(UTC)
        return self._moment


class RecordingMailer:
    """Keeps what was sent; `faults` are raised first, one a send, None for a send that works."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.faults: deque[Exception | None] = deque()

    async def send(self, message: EmailMessage) -> str:
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            raise fault
        self.sent.append(message)
        return f"kept as {len(self.sent)}"

    def session(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    def describe(self) -> str:
        return "kept in this test"

    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.sent]

    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.sent]


class DictRegistry:
    """Answers who holds an address from a dict: a provider key, an answer of its own, or a fault to raise."""

    def __init__(self, answers: Mapping[str, str | Identification | Exception] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        del port, at
        self.asked.append(ip)
        found = self.answers.get(ip)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Identification):
            return found
        return identification(ip, found) if found else identification(ip, None, status="not_found")

    def silence(self, ip: str) -> None:
        """From now on nobody answers for this address."""
        self.answers[ip] = Unavailable("the registry did not answer")


def identification(
    ip: str, provider: str | None, *, status: str = "identified", needs_review: bool = False
) -> Identification:
    """An answer of a registry as the client would read it."""
    raw = f"inetnum of {ip}: {provider}".encode()
    evidence = RegistryEvidence(
        server="whois.registry.example",
        query=ip,
        raw=raw,
        sha256="0" * 64,
        fetched_at=START,
        decoder="utf-8",
        parser="test",
    )
    return Identification(
        status=status,
        ip=ip,
        holder=f"holder of {provider}" if provider else None,
        provider=provider,
        category=ProviderCategory.MOBILE,
        role="subscriber",
        prefix=None,
        registry="jpnic",
        needs_review=needs_review,
        reasons=(),
        chain=(),
        evidence=(evidence,),
    )
