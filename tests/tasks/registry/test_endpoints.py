import pytest

from tasks.registry.address_gate import gate
from tasks.registry.endpoints import DEFAULT_RDAP, DEFAULT_WHOIS, RegistryEndpoints, host_port


def test_the_real_registries_are_the_default_and_not_loopback() -> None:
    endpoints = RegistryEndpoints()
    assert endpoints.whois["jpnic"] == "whois.nic.ad.jp:43"
    assert not endpoints.is_loopback()


def test_loopback_needs_every_endpoint_on_loopback() -> None:
    whois = dict.fromkeys(DEFAULT_WHOIS, "127.0.0.1:4300")
    rdap = dict.fromkeys(DEFAULT_RDAP, "http://[::1]:8000/")
    assert RegistryEndpoints.overriding(whois=whois, rdap=rdap).is_loopback()
    for key in DEFAULT_WHOIS:
        assert not RegistryEndpoints.overriding(
            whois={k: v for k, v in whois.items() if k != key}, rdap=rdap
        ).is_loopback()
    for key in DEFAULT_RDAP:
        assert not RegistryEndpoints.overriding(
            whois=whois, rdap={k: v for k, v in rdap.items() if k != key}
        ).is_loopback()


def test_nothing_configured_is_not_loopback() -> None:
    assert not RegistryEndpoints(whois={}, rdap={}).is_loopback()


def test_an_override_replaces_one_endpoint_and_drops_the_last_slash() -> None:
    endpoints = RegistryEndpoints.overriding(whois={"jpnic": "localhost:4300"}, rdap={"apnic": "http://localhost:1/x/"})
    assert endpoints.whois == {**DEFAULT_WHOIS, "jpnic": "localhost:4300"}
    assert endpoints.rdap == {**DEFAULT_RDAP, "apnic": "http://localhost:1/x"}


def test_all_faulty_overrides_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"whois\.nowhere") as refused:
        RegistryEndpoints.overriding(
            whois={"nowhere": "127.0.0.1:1", "jpnic": "no-port"}, rdap={"arin": "ftp://host", "ripe": "https://h:x"}
        )
    for part in ("whois.nowhere", "whois.jpnic = 'no-port'", "rdap.arin = 'ftp://host'", "rdap.ripe = 'https://h:x'"):
        assert part in str(refused.value)


@pytest.mark.parametrize("address", ["host", "host:", "host:port", "host:1/path", "user@host:1", ""])
def test_what_is_not_host_and_port_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        host_port(address)


def test_an_ipv6_endpoint_is_bracketed() -> None:
    assert host_port("[::1]:43") == ("::1", 43)


def test_the_gate_opens_for_samples_only_on_loopback() -> None:
    assert gate("203.0.113.9", loopback_registry=True).allowed
    refused = gate("203.0.113.9", loopback_registry=False)
    assert (refused.allowed, refused.reason) == (False, "documentation")
    assert gate("100.64.0.1", loopback_registry=True).reason == "cgnat"
    assert gate("219.94.128.10", loopback_registry=False).allowed
    assert "113" not in repr(refused)
