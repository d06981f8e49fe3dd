"""Calendar files: what is attached to a notice, and one feed for each attorney and supervisor, replaced as a whole."""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from models.rules.progress.plan import JAPAN, japan_day
from tasks.calendar_text import CANCEL, MADE_FOR, PUBLISH, CalendarHead, PublishedEntry, calendar_bytes
from tasks.case_store.feeds import (
    EntryOfCase,
    FeedMember,
    drops_on,
    feed_members,
    mark_shown,
    notice_entries,
    read_feed,
    stale_members,
)
from tasks.discretion import discretion
from tasks.folder_lock import holding
from tasks.wiring import Services
from tasks.words import word

FORMAT: Final = 1
HEAD_BYTES: Final = 2048
# A feed far too large for any calendar rests between two writings, so that one attorney never holds up a sweep.
LARGE_BYTES, BYTES_A_SECOND = 1_000_000, 50_000
_MADE_FOR = re.compile(rf"^{MADE_FOR}:([0-9a-f]{{16}})-([0-9]{{8}})\r$".encode(), re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One iCalendar file of a mail, with its METHOD."""

    filename: str
    content: bytes
    method: str


def attachments(made: Services, notice_id: int) -> list[Attachment]:
    """Return the files of one notice: entries in force as PUBLISH, those taken back as CANCEL; none without any."""
    found = notice_entries(made.store, notice_id)
    entries = _published(made, found.entries, found.language)
    name = found.ref or "kaiji"
    files = (
        (f"{name}.ics", PUBLISH, [entry for entry in entries if not entry.is_cancelled]),
        (f"{name}-cancelled.ics", CANCEL, [entry for entry in entries if entry.is_cancelled]),
    )
    organizer = made.settings.firm.mail_from
    return [
        Attachment(
            filename=filename,
            content=calendar_bytes(CalendarHead(method=method, organizer=organizer), listed, found.language),
            method=method,
        )
        for filename, method, listed in files
        if listed
    ]


def write_feeds(made: Services) -> int:
    """Bring the feeds up to date: those of members whose cases' entries changed, and those missing. Returns how many.

    A feed is replaced as a whole, and only then its cases count as shown: killed in between, it is written once more.
    """
    members = feed_members(made.store)
    if not members:
        return 0
    folder = feed_folder(made)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with holding(folder):
        stale = stale_members(made.store)
        return sum(_write(made, member) for member in members if _is_due(made, member, stale))


@dataclass(frozen=True, kw_only=True)
class FeedFile:
    """Where one member's feed lies, when it was written (Japan), and whether the next sweep will write it."""

    member_id: int
    path: Path
    written_at: datetime | None
    is_current: bool


def list_feeds(made: Services) -> list[FeedFile]:
    """Every feed there is or is to be."""
    stale = stale_members(made.store)
    return [_feed_file(made, member, stale) for member in feed_members(made.store)]


def _feed_file(made: Services, member: FeedMember, stale: set[int]) -> FeedFile:
    path = feed_path(made, member)
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=JAPAN) if path.exists() else None
    is_current = member.id not in stale and not _is_due(made, member, stale)
    return FeedFile(member_id=member.id, path=path, written_at=written_at, is_current=is_current)


def feed_folder(made: Services) -> Path:
    """Where the feeds lie."""
    return made.settings.root / "calendars"


def feed_path(made: Services, member: FeedMember) -> Path:
    """Where a member's feed lies: its name is the secret that lets a calendar read it."""
    return feed_folder(made) / f"{member.token}.ics"


def _is_due(made: Services, member: FeedMember, stale: set[int]) -> bool:
    """Out of date, missing, made for other settings, or holding what is to be dropped today."""
    path = feed_path(made, member)
    if not path.exists():
        return True
    head = _MADE_FOR.search(_head(path))
    if head is None or head[1].decode() != _made_for(made, member):
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


def _write(made: Services, member: FeedMember) -> bool:
    """Write one feed; False when it says already what it should."""
    feed = read_feed(made.store, member.id, made.clock.now())
    again = min((drops_on(entry) for entry in feed.entries), default=date.max)
    head = CalendarHead(
        method=PUBLISH,
        organizer=made.settings.firm.mail_from,
        name=word("calendar", "name", member.language),
        made_for=f"{_made_for(made, member)}-{again:%Y%m%d}",
    )
    content = calendar_bytes(head, _published(made, feed.entries, member.language), member.language)
    path = feed_path(made, member)
    is_new = not path.exists() or path.read_bytes() != content
    if is_new:
        _replace(path, content)
    mark_shown(made.store, feed.links)
    return is_new


def _made_for(made: Services, member: FeedMember) -> str:
    """What a feed depends on besides its entries, as a short hash."""
    settings = made.settings
    said = json.dumps(
        [FORMAT, member.language, settings.ui_url, settings.firm.mail_from, sorted(settings.notices.may_name)]
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _published(made: Services, entries: Iterable[EntryOfCase], language: str) -> list[PublishedEntry]:
    """Entries as they may be said: a calendar lies on telephones and servers as a mail does."""
    url = made.settings.ui_url
    discreet = discretion(made.law, made.settings.notices.may_name, "en" if language == "en" else "ja")
    text, cite = cache(discreet.text), cache(discreet.cite)
    return [
        PublishedEntry(
            row=entry.row,
            ref=entry.ref,
            url=f"{url}/runs/flow-run/{entry.run_id}" if entry.run_id else url,
            held=entry.held,
            because=tuple((text(step), cite(source)) for step, source in entry.row.because),
        )
        for entry in entries
    ]


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
