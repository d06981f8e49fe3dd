"""Which registry is asked when, what silence leaves open, and what is told of it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from models.provisions import load_law
from models.terms import ProviderCategory
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Unsettled
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS, RegistryEndpoints
from tasks.registry.identify import RegistryClient
from tests.tasks.registry.servers import END_OF_HEAD, Script, drips, http, says, serving

GUARD_SECONDS = 20
JAPANESE = """Network Information: [ネットワーク情報]
[IPネットワークアドレス]        219.94.0.0/16
[ネットワーク名]
[組織名]                        KDDI株式会社
[割振年月日]                    2010/04/28
""".encode("iso2022_jp")
MIRRORED = b"""inetnum: 219.94.0.0 - 219.94.255.255
netname: KDDI-JPNIC-JP
descr: Japan Network Information Center
country: JP
status: ALLOCATED PORTABLE
source: APNIC

inetnum: 219.94.128.0 - 219.94.128.255
descr: KDDI CORPORATION
country: JP
source: JPNIC
"""
LIMIT = http(b"slow down", "429 Too Many Requests", Retry_After="90")


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@dataclass
class Asked:
    """What came of it: a result, or the silence that left it open, and who was asked in which order."""

    order: list[str]
    found: Identification | None = None
    silent: Unavailable | None = None

    @property
    def candidate(self) -> Identification:
        assert isinstance(self.silent, Unsettled)
        return self.silent.found

    @property
    def settled(self) -> Identification:
        assert self.found is not None
        return self.found


def network(first: str, last: str, **members: str) -> bytes:
    fields = {"startAddress": first, "endAddress": last, "name": "MIHON", **members}
    return repr(fields).replace("'", '"').encode()


def ask(ip: str, *, deadline: float = 5.0, **scripts: Script) -> Asked:
    """Ask with one server for each registry and protocol (`jpnic`, `apnic_rdap`, …); the others know nothing."""
    asked = Asked(order=[])

    async def run() -> None:
        async with asyncio.timeout(GUARD_SECONDS), AsyncExitStack() as stack:

            async def serve(name: str, otherwise: Script, until: bytes) -> str:
                async def noted(writer: asyncio.StreamWriter) -> None:
                    asked.order.append(name)
                    await scripts.get(name, otherwise)(writer)

                return (await stack.enter_async_context(serving(noted, until=until))).address

            whois = {key: await serve(key, says(b"No match!!\r\n"), b"\n") for key in DEFAULT_WHOIS}
            missing = http(b"{}", "404 Not Found")
            rdap = {key: await serve(f"{key}_rdap", missing, END_OF_HEAD) for key in DEFAULT_RDAP}
            endpoints = RegistryEndpoints(whois=whois, rdap={key: f"http://{at}" for key, at in rdap.items()})
            client = RegistryClient(endpoints, load_law().providers, StandingClock(), deadline)
            try:
                asked.found = await client.identify(ip, port=None, at=None)
            except Unavailable as silent:
                asked.silent = silent

    asyncio.run(run())
    return asked


def test_a_japanese_block_costs_one_question() -> None:
    asked = ask("219.94.128.10", jpnic=says(JAPANESE))
    assert (asked.settled.provider, asked.settled.provider_name, asked.order) == ("kddi", "KDDI株式会社", ["jpnic"])


def test_the_japanese_registry_is_not_asked_about_what_others_keep() -> None:
    asked = ask("80.0.0.9", ripe_rdap=http(network("80.0.0.0", "80.0.0.255", country="GB")))
    assert (asked.settled.registry, asked.order) == ("ripe", ["ripe_rdap"])
    assert asked.settled.category is ProviderCategory.FOREIGN


def test_a_placeholder_leads_on_to_the_same_registrys_mirror_on_port_43() -> None:
    masked = network("219.94.0.0", "219.94.255.255", name="JPNIC-NET-JP", country="JP")
    asked = ask("219.94.128.10", apnic_rdap=http(masked), apnic=says(MIRRORED))
    assert asked.order == ["jpnic", "apnic_rdap", "apnic"]
    assert (asked.settled.holder, asked.settled.provider) == ("KDDI CORPORATION", "kddi")
    assert (asked.settled.prefix, asked.settled.status) == ("219.94.0.0/16", "needs_review")
    assert {"holders_own_assignment", "japanese_block_without_jpnic", "registry_placeholder"} <= {
        *asked.settled.reasons
    }


def test_a_japanese_block_found_through_another_registry_is_asked_of_the_japanese_one() -> None:
    pointer = network("192.5.0.0", "192.5.255.255", name="X-ERX", port43="whois.apnic.net")
    block = network("192.5.6.0", "192.5.6.255", country="JP")
    known = says(JAPANESE.replace(b"219.94.0.0/16", b"192.5.6.0/24"))
    asked = ask("192.5.6.7", arin_rdap=http(pointer), apnic_rdap=http(block), jpnic=known)
    assert asked.order == ["arin_rdap", "apnic_rdap", "jpnic"]
    assert (asked.settled.provider, asked.settled.registry) == ("kddi", "jpnic")
    without = ask("192.5.6.7", arin_rdap=http(pointer), apnic_rdap=http(block))
    assert (without.settled.holder, without.settled.registry) == ("MIHON", "apnic")


def test_a_registry_that_limits_us_is_not_asked_on_its_other_port() -> None:
    asked = ask("80.0.0.9", ripe_rdap=LIMIT)
    assert asked.order == ["ripe_rdap"]
    assert asked.candidate.status == "unavailable"
    assert asked.candidate.reasons == ("registry_limits", "registries_silent")
    assert asked.silent is not None
    assert asked.silent.retry_after == 90.0


def test_a_limited_registry_does_not_keep_another_from_answering() -> None:
    asked = ask("219.94.128.10", jpnic=says(JAPANESE), apnic_rdap=LIMIT)
    assert asked.settled.status == "identified"


def test_under_silence_of_the_japanese_registry_the_others_word_is_only_a_candidate() -> None:
    asked = ask("219.94.128.10", jpnic=says(b""), apnic=says(MIRRORED))
    assert (asked.candidate.status, asked.candidate.provider) == ("needs_review", "kddi")
    assert {"registry_silent", "registries_silent"} <= {*asked.candidate.reasons}
    assert [item.server for item in asked.candidate.evidence]


def test_a_block_that_moved_is_found_where_the_table_does_not_look_first() -> None:
    moved = http(network("80.0.0.0", "80.0.0.255", country="US"))
    asked = ask("80.0.0.9", arin_rdap=moved)
    assert asked.settled.registry == "arin"
    assert "jpnic" not in asked.order


def test_a_miss_on_one_port_does_not_make_up_for_silence_on_the_other() -> None:
    asked = ask("80.0.0.9", ripe_rdap=http(b"", "503 Busy"))
    assert (asked.order, asked.candidate.status) == (["ripe_rdap", "ripe"], "unavailable")


def test_the_silence_of_a_registry_that_another_names_leaves_all_open() -> None:
    pointer = http(network("8.0.0.0", "8.255.255.255", name="X-ERX", port43="whois.ripe.net"))
    asked = ask("8.8.8.8", arin_rdap=pointer, ripe=says(b""), ripe_rdap=http(b"", "503 Busy"))
    assert (asked.order, asked.candidate.status) == (["arin_rdap", "ripe_rdap", "ripe"], "unavailable")


def test_the_silence_of_a_last_resort_leaves_nothing_open() -> None:
    asked = ask("80.0.0.9", afrinic=says(b""))
    assert (asked.settled.status, asked.settled.reasons) == ("not_found", ())


def test_a_silent_search_keeps_what_it_was_told() -> None:
    asked = ask("80.0.0.9", ripe_rdap=http(b"", "503 Busy"), ripe=says(b"%ERROR:201: access control limit reached\n"))
    assert (asked.candidate.status, len(asked.candidate.evidence)) == ("unavailable", 1)


def test_the_whole_search_ends_in_time_however_many_registries_drip() -> None:
    scripts = {key: drips() for key in DEFAULT_WHOIS}
    asked = ask("203.0.113.9", deadline=0.2, **scripts)
    assert asked.silent is not None
    assert asked.order[0] == "jpnic"
    assert "afrinic" not in asked.order


def test_a_tunnels_address_asks_about_the_clients_own_and_wants_a_person() -> None:
    asked = ask("2001:0:4136:e378:8000:63bf:24a1:7ff5", jpnic=says(JAPANESE))
    assert (asked.settled.ip, asked.settled.provider, asked.settled.status) == ("219.94.128.10", "kddi", "needs_review")
    assert asked.settled.reasons[0] == "teredo"
    inside = ask("2001:0:4136:e378:8000:63bf:3fff:fdd2")
    assert (inside.settled.status, inside.settled.reasons, inside.order) == (
        "no_query",
        ("teredo", "documentation"),
        [],
    )


@pytest.mark.parametrize("ip", ["219.94.128.10", "192.5.6.7"])
def test_nobody_is_asked_twice(ip: str) -> None:
    asked = ask(ip)
    assert asked.settled.status == "not_found"
    assert len(asked.order) == len(set(asked.order))
