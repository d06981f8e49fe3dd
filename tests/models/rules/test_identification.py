from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.provisions import ProviderProfile
from models.rules.address_blocks import AddressBlock
from models.rules.holder_names import fold
from models.rules.identification import REASONS, ChainRole, decide
from models.rules.registry_placeholders import is_placeholder
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock, holding
from models.terms import Channel, Confidence, ProviderCategory


def block(text: str) -> AddressBlock:
    found = AddressBlock.parse(text)
    assert found is not None
    return found


def profile(key: str, names: tuple[str, ...], category: ProviderCategory, *, upstream: bool = False) -> ProviderProfile:
    return ProviderProfile(
        key=key,
        name=names[0],
        legal_name=names[0],
        names=names,
        category=category,
        address=(),
        channel=Channel.POST,
        retention=None,
        needs=(),
        needs_upstream=upstream,
        source="test",
        checked_on=date(2026, 11, 1),
        confidence=Confidence.LOW,
    )


PROVIDERS: Mapping[str, ProviderProfile] = {
    p.key: p
    for p in (
        profile("mobile", ("みほん移動通信株式会社", "Mihon Mobile, Inc."), ProviderCategory.MOBILE),
        profile("fixed", ("みほん光株式会社", "Mihon Hikari K.K."), ProviderCategory.FIXED),
        profile("brand", ("みほんネット株式会社",), ProviderCategory.FIXED),
        profile("reseller", ("みほん格安株式会社",), ProviderCategory.MVNO, upstream=True),
        profile("vne", ("みほん網株式会社",), ProviderCategory.VNE),
        profile("hosting", ("みほんサーバ株式会社",), ProviderCategory.HOSTING),
        profile("leaning", ("みほん間借り株式会社",), ProviderCategory.FIXED, upstream=True),
    )
}
POSTED_AT = datetime(2026, 8, 1, 15, 30, tzinfo=UTC)
"""2 August in Japan."""

ALLOCATION = RegistryRecord(
    registry="jpnic",
    kind=RecordKind.ALLOCATION,
    block=block("203.0.112.0/22"),
    names=("みほん光株式会社", "Mihon Hikari K.K."),
    country="JP",
    registered_on=date(2010, 4, 28),
    updated_on=date(2020, 1, 1),
    uppers=(),
)
ASSIGNMENT = replace(ALLOCATION, kind=RecordKind.ASSIGNMENT, block=block("203.0.113.64/29"), netname="MIHON")
ABOVE = UpperBlock(
    names=("みほん光株式会社", "Mihon Hikari K.K."), kind=RecordKind.ALLOCATION, block=block("203.0.112.0/22")
)


def test_an_allocation_names_the_provider() -> None:
    found = decide((ALLOCATION,), PROVIDERS, POSTED_AT)
    assert (found.provider, found.category, found.role) == ("fixed", ProviderCategory.FIXED, ChainRole.ACCESS_PROVIDER)
    assert (found.needs_review, found.reasons) == (False, ("allocation_holder",))
    assert found.chain == ("みほん光株式会社",)


