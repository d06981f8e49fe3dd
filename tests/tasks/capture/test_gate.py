"""The only way out of the browser, spoken to as a browser would, and as one that means ill."""

import asyncio

import pytest

from tasks.capture.gate import Gate, open_gate
from tasks.capture.public_hosts import NoSuchHost, UnsafeAddress, public_address, url_fault
from tests.tasks.capture.page_server import THREAD, Site


async def _say(gate: Gate, *lines: str, body: bytes = b"") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    answer = await reader.read()
    writer.close()
    return answer


def _asked(*lines: str, body: bytes = b"", loopback: bool = True, most_bytes: int = 1_000_000) -> tuple[bytes, Gate]:
    async def talk() -> tuple[bytes, Gate]:
        async with open_gate(loopback=loopback, most_bytes=most_bytes) as gate:
            return await _say(gate, *lines, body=body), gate

    return asyncio.run(talk())


def test_a_plain_request_reaches_the_site_without_the_proxys_headers(site: Site) -> None:
    lines = (
        f"GET {site.url('/thread?a=1')} HTTP/1.1",
        "Host: board.example",
        "Proxy-Connection: keep-alive",
        "X-Own: 1",
    )
    answer, gate = _asked(*lines)
    path, headers = site.asked[0]
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(THREAD.encode())
    assert path == "/thread?a=1"
    assert (headers["X-Own"], headers["Connection"], "Proxy-Connection" in headers) == ("1", "close", False)
    assert gate.passed.addresses == {("127.0.0.1", site.port): "127.0.0.1"}


def test_a_second_request_behind_the_first_goes_nowhere() -> None:
    passed_on: list[bytes] = []

    async def far(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed_on.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.write_eof()
        passed_on.append(await reader.read())
        writer.close()

    async def talk() -> None:
        async with (
            await asyncio.start_server(far, "127.0.0.1", 0) as server,
            open_gate(loopback=True, most_bytes=1_000) as gate,
        ):
            port = server.sockets[0].getsockname()[1]
            first = f"POST http://127.0.0.1:{port}/ HTTP/1.1"
            await _say(gate, first, "Content-Length: 4", body=b"bodyGET http://10.0.0.7/ HTTP/1.1\r\n\r\n")

    asyncio.run(talk())
    assert passed_on[1] == b"body"


def test_a_tunnel_carries_bytes_both_ways(site: Site) -> None:
    async def talk() -> bytes:
        async with open_gate(loopback=True, most_bytes=1_000_000) as gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
            writer.write(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"GET /thread HTTP/1.0\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return answer

    assert asyncio.run(talk()).endswith(THREAD.encode())


@pytest.mark.parametrize(
    "target",
    [
        "CONNECT 10.0.0.7:443",
        "CONNECT [::ffff:10.0.0.7]:443",
        "CONNECT 169.254.169.254:80",
        "GET http://127.0.0.1:1/",
        "CONNECT 168.63.129.16:80",
        "GET http://[fe80::1]/",
        "CONNECT localhost:443",
        "CONNECT 100.100.100.200:80",
    ],
)
def test_what_is_not_public_is_closed_without_a_word(target: str) -> None:
    answer, gate = _asked(f"{target} HTTP/1.1", "Host: x", loopback=False)
    assert answer == b""
    assert len(gate.passed.refused) == 1


def test_this_machine_is_open_to_trials_only_and_private_ones_never(site: Site) -> None:
    answer, gate = _asked(f"GET {site.url('/thread')} HTTP/1.1", "Host: x", loopback=False)
    assert (answer, site.asked, len(gate.passed.refused)) == (b"", [], 1)
    answer, gate = _asked("CONNECT 192.168.0.1:80 HTTP/1.1", loopback=True)
    assert (answer, len(gate.passed.refused)) == (b"", 1)


def test_an_unknown_name_and_a_closed_port_are_told_apart() -> None:
    _answer, gate = _asked("CONNECT no-such-host.invalid:443 HTTP/1.1")
    assert gate.passed.unknown == {("no-such-host.invalid", 443)}
    _answer, gate = _asked("CONNECT 127.0.0.1:9 HTTP/1.1")
    assert list(gate.passed.silent) == [("127.0.0.1", 9)]


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT board.example HTTP/1.1",
        "CONNECT user@board.example:443 HTTP/1.1",
        "nonsense",
        "GET / HTTP/1.1",
        "CONNECT board.example:443443 HTTP/1.1",
    ],
)
def test_what_is_no_request_is_closed(line: str) -> None:
    answer, gate = _asked(line, "Host: x")
    assert (answer, gate.passed.addresses) == (b"", {})


def test_a_body_without_a_length_is_not_passed_on(site: Site) -> None:
    answer, _gate = _asked(f"POST {site.url('/thread')} HTTP/1.1", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    assert (answer, site.asked) == (b"", [])


def test_a_page_that_never_ends_is_cut_off(site: Site) -> None:
    answer, gate = _asked(f"GET {site.url('/endless')} HTTP/1.1", "Host: x", most_bytes=200_000)
    assert gate.passed.too_much
    assert len(answer) <= 200_000


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://board.example/", "http"),
        ("file:///etc/passwd", "http"),
        ("javascript:alert(1)", "http"),
        ("https://", "http"),
        ("https://user:secret@board.example/", "パスワード"),
        ("https://board.example:port/", "URL"),
        ("https://board.example/a b", "空白"),
        ("https://board.example/\u0085", "空白"),
        (f"https://board.example/{'a' * 2_000}", "2000"),
    ],
    ids=["ftp", "file", "script", "no-host", "password", "port", "blank", "control", "long"],
)
def test_an_address_that_is_none_is_refused_with_a_cure(url: str, said: str) -> None:
    assert said in (url_fault(url) or "")


def test_a_name_is_looked_up_and_its_address_checked() -> None:
    assert url_fault("https://board.example/t/1?x=%20#r5") is None
    assert asyncio.run(public_address("192.0.9.1", 443, loopback=False)) == "192.0.9.1"
    assert asyncio.run(public_address("127.0.0.1", 443, loopback=True)) == "127.0.0.1"
    with pytest.raises(UnsafeAddress, match="loopback"):
        asyncio.run(public_address("localhost", 443, loopback=False))
    with pytest.raises(NoSuchHost):
        asyncio.run(public_address("a" * 300, 443, loopback=False))
