import json
from datetime import date

import pytest

from models.rules.registry_placeholders import is_placeholder
from models.rules.registry_records import RecordKind, RegistryRecord, nested
from tasks.ports import Unavailable
from tasks.registry import jpnic, rdap_parser, rpsl
from tasks.registry.answers import Decoded, UnusableAnswer
from tasks.registry.decoding import decode, ends_inside_japanese

ASSIGNMENT = """[ header ]

Network Information: [ネットワーク情報]
a. [IPネットワークアドレス]     203.0.113.64/29
b. [ネットワーク名]             MIHON-SHOTEN
f. [組織名]                     有限会社みほん商店
g. [Organization]               Mihon Shoten
m. [管理者連絡窓口]             XX00000JP
[割当年月日]                    2012/03/21
[返却年月日]
[最終更新]                      2020/01/10 10:00:00(JST)

上位情報
----------
みほん光株式会社 (Mihon Hikari K.K.)
        SUBA-001     [SUBA]                                         203.0.113.0/24
                     [割り振り]                                  203.0.112.0-203.0.115.255

下位情報
----------
該当するデータがありません。
"""
ENGLISH = """Network Information:
a. [Network Number]             203.0.113.64/29
b. [Network Name]               MIHON-SHOTEN
g. [Organization]               Mihon Shoten
[Assigned Date]                 2012/03/21
[Return Date]                   2024/03/31
[Last Update]                   2024/04/01 09:00:00(JST)

Less Specific Info.
----------
Mihon Hikari K.K.
                     [Allocation]                                203.0.112.0/22

More Specific Info.
----------
No match!!
"""
ALLOCATION = """Network Information: [ネットワーク情報]
[IPネットワークアドレス]        2001:db8::/32
[ネットワーク名]
[組織名]                        みほん光株式会社
[Organization]                  Mihon Hikari K.K.
[Abuse]                         abuse@example.jp
[割振年月日]                    2010/04/28
[最終更新]                      2010/04/28 10:50:55(JST)

上位情報
----------
該当するデータがありません。

下位情報
----------
有限会社みほん商店 (Mihon Shoten)
        MIHON-SHOTEN [割り当て]                                  2001:db8:1::/48
"""


def text(answer: str) -> Decoded:
    return Decoded(text=answer, decoder="test")


def test_a_japanese_assignment_is_read_with_everything_above_it() -> None:
    (record,) = jpnic.parse(text(ASSIGNMENT))
    assert (record.kind, str(record.block), record.netname) == (
        RecordKind.ASSIGNMENT,
        "203.0.113.64/29",
        "MIHON-SHOTEN",
    )
    assert record.names == ("有限会社みほん商店", "Mihon Shoten")
    assert (record.registered_on, record.updated_on, record.returned_on) == (date(2012, 3, 21), date(2020, 1, 10), None)
    assert record.uppers is not None
    assert [(u.kind, str(u.block)) for u in record.uppers] == [
        (RecordKind.SUB_ALLOCATION, "203.0.113.0/24"),
        (RecordKind.ALLOCATION, "203.0.112.0/22"),
    ]
    assert {u.names for u in record.uppers} == {("みほん光株式会社", "Mihon Hikari K.K.")}


def test_an_english_answer_reads_the_same() -> None:
    (record,) = jpnic.parse(text(ENGLISH))
    assert (record.kind, record.names, record.returned_on) == (
        RecordKind.ASSIGNMENT,
        ("Mihon Shoten",),
        date(2024, 3, 31),
    )
    assert record.uppers is not None
    assert record.uppers[0].names == ("Mihon Hikari K.K.",)


def test_an_allocation_has_no_letters_and_its_assignments_lie_below() -> None:
    (record,) = jpnic.parse(text(ALLOCATION))
    assert (record.kind, str(record.block)) == (RecordKind.ALLOCATION, "2001:db8::/32")
    assert record.names == ("みほん光株式会社", "Mihon Hikari K.K.")
    assert (record.registered_on, record.uppers) == (date(2010, 4, 28), ())


@pytest.mark.parametrize("end", ["上位情報", "----------\nみほん光", "\n下位情報"])
def test_an_answer_cut_before_the_part_below_says_nothing_about_what_lies_above(end: str) -> None:
    (record,) = jpnic.parse(text(ASSIGNMENT[: ASSIGNMENT.index(end)]))
    assert record.uppers is None


