"""What calendars are told: the entries of one member's feed, those of one notice, and which feeds are out of date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.calendar_entries import HEARING
from models.rules.progress.plan import japan_day
from models.tables import CalendarEntryRow, CaseRow, FeedCaseRow, MemberRow, NoticeRow
from models.terms import CalendarStatus, CaseStatus, NoticeKind
from tasks.case_store.engine import Store

KEPT = timedelta(days=60)
FIRST_DIGEST = timedelta(days=7)
LATE = timedelta(minutes=10)  # a change may be committed that much later than it says
MOST_ATTACHED = 500
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class FeedMember:
    """A member who has a feed; the token is the feed's secret name."""

    id: int
    token: str
    language: str


@dataclass(frozen=True, kw_only=True)
class EntryOfCase:
    """A stored entry with its case."""

    row: CalendarEntryRow
    ref: str
    held: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One entry of a feed by name and version only; `drops_on` is the day from which the feed no longer shows it."""

    id: int
    uid: str
    sequence: int
    drops_on: date


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What one member's feed shall show; `links` are the versions it then holds, by row id, of those out of date."""

    entries: tuple[Listed, ...]
    links: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class NoticeEntries:
    """The entries that one notice is about, and the language of whoever gets it."""

    kind: NoticeKind
    ref: str
    language: str
    entries: tuple[EntryOfCase, ...]


def feed_members(store: Store) -> list[FeedMember]:
    """Every member who is or was attorney or supervisor of a case with entries."""
    has_case = select(FeedCaseRow.id).where(FeedCaseRow.member_id == MemberRow.id).exists()
    query = select(col(MemberRow.id), col(MemberRow.feed_token), col(MemberRow.language)).where(has_case)
    with store.read() as session:
        found = session.exec(query.order_by(col(MemberRow.id))).all()
        return [FeedMember(id=number or 0, token=token, language=language) for number, token, language in found]


def stale_members(store: Store) -> set[int]:
    """Whose feed no longer shows some case as it is: read by index, whatever the number of cases."""
    query = select(FeedCaseRow.member_id).where(col(FeedCaseRow.shown) < col(FeedCaseRow.version)).distinct()
    with store.read() as session:
        return set(session.exec(query))


def read_feed(store: Store, member_id: int, now: datetime) -> Feed:
    """Read one feed: what lies ahead or up to 60 days back, and what was taken back in the last 60 days."""
    stale = select(FeedCaseRow).where(
        FeedCaseRow.member_id == member_id, col(FeedCaseRow.shown) < col(FeedCaseRow.version)
    )
    mine = col(CalendarEntryRow.case_id).in_(select(FeedCaseRow.case_id).where(FeedCaseRow.member_id == member_id))
    cancelled = col(CalendarEntryRow.status) == CalendarStatus.CANCELLED
    shown = sa.or_(
        sa.and_(cancelled, col(CalendarEntryRow.changed_at) > now - KEPT),
        sa.and_(~cancelled, col(CalendarEntryRow.on) >= japan_day(now) - KEPT),
    )
    with store.read() as session:
        # The versions first: what is read after them is at least as new, so no change is ever taken for shown.
        links = {link.id or 0: link.version for link in session.exec(stale)}
        return Feed(entries=tuple(_listed(session, mine, shown)), links=links)


def _listed(session: Session, *conditions: sa.ColumnElement[bool]) -> Iterator[Listed]:
    row = CalendarEntryRow
    query = (
        sa.select(col(row.id), col(row.uid), col(row.sequence))
        .add_columns(col(row.status), col(row.on), col(row.changed_at))
        .join_from(CalendarEntryRow, CaseRow, col(CaseRow.id) == col(row.case_id))
        .where(*conditions)
        .order_by(col(row.on), col(row.uid))
    )
    for number, uid, sequence, status, on, changed_at in session.connection().execute(query):
        last = japan_day(changed_at) if status is CalendarStatus.CANCELLED else on
        drops_on = last + KEPT + timedelta(days=1)
        yield Listed(id=number, uid=uid, sequence=sequence, drops_on=drops_on)


