"""No answer, however broken, costs more than one of the declared exceptions, and none costs much time."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.provisions import load_law
from models.rules.identification import decide
from models.rules.registry_records import RegistryRecord, holding, nested, shown_block
from tasks.ports import Unavailable
from tasks.registry import rdap_parser
from tasks.registry.answers import MAX_BYTES, UnusableAnswer
from tasks.registry.banners import refuse_banner
from tasks.registry.decoding import decode, ends_inside_japanese
from tasks.registry.reading import read

IP = "203.0.113.65"
REGISTRIES = st.sampled_from(["jpnic", "apnic", "arin", "ripe", "lacnic", "afrinic", "krnic"])
EXAMPLES = settings(max_examples=120, deadline=None)
LINES = """[ header ]
Network Information: [ネットワーク情報]
a. [IPネットワークアドレス]     203.0.113.64/29
[Network Number]             203.0.112.0-203.0.115.255
b. [ネットワーク名]             SUBA-001-113
f. [組織名]                     有限会社みほん商店
g. [Organization]               Mihon Shoten
[割当年月日]                    2012/13/41
[返却年月日]                    2024/03/31
上位情報
Less Specific Info.
----------
みほん光株式会社 (Mihon Hikari K.K.)
        SUBA-001     [SUBA]                                         203.0.113.0/24
                     [割り振り]                                  203.0.112.0-203.0.115.255
下位情報
No match!!
inetnum:        203.0.113.0 - 203.0.113.255
inet6num:       2001:db8::/32
netname:        MHN-JPNIC-JP-20000101
descr:          Japan Network Information Center
descr:\t5 Example Street
+\tsecond part
org:            ORG-1
organisation:   ORG-1
org-name:       Mihon B.V.
country:        jp # comment
status:         ALLOCATED PORTABLE
source:         JPNIC
NetRange:       203.0.113.0 - 203.0.113.255
NetType:        Allocated to RIPE NCC
OrgName:        Mihon, Inc.
Mihon Shop MIHON (NET-203-0-113-0-1) 203.0.113.0 - 203.0.113.255
# ENGLISH
IPv4 Address       : 203.0.113.0 - 203.0.113.255 (/24)
기관명             : 견본상점
Network Type       : CUSTOMER
%ERROR:201: access control limit reached
<pre>&#x41;<a href="x">""".splitlines()
"""One of each kind of line that any registry prints, in no order."""
PIECES = st.sampled_from([*LINES, "", "[", "]", " (", ")", " +", ":", "-"])
CODECS = st.sampled_from(["utf-8", "iso2022_jp_ext", "cp932", "euc_jp", "cp949"])


def through(raw: bytes, registry: str) -> None:
    """Everything that is done with an answer of port 43."""
    decoded = decode(raw, registry)
    ends_inside_japanese(raw)
    with contextlib.suppress(Unavailable, UnusableAnswer):
        refuse_banner(decoded.text, "server")
        decided(read(decoded, registry))


def decided(records: tuple[RegistryRecord, ...]) -> None:
    held = nested(holding(records, IP))
    decide(held, load_law().providers, datetime(2026, 10, 1, tzinfo=UTC))
    assert not held or str(shown_block(held, load_law().providers))


@EXAMPLES
@given(st.lists(PIECES | st.text(max_size=30), max_size=25), REGISTRIES, CODECS)
def test_no_arrangement_of_lines_breaks_a_reader(lines: list[str], registry: str, codec: str) -> None:
    through("\r\n".join(lines).encode(codec, "replace"), registry)


@EXAMPLES
@given(st.data(), REGISTRIES)
def test_no_damage_to_the_bytes_breaks_a_reader(data: st.DataObject, registry: str) -> None:
    whole = "\n".join(data.draw(st.lists(PIECES, min_size=3, max_size=15))).encode(data.draw(CODECS), "replace")
    start, end = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    through(whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:], registry)


MEMBERS = [
    "startAddress",
    "endAddress",
    "name",
    "type",
    "country",
    "port43",
    "events",
    "eventAction",
    "eventDate",
    "remarks",
    "notices",
    "title",
    "description",
    "entities",
    "roles",
    "vcardArray",
    "cidr0_cidrs",
    "v4prefix",
    "length",
    "errorCode",
]
WORDS = st.sampled_from(
    ["203.0.113.0", "203.0.113.255", "::", "registrant", "registration", "fn", "kind", "org", "Source", "JPNIC", "429"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=14,
)
SOUND = {"startAddress": "203.0.113.0", "endAddress": "203.0.113.255", "name": "MIHON"}


@EXAMPLES
@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=7), REGISTRIES, st.sampled_from([{}, SOUND]))
def test_no_json_breaks_the_rdap_reader(members: dict[str, object], registry: str, sound: dict[str, object]) -> None:
    with contextlib.suppress(Unavailable, UnusableAnswer):
        loaded = rdap_parser.load(json.dumps({**members, **sound}).encode(), registry)
        if loaded is not None:
            rdap_parser.pointer(loaded, registry)
            decided((rdap_parser.parse(loaded, registry),))


@pytest.mark.parametrize(
    "unit", [" ", "[", "(", "<a", "\n ", "a. [x]", "-", ": ", "\x1b$B", "%", "(NET-", "descr: x\n"]
)
@pytest.mark.parametrize("registry", ["jpnic", "arin", "krnic"])
def test_the_longest_answer_of_one_repeated_piece_is_read_or_refused(unit: str, registry: str) -> None:
    through((unit * MAX_BYTES)[:MAX_BYTES].encode(), registry)
