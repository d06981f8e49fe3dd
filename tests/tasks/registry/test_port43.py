import asyncio
import socket

import pytest

from tasks.ports import Unavailable
from tasks.registry import port43
from tasks.registry.answers import Limited, UnusableAnswer
from tasks.registry.banners import refuse_banner
from tests.tasks.registry.servers import Script, drips, floods, says, serving

GUARD_SECONDS = 20


async def exchange(script: Script, deadline: float = 5.0) -> tuple[bytes, list[bytes]]:
    async with asyncio.timeout(GUARD_SECONDS), serving(script) as server:
        return await port43.ask(server.address, "203.0.113.9", deadline_seconds=deadline), server.asked


def test_the_whole_answer_comes_back_and_the_question_is_the_bare_address() -> None:
    answer = b"line\r\n" * 9000
    assert asyncio.run(exchange(says(answer))) == (answer, [b"203.0.113.9\r\n"])


def test_a_dripping_server_cannot_stretch_the_total_deadline() -> None:
    with pytest.raises(Unavailable, match=r"within 0\.5 s"):
        asyncio.run(exchange(drips(), deadline=0.5))


def test_a_flood_is_refused_at_the_cap() -> None:
    with pytest.raises(UnusableAnswer) as refused:
        asyncio.run(exchange(floods()))
    assert refused.value.reason == "answer_too_large"


@pytest.mark.parametrize("answer", [b"", b"[\x1b$BAH?%L>\x1b(B]   \x1b$B3t<02q<", b"inetnum: 203.0.11"])
def test_an_empty_or_cut_answer_is_asked_again_later(answer: bytes) -> None:
    with pytest.raises(Unavailable, match="cut short"):
        asyncio.run(exchange(says(answer)))


def test_nobody_listening_is_unavailable_and_the_address_asked_about_is_not_told() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
        with pytest.raises(Unavailable, match="connection failed") as refused:
            asyncio.run(port43.ask(address, "203.0.113.9", deadline_seconds=5.0))
    assert "203.0.113.9" not in str(refused.value)


LIMITS = [
    "%ERROR:201: access control limit reached for 192.0.2.1\n%\n% This connection will be terminated now.\n",
    "%ERROR:306: connections exceeded\n",
    "Query rate limit exceeded\n",
    "% Your host has been permanently denied\n",
    "アクセスを制限しています。\n",
]


@pytest.mark.parametrize("text", LIMITS)
def test_a_refusal_is_told_from_an_answer(text: str) -> None:
    with pytest.raises(Limited, match="limits questions"):
        refuse_banner(text, "server")


@pytest.mark.parametrize(
    "text",
    [
        "%ERROR:305: connection has been closed\n%\n",
        "Service temporarily unavailable\n",
        "% [whois.example]\n% terms\n\n",
        "[ JPNIC database provides information ]\n[ is restricted ]\n",
        "<!DOCTYPE html>\n<html><body>Scheduled works</body></html>\n",
    ],
)
def test_a_registry_out_of_order_does_not_limit_us(text: str) -> None:
    with pytest.raises(Unavailable, match="out of order") as refused:
        refuse_banner(text, "server")
    assert not isinstance(refused.value, Limited)


@pytest.mark.parametrize(
    "text",
    [
        "inetnum: 203.0.113.0 - 203.0.113.255\ndescr: Rate Limit Exceeded Ltd\n",
        "a. [Network Number]  203.0.113.0/24\ng. [Organization]  Access Denied K.K.\n",
        "No match!!\n",
        "%ERROR:101: no entries found\n%\n",
        "% [whois.example]\n% No match for 203.0.113.9\n",
        "<html><pre>\nNetwork Information:\n</pre></html>\n",
    ],
)
def test_a_holders_own_words_refuse_nothing(text: str) -> None:
    refuse_banner(text, "server")