@pytest.mark.parametrize("unread", ["[割り振り]", "203.0.112.0-203.0.115.255"])
def test_an_unreadable_entry_above_leaves_open_what_lies_above(unread: str) -> None:
    (record,) = jpnic.parse(text(ASSIGNMENT.replace(unread, "[?]")))
    assert record.uppers is None
    empty = ASSIGNMENT[: ASSIGNMENT.index("みほん光")] + ASSIGNMENT[ASSIGNMENT.index("下位情報") :]
    assert jpnic.parse(text(empty))[0].uppers is None


@pytest.mark.parametrize("miss", ["No match!!", "該当するデータがありません。"])
def test_a_miss_is_no_record(miss: str) -> None:
    assert jpnic.parse(text(f"[ header ]\n\n{miss}\n\nReference: RIR WHOIS servers\n")) == ()


@pytest.mark.parametrize(
    "answer",
    ["hello\n", ASSIGNMENT[: ASSIGNMENT.index("f. [")], ASSIGNMENT.replace("203.0.113.64/29", "not a range")],
)
def test_what_is_neither_record_nor_miss_is_refused(answer: str) -> None:
    with pytest.raises(UnusableAnswer, match="answer_not_understood"):
        jpnic.parse(text(answer))


@pytest.mark.parametrize(
    ("codec", "decoder"),
    [("iso2022_jp", "iso2022_jp_ext"), ("utf-8", "utf-8-sig"), ("cp932", "cp932"), ("euc_jp", "euc_jp")],
)
def test_every_encoding_keeps_the_japanese_name(codec: str, decoder: str) -> None:
    decoded = decode(ASSIGNMENT.replace("株式会社", "株式會社テスト通信").encode(codec), "jpnic")
    assert (decoded.decoder, decoded.lossy) == (decoder, False)
    (record,) = jpnic.parse(decoded)
    assert record.names[0] == "有限会社みほん商店"


def test_seven_bit_japanese_that_is_broken_is_flagged_and_never_taken_for_latin_text() -> None:
    decoded = decode("みほん".encode("iso2022_jp") + b" \x1b$(O!!\x1b(B end\n")
    assert (decoded.lossy, decoded.decoder) == (True, "iso2022_jp_ext/replace")
    assert decoded.text.startswith("みほん")


def test_no_encoding_at_all_is_flagged() -> None:
    assert decode(b"\x85\n name\n").lossy


def test_an_end_inside_a_japanese_run_is_seen() -> None:
    whole = "組織名 みほん\n".encode("iso2022_jp")
    assert not ends_inside_japanese(whole)
    assert ends_inside_japanese(whole[: whole.rindex(b"\x1b")] + b"\n")


MIRRORED = """% [whois.example]

inetnum:        203.0.112.0 - 203.0.115.255
netname:        MIHON
descr:          Mihon Hikari K.K.
descr:          1-1 Somewhere, Tokyo
country:        jp # comment
status:         ALLOCATED PORTABLE
last-modified:  2015-12-01T22:32:57Z
source:         APNIC # Filtered

role:           Japan Network Information Center
address:        Tokyo
source:         APNIC

inetnum:        203.0.113.0 - 203.0.113.255
netname:        MIHON-NET
descr:\tMihon Shoten
+\tsecond part
country:        JP
source:         JPNIC
"""


def test_rpsl_gives_every_network_and_no_role() -> None:
    inner, outer = nested(rpsl.parse(text(MIRRORED), "apnic"))
    assert (outer.names, outer.country, outer.kind) == (("Mihon Hikari K.K.",), "JP", RecordKind.ALLOCATION)
    assert (outer.registry, outer.updated_on, outer.mirrored) == ("apnic", date(2015, 12, 1), False)
    assert (inner.names, str(inner.block)) == (("Mihon Shoten",), "203.0.113.0/24")
    assert (inner.registry, inner.kind, inner.mirrored) == ("apnic", RecordKind.ASSIGNMENT, True)
    assert inner.uppers is not None
    assert [(upper.names, str(upper.block)) for upper in inner.uppers] == [(outer.names, "203.0.112.0/22")]


