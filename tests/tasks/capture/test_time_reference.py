"""How far the clock lies off, asked of a time server on this machine."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tasks.capture.time_reference import clock_offset_ms
from tasks.ports import Unavailable

SINCE_1900 = 2_208_988_800


@contextmanager
def answering(make: Callable[[bytes], bytes]) -> Iterator[str]:
    """A server that answers one question."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))

        def serve() -> None:
            question, asker = line.recvfrom(512)
            line.sendto(make(question), asker)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{line.getsockname()[1]}"
        thread.join(5)


def _answer(question: bytes, ahead: float = 0.0, first: int = 0x24, stratum: int = 2) -> bytes:
    now = time.time() + ahead + SINCE_1900
    moment = struct.pack("!II", int(now), int(now % 1 * 2**32))
    return bytes([first, stratum]) + bytes(22) + question[40:48] + moment + moment


@pytest.mark.parametrize("ahead", [0.0, 90.5, -3600.25], ids=["right", "behind-the-server", "ahead-of-it"])
def test_the_offset_is_that_of_the_server(ahead: float) -> None:
    with answering(lambda question: _answer(question, ahead)) as server:
        assert clock_offset_ms(server) == pytest.approx(ahead * 1000, abs=2000)


@pytest.mark.parametrize(
    "make",
    [
        lambda _question: b"short",
        lambda _question: _answer(bytes(48)),
        lambda question: _answer(question, first=0x23),
        lambda question: _answer(question, stratum=0),
    ],
    ids=["short", "answers-another", "a-client", "kiss-of-death"],
)
def test_what_is_no_answer_is_not_used(make: Callable[[bytes], bytes]) -> None:
    with answering(make) as server, pytest.raises(Unavailable, match="使えません"):
        clock_offset_ms(server)


def test_a_server_that_is_not_there_is_said() -> None:
    for server in ("127.0.0.1:9", "no-such-host.invalid", "127.0.0.1:port"):
        with pytest.raises(Unavailable, match="答えません"):
            clock_offset_ms(server)
