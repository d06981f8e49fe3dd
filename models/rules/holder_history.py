"""登録の履歴: who held an address on the day of the post, from dated copies of the registry's object. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.rules.registry_placeholders import is_placeholder
from models.rules.registry_records import RegistryRecord

DATE_CONFLICTS = frozenset({"registered_after_post", "updated_after_post", "block_returned"})
"""Reason codes that say that the record of today may not be that of the post's day."""

WITH_HISTORY = frozenset({"apnic", "jpnic"})
"""Registries whose blocks APNIC keeps a public history of (whois.md §3; of Japanese blocks the allocations only)."""


@dataclass(frozen=True, kw_only=True)
class DatedRecord:
    """A record as it stood from `since` until before `until` (aware; None: to date). A deleted object has no record."""

    since: datetime
    until: datetime | None
    record: RegistryRecord | None

    def stood_at(self, moment: datetime) -> bool:
        """Whether this was the object's state at that moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


def is_in_conflict(reasons: Iterable[str], registry: str | None) -> bool:
    """Whether the history is worth one more question."""
    return registry in WITH_HISTORY and not DATE_CONFLICTS.isdisjoint(reasons)


def record_at(history: Iterable[DatedRecord], ip: str, moment: datetime) -> RegistryRecord | None:
    """The narrowest record that named a holder of the address at that moment; None when the history has none."""
    held = [
        dated.record
        for dated in history
        if dated.record is not None
        and dated.stood_at(moment)
        and dated.record.block.holds(ip)
        and not is_placeholder(dated.record)
    ]
    return min(held, key=lambda record: record.block.size, default=None)
