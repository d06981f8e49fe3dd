"""One calendar feed for each attorney and supervisor: replaced as a whole, and only when it says something else."""

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from models.provisions import Law
from models.rules.progress.plan import JAPAN, japan_day
from tasks.calendar_files import published
from tasks.calendar_text import MADE_FOR, PUBLISH, VERSION, CalendarHead, event_bytes, joined, version_of
from tasks.case_store.feeds import (
    FeedMember,
    Listed,
    entries_by_id,
    feed_members,
    mark_shown,
    read_feed,
    stale_members,
)
from tasks.file_store import sync_folder
from tasks.folder_lock import holding
from tasks.wiring import Services
from tasks.words import word

FORMAT: Final = 2
HEAD_BYTES: Final = 2048
# A far too large feed rests between two writings, and one sweep writes no longer than this: sweeps carry the alarms.
LARGE_BYTES, BYTES_A_SECOND = 1_000_000, 50_000
SECONDS_A_SWEEP: Final = 20.0
_MADE_FOR = re.compile(rf"^{MADE_FOR}:([0-9a-f]{{16}})-([0-9]{{8}})\r$".encode(), re.MULTILINE)
_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.MULTILINE | re.DOTALL)
_VERSION = re.compile(rf"^{VERSION}:([0-9a-f]{{16}})\r$".encode(), re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class FeedFile:
    """Where one member's feed lies, when it was written (Japan), and whether it says what it should."""

    member_id: int
    path: Path
    written_at: datetime | None
    is_current: bool


def write_feeds(made: Services) -> int:
    """Bring the feeds up to date: those of members whose cases' entries changed, and those missing. Returns how many.

    A feed is replaced as a whole, and only then its cases count as shown: killed in between, it is written once more.
    What one sweep has no time for is written by the next; the feed that waited longest comes first.
    """
    members = feed_members(made.store)
    if not members:
        return 0
    feed_folder(made).mkdir(mode=0o700, parents=True, exist_ok=True)
    written, end = 0, time.monotonic() + SECONDS_A_SWEEP
    with holding(feed_folder(made)):
        stale, names = stale_members(made.store), _names(made.law)
        due = [member for member in members if _is_due(made, member, stale, names)]
        for member in sorted(due, key=lambda member: _written(feed_path(made, member))):
            written += _write(made, member, names)
            if time.monotonic() >= end:
                break
    return written


def list_feeds(made: Services) -> list[FeedFile]:
    """Every feed there is or is to be."""
    stale, names = stale_members(made.store), _names(made.law)
    return [_feed_file(made, member, stale, names) for member in feed_members(made.store)]


def _feed_file(made: Services, member: FeedMember, stale: set[int], names: str) -> FeedFile:
    path = feed_path(made, member)
    written_at = datetime.fromtimestamp(_written(path), tz=JAPAN) if path.exists() else None
    is_current = member.id not in stale and not _is_due(made, member, stale, names)
    return FeedFile(member_id=member.id, path=path, written_at=written_at, is_current=is_current)


def feed_folder(made: Services) -> Path:
    """Where the feeds lie."""
    return made.settings.root / "calendars"


def feed_path(made: Services, member: FeedMember) -> Path:
    """Where a member's feed lies: its name is the secret that lets a calendar read it."""
    return feed_folder(made) / f"{member.token}.ics"


def _written(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _is_due(made: Services, member: FeedMember, stale: set[int], names: str) -> bool:
    """Out of date, missing, made for other settings, or holding what is to be dropped today."""
    path = feed_path(made, member)
    head = _MADE_FOR.search(_head(path)) if path.exists() else None
    if head is None or head[1].decode() != _made_for(made, member, names):
        return True
    if date.fromisoformat(head[2].decode()) <= japan_day(made.clock.now()):
        return True
    return member.id in stale and _has_rested(path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _has_rested(path: Path) -> bool:
    found = path.stat()
    return time.time() - found.st_mtime >= (found.st_size - LARGE_BYTES) / BYTES_A_SECOND


def _write(made: Services, member: FeedMember, names: str) -> bool:
    """Write one feed; False when it says already what it should."""
    feed = read_feed(made.store, member.id, made.clock.now())
    made_for = _made_for(made, member, names)
    again = min((entry.drops_on for entry in feed.entries), default=date.max)
    head = CalendarHead(
        method=PUBLISH,
        organizer=made.settings.firm.mail_from,
        name=word("calendar", "name", member.language),
        made_for=f"{made_for}-{again:%Y%m%d}",
    )
    path = feed_path(made, member)
    old = path.read_bytes() if path.exists() else b""
    written = _written_before(old, made_for)
    fresh = _fresh(made, member, head, [entry for entry in feed.entries if _version(entry) not in written])
    content = joined(head, (fresh.get(entry.id) or written[_version(entry)] for entry in feed.entries))
    if content != old:
        _replace(path, content)
    mark_shown(made.store, feed.links)
    return content != old


def _written_before(old: bytes, made_for: str) -> dict[str, bytes]:
    """The entries of an earlier file of the same settings, by version: text that need not be made again."""
    head = _MADE_FOR.search(old[:HEAD_BYTES])
    if head is None or head[1].decode() != made_for:
        return {}
    events = ((_VERSION.search(event), event) for event in _EVENT.findall(old))
    return {version[1].decode(): event for version, event in events if version}


def _fresh(made: Services, member: FeedMember, head: CalendarHead, wanted: list[Listed]) -> Mapping[int, bytes]:
    """The text of entries that are new or changed, by their row's id."""
    found = entries_by_id(made.store, [entry.id for entry in wanted])
    shown = published(made, found.values(), member.language)
    return {number: event_bytes(entry, head, member.language) for number, entry in zip(found, shown, strict=True)}


def _version(entry: Listed) -> str:
    return version_of(entry.uid, entry.sequence)


def _made_for(made: Services, member: FeedMember, names: str) -> str:
    """What a feed depends on besides its entries, as a short hash."""
    settings = made.settings
    may_name = sorted(settings.notices.may_name)
    said = json.dumps([FORMAT, names, member.language, settings.link_url, settings.firm.mail_from, may_name])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _names(law: Law) -> str:
    """The companies that texts may have to keep silent about."""
    sites = sorted([site.key, site.name, site.operator] for site in law.platforms.values())
    companies = sorted([each.key, each.name, each.legal_name, *each.names] for each in law.providers.values())
    return hashlib.sha256(json.dumps([sites, companies]).encode()).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """A reader finds the old file or the new one, never half of one; the folder is locked, so one name is enough."""
    fresh = path.with_name(".being-written")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)  # before the database says that it is there
