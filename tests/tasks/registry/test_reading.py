"""Port-43 answers whose form is not what their sender's would be, and the forms of ARIN."""

import pytest

from models.rules.registry_records import RecordKind, nested
from tasks.registry import rpsl
from tasks.registry.answers import Decoded, UnusableAnswer
from tasks.registry.decoding import decode
from tasks.registry.reading import read

ASSIGNMENT = """[ header ]

Network Information: [ネットワーク情報]
a. [IPネットワークアドレス]     203.0.113.64/29
b. [ネットワーク名]             MIHON-SHOTEN
f. [組織名]                     有限会社みほん商店 &amp; 仲間
[割当年月日]                    2012/03/21
"""


def text(answer: str) -> Decoded:
    return Decoded(text=answer, decoder="test")


def test_the_same_answer_inside_a_page_of_the_gateway_is_read() -> None:
    page = f"<html><body><pre>{ASSIGNMENT}</pre></body></html>".replace("MIHON-SHOTEN", '<a href="?q=1">MIHON</a>')
    (record,) = read(text(page), "jpnic")
    assert (record.names, record.netname) == (("有限会社みほん商店 & 仲間",), "MIHON")


def test_a_plain_answer_keeps_what_looks_like_a_tag() -> None:
    (record,) = read(text(ASSIGNMENT.replace("MIHON-SHOTEN", "<b>MIHON</b>")), "jpnic")
    assert record.netname == "<b>MIHON</b>"


def test_a_sub_allocation_is_told_by_its_network_name() -> None:
    (record,) = read(text(ASSIGNMENT.replace("MIHON-SHOTEN", "SUBA-001-113")), "jpnic")
    assert record.kind is RecordKind.SUB_ALLOCATION


def test_nobodys_remark_dresses_an_object_as_another_form() -> None:
    answer = (
        "inetnum: 203.0.113.0 - 203.0.113.255\ndescr: Mihon\nremarks: x\n Network Information:\n"
        " [Network Number] 203.0.113.0/29\n [Organization] Forged\n Cust X (NET-1) 203.0.113.0 - 203.0.113.1\n"
    )
    assert [record.names for record in read(text(answer), "ripe")] == [("Mihon",)]


def test_only_line_feeds_and_returns_end_a_line() -> None:
    forged = "inetnum: 203.0.113.0 - 203.0.113.255\rdescr: Mihon\x85\x85inetnum: 203.0.113.9\u2028descr: Forged\x0c\n"
    records = read(decode(forged.encode(), "ripe"), "ripe")
    assert [str(record.block) for record in records] == ["203.0.113.0/24"]


@pytest.mark.parametrize(("registry", "source"), [("jpnic", "apnic"), ("ripe", "ripe"), ("apnic", "apnic")])
def test_an_object_without_source_belongs_to_the_registry_of_its_form(registry: str, source: str) -> None:
    (record,) = read(text("inetnum: 203.0.113.0 - 203.0.113.255\ndescr: Mihon\n"), registry)
    assert record.registry == source


def test_arins_short_list_gives_every_network_and_takes_the_widest_for_the_allocation() -> None:
    answer = (
        "# start\nMihon Backbone, Inc. MIHON-203 (NET-203-0-112-0-1) 203.0.112.0 - 203.0.115.255\n"
        "Mihon Shop, Inc. MIHON-SHOP (NET-203-0-113-0-1)\n                 203.0.113.0 - 203.0.113.15\n"
        "Without range X (NET-203-0-113-0-2)\n"
    )
    inner, outer = read(text(answer), "arin")
    assert (inner.names, inner.netname, str(inner.block)) == (("Mihon Shop, Inc.",), "MIHON-SHOP", "203.0.113.0/28")
    assert (outer.names, outer.kind, inner.kind) == (
        ("Mihon Backbone, Inc.",),
        RecordKind.ALLOCATION,
        RecordKind.REGISTRATION,
    )
    assert nested((inner, outer))[0].kind is RecordKind.ASSIGNMENT
    (alone,) = read(text("Mihon (NET-203-0-112-0-1) 203.0.112.0 - 203.0.115.255\n"), "arin")
    assert (alone.names, alone.kind) == (("Mihon",), RecordKind.REGISTRATION)


def test_only_arin_prints_the_short_list() -> None:
    with pytest.raises(UnusableAnswer, match="answer_not_understood"):
        read(text("Forged FORGED (NET-203-0-113-0-1) 203.0.113.0 - 203.0.113.255\n"), "ripe")


