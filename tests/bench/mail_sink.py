"""An SMTP server in a process of its own: it takes every mail, keeps none, and counts connections and messages."""

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from aiosmtpd import smtp as server_side
from aiosmtpd.controller import Controller

Security = Literal["none", "tls"]
ROOT = Path(__file__).parents[2]


class _Handler:
    """Counts greetings, so connections."""

    def __init__(self) -> None:
        self.connections = self.messages = 0

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name for the hook)
        self, _server: object, session: server_side.Session, _envelope: object, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_DATA(self, *_given: object) -> str:  # noqa: N802
        self.messages += 1
        return "250 2.0.0 kept"


class _AnyPort(Controller):
    """The system chooses the port."""

    def factory(self) -> server_side.SMTP:
        return server_side.SMTP(self.handler, enable_SMTPUTF8=False)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def serve(security: str, certificate: str) -> None:
    """Say the port, then the counts since the last line for each line that is read; end with the input."""
    handler, context = _Handler(), None
    if security == "tls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    controller = _AnyPort(handler, hostname="127.0.0.1", port=0, ssl_context=context)
    controller.start()
    sys.stdout.write(f"{controller.port}\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        sys.stdout.write(f"{handler.connections} {handler.messages}\n")
        sys.stdout.flush()
        handler.connections = handler.messages = 0
    controller.stop()


@dataclass(frozen=True, kw_only=True)
class Sink:
    """The server as the measurement sees it."""

    port: int
    asking: IO[str]
    answers: IO[str]

    def count(self) -> tuple[int, int]:
        """Connections and messages since the last count."""
        self.asking.write("count\n")
        self.asking.flush()
        connections, messages = self.answers.readline().split()
        return int(connections), int(messages)


@contextmanager
def sink(security: Security, certificate: Path) -> Iterator[Sink]:
    """Run the server."""
    command = [sys.executable, "-m", "tests.bench.mail_sink", security, str(certificate)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Sink(port=int(process.stdout.readline()), asking=process.stdin, answers=process.stdout)
        process.stdin.close()


if __name__ == "__main__":
    serve(*sys.argv[1:])
