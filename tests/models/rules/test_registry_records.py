"""Placeholders and pointers, records inside records, and what kind of organisation a name tells."""

from dataclasses import replace
from datetime import date

import pytest

from models.provisions import ProviderProfile
from models.rules.address_blocks import AddressBlock
from models.rules.holder_categories import category_of, hosting_signals
from models.rules.holder_names import latin_name
from models.rules.registry_placeholders import is_placeholder, pointed_by_type, pointed_registry, unmasked
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock, cleaned, holding, nested, shown_block
from models.terms import Channel, Confidence, ProviderCategory


def block(text: str) -> AddressBlock:
    found = AddressBlock.parse(text)
    assert found is not None
    return found


def profile(*names: str) -> ProviderProfile:
    return ProviderProfile(
        key="mihon",
        name="みほん",
        legal_name="みほん通信株式会社",
        names=names,
        category=ProviderCategory.FIXED,
        address=(),
        channel=Channel.POST,
        retention=None,
        needs=(),
        needs_upstream=False,
        source="test",
        checked_on=date(2026, 11, 1),
        confidence=Confidence.LOW,
    )


DIRECTORY = {"mihon": profile("みほん通信株式会社", "MHN", "Mihon Net Communications Inc.", "Mihon Entertainment")}
OUTER = RegistryRecord(
    registry="apnic",
    kind=RecordKind.ALLOCATION,
    block=block("203.0.112.0/22"),
    names=("Mihon Net Communications Inc.",),
    country="JP",
)
INNER = replace(OUTER, kind=RecordKind.REGISTRATION, block=block("203.0.113.0/24"), mirrored=True)
MASKED = replace(OUTER, names=("Japan Network Information Center",), netname="MHN-JPNIC-JP-20000101")


def test_the_allocation_around_the_narrowest_record_lies_above_it() -> None:
    inner, outer = nested((INNER, OUTER))
    assert inner.kind is RecordKind.ASSIGNMENT
    assert inner.uppers == (UpperBlock(names=OUTER.names, kind=RecordKind.ALLOCATION, block=OUTER.block),)
    assert outer == OUTER


def test_records_that_do_not_nest_stay_as_they_are() -> None:
    told = replace(INNER, uppers=())
    same_size = replace(OUTER, block=INNER.block)
    wider = replace(OUTER, kind=RecordKind.REGISTRATION)
    for records in ((), (INNER,), (told, OUTER), (INNER, same_size), (INNER, wider)):
        assert nested(records) == records


def test_of_equal_ranges_the_registrys_own_comes_first() -> None:
    own = replace(INNER, mirrored=False)
    assert holding((INNER, own), "203.0.113.1") == (own, INNER)


@pytest.mark.parametrize(
    ("outer", "shown"),
    [
        (OUTER, "203.0.112.0/22"),
        (replace(OUTER, names=("Mihon Entertainment",)), "203.0.112.0/22"),
        (replace(OUTER, names=("Somebody Else",)), "203.0.113.0/24"),
        (replace(OUTER, mirrored=True), "203.0.113.0/24"),
        (replace(OUTER, block=block("203.0.113.0/25")), "203.0.113.0/24"),
    ],
)
def test_a_mirrored_assignment_is_shown_as_the_registrys_own_block_of_the_same_holder(
    outer: RegistryRecord, shown: str
) -> None:
    assert str(shown_block((INNER, outer), DIRECTORY)) == shown


def test_a_record_of_the_source_itself_is_shown_as_it_is() -> None:
    assert shown_block((replace(INNER, mirrored=False), OUTER)) == INNER.block
    assert shown_block((INNER, replace(OUTER, names=("MHN",)))) == INNER.block


@pytest.mark.parametrize(
    ("registry", "names", "netname", "prefix", "placeholder"),
    [
        ("ripe", "Reseaux IP Europeens Network Coordination Centre (RIPE NCC)", "RIPE-NCC", "203.0.112.0/21", False),
        ("ripe", "RIPE Network Coordination Centre", "RIPE-NCC", "203.0.0.0/12", True),
        ("arin", "RIPE Network Coordination Centre", "RIPE-203", "203.0.112.0/21", True),
        ("apnic", "KRNIC", "KRNIC-KR", "203.0.112.0/21", True),
        ("apnic", "Vietnam Internet Network Information Center", "VNNIC-NET", "203.0.112.0/21", True),
        ("apnic", "Mihon Telecom Company", "MIHON-VNNIC-VN", "203.0.112.0/21", False),
        ("jpnic", "みほん", "JPNIC-NET-JP", "203.0.112.0/21", True),
        ("apnic", "APNIC and Mihon Project", "APNIC-LABS", "203.0.112.0/24", False),
        ("arin", "", "", "203.0.112.0/24", True),
    ],
)
def test_a_registrys_name_points_on_unless_it_speaks_of_its_own_office(
    registry: str, names: str, netname: str, prefix: str, *, placeholder: bool
) -> None:
    record = replace(OUTER, registry=registry, names=(names,) if names else (), netname=netname, block=block(prefix))
    assert is_placeholder(record) is placeholder


def test_in_a_registrys_own_block_its_name_is_a_holder() -> None:
    office = replace(MASKED, netname="JPNIC-NET-JP-20000101")
    assert is_placeholder(office)
    assert not is_placeholder(office, own=True)
    assert is_placeholder(replace(office, block=block("0.0.0.0/0")), own=True)


