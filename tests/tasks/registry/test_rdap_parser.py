import json

import pytest

from models.rules.registry_records import RegistryRecord
from tasks.ports import Unavailable
from tasks.registry import rdap_parser
from tasks.registry.answers import Limited, UnusableAnswer


def read(registry: str = "ripe", **members: object) -> RegistryRecord:
    network = {"startAddress": "203.0.113.0", "endAddress": "203.0.113.255", "name": "MIHON", **members}
    loaded = rdap_parser.load(json.dumps(network).encode(), registry)
    assert loaded is not None
    return rdap_parser.parse(loaded, registry)


def entity(kind: str | None, name: str, *roles: str) -> dict[str, object]:
    lines = [["fn", {}, "text", name], *([["kind", {}, "text", kind]] if kind else [])]
    return {"vcardArray": ["vcard", lines], **({"roles": list(roles)} if roles else {})}


@pytest.mark.parametrize(
    ("entities", "name"),
    [
        ([entity("individual", "MIHON-MNT", "registrant"), entity("org", "Mihon B.V.", "registrant")], "Mihon B.V."),
        ([entity("individual", "A Person", "registrant"), entity("group", "Mihon NOC", "registrant")], "Mihon NOC"),
        ([entity("individual", "A Person"), entity("org", "Mihon Ltd")], "Mihon Ltd"),
        ([entity("individual", "A Person"), entity("org", "Contact", "abuse")], "MIHON"),
        ([entity(None, "MAINT-MIHON", "registrant")], "MIHON"),
        ([{"roles": ["registrant"], "vcardArray": ["vcard", [["org", {}, "text", "Mihon  AG"]]]}], "Mihon AG"),
        ([{"roles": "registrant", "vcardArray": "none"}], "MIHON"),
    ],
)
def test_the_holder_is_an_organisation_before_a_person_and_never_a_maintainer(
    entities: list[object], name: str
) -> None:
    assert read(entities=entities).names == (name,)


def test_a_single_remark_without_title_describes_the_network() -> None:
    record = read(remarks=[{"title": "abuse", "description": ["No"]}, {"description": "Mihon Launch"}])
    assert (record.names, record.description) == (("Mihon Launch",), ("Mihon Launch",))


def test_a_range_given_as_its_only_prefix_is_read() -> None:
    loaded = rdap_parser.load(b'{"cidr0_cidrs": [{"v4prefix": "203.0.113.0", "length": 24}]}', "arin")
    assert loaded is not None
    assert str(rdap_parser.parse(loaded, "arin").block) == "203.0.113.0/24"
    with pytest.raises(UnusableAnswer, match="answer_without_range"):
        rdap_parser.parse({**loaded, "startAddress": "203.0.113.0"}, "arin")


@pytest.mark.parametrize(
    ("registry", "kind", "first", "block", "doubts"),
    [
        ("lacnic", "assigned", "2001:db8:c000::", "2001:db8:c000::/48", ("range_incomplete",)),
        ("lacnic", "allocated", "2001:db8::", "2001:db8::/32", ("range_incomplete",)),
        ("lacnic", "", "2001:db8::", "2001:db8::/128", ()),
        ("lacnic", "allocated", "2001:db8::1", "2001:db8::1/128", ()),
        ("ripe", "ASSIGNED", "2001:db8::", "2001:db8::/128", ()),
        ("lacnic", "assigned", "203.0.113.0", "203.0.113.0/32", ()),
    ],
)
def test_a_range_that_ends_where_it_begins_is_read_as_the_least_that_the_registry_gives(
    registry: str, kind: str, first: str, block: str, doubts: tuple[str, ...]
) -> None:
    record = read(registry, type=kind, startAddress=first, endAddress=first, remarks=[{"description": ["Mihon"]}])
    assert (str(record.block), record.doubts) == (block, doubts)


def test_padded_octets_and_prefix_lengths_behind_addresses_are_read() -> None:
    assert str(read(startAddress="074.125.000.000", endAddress="074.125.255.255").block) == "74.125.0.0/16"
    assert str(read(startAddress="2001:db8::/128", endAddress="2001:db8::ffff/128").block) == "2001:db8::/112"


def test_a_mirror_says_so_in_its_notice() -> None:
    notice = {"title": "Source", "description": ["Objects returned came from source", "JPNIC"]}
    assert read("apnic", notices=[notice]).mirrored
    assert not read(
        "apnic", notices=[{**notice, "description": ["Objects returned came from source", "APNIC"]}]
    ).mirrored
    assert not read("apnic", notices=[{"title": "Source", "description": "APNIC"}]).mirrored


def test_bytes_that_are_no_text_cost_a_flag_and_no_exception() -> None:
    raw = b'{"startAddress": "203.0.113.0", "endAddress": "203.0.113.255", "name": "MIHON-\xf3"}'
    loaded = rdap_parser.load(raw, "ripe")
    assert loaded is not None
    assert rdap_parser.parse(loaded, "ripe").lossy


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        (b'{"errorCode": 429}', Limited),
        (b'{"errorCode": "503"}', Unavailable),
        (b'{"errorCode": 400}', UnusableAnswer),
        (b'{"notices": [{"title": "Rate Limit Notice"}]}', Limited),
    ],
)
def test_an_error_inside_a_good_answer_is_what_it_says(body: bytes, raised: type[Exception]) -> None:
    with pytest.raises(raised) as told:
        rdap_parser.load(body, "lacnic")
    assert type(told.value) is raised


def test_not_found_inside_a_good_answer_is_no_network() -> None:
    assert rdap_parser.load(b'{"errorCode": 404}', "lacnic") is None
