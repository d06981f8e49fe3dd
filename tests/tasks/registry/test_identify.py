import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry, RegistryBlock, load_blocks
from models.provisions import ProviderProfile
from models.rules.addresses import ADDRESS_FAULTS
from models.rules.identification import REASONS
from models.rules.registry_records import RecordKind
from models.terms import Channel, Confidence, ProviderCategory
from tasks.ports import Identification, IpRegistry, Unavailable
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS, RegistryEndpoints
from tasks.registry.identify import RegistryClient
from tests.tasks.registry.servers import END_OF_HEAD, Script, http, says, serving

SAMPLES = load_blocks(Path(__file__).parents[3] / "templates" / "cases" / "registry.toml")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
POSTED_AT = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)

GUARD_SECONDS = 20


class StandingClock:
    def now(self) -> datetime:
        return NOW


def profile(key: str, name: str, category: ProviderCategory, *needs: str) -> ProviderProfile:
    return ProviderProfile(
        key=key,
        name=name,
        legal_name=name,
        names=(),
        category=category,
        address=(),
        channel=Channel.POST,
        retention=None,
        needs=needs,
        needs_upstream=False,
        source="test",
        checked_on=date(2026, 11, 1),
        confidence=Confidence.LOW,
    )


PROVIDERS: Mapping[str, ProviderProfile] = {
    "sample_mobile": profile("sample_mobile", "サンプルモバイル株式会社", ProviderCategory.MOBILE, "port"),
    "sample_fibre": profile("sample_fibre", "サンプルファイバー株式会社", ProviderCategory.FIXED),
    "mihon_foreign": profile("mihon_foreign", "Mihon Foreign, Inc.", ProviderCategory.FOREIGN),
}


def ask(endpoints: RegistryEndpoints, ip: str, *, port: int | None = None, deadline: float = 5.0) -> Identification:
    client: IpRegistry = RegistryClient(endpoints, PROVIDERS, StandingClock(), deadline)
    return asyncio.run(client.identify(ip, port=port, at=POSTED_AT))


def test_a_sample_address_is_identified_by_one_question_with_its_evidence() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        found = ask(registry.endpoints(), "203.0.113.9", port=5000)
    assert (found.status, found.provider, found.needs_review) == ("identified", "sample_mobile", False)
    assert (found.holder, found.prefix, found.registry) == ("サンプルモバイル株式会社", "203.0.113.0/24", "jpnic")
    assert found.category is ProviderCategory.MOBILE
    assert registry.queries == ["203.0.113.9"]
    (evidence,) = found.evidence
    assert (evidence.server, evidence.query) == (registry.whois_address, "203.0.113.9")
    assert (evidence.decoder, evidence.fetched_at) == ("iso2022_jp_ext", NOW)
    assert evidence.sha256 == hashlib.sha256(evidence.raw).hexdigest()
    assert "サンプルモバイル株式会社" in evidence.raw.decode("iso2022_jp")


def test_a_sample_assignment_of_the_holder_itself_is_identified() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        found = ask(registry.endpoints(), "198.51.100.77")
    assert (found.status, found.provider) == ("identified", "sample_fibre")
    assert found.reasons == ("holders_own_assignment",)


def test_a_customers_assignment_names_the_holder_above() -> None:
    shop = RegistryBlock(
        prefix="198.51.100.64/29",
        name_ja="有限会社みほん商店",
        name_en="Mihon Shoten",
        netname="MIHON",
        allocated_on=date(2018, 1, 1),
        kind=RecordKind.ASSIGNMENT,
        above=SAMPLES[1].above,
    )
    with LoopbackRegistry((*SAMPLES, shop)) as registry:
        found = ask(registry.endpoints(), "198.51.100.65")
    assert (found.status, found.provider, found.prefix) == ("needs_review", "sample_fibre", "198.51.100.64/29")


@pytest.mark.parametrize(
    ("ip", "status", "reason"),
    [
        ("100.64.0.9", "no_query", "cgnat"),
        ("192.168.0.1", "no_query", "private"),
        ("not an address", "invalid", "invalid"),
        ("198.051.100.7", "invalid", "invalid"),
    ],
)
def test_what_can_name_nobody_is_never_asked(ip: str, status: str, reason: str) -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        found = ask(registry.endpoints(), ip)
    assert (found.status, found.reasons, found.evidence) == (status, (reason,), ())
    assert reason in ADDRESS_FAULTS
    assert registry.queries == []


