"""What a registry said about one address, used for another (whois.md §3, cache rule)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock
from models.rules.registry_reuse import Reuse, is_current, may_be_kept, reuse

ASKED, INSIDE, OUTSIDE = "203.0.113.10", "203.0.113.200", "198.51.100.1"
FETCHED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 12:00 in Japan
MONTH = timedelta(days=30)


def block(text: str) -> AddressBlock:
    found = AddressBlock.parse(text)
    assert found is not None
    return found


def record(kind: RecordKind, **more: Any) -> RegistryRecord:
    return RegistryRecord(registry="jpnic", kind=kind, block=block("203.0.113.0/24"), names=("見本",), **more)


UPPER = UpperBlock(names=("見本",), kind=RecordKind.ALLOCATION, block=block("203.0.112.0/20"))
ASSIGNMENT = record(RecordKind.ASSIGNMENT, uppers=(UPPER,))


@pytest.mark.parametrize("kind", [RecordKind.ASSIGNMENT, RecordKind.REGISTRATION])
def test_the_narrowest_block_there_is_holds_for_all_its_addresses(kind: RecordKind) -> None:
    assert reuse(record(kind), same_address=False, ip=INSIDE) is Reuse.WHOLE


@pytest.mark.parametrize("kind", [RecordKind.ALLOCATION, RecordKind.SUB_ALLOCATION])
@pytest.mark.parametrize(
    ("lowers", "expected"),
    [
        (None, Reuse.HOLDER_ONLY),
        ((), Reuse.WHOLE),
        (("203.0.113.0/28",), Reuse.WHOLE),
        (("203.0.113.0/28", "203.0.113.192/28"), Reuse.NOTHING),
    ],
)
def test_an_allocation_says_only_who_holds_it_unless_what_lies_below_was_listed(
    kind: RecordKind, lowers: tuple[str, ...] | None, expected: Reuse
) -> None:
    below = None if lowers is None else tuple(map(block, lowers))
    assert reuse(record(kind, lowers=below), same_address=False, ip=INSIDE) is expected
    assert reuse(record(kind, lowers=below), same_address=True, ip=INSIDE) is Reuse.WHOLE


@pytest.mark.parametrize(
    ("after", "current"),
    [
        (timedelta(0), True),
        (MONTH - timedelta(seconds=1), True),
        (MONTH, False),
        (timedelta(seconds=-1), False),  # the clock was set back: nobody knows how old it is
    ],
)
def test_an_answer_ages(after: timedelta, *, current: bool) -> None:
    assert is_current(FETCHED, kept=MONTH, now=FETCHED + after, at=None) is current


@pytest.mark.parametrize(
    ("at", "current"),
    [
        (FETCHED - timedelta(days=60), True),
        (datetime(2026, 11, 22, 14, 59, tzinfo=UTC), True),  # 23:59 of the same day in Japan
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), False),  # the next day in Japan
    ],
)
def test_an_answer_from_before_the_day_of_the_post_says_nothing_about_that_day(at: datetime, *, current: bool) -> None:
    assert is_current(FETCHED, kept=MONTH, now=FETCHED + timedelta(days=2), at=at) is current


def test_a_sound_answer_and_a_plain_miss_may_be_kept() -> None:
    assert may_be_kept([ASSIGNMENT], [], ASKED)
    assert may_be_kept([ASSIGNMENT], ["registry_placeholder"], ASKED)
    assert may_be_kept([record(RecordKind.ALLOCATION)], [], ASKED)
    assert may_be_kept([], [], ASKED)


@pytest.mark.parametrize(
    ("records", "doubts", "ip"),
    [
        ([ASSIGNMENT], [], OUTSIDE),
        ([ASSIGNMENT], ["decoded_with_loss"], ASKED),
        ([ASSIGNMENT], ["registry_placeholder", "answer_for_other_address"], ASKED),
        ([record(RecordKind.ASSIGNMENT, uppers=None)], [], ASKED),
        ([record(RecordKind.ASSIGNMENT, uppers=(), lossy=True)], [], ASKED),
        ([ASSIGNMENT, record(RecordKind.ALLOCATION, lossy=True)], [], ASKED),
        ([record(RecordKind.REGISTRATION, doubts=("holder_from_netname",))], [], ASKED),
        ([record(RecordKind.REGISTRATION, doubts=("range_incomplete",))], [], ASKED),
        ([], ["registry_placeholder"], ASKED),
        ([], ["answer_not_understood"], ASKED),
    ],
)
def test_nothing_doubtful_is_kept(records: list[RegistryRecord], doubts: list[str], ip: str) -> None:
    assert not may_be_kept(records, doubts, ip)