@pytest.mark.parametrize(
    ("name", "netname", "registry"),
    [
        ("Japan Network Information Center", "JPNIC-NET-JP", "jpnic"),
        ("Japan Network Information Center", "MHN-JPNIC-JP", "jpnic"),
        ("Asia Pacific Network Information Centre", "APNIC-203", "apnic"),
        ("Korea Network Information Center", "KRNIC-KR", "krnic"),
        ("General placeholder reference for all", "IANA-BLOCK", None),
        ("Mihon", "MIHON", None),
    ],
)
def test_a_placeholder_names_the_registry_to_go_on_to(name: str, netname: str, registry: str | None) -> None:
    assert pointed_registry(replace(OUTER, names=(name,), netname=netname)) == registry
    assert pointed_registry(replace(OUTER, names=(), netname="X")) is None


def test_arins_network_type_names_the_registry_a_block_went_to() -> None:
    assert pointed_by_type("Allocated to RIPE NCC") == "ripe"
    assert pointed_by_type("Early Registrations, Transferred to APNIC") == "apnic"
    assert pointed_by_type("Allocated to Somebody") is None
    assert pointed_by_type("Direct Allocation") is None


def test_the_holder_inside_a_network_name_is_read_through_the_directory() -> None:
    found = unmasked(MASKED, DIRECTORY, ())
    assert found is not None
    assert (found.names, found.doubts) == (("Mihon Net Communications Inc.",), ("holder_from_netname",))
    assert unmasked(replace(MASKED, netname="JPNIC-NET-JP"), DIRECTORY, ()) is None
    assert unmasked(replace(MASKED, netname="XYZ-JPNIC-JP"), DIRECTORY, ()) is None
    assert unmasked(MASKED, {**DIRECTORY, "twin": DIRECTORY["mihon"]}, ()) is None


@pytest.mark.parametrize(
    ("short", "name", "borne_out"),
    [
        ("XYZ", "Xylo Yard Zone Inc.", True),
        ("XYLO", "Xylo Yard Zone Inc.", True),
        ("YARD", "Xylo Yard Zone Inc.", False),
        ("XYZ", "", False),
    ],
)
def test_without_the_directory_another_record_must_bear_the_short_name_out(
    short: str, name: str, *, borne_out: bool
) -> None:
    sibling = replace(INNER, names=(name,))
    found = unmasked(replace(MASKED, netname=f"{short}-JPNIC-JP"), {}, (MASKED, sibling))
    assert (found.names if found else None) == ((name,) if borne_out else None)


def test_the_latin_name_of_a_profile_is_its_longest_else_the_legal_one() -> None:
    assert latin_name(DIRECTORY["mihon"]) == "Mihon Net Communications Inc."
    assert latin_name(profile("みほん")) == "みほん通信株式会社"


@pytest.mark.parametrize(
    ("name", "changes", "reason", "category"),
    [
        ("国立大学法人みほん大学", {}, "own_block", ProviderCategory.UNIVERSITY),
        ("Mihon University", {}, "allocation_holder", ProviderCategory.UNIVERSITY),
        ("一般社団法人みほん", {}, "uppers_unknown", ProviderCategory.CORPORATE),
        ("有限会社みほん商店", {}, "assignment_is_customer", ProviderCategory.CORPORATE),
        ("みほん株式会社", {}, "own_block", ProviderCategory.CORPORATE),
        ("みほん株式会社", {}, "allocation_holder", ProviderCategory.UNKNOWN),
        ("Mihon Universidad", {"country": "MX"}, "registration_holder", ProviderCategory.FOREIGN),
        ("Mihon Inc.", {"country": "", "registry": "arin"}, "allocation_holder", ProviderCategory.FOREIGN),
        ("Mihon Inc.", {"country": ""}, "allocation_holder", ProviderCategory.UNKNOWN),
        ("Mihon Hosting", {"netname": "MIHON-CLOUD"}, "allocation_holder", ProviderCategory.HOSTING),
        ("Mihon", {"description": ("VPS and Dedicated",), "country": "NL"}, "own_block", ProviderCategory.HOSTING),
        ("Mihon Hosting", {}, "allocation_holder", ProviderCategory.UNKNOWN),
    ],
)
def test_an_unlisted_holder_is_classed_by_its_own_words(
    name: str, changes: dict[str, object], reason: str, category: ProviderCategory
) -> None:
    record = replace(OUTER, names=(name,), **changes)  # type: ignore[arg-type]
    assert category_of(record, reason) is category


def test_one_word_of_the_trade_is_one_signal_however_often_it_stands() -> None:
    assert hosting_signals(replace(OUTER, names=("Cloud Cloud",), netname="CLOUD")) == 1
    assert hosting_signals(OUTER) == 0


def test_a_strangers_text_is_made_fit_to_be_shown_and_keeps_its_words() -> None:
    upper = UpperBlock(names=("Up\x00per",), kind=RecordKind.ALLOCATION, block=OUTER.block)
    record = replace(
        INNER,
        names=(" Mihon\u2028\n Inc. ", "\x1b\u202e", "=cmd|calc <b>"),
        netname="MI\ud800HON",
        description=("x" * 1000,),
        uppers=(upper,),
    )
    found = cleaned(record)
    assert (found.names, found.netname) == (("Mihon Inc.", "=cmd|calc <b>"), "MI HON")
    assert [len(line) for line in found.description] == [300]
    assert found.uppers == (replace(upper, names=("Up per",)),)
    assert cleaned(OUTER) == OUTER