def test_a_documentation_address_is_not_asked_when_any_endpoint_is_real() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        endpoints = RegistryEndpoints.overriding(whois={"jpnic": registry.whois_address}, rdap={})
        found = ask(endpoints, "203.0.113.9")
    assert (found.status, found.reasons) == ("no_query", ("documentation",))
    assert registry.queries == []


def test_an_address_as_written_is_cleaned_and_its_port_counts() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        written = ask(registry.endpoints(), "２０３．０．１１３．９:5000")
        bare = ask(registry.endpoints(), "203.0.113.9")
    assert registry.queries == ["203.0.113.9", "203.0.113.9"]
    assert written.ip == "203.0.113.9"
    assert "port_missing" not in written.reasons
    assert "port_missing" in bare.reasons


def test_nobody_knows_the_address() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        found = ask(registry.endpoints(), "2001:db8::9")
    assert (found.status, found.holder, found.provider) == ("not_found", None, None)
    assert registry.queries[:3] == ["2001:db8::9", "GET /ip/2001:db8::9", "-r 2001:db8::9"]
    ports = sum(not query.startswith("GET") for query in registry.queries)
    assert (ports, len(registry.queries), len(found.evidence)) == (len(DEFAULT_WHOIS), 12, len(DEFAULT_WHOIS))


@pytest.mark.parametrize("fault", ["refuse", "slow", "rate_limit", "truncated"])
def test_a_japanese_registry_out_of_order_is_never_replaced_by_another_ones_word(fault: str) -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        registry.fail_next(1, fault)
        with pytest.raises(Unavailable) as silent:
            ask(registry.endpoints(), "203.0.113.9", deadline=2.0 if fault == "slow" else 5.0)
        recovered = ask(registry.endpoints(), "203.0.113.9")
    assert "203.0.113.9" not in str(silent.value)
    assert recovered.status == "identified"


def test_the_longest_wait_that_a_registry_asks_for_is_handed_on() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        registry.fail_next(3, "rate_limit")
        with pytest.raises(Unavailable) as limited:
            ask(registry.endpoints(), "203.0.113.9")
    assert limited.value.retry_after == 7.0


MISS = says(b"No match!!\r\n")


def network(start: str, end: str, **more: object) -> bytes:
    fields = {"startAddress": start, "endAddress": end, "name": "MIHON", **more}
    return repr(fields).replace("'", '"').encode()


def registrant(name: str) -> list[object]:
    return [{"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", name]]]}]


def scripted(ip: str, whois: Script, deadline: float = 5.0, **rdap: Script) -> tuple[Identification, dict[str, int]]:
    """Ask with scripted servers: `whois` on every port 43, one RDAP script per registry (others know nothing)."""

    async def run() -> tuple[Identification, dict[str, int]]:
        scripts = {key: rdap.get(key, http(b"{}", "404 Not Found")) for key in ("apnic", "arin", "ripe")}
        async with (
            asyncio.timeout(GUARD_SECONDS),
            serving(whois) as port43,
            serving(scripts["apnic"], until=END_OF_HEAD) as apnic,
            serving(scripts["arin"], until=END_OF_HEAD) as arin,
            serving(scripts["ripe"], until=END_OF_HEAD) as ripe,
        ):
            urls = {**dict.fromkeys(DEFAULT_RDAP, arin.url), "apnic": apnic.url, "arin": arin.url, "ripe": ripe.url}
            endpoints = RegistryEndpoints(whois=dict.fromkeys(DEFAULT_WHOIS, port43.address), rdap=urls)
            client = RegistryClient(endpoints, PROVIDERS, StandingClock(), deadline)
            found = await client.identify(ip, port=None, at=POSTED_AT)
            asked = {"whois": port43, "apnic": apnic, "arin": arin, "ripe": ripe}
            return found, {name: len(server.asked) for name, server in asked.items()}

    return asyncio.run(run())


FOREIGN = network("203.0.113.0", "203.0.113.255", country="US", entities=registrant("Mihon Foreign, Inc."))
EVERYTHING = ("0.0.0.0", "255.255.255.255")  # noqa: S104 - data, nothing binds
POINTER = network(*EVERYTHING, port43="whois.ripe.net")


def test_a_foreign_block_is_read_where_the_pointer_of_the_first_answer_leads() -> None:
    found, asked = scripted("203.0.113.9", MISS, apnic=http(POINTER), ripe=http(FOREIGN))
    assert (found.status, found.provider, found.registry) == ("identified", "mihon_foreign", "ripe")
    assert "registry_placeholder" in found.reasons
    assert asked == {"whois": 1, "apnic": 1, "arin": 0, "ripe": 1}
    assert len(found.evidence) == 3


