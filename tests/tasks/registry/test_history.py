"""The registry's history: who held the block on the day of the post; asked once, only when dates conflict."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.demo.registry import LoopbackRegistry
from models.rules.identification import REASONS
from tasks.ports import Identification, Unavailable
from tasks.registry import history
from tasks.registry.answers import UnusableAnswer
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.identify import RegistryClient
from tests.tasks.registry.servers import END_OF_HEAD, Script, drips, http, serving
from tests.tasks.registry.test_identify import POSTED_AT, PROVIDERS, SAMPLES, StandingClock

IP = "203.0.113.9"
MOVED = replace(SAMPLES[0], allocated_on=date(2026, 10, 20))


def version(holder: str, since: str, until: str | None, /, **more: Any) -> dict[str, Any]:
    """One dated copy of a block's object."""
    content = {
        "objectClassName": "ip network",
        "startAddress": "203.0.113.0",
        "endAddress": "203.0.113.255",
        "name": "MIHON-NET",
        "type": "ALLOCATED PORTABLE",
        "country": "JP",
        "remarks": [{"title": "description", "description": [holder]}],
    } | more
    item = {"applicableFrom": since, "content": content}
    return item | ({"applicableUntil": until} if until else {})


def answer(*versions: dict[str, Any]) -> bytes:
    return json.dumps({"rdapConformance": ["history_version_0"], "records": list(versions)}).encode()


DELETED = {"remarks": [{"title": "remarks", "description": ["This object has been deleted"]}]}
TRANSFERRED = answer(
    version("Mihon Foreign, Inc.", "2015-03-01T00:00:00Z", "2026-10-20T01:00:00Z"),
    version("", "2026-10-20T01:00:00Z", "2026-10-20T02:00:00Z", **DELETED),
    version("サンプルモバイル株式会社", "2026-10-20T02:00:00Z", None),
)


def identified(script: Script, *, at: datetime | None = POSTED_AT, blocks: Any = None) -> tuple[Identification, int]:
    """Identify the address with this history behind it; the number of questions to the history."""

    async def run() -> tuple[Identification, int]:
        async with serving(script, until=END_OF_HEAD) as apnic:
            with LoopbackRegistry(blocks or [MOVED]) as registry:
                whois = registry.endpoints().whois
                rdap = dict.fromkeys(registry.endpoints().rdap, apnic.url)
                endpoints = RegistryEndpoints.overriding(whois=whois, rdap=rdap)
                client = RegistryClient(endpoints, PROVIDERS, StandingClock(), 1.0)
                found = await client.identify(IP, port=5000, at=at)
            return found, sum(question.startswith(b"GET /history/ip/203.0.113.9 ") for question in apnic.asked)

    return asyncio.run(run())


def test_a_block_that_moved_after_the_post_names_both_holders_and_keeps_both_answers() -> None:
    found, asked = identified(http(TRANSFERRED))
    assert asked == 1
    assert (found.status, found.provider, found.held_then, found.provider_then) == (
        "needs_review",
        "sample_mobile",
        "Mihon Foreign, Inc.",
        "mihon_foreign",
    )
    assert found.reasons[-1] == "held_by_other_then"
    assert found.evidence[-1].raw == TRANSFERRED
    assert found.evidence[-1].query == "history/ip/203.0.113.9"


def test_the_same_holder_then_is_told_and_still_a_persons_choice() -> None:
    long_ago = answer(version("サンプルモバイル株式会社", "2015-03-01T00:00:00Z", None))
    found, _ = identified(http(long_ago))
    assert (found.needs_review, found.reasons[-1], found.provider_then) == (True, "held_by_same_then", "sample_mobile")


@pytest.mark.parametrize(
    ("script", "reason", "kept"),
    [
        (http(answer(version("", "2015-03-01T00:00:00Z", None, **DELETED))), "history_without_day", 2),
        (http(answer(version("Mihon", "2026-10-05T00:00:00Z", None))), "history_without_day", 2),
        (http(b"{}", "404 Not Found"), "history_without_day", 1),
        (http(b"{}", "429 Too Many Requests"), "history_silent", 1),
        (http(b"not json"), "history_silent", 2),
        (http(b'{"name": "no history"}'), "history_silent", 2),
        (http(b"", "302 Found", Location="http://127.0.0.2/secret"), "history_silent", 1),
        (drips(b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n\r\n"), "history_silent", 1),
    ],
)
def test_a_history_that_does_not_help_is_told(script: Script, reason: str, kept: int) -> None:
    found, _ = identified(script)
    assert (found.reasons[-1], found.held_then, len(found.evidence)) == (reason, None, kept)
    assert reason in REASONS


def test_nobody_is_asked_without_a_conflict_of_dates() -> None:
    assert identified(http(TRANSFERRED), blocks=SAMPLES)[1] == 0
    found, asked = identified(http(TRANSFERRED), at=None)
    assert (asked, found.held_then) == (0, None)


def test_the_narrowest_record_of_that_moment_counts_and_pointers_name_nobody() -> None:
    wide = {"startAddress": "203.0.0.0", "endAddress": "203.0.255.255"}
    pointer = version("Japan Network Information Center", "2015-01-01T00:00:00Z", None, name="JPNIC-NET-JP", **wide)
    other = version("Elsewhere Ltd", "2015-01-01T00:00:00Z", None, startAddress="203.0.114.0", endAddress="203.0.114.9")
    holder = version("Mihon Foreign, Inc.", "2015-01-01T00:00:00Z", None)
    outer = version("Wide Networks Ltd", "2015-01-01T00:00:00Z", None, **wide)
    assert identified(http(answer(pointer, other, outer, holder)))[0].provider_then == "mihon_foreign"
    assert identified(http(answer(pointer, other)))[0].reasons[-1] == "history_without_day"


def test_records_that_cannot_be_dated_or_placed_are_left_out() -> None:
    sound = version("A Ltd", "2015-01-01T00:00:00Z", None)
    broken = [
        version("B Ltd", "yesterday", None),
        version("C Ltd", "2015-01-01T00:00:00", None),
        version("D Ltd", "2015-01-01T00:00:00Z", "never"),
        {"applicableFrom": "2015-01-01T00:00:00Z", "content": []},
    ]
    unplaced = version("E Ltd", "2015-01-01T00:00:00Z", None, startAddress="", endAddress="")
    found = history.parse(answer(sound, *broken, unplaced))
    assert [dated.record.names if dated.record else None for dated in found] == [("A Ltd",), None]
    assert found[0].since == datetime(2015, 1, 1, tzinfo=UTC)
    assert history.parse(b'{"errorCode": 404}') == ()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200) | _JSON.map(lambda found: json.dumps({"records": found}).encode()))
def test_no_answer_breaks_the_reader(raw: bytes) -> None:
    try:
        history.parse(raw)
    except (Unavailable, UnusableAnswer):
        return