def entries_by_id(store: Store, ids: Sequence[int]) -> dict[int, EntryOfCase]:
    """These entries as they stand now."""
    found: dict[int, EntryOfCase] = {}
    with store.read() as session:
        for first in range(0, len(ids), AT_ONCE):
            wanted = col(CalendarEntryRow.id).in_(ids[first : first + AT_ONCE])
            found |= {entry.row.id or 0: entry for entry in _entries(session, wanted)}
    return found


def mark_shown(store: Store, links: Mapping[int, int]) -> None:
    """The feed holds these versions now; what changed meanwhile stays out of date."""
    ids = sorted(links)
    for first in range(0, len(ids), AT_ONCE):
        some = col(FeedCaseRow.id).in_(ids[first : first + AT_ONCE])
        with store.write() as session:
            query = select(FeedCaseRow).where(some).order_by(col(FeedCaseRow.id))
            for link in session.exec(query.with_for_update()):
                link.shown = max(link.shown, links[link.id or 0])
                session.add(link)


def notice_entries(store: Store, notice_id: int) -> NoticeEntries:
    """The entries of the deadlines that a notice names; of a digest, what changed since the member's last one.

    The notice that a case was closed names what was taken back with it.
    """
    with store.read() as session:
        notice = session.get_one(NoticeRow, notice_id)
        reader = session.get_one(MemberRow, notice.sent_to_id or notice.member_id)
        case = session.get(CaseRow, notice.case_id) if notice.case_id else None
        ref, language, kind = case.ref if case else "", reader.language, notice.kind
        entries_of = {NoticeKind.DIGEST: _digested, NoticeKind.CASE_CLOSED: _closed}.get(kind, _named)
        found = entries_of(session, notice)
        return NoticeEntries(kind=kind, ref=ref, language=language, entries=found)


def _named(session: Session, notice: NoticeRow) -> tuple[EntryOfCase, ...]:
    """By key; a hearing that was a candidate day before keeps that entry, so it is found by its day."""
    about: sa.ColumnElement[bool] = col(CalendarEntryRow.key).in_([notice.topic, *notice.content.get("also", ())])
    if notice.topic.startswith(f"{HEARING}:"):
        about |= sa.and_(
            col(CalendarEntryRow.kind) == HEARING,
            col(CalendarEntryRow.subject) == notice.content.get("subject", ""),
            col(CalendarEntryRow.on) == notice.stated_on,
            col(CalendarEntryRow.status) == CalendarStatus.CONFIRMED,
        )
    return _entries(session, col(CalendarEntryRow.case_id) == notice.case_id, about)


def _closed(session: Session, notice: NoticeRow) -> tuple[EntryOfCase, ...]:
    return _entries(
        session,
        col(CalendarEntryRow.case_id) == notice.case_id,
        col(CalendarEntryRow.status) == CalendarStatus.CANCELLED,
        col(CalendarEntryRow.changed_at) >= notice.written_at,
    )


def _digested(session: Session, notice: NoticeRow) -> tuple[EntryOfCase, ...]:
    last = select(NoticeRow.written_at).where(
        NoticeRow.member_id == notice.member_id,
        NoticeRow.kind == NoticeKind.DIGEST,
        col(NoticeRow.sent_at).is_not(None),
        col(NoticeRow.written_at) < notice.written_at,
    )
    newest = session.exec(last.order_by(col(NoticeRow.written_at).desc())).first()
    since = newest or notice.written_at - FIRST_DIGEST
    mine = select(FeedCaseRow.case_id).where(FeedCaseRow.member_id == notice.member_id)
    return _entries(
        session,
        col(CalendarEntryRow.case_id).in_(mine),
        col(CalendarEntryRow.changed_at) > since - LATE,
        most=MOST_ATTACHED,
    )


def _entries(session: Session, *conditions: Any, most: int | None = None) -> tuple[EntryOfCase, ...]:
    query = (
        select(CalendarEntryRow, CaseRow.ref, CaseRow.status)
        .join(CaseRow, col(CaseRow.id) == col(CalendarEntryRow.case_id))
        .where(*conditions)
        .order_by(col(CalendarEntryRow.on), col(CalendarEntryRow.uid))
        .limit(most)
    )
    found = session.exec(query).all()
    session.expunge_all()
    return tuple(EntryOfCase(row=row, ref=ref, held=status is CaseStatus.HELD) for row, ref, status in found)
