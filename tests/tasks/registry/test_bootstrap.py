import ipaddress

import pytest

from tasks.registry.bootstrap import bootstrap
from tasks.registry.endpoints import DEFAULT_WHOIS


@pytest.mark.parametrize(
    ("ip", "order"),
    [
        ("61.112.0.1", ("jpnic", "apnic")),
        ("133.1.0.1", ("jpnic", "apnic")),
        ("27.80.0.1", ("jpnic", "apnic", "krnic")),
        ("2400:4050::1", ("jpnic", "apnic", "krnic")),
        ("115.0.0.1", ("krnic", "apnic")),
        ("8.8.8.8", ("arin",)),
        ("2600::1", ("arin",)),
        ("80.0.0.1", ("ripe",)),
        ("2a00::1", ("ripe",)),
        ("200.0.0.1", ("lacnic",)),
        ("41.0.0.1", ("afrinic",)),
        ("192.41.192.40", ("jpnic", "apnic")),
        ("2001:dc2::1", ("jpnic", "apnic")),
    ],
)
def test_the_registry_that_keeps_the_block_is_asked_first(ip: str, order: tuple[str, ...]) -> None:
    assert bootstrap().order(ip) == order


def test_early_registrations_may_lie_with_any_registry() -> None:
    order = bootstrap().order("192.5.6.7")
    assert order[:3] == ("arin", "apnic", "jpnic")
    assert len(set(order)) == len(order)


@pytest.mark.parametrize("ip", ["203.0.113.9", "198.51.100.9", "2001:db8::9", "4000::1"])
def test_where_no_table_can_know_everybody_is_asked(ip: str) -> None:
    order = bootstrap().order(ip)
    assert order[:2] == ("jpnic", "apnic")
    assert set(order) == DEFAULT_WHOIS.keys()


def test_when_those_that_must_know_do_not_all_but_the_national_ones_are_a_last_resort() -> None:
    table = bootstrap()
    assert table.last_resort("8.8.8.8") == ("ripe", "apnic", "lacnic", "afrinic")
    assert table.last_resort("27.80.0.1") == ("ripe", "arin", "lacnic", "afrinic")
    assert table.last_resort("203.0.113.9") == ()


def test_only_the_registries_own_offices_are_theirs() -> None:
    assert bootstrap().is_own("192.41.192.40")
    assert not bootstrap().is_own("192.41.193.40")


def test_the_table_knows_only_registries_that_can_be_asked_and_every_first_byte_in_use() -> None:
    table = bootstrap()
    assert {registry for _, registry in table.blocks} == DEFAULT_WHOIS.keys()
    reserved = {0, 10, 127, *range(224, 256)}
    known = {byte for byte in range(256) for net, _ in table.blocks if ipaddress.ip_address(f"{byte}.9.9.9") in net}
    assert set(range(256)) - reserved <= known