def test_rpsl_prefers_the_organisation_over_the_description() -> None:
    answer = "inetnum: 203.0.113.0/24\ndescr: Street 1\norg: ORG-1\n\norganisation: ORG-1\norg-name: Mihon B.V.\n"
    (record,) = rpsl.parse(text(answer), "ripe")
    assert record.names == ("Mihon B.V.",)


def test_arin_and_lacnic_fields_are_read() -> None:
    arin = "NetRange: 203.0.113.0 - 203.0.113.255\nRegDate: 2014-05-19\n\n\nOrgName: Mihon, Inc.\nRegDate: 1998-01-01\n"
    (record,) = rpsl.parse(text(arin), "arin")
    assert (record.names, record.registered_on) == (("Mihon, Inc.",), date(2014, 5, 19))
    old = "NetRange: 203.0.113.0 - 203.0.113.255\nOrganization:   Mihon Hosting (MIHON-8)\n"
    assert rpsl.parse(text(old), "arin")[0].names == ("Mihon Hosting",)
    lacnic = "inetnum: 203.0.112/23\nowner: Mihon, S.A. de C.V.\ncountry: MX\ncreated: 20001204\n"
    (record,) = rpsl.parse(text(lacnic), "lacnic")
    assert (record.names, str(record.block), record.registered_on) == (
        ("Mihon, S.A. de C.V.",),
        "203.0.112.0/23",
        date(2000, 12, 4),
    )


NETWORK: dict[str, object] = {
    "objectClassName": "ip network",
    "startAddress": "203.0.113.0",
    "endAddress": "203.0.113.255",
    "name": "MIHON",
    "country": "JP",
    "type": "ALLOCATED PORTABLE",
    "port43": "whois.apnic.net",
    "events": [{"eventAction": "registration", "eventDate": "2010-01-02T03:04:05Z"}],
    "remarks": [{"title": "description", "description": ["Mihon Hikari K.K.", "1-1 Somewhere"]}],
    "entities": [
        {"roles": ["technical"], "vcardArray": ["vcard", [["fn", {}, "text", "A Person"]]]},
        {"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", "Mihon Holdings"]]]},
    ],
}


def body(**changes: object) -> bytes:
    return json.dumps({**NETWORK, **changes}).encode()


def network(raw: bytes, registry: str = "apnic") -> RegistryRecord:
    loaded = rdap_parser.load(raw, registry)
    assert loaded is not None
    return rdap_parser.parse(loaded, registry)


def test_rdap_names_the_registrant_and_no_contact() -> None:
    record = network(b"\xef\xbb\xbf" + body())
    assert (record.names, str(record.block)) == (("Mihon Holdings",), "203.0.113.0/24")
    assert (record.registered_on, record.country, record.kind) == (date(2010, 1, 2), "JP", RecordKind.ALLOCATION)


def test_rdap_without_registrant_takes_the_first_line_of_the_description_then_the_short_name() -> None:
    assert network(body(entities=[])).names == ("Mihon Hikari K.K.",)
    assert network(body(entities=[], remarks=[])).names == ("MIHON",)


def test_rdap_that_names_only_the_registry_is_a_placeholder() -> None:
    remarks = [{"title": "description", "description": ["Japan Network Information Center"]}]
    assert is_placeholder(network(body(entities=[], remarks=remarks)))


def test_rdap_points_elsewhere_only_at_another_registry() -> None:
    assert rdap_parser.pointer(NETWORK, "apnic") is None
    assert rdap_parser.pointer({"port43": "whois.ripe.net"}, "apnic") == "ripe"
    assert rdap_parser.pointer({"port43": "whois.evil.example"}, "apnic") is None


@pytest.mark.parametrize(
    "raw",
    [b"<html>maintenance</html>", body()[:-20], b"", b"\xff\xfe", body(notices=[{"title": "Rate Limit Notice"}])],
)
def test_rdap_that_is_cut_a_page_or_a_limit_is_asked_again_later(raw: bytes) -> None:
    with pytest.raises(Unavailable):
        network(raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (body(startAddress="203.0.113.255", endAddress="203.0.113.0"), "answer_without_range"),
        (body(startAddress=None), "answer_without_range"),
        (b"[]", "answer_not_understood"),
        (b'{"entities":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "answer_too_deep"),
    ],
)
def test_rdap_without_a_sound_network_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnusableAnswer) as refused:
        network(raw)
    assert refused.value.reason == reason
