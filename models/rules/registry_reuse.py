"""Whether what a registry said about one address may be said about another (whois.md §3, cache rule)."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from models.rules.registry_records import RecordKind, RegistryRecord

_JAPAN = timezone(timedelta(hours=9))
_ALLOCATIONS = frozenset({RecordKind.ALLOCATION, RecordKind.SUB_ALLOCATION})
DOUBTS_OF_THE_WAY = frozenset({"registry_placeholder"})
"""These tell of a registry asked before the one that answered; they say nothing against the answer."""

GUESSED = frozenset({"holder_from_netname", "range_incomplete"})
"""The record was pieced together from a placeholder or a half range: good for a person to read, not to go by."""


class Reuse(StrEnum):
    """答の再利用: the whole answer, only the holder of the allocation, or nothing."""

    WHOLE = "whole"
    HOLDER_ONLY = "holder_only"
    NOTHING = "nothing"


def reuse(record: RegistryRecord, *, same_address: bool, ip: str) -> Reuse:
    """What of the narrowest record, given for one address of its block, may be said about `ip` of the same block.

    An assignment is the narrowest there is. Below an allocation others may lie: `ip` may belong to one of them unless
    the registry listed all of them (下位情報).
    """
    if same_address or record.kind not in _ALLOCATIONS:
        return Reuse.WHOLE
    if record.lowers is None:
        return Reuse.HOLDER_ONLY
    return Reuse.NOTHING if any(lower.holds(ip) for lower in record.lowers) else Reuse.WHOLE


def is_current(fetched_at: datetime, *, kept: timedelta, now: datetime, at: datetime | None) -> bool:
    """Whether an answer of `fetched_at` is still good at `now` for a post of `at`.

    An answer older than the post itself says nothing about the holder on that day; registries date to the day.
    """
    if not timedelta(0) <= now - fetched_at < kept:
        return False
    return at is None or _japan_day(at) <= _japan_day(fetched_at)


def may_be_kept(records: Sequence[RegistryRecord], doubts: Sequence[str], ip: str) -> bool:
    """Whether what was found about `ip` may be used again: a plain miss, or a whole, sound answer that holds `ip`."""
    if not set(doubts) <= DOUBTS_OF_THE_WAY:
        return False
    if not records:
        return not doubts
    record = records[0]
    whole = record.kind is not RecordKind.ASSIGNMENT or record.uppers is not None
    sound = whole and GUESSED.isdisjoint(record.doubts)
    return sound and record.block.holds(ip) and not any(each.lossy for each in records)


def _japan_day(moment: datetime) -> str:
    return moment.astimezone(_JAPAN).date().isoformat()
