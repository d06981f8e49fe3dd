import pytest

from models.rules.address_blocks import AddressBlock
from models.rules.addresses import ADDRESS_FAULTS, address_fault, clean, teredo_client

READ = [
    ("219.94.128.10", "219.94.128.10", None),
    (" ２１９．９４．１２８．１０ ", "219.94.128.10", None),
    ("\ufeff219.94.128.10\u200b", "219.94.128.10", None),
    ("２１９。９４。１２８。１０", "219.94.128.10", None),
    ("219.94.128.10:51234", "219.94.128.10", 51234),
    ("２１９.９４.１２８.１０：５１２３４", "219.94.128.10", 51234),
    ("[2400:4050:0:0::1]:443", "2400:4050::1", 443),
    ("[2400:4050::1]", "2400:4050::1", None),
    ("2400:4050::1", "2400:4050::1", None),
    ("::ffff:219.94.128.10", "219.94.128.10", None),
    ("[::FFFF:219.94.128.10]:9", "219.94.128.10", 9),
    ("64:ff9b::db5e:800a", "219.94.128.10", None),
    ("2002:db5e:800a::1", "219.94.128.10", None),
]
UNREADABLE = [
    "",
    "1.2.3",
    "219.094.128.10",
    "219.94.128.256",
    "219.94.128.10:0",
    "219.94.128.10:65536",
    "219.94.128.10:",
    "219-94-128-10.example.jp",
    "fe80::1%eth0",
    "219.94.128.10 219.94.128.11",
    "219.94.128.0/24",
    "[219.94.128.10",
]
FAULTS = [
    ("10.1.2.3", "private"),
    ("172.31.255.255", "private"),
    ("172.32.0.0", None),
    ("192.168.0.1", "private"),
    ("100.63.255.255", None),
    ("100.64.0.0", "cgnat"),
    ("100.127.255.255", "cgnat"),
    ("100.128.0.0", None),
    ("127.0.0.1", "loopback"),
    ("169.254.9.9", "link_local"),
    ("192.88.99.1", "6to4_relay"),
    ("198.19.255.255", "benchmarking"),
    ("224.0.0.1", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("0.0.0.0", "unspecified"),  # noqa: S104 - data, nothing binds
    ("219.94.128.10", None),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("fe80::1", "link_local"),
    ("fec0::1", "site_local"),
    ("fd00::1", "private"),
    ("ff02::1", "multicast"),
    ("64:ff9b:1::1", "private"),
    ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "teredo"),
    ("2001:240::1", None),
    ("4000::1", "reserved"),
    ("nonsense", "invalid"),
]


@pytest.mark.parametrize(("written", "ip", "port"), READ)
def test_an_address_is_read_as_it_was_written(written: str, ip: str, port: int | None) -> None:
    found = clean(written)
    assert (found.ip, found.port) == (ip, port)


@pytest.mark.parametrize("written", UNREADABLE)
def test_what_is_not_exactly_one_address_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        clean(written)
    assert not written or written not in str(refused.value)


@pytest.mark.parametrize(("ip", "fault"), FAULTS)
def test_special_addresses_are_told_apart(ip: str, fault: str | None) -> None:
    assert address_fault(ip, documentation_allowed=False) == fault
    assert address_fault(ip, documentation_allowed=True) == fault


@pytest.mark.parametrize("ip", ["198.51.100.1", "203.0.113.255", "2001:db8::1"])
def test_sample_addresses_pass_only_where_samples_are_played(ip: str) -> None:
    assert address_fault(ip, documentation_allowed=False) == "documentation"
    assert address_fault(ip, documentation_allowed=True) is None


@pytest.mark.parametrize("ip", ["192.0.2.1", "3fff::1"])
def test_documentation_addresses_that_no_sample_uses_never_pass(ip: str) -> None:
    assert address_fault(ip, documentation_allowed=True) == "documentation"


def test_a_teredo_address_tells_the_clients_own_address_and_port() -> None:
    inner = teredo_client("2001:0:4136:e378:8000:63bf:3fff:fdd2")
    assert (inner.ip, inner.port) == ("192.0.2.45", 40000)
    with pytest.raises(ValueError, match=r".+"):
        teredo_client("2001:db8::1")


def test_every_fault_says_what_to_do() -> None:
    assert {fault for _, fault in FAULTS if fault} <= ADDRESS_FAULTS.keys()
    assert "ask the platform again" in ADDRESS_FAULTS["cgnat"]


def test_an_address_is_not_printed_by_accident() -> None:
    assert "219" not in repr(clean("219.94.128.10:5"))


BLOCKS = [
    ("203.0.113.0/24", "203.0.113.0/24"),
    ("203.0.113.0 - 203.0.113.255", "203.0.113.0/24"),
    ("203.0.113.0-203.0.113.127", "203.0.113.0/25"),
    ("200.57.128/19", "200.57.128.0/19"),
    ("203.0.113.0 - 203.0.114.255 (/24+/24)", "203.0.113.0/24 203.0.114.0/24"),
    ("074.125.000.000 - 074.125.255.255", "74.125.0.0/16"),
    ("2001:0240::/32", "2001:240::/32"),
    ("203.0.113.0 - 203.0.114.255", "203.0.113.0/24 203.0.114.0/24"),
    ("203.0.113.1 - 203.0.113.254", "203.0.113.1 - 203.0.113.254"),
]


@pytest.mark.parametrize(("written", "shown"), BLOCKS)
def test_ranges_are_read_in_every_notation(written: str, shown: str) -> None:
    assert str(AddressBlock.parse(written)) == shown


@pytest.mark.parametrize("written", ["", "x", "203.0.113.9 - 203.0.113.1", "203.0.113.0 - 2001:db8::", "1.2.3.4/33"])
def test_what_is_no_range_is_none(written: str) -> None:
    assert AddressBlock.parse(written) is None


def test_a_block_holds_its_ends_and_nothing_beyond() -> None:
    block = AddressBlock.between("203.0.113.16", "203.0.113.31")
    assert block is not None
    inside = [n for n in range(256) if block.holds(f"203.0.113.{n}")]
    assert inside == list(range(16, 32))
    assert not block.holds("::cb00:7110")