def test_a_redirect_leads_to_the_configured_endpoint_of_the_registry_it_names() -> None:
    moved = http(b"", "301 Moved", Location="https://rdap.db.ripe.net/ip/203.0.113.9")
    found, asked = scripted("203.0.113.9", MISS, apnic=moved, ripe=http(FOREIGN))
    assert (found.status, found.registry) == ("identified", "ripe")
    assert asked == {"whois": 1, "apnic": 1, "arin": 0, "ripe": 1}


def test_registries_that_send_us_in_a_circle_are_asked_once_each() -> None:
    to_arin = http(b"", "302 Found", Location="https://rdap.arin.net/registry/ip/203.0.113.9")
    to_apnic = http(b"", "302 Found", Location="https://rdap.apnic.net/ip/203.0.113.9")
    found, asked = scripted("203.0.113.9", MISS, apnic=to_arin, arin=to_apnic)
    assert found.status == "not_found"
    assert (asked["apnic"], asked["ripe"]) == (1, 1)


def test_an_answer_for_another_range_is_refused() -> None:
    elsewhere = network("198.51.100.0", "198.51.100.255", entities=registrant("Mihon Foreign, Inc."))
    found, _ = scripted("203.0.113.9", MISS, apnic=http(elsewhere))
    assert (found.status, found.holder, found.provider) == ("needs_review", None, None)
    assert found.reasons == ("answer_for_other_address",)


def test_a_placeholder_alone_is_no_answer() -> None:
    found, _ = scripted("203.0.113.9", MISS, apnic=http(network(*EVERYTHING)))
    assert (found.status, found.holder, found.reasons) == ("needs_review", None, ("registry_placeholder",))
    assert found.needs_review


def test_a_japanese_block_that_only_another_registry_knows_is_reviewed() -> None:
    body = network("203.0.113.0", "203.0.113.255", country="JP", entities=registrant("サンプルファイバー株式会社"))
    found, _ = scripted("203.0.113.9", MISS, apnic=http(body))
    assert (found.status, found.provider) == ("needs_review", "sample_fibre")
    assert "japanese_block_without_jpnic" in found.reasons


def test_a_silent_japanese_registry_does_not_stop_a_block_that_is_surely_foreign() -> None:
    found, _ = scripted("203.0.113.9", says(b""), apnic=http(POINTER), ripe=http(FOREIGN))
    assert (found.status, found.provider) == ("identified", "mihon_foreign")
    assert "registry_silent" in found.reasons


def test_a_block_of_unknown_country_waits_for_the_silent_japanese_registry() -> None:
    body = network("203.0.113.0", "203.0.113.255", entities=registrant("Mihon Foreign, Inc."))
    with pytest.raises(Unavailable):
        scripted("203.0.113.9", says(b""), apnic=http(body))


def test_port_43_stands_in_where_rdap_is_silent() -> None:
    rpsl = b"inetnum: 80.0.0.0 - 80.0.0.255\r\ndescr: Mihon Foreign\r\ncountry: GB\r\n"
    found, asked = scripted("80.0.0.9", says(rpsl), ripe=http(b"", "503 Busy"))
    assert (found.status, found.provider, found.registry) == ("identified", "mihon_foreign", "ripe")
    assert "registry_silent" in found.reasons
    assert asked == {"whois": 1, "apnic": 0, "arin": 0, "ripe": 1}


def test_every_reason_an_identification_gives_is_explained() -> None:
    known = REASONS.keys() | ADDRESS_FAULTS.keys()
    found, _ = scripted("203.0.113.9", MISS, apnic=http(POINTER), ripe=http(FOREIGN))
    assert set(found.reasons) <= known


def test_an_identification_does_not_print_the_address() -> None:
    with LoopbackRegistry(SAMPLES) as registry:
        found = ask(registry.endpoints(), "2001:db8::9")
    assert found.status == "not_found"
    assert "ip='2001" not in repr(found)


def jpnic_allocation(name: bytes) -> bytes:
    return b"Network Information:\r\n[Network Number] 203.0.113.0/24\r\n[Organization] " + name


def test_an_answer_that_ends_inside_a_japanese_run_is_asked_again_later() -> None:
    with pytest.raises(Unavailable):
        scripted("203.0.113.9", says(jpnic_allocation("みほん".encode("iso2022_jp").removesuffix(b"\x1b(B") + b"\r\n")))


def test_a_name_that_could_not_be_read_whole_is_reviewed() -> None:
    found, _ = scripted("203.0.113.9", says(jpnic_allocation(b"Mihon Foreign \x1b$(O!!\x1b(B\r\n")))
    assert found.status == "needs_review"
    assert "decoded_with_loss" in found.reasons
