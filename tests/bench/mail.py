"""Messages a second: kaiji's whole delivery and its transport alone, beside raw kept aiosmtplib connections.

Run: `python -m tests.bench.mail --notices 400 --rounds 5 [--security tls]`. The same messages, to the same server in a
process of its own; the three take turns, and medians are compared. What delivery does more (rows, claim, composing,
proof) is timed step by step.
"""

import argparse
import asyncio
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import sqlalchemy as sa
from aiosmtplib import SMTP

from tasks.case_store.outcomes import mark_sent
from tasks.delivery import CLAIMS_EACH, deliver_due
from tasks.notice_mail import notice_mail
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings
from tasks.wiring import Services
from tests.bench.deadlines import bench_services, posts
from tests.bench.mail_sink import Security, sink
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import add_notices, claim, due
from tests.tasks.mail.loopback_smtp import self_signed

NOTICES_A_CASE = 10
CONNECTIONS = 4
SENDERS = ("raw", "transport", "delivery")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Messages a second and milliseconds of the processor a message (medians), most connections opened in one round.

    Of each step beyond sending, milliseconds a notice.
    """

    notices: int
    security: Security
    raw: float
    transport: float
    delivery: float
    raw_cpu: float
    transport_cpu: float
    delivery_cpu: float
    connections: int
    claim_ms: float
    compose_ms: float
    prove_ms: float
    bytes_a_mail: int

    def lines(self) -> Iterator[str]:
        """What is printed."""
        yield f"{self.notices} notices of {self.bytes_a_mail} bytes, {self.security}, {CONNECTIONS} connections"
        yield f"raw aiosmtplib      {self.raw:8.1f} messages/s, {self.raw_cpu:.2f} ms of this process a message"
        for what, rate, cpu in (
            ("transport", self.transport, self.transport_cpu),
            ("delivery ", self.delivery, self.delivery_cpu),
        ):
            ratio = f"{rate / self.raw:.2f} of raw (by processor time {self.raw_cpu / cpu:.2f})"
            yield f"kaiji's {what}   {rate:8.1f} messages/s, {cpu:.2f} ms, {ratio}"
        yield f"connections opened  {self.connections} at most in a round"
        yield f"claim {self.claim_ms:.2f} ms, compose {self.compose_ms:.2f} ms, prove {self.prove_ms:.2f} ms a notice"


def measure(folder: Path, notices: int, rounds: int, security: Security = "none") -> Measured:
    """Make so many notices in this folder and measure."""
    certificate = self_signed(folder)
    with bench_services(folder) as plain, sink(security, certificate) as server:
        settings = SmtpSettings(
            host="127.0.0.1", port=server.port, security=security, ca_file=certificate, connections=CONNECTIONS
        )
        made = replace(plain, mailer=SmtpMailer(settings))
        _fill(made, notices)
        claims, composed, mails = _steps(made)
        proved = _prove(made, due(made))
        times: dict[str, list[float]] = {name: [] for name in (*SENDERS, *(f"{name}_cpu" for name in SENDERS))}
        opened_by_kaiji = 0
        for turn in range(rounds):
            _forget(made)
            senders = _senders(made, settings, mails)
            for name in (*SENDERS[turn % 3 :], *SENDERS[: turn % 3]):
                send = senders[name]
                server.count()
                started, worked = perf_counter(), process_time()
                send()
                times[name].append(perf_counter() - started)
                times[f"{name}_cpu"].append(process_time() - worked)
                connections, taken = server.count()
                assert taken == len(mails), f"{name}: {taken} of {len(mails)} arrived"
                opened_by_kaiji = max(opened_by_kaiji, connections if name != "raw" else 0)
    rates = {name: len(mails) / median(times[name]) for name in SENDERS}
    cpu = {f"{name}_cpu": median(times[f"{name}_cpu"]) / len(mails) * 1000 for name in SENDERS}
    return Measured(
        notices=len(mails),
        security=security,
        **rates,
        **cpu,
        connections=opened_by_kaiji,
        claim_ms=claims / len(mails) * 1000,
        compose_ms=composed / len(mails) * 1000,
        prove_ms=proved / len(mails) * 1000,
        bytes_a_mail=round(sum(len(mail.as_bytes()) for mail in mails) / len(mails)),
    )


def _fill(made: Services, notices: int) -> None:
    for number in range(max(1, notices // NOTICES_A_CASE)):
        opened(made, posts=posts(number))
    waiting = due(made)
    for each in waiting:
        add_notices(made, each, notices // len(waiting) - 1)


def _steps(made: Services) -> tuple[float, float, list[EmailMessage]]:
    """Seconds of claiming and of composing all that is due, as delivery does it; the mails."""
    waiting, size = due(made), CLAIMS_EACH * CONNECTIONS
    started = perf_counter()
    claimed = [found for at in range(0, len(waiting), size) for found in claim(made, *waiting[at : at + size])]
    has_claimed = perf_counter()
    mails = [notice_mail(made, notice) for notice in claimed]
    return has_claimed - started, perf_counter() - has_claimed, mails


def _prove(made: Services, waiting: Iterable[int]) -> float:
    started = perf_counter()
    for notice in waiting:
        mark_sent(made.store, {notice: "250 2.0.0 kept"}, made.law, made.clock.now())
    return perf_counter() - started


def _forget(made: Services) -> None:
    """Nothing has left yet."""
    with made.store.write() as session:
        session.connection().execute(
            sa.text("UPDATE notice SET sent_at = NULL, proof = NULL, claimed_by = NULL, claimed_until = NULL")
        )


def _senders(made: Services, settings: SmtpSettings, mails: list[EmailMessage]) -> dict[str, Callable[[], object]]:
    return {
        "raw": lambda: asyncio.run(_raw(settings, mails)),
        "transport": lambda: asyncio.run(_transport(made, mails)),
        "delivery": lambda: asyncio.run(deliver_due(made)),
    }


async def _raw(settings: SmtpSettings, mails: list[EmailMessage]) -> None:
    """Kept connections, one queue, nothing else: what the library can do."""
    waiting = iter(mails)
    context = ssl.create_default_context(cafile=settings.ca_file)

    async def one() -> None:
        is_tls = settings.security == "tls"
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=is_tls,
            start_tls=False,
            tls_context=context if is_tls else None,
        )
        async with client:
            for mail in waiting:
                await client.send_message(mail)

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


async def _transport(made: Services, mails: list[EmailMessage]) -> None:
    async with made.mailer.session():
        await asyncio.gather(*(made.mailer.send(mail) for mail in mails))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--security", choices=["none", "tls"], default="none")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="kaiji-bench-") as folder:
        found = measure(Path(folder), chosen.notices, chosen.rounds, chosen.security)
    print("\n".join(found.lines()))  # noqa: T201 (a script)


if __name__ == "__main__":
    main()