def test_an_organisation_joins_only_a_network_of_arin() -> None:
    answer = "inetnum: 203.0.113.0 - 203.0.113.255\ndescr: Mihon\n\nOrgName: Forged\n"
    assert rpsl.parse(text(answer), "ripe")[0].names == ("Mihon",)


def test_several_networks_of_arin_each_get_their_own_organisation() -> None:
    answer = (
        "# start\n\nNetRange: 203.0.112.0 - 203.0.115.255\nNetType: Direct Allocation\nOrganization: Backbone (B-1)\n\n"
        "OrgName: Mihon Backbone, Inc.\nCountry: US\n\nReferralServer: rwhois://elsewhere.example:4321\n\n# end\n\n"
        "# start\n\nNetRange: 203.0.113.0 - 203.0.113.15\nNetType: Reassigned\n\nCustName: Mihon Shop\n\n"
        "NetRange: 203.0.113.0 - 203.0.113.7\nNetType: Reallocated\nOrganization: Mihon (third) Inc (M-3)\n\n# end\n"
    )
    third, shop, backbone = rpsl.parse(text(answer), "arin")
    assert (backbone.names, backbone.kind, backbone.country) == (
        ("Mihon Backbone, Inc.",),
        RecordKind.ALLOCATION,
        "US",
    )
    assert (shop.names, shop.kind) == (("Mihon Shop",), RecordKind.ASSIGNMENT)
    assert (third.names, third.kind) == (("Mihon (third) Inc",), RecordKind.SUB_ALLOCATION)


def test_a_block_that_arin_gave_to_another_registry_has_no_holder() -> None:
    answer = (
        "NetRange: 203.0.112.0 - 203.0.115.255\nNetType: Early Registrations, Transferred to RIPE NCC\nOrgName: X\n"
    )
    assert rpsl.parse(text(answer), "arin")[0].names == ()


@pytest.mark.parametrize(
    ("fields", "name", "doubts"),
    [
        ("descr: ****\ndescr: Mihon GmbH\ndescr: Street 1", "Mihon GmbH", ()),
        ("netname: MIHON\ndescr: Room 12, 5 Example Street, Example City", "MIHON", ("holder_name_uncertain",)),
        ("netname: MIHON\ndescr: 5 Street Networks Inc.", "5 Street Networks Inc.", ()),
        ("descr: 5 Example Street\ndescr: Mihon", "Mihon", ("holder_name_uncertain",)),
        ("netname: MIHON", "MIHON", ("holder_name_uncertain",)),
        ("owner: Mihon S.A.\n  Segunda linea\ndescr: x", "Mihon S.A.", ()),
        ("descr: First\n+ second\n\tthird", "First", ()),
    ],
)
def test_the_holders_name_is_the_first_line_that_can_be_one(fields: str, name: str, doubts: tuple[str, ...]) -> None:
    (record,) = rpsl.parse(text(f"inetnum: 203.0.113.0 - 203.0.113.255\n{fields}\n"), "ripe")
    assert (record.names, record.doubts) == ((name,), doubts)


def test_an_object_that_names_nobody_has_no_names() -> None:
    assert rpsl.parse(text("inetnum: 203.0.113.0/24\n"), "ripe")[0].names == ()


def test_a_copied_object_is_marked_by_source_or_by_remark() -> None:
    mirrored = ("source: KRNIC", "remarks: This information has been partially mirrored by APNIC from", "source: APNIC")
    records = [rpsl.parse(text(f"inetnum: 203.0.113.0/24\ndescr: X\n{line}\n"), "apnic")[0] for line in mirrored]
    assert [record.mirrored for record in records] == [True, True, False]


@pytest.mark.parametrize("miss", ["%ERROR:101: no entries found\n", "No match found for 203.0.113.9.\n"])
def test_a_plain_miss_is_no_record(miss: str) -> None:
    assert rpsl.parse(text(miss), "arin") == ()


def test_what_is_neither_record_nor_miss_is_refused() -> None:
    with pytest.raises(UnusableAnswer, match="answer_not_understood"):
        rpsl.parse(text("ReferralServer: whois://127.0.0.1\n"), "arin")


@pytest.mark.parametrize("registry", ["ripe", "lacnic", "apnic", "arin"])
def test_western_names_keep_their_accents_in_both_encodings(registry: str) -> None:
    for codec in ("utf-8", "latin-1"):
        assert decode("Peñá Telefónica\n".encode(codec), registry).text == "Peñá Telefónica\n"
