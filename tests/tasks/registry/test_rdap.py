import asyncio
import gzip
from collections.abc import Mapping

import pytest

from tasks.ports import Unavailable
from tasks.registry import rdap
from tasks.registry.answers import Elsewhere, Limited, UnusableAnswer
from tasks.registry.endpoints import RegistryEndpoints
from tests.tasks.registry.servers import END_OF_HEAD, OPEN_ENDED, Script, drips, floods, http, serving

GUARD_SECONDS = 20


async def answered(
    script: Script, deadline: float = 5.0, others: Mapping[str, str] | None = None
) -> tuple[bytes | None, list[bytes]]:
    async with asyncio.timeout(GUARD_SECONDS), serving(script, until=END_OF_HEAD) as server:
        endpoints = RegistryEndpoints(whois={}, rdap={"apnic": f"{server.url}/base", **(others or {})})
        body = await rdap.ask(endpoints, "apnic", "203.0.113.9", deadline_seconds=deadline)
        return body, server.asked


def test_one_request_brings_the_body() -> None:
    body, asked = asyncio.run(answered(http(b"{}")))
    assert body == b"{}"
    assert [head.split(b"\r\n")[0] for head in asked] == [b"GET /base/ip/203.0.113.9 HTTP/1.1"]


def test_not_found_is_no_network() -> None:
    assert asyncio.run(answered(http(b"{}", "404 Not Found")))[0] is None


@pytest.mark.parametrize(("retry_after", "seconds"), [("7", 7.0), ("999999", 3600.0), ("abc", None), ("-1", None)])
def test_a_limit_is_handed_back_with_its_wait(retry_after: str, seconds: float | None) -> None:
    with pytest.raises(Unavailable, match="429") as limited:
        asyncio.run(answered(http(b"slow down", "429 Too Many Requests", Retry_After=retry_after)))
    assert limited.value.retry_after == seconds
    assert "203.0.113.9" not in str(limited.value)


NOW_AND_THEN = {"Date": "Sun, 22 Nov 2026 03:00:00 GMT", "Retry_After": "Sun, 22 Nov 2026 03:01:30 GMT"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (NOW_AND_THEN, 90.0),
        ({**NOW_AND_THEN, "Retry_After": "Sat, 21 Nov 2026 03:00:00 GMT"}, 0.0),
        ({**NOW_AND_THEN, "Retry_After": "Sat, 21 Nov 2099 03:00:00 GMT"}, 3600.0),
        ({**NOW_AND_THEN, "Date": "yesterday"}, None),
    ],
)
def test_a_wait_until_a_moment_is_counted_by_the_registrys_own_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    with pytest.raises(Limited) as limited:
        asyncio.run(answered(http(b"", "429 Too Many Requests", **headers)))
    assert limited.value.retry_after == seconds


def test_a_closed_door_is_a_limit() -> None:
    with pytest.raises(Limited, match="403"):
        asyncio.run(answered(http(b"", "403 Forbidden")))


@pytest.mark.parametrize("status", ["400 Bad Request", "501 Not Implemented"])
def test_a_question_that_is_refused_is_not_asked_again(status: str) -> None:
    with pytest.raises(UnusableAnswer, match="question_refused"):
        asyncio.run(answered(http(b"", status)))


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "304 Not Modified"])
def test_a_server_out_of_order_is_unavailable(status: str) -> None:
    with pytest.raises(Unavailable, match=status[:3]):
        asyncio.run(answered(http(b"", status)))


def test_a_web_page_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="web page"):
        asyncio.run(answered(http(b"<html>maintenance</html>", Content_Type="text/html; charset=utf-8")))


def test_a_body_shorter_than_announced_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="RemoteProtocolError"):
        asyncio.run(answered(http(b"{", Content_Length="500")))


def test_a_dripping_body_cannot_stretch_the_total_deadline() -> None:
    with pytest.raises(Unavailable, match=r"within 0\.5 s"):
        asyncio.run(answered(drips(OPEN_ENDED), deadline=0.5))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_dripping_head_cannot_stretch_the_total_deadline(head: bytes) -> None:
    with pytest.raises(Unavailable, match=r"within 0\.5 s|RemoteProtocolError"):
        asyncio.run(answered(drips(head), deadline=0.5))


def test_a_head_without_end_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="RemoteProtocolError"):
        asyncio.run(answered(floods(b"HTTP/1.1 200 OK\r\nX: ")))


def test_a_packed_body_is_not_unpacked() -> None:
    packed = gzip.compress(b'{"startAddress": "203.0.113.0"}' + b" " * 10_000_000)
    body, _ = asyncio.run(answered(http(packed, Content_Encoding="gzip")))
    assert body == packed


def test_a_flood_is_refused_at_the_cap() -> None:
    with pytest.raises(UnusableAnswer, match="answer_too_large"):
        asyncio.run(answered(floods(OPEN_ENDED)))


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/ip/203.0.113.9",
        "http://169.254.169.254/latest/meta-data",
        "/ip/203.0.113.9",
        "http://rdap.arin.net/registry/ip/203.0.113.9",
        "https://rdap.arin.net.evil.example/ip/203.0.113.9",
        "https://rdap.arin.net@evil.example/",
        "file:///etc/passwd",
        "//127.0.0.1:1/ip/203.0.113.9",
        "https://rdap.arin.net:99999/ip/203.0.113.9",
    ],
)
def test_a_redirect_to_a_stranger_or_to_itself_is_refused_after_one_request(location: str) -> None:
    with pytest.raises(UnusableAnswer, match="redirect_refused"):
        asyncio.run(answered(http(b"", "302 Found", Location=location)))


@pytest.mark.parametrize(
    ("location", "others"),
    [
        ("https://rdap.arin.net/registry/ip/203.0.113.9", {}),
        ("https://rdap.arin.net/registry/ip/203.0.113.9", {"arin": "http://127.0.0.1:2"}),
        ("http://127.0.0.1:2/anything", {"arin": "http://127.0.0.1:2"}),
    ],
)
def test_a_redirect_to_a_known_registry_only_names_it(location: str, others: Mapping[str, str]) -> None:
    with pytest.raises(Elsewhere) as elsewhere:
        asyncio.run(answered(http(b"", "301 Moved Permanently", Location=location), others=others))
    assert (elsewhere.value.asked, elsewhere.value.registry) == ("apnic", "arin")