def test_a_mobile_operator_is_identified_with_the_hint_at_resellers() -> None:
    found = decide((replace(ALLOCATION, names=("Mihon Mobile, Inc.",)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.needs_review) == ("mobile", False)
    assert found.reasons == ("allocation_holder", "mvno_possible")


def test_a_holders_own_assignment_is_the_holder() -> None:
    found = decide((replace(ASSIGNMENT, uppers=(ABOVE,)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.needs_review, found.reasons) == ("fixed", False, ("holders_own_assignment",))


def test_a_customers_assignment_goes_to_the_holder_and_to_a_person() -> None:
    found = decide((replace(ASSIGNMENT, names=("有限会社みほん商店",), uppers=(ABOVE,)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.provider_name, found.needs_review) == ("fixed", "みほん光株式会社", True)
    assert found.holder == "有限会社みほん商店"
    assert found.category is ProviderCategory.CORPORATE
    assert found.reasons == ("assignment_is_customer",)
    assert found.chain == ("みほん光株式会社", "有限会社みほん商店")


def test_a_known_provider_on_anothers_block_keeps_both_in_the_chain() -> None:
    found = decide((replace(ASSIGNMENT, names=("みほんネット株式会社",), uppers=(ABOVE,)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.needs_review, found.reasons) == ("brand", True, ("brand_on_wholesale",))
    assert found.chain == ("みほん光株式会社", "みほんネット株式会社")


def test_the_narrowest_allocation_above_is_the_holder() -> None:
    wide = replace(ABOVE, names=("遠い会社",), block=block("203.0.0.0/16"))
    house = replace(ABOVE, names=("有限会社みほん商店",), kind=RecordKind.ASSIGNMENT, block=block("203.0.113.0/24"))
    shop = replace(ASSIGNMENT, names=("有限会社みほん商店",), uppers=(wide, house, ABOVE))
    assert decide((shop,), PROVIDERS, POSTED_AT).provider == "fixed"


def test_a_block_with_nothing_above_is_its_own_provider() -> None:
    found = decide((replace(ASSIGNMENT, uppers=()),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.needs_review, found.reasons) == ("fixed", False, ("own_block",))


def test_an_assignment_without_word_of_what_lies_above_is_never_sure() -> None:
    for uppers in (None, (replace(ABOVE, kind=RecordKind.ASSIGNMENT),), (replace(ABOVE, names=()),)):
        found = decide((replace(ASSIGNMENT, uppers=uppers),), PROVIDERS, POSTED_AT)
        assert (found.provider, found.needs_review, found.reasons) == ("fixed", True, ("uppers_unknown",))


@pytest.mark.parametrize(
    ("name", "key", "reason", "role"),
    [
        ("みほん網株式会社", "vne", "vne_ask_for_isp", ChainRole.WHOLESALER),
        ("みほん格安株式会社", "reseller", "mvno_uses_other_network", ChainRole.ACCESS_PROVIDER),
        ("みほん間借り株式会社", "leaning", "mvno_uses_other_network", ChainRole.ACCESS_PROVIDER),
        ("みほんサーバ株式会社", "hosting", "hosting_not_access", ChainRole.NOT_ACCESS_PROVIDER),
    ],
)
def test_who_is_no_plain_access_provider_is_reviewed(name: str, key: str, reason: str, role: ChainRole) -> None:
    found = decide((replace(ALLOCATION, names=(name,)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.role, found.needs_review) == (key, role, True)
    assert found.reasons == ("allocation_holder", reason)


def test_an_unknown_name_is_never_guessed() -> None:
    found = decide((replace(ALLOCATION, names=("みほん光コミュニケーションズ株式会社",)),), PROVIDERS, POSTED_AT)
    assert (found.provider, found.category, found.role) == (None, ProviderCategory.UNKNOWN, ChainRole.UNKNOWN)
    assert (found.needs_review, found.holder) == (True, "みほん光コミュニケーションズ株式会社")
    assert found.reasons == ("allocation_holder", "unknown_holder")


def test_a_listed_short_name_of_the_network_is_a_candidate_and_never_sure() -> None:
    record = replace(ALLOCATION, names=("みほん太郎株式会社",), netname="Mihon Mobile")
    found = decide((record,), PROVIDERS, POSTED_AT)
    assert (found.provider, found.needs_review, found.holder) == ("mobile", True, "みほん太郎株式会社")
    assert found.reasons == ("allocation_holder", "brand_in_netname", "mvno_possible")


def test_a_customers_network_name_does_not_outweigh_the_block_above() -> None:
    above = replace(ABOVE, names=("知られざる株式会社",))
    shop = replace(ASSIGNMENT, names=("有限会社みほん商店",), netname="Mihon Mobile", uppers=(above,))
    found = decide((shop,), PROVIDERS, POSTED_AT)
    assert (found.provider, found.provider_name) == (None, "知られざる株式会社")
    assert (found.holder, found.category) == ("有限会社みほん商店", ProviderCategory.CORPORATE)
    assert found.chain == ("知られざる株式会社", "有限会社みほん商店")


def test_doubts_about_the_record_and_words_of_rented_servers_are_told() -> None:
    record = replace(ALLOCATION, names=("Mihon Cloud",), doubts=("holder_name_uncertain",))
    found = decide((record,), PROVIDERS, POSTED_AT)
    assert found.reasons == ("allocation_holder", "unknown_holder", "hosting_suspected", "holder_name_uncertain")
    sure = decide((replace(ALLOCATION, doubts=("range_incomplete",)),), PROVIDERS, POSTED_AT)
    assert (sure.provider, sure.needs_review) == ("fixed", True)


def test_a_name_that_two_profiles_carry_is_a_persons_choice() -> None:
    twin = replace(PROVIDERS["fixed"], key="twin")
    found = decide((ALLOCATION,), {**PROVIDERS, "twin": twin}, POSTED_AT)
    assert (found.provider, found.needs_review) == (None, True)
    assert "ambiguous_holder" in found.reasons


@pytest.mark.parametrize(
    ("registered_on", "updated_on", "returned_on", "reasons"),
    [
        (date(2026, 8, 1), None, None, ()),
        (date(2026, 8, 2), None, None, ("registered_after_post",)),
        (date(2026, 8, 3), date(2026, 8, 2), None, ("registered_after_post", "updated_after_post")),
        (None, date(2026, 8, 1), None, ()),
        (None, None, date(2024, 3, 31), ("block_returned",)),
    ],
)
def test_registry_dates_are_compared_with_the_post_in_japan(
    registered_on: date | None, updated_on: date | None, returned_on: date | None, reasons: tuple[str, ...]
) -> None:
    record = replace(ALLOCATION, registered_on=registered_on, updated_on=updated_on, returned_on=returned_on)
    found = decide((record,), PROVIDERS, POSTED_AT)
    assert found.reasons == ("allocation_holder", *reasons)
    assert found.needs_review is bool(reasons)


def test_without_a_moment_dates_are_not_compared() -> None:
    assert decide((replace(ALLOCATION, registered_on=date(2099, 1, 1)),), PROVIDERS, None).needs_review is False


def test_a_japanese_block_read_elsewhere_and_a_lossy_name_are_reviewed() -> None:
    found = decide((replace(ALLOCATION, registry="apnic", lossy=True),), PROVIDERS, POSTED_AT)
    assert found.needs_review is True
    assert found.reasons == ("allocation_holder", "japanese_block_without_jpnic", "decoded_with_loss")


def test_no_record_or_no_name_decides_nothing() -> None:
    for records in ((), (replace(ALLOCATION, names=()),)):
        found = decide(records, PROVIDERS, POSTED_AT)
        assert (found.provider, found.holder, found.needs_review) == (None, None, True)
        assert found.reasons == ("no_usable_record",)


@pytest.mark.parametrize(
    "written",
    ["みほん光株式会社", "株式会社みほん光", "（株）みほん光", "㈱みほん光", "みほん光 (株)", " みほん光　株式会社"],
)
def test_japanese_legal_forms_fold(written: str) -> None:
    assert fold(written) == "みほん光"


@pytest.mark.parametrize(
    "written",
    [
        "Mihon Hikari K.K.",
        "MIHON HIKARI Co., Ltd.",
        "Mihon  Hikari Inc",
        "Ｍｉｈｏｎ Hikari, Inc.",
        "Mihon Hikari CO.,LTD.",
        "Mihon Hikari,Inc.",
        "Mihon Hikari Limited",
    ],
)
def test_english_legal_forms_fold(written: str) -> None:
    assert fold(written) == "mihon hikari"


def test_folding_keeps_different_companies_apart() -> None:
    names = [
        "みほん光",
        "みほん光ネット",
        "新みほん光株式会社",
        "Mihon Hikari Telecom",
        "株式会社",
        "Mihon Hikari West",
    ]
    assert len({fold(name) for name in names}) == len(names)


PLACEHOLDERS = [
    ("JPNIC-NET-JP-ERX", "Japan Network Information Center", "133.0.0.0/8"),
    ("IANA-BLOCK", "General placeholder reference for all IPv4 addresses", "0.0.0.0/0"),
    ("APNIC-AP", "Somebody", "203.0.112.0/22"),
    ("MIHON-JPNIC-JP", "Japan Network Information Center", "2001:db8::/32"),
    ("MIHON-ERX", "Somebody", "203.0.112.0/22"),
    ("BIG", "Somebody", "202.0.0.0/7"),
]


@pytest.mark.parametrize(("netname", "name", "prefix"), PLACEHOLDERS)
def test_a_registrys_own_entry_is_no_holder(netname: str, name: str, prefix: str) -> None:
    record = replace(ALLOCATION, registry="apnic", netname=netname, names=(name,), block=block(prefix))
    assert is_placeholder(record)


def test_a_registrys_own_office_block_is_a_holder() -> None:
    own = replace(ALLOCATION, registry="apnic", netname="JPNICNET", names=("Japan Network Information Center",))
    assert not is_placeholder(own)
    assert not is_placeholder(ALLOCATION)


def test_records_elsewhere_are_dropped_and_the_narrowest_comes_first() -> None:
    elsewhere = replace(ALLOCATION, block=block("198.51.100.0/24"))
    assert holding((elsewhere, ALLOCATION, ASSIGNMENT), "203.0.113.65") == (ASSIGNMENT, ALLOCATION)


def test_every_reason_is_explained() -> None:
    records = [ALLOCATION, replace(ASSIGNMENT, uppers=None), replace(ALLOCATION, kind=RecordKind.REGISTRATION)]
    given = {code for record in records for code in decide((record,), PROVIDERS, POSTED_AT).reasons}
    assert given <= REASONS.keys()
