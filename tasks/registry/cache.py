"""The memory of the registry client: findings in the case database, asked for once by all processes together."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.rules.registry_reuse import Reuse, is_current, may_be_kept, reuse
from tasks.case_store.engine import Store
from tasks.case_store.registry_cache import KeptFindings, end_question, kept_for
from tasks.ports import Clock, RegistryEvidence
from tasks.registry.answers import PARSER_VERSION
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.findings import About, Ask, Findings
from tasks.registry.single_flight import Queue, leased, neighbourhood


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How long answers are used again: with a holder, and without."""

    hits: timedelta
    misses: timedelta


class CachedFindings:
    """Uses again what was found, of the same registries only: a replay's answers never pass for a registry's."""

    def __init__(self, store: Store, endpoints: RegistryEndpoints, clock: Clock, kept: Kept) -> None:
        self._store = store
        self._sources: Mapping[About, str] = {about: source_of(endpoints, about) for about in ("holder", "history")}
        self._clock = clock
        self._kept = kept
        self._queue = Queue()

    async def findings(self, ip: str, at: datetime | None, ask: Ask, about: About = "holder") -> Findings:
        """What is kept about `ip` and good for a post of `at`, else what `ask` brings, which is kept when it may be."""
        if known := self._known(ip, at, about):
            return known
        unit = f"{self._sources[about]} {neighbourhood(ip)}"
        async with self._queue.turn(unit):
            if known := self._known(ip, at, about):
                return known
            await leased(self._store, unit, self._clock)
            fresh: Findings | None = None
            try:
                if known := self._known(ip, at, about):  # another process was faster
                    return known
                fresh = await ask()
                return fresh
            finally:
                kept = self._worth_keeping(ip, fresh)
                await asyncio.to_thread(end_question, self._store, self._sources[about], unit, kept)

    def _known(self, ip: str, at: datetime | None, about: About) -> Findings | None:
        kept = kept_for(self._store, self._sources[about], ip)
        if kept is None or any(item.parser != PARSER_VERSION for item in kept.findings.evidence):
            return None
        is_miss = about == "holder" and not kept.findings.records
        length = self._kept.misses if is_miss else self._kept.hits
        if not is_current(kept.fetched_at, kept=length, now=self._clock.now(), at=at):
            return None
        return _for_address(kept, ip)

    def _worth_keeping(self, ip: str, fresh: Findings | None) -> KeptFindings | None:
        if fresh is None or not fresh.complete or not may_be_kept(fresh.records, fresh.doubts, ip):
            return None
        return KeptFindings(asked=ip, findings=fresh, fetched_at=self._clock.now())


def _for_address(kept: KeptFindings, ip: str) -> Findings | None:
    """The kept findings as they hold for `ip`; None when they do not."""
    if kept.asked == ip or not kept.findings.records:
        return kept.findings
    record, *others = kept.findings.records
    allowed = reuse(record, same_address=False, ip=ip)
    if allowed is Reuse.NOTHING:
        return None
    if allowed is Reuse.HOLDER_ONLY:
        record = replace(record, doubts=(*record.doubts, "assignment_unknown"))
    evidence = tuple(_about_the_block(item, kept.asked, str(record.block)) for item in kept.findings.evidence)
    return replace(kept.findings, records=(record, *others), evidence=evidence)


def _about_the_block(item: RegistryEvidence, asked: str, block: str) -> RegistryEvidence:
    """The address that was asked is another case's: this case's record says only of which block it was."""
    return replace(item, query=item.query.replace(asked, f"<an address of {block}>"))


def source_of(endpoints: RegistryEndpoints, about: About = "holder") -> str:
    """Which registries and which of their services: the fingerprint of their addresses and of what is asked."""
    where = json.dumps([dict(endpoints.whois), dict(endpoints.rdap), about], sort_keys=True)
    return hashlib.sha256(where.encode()).hexdigest()[:16]
