"""The calendar entries of one case through its life, on SQLite and on PostgreSQL."""

from datetime import time

from sqlmodel import col, select

from models.tables import CalendarEntryRow, FeedCaseRow, StepRow
from models.terms import CalendarStatus
from tasks.case_store.feeds import entries_by_id, feed_members, mark_shown, read_feed, stale_members
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import refresh_case
from tasks.corrections import correct
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, asked_platform

CONFIRMED, TENTATIVE, CANCELLED = CalendarStatus.CONFIRMED, CalendarStatus.TENTATIVE, CalendarStatus.CANCELLED
SAID = {"subject": PLATFORM, "happened": "2026-01-13", "entered_by": STAFF}
WHY = {"by": STAFF, "reason": "検証"}


def _hearings(made: Services) -> list[tuple[str, CalendarStatus, int]]:
    with made.store.read() as session:
        query = select(CalendarEntryRow).where(CalendarEntryRow.kind == "hearing").order_by(col(CalendarEntryRow.id))
        return [(f"{row.on:%m-%d}", row.status, row.sequence) for row in session.exec(query)]


def test_a_case_in_the_calendars_on_both_databases(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(days=1)
    one = record_event(services, ref, {**SAID, "event": "hearing_proposed", "on": "2026-02-18", "at": "13:30"}).step_id
    record_event(services, ref, {**SAID, "event": "hearing_proposed", "on": "2026-02-20"})
    assert _hearings(services) == [("02-18", TENTATIVE, 0), ("02-20", TENTATIVE, 0)]
    with services.store.read() as session:
        assert session.get_one(StepRow, one).at == time(13, 30)
    two = record_event(services, ref, {**SAID, "event": "hearing_set", "on": "2026-02-20", "at": "10:00"}).step_id
    assert _hearings(services) == [("02-18", CANCELLED, 1), ("02-20", CONFIRMED, 1)]
    hold_case(services.store, services.law, ref, until=None, now=clock.now(), **WHY)
    reopen_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert _hearings(services) == [("02-18", CANCELLED, 1), ("02-20", CONFIRMED, 3)]
    correct(services, ref, {"fact": str(two), "reason": "見間違い", "entered_by": STAFF, "withdraw": True})
    assert _hearings(services) == [("02-18", TENTATIVE, 2), ("02-20", TENTATIVE, 4)]
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert _hearings(services) == [("02-18", CANCELLED, 3), ("02-20", CANCELLED, 5)]
    refresh_case(services.store, services.law, ref, clock.now())
    assert _hearings(services) == [("02-18", CANCELLED, 3), ("02-20", CANCELLED, 5)]


def test_a_feed_is_out_of_date_until_it_shows_the_last_change(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    members = feed_members(services.store)
    assert stale_members(services.store) == {member.id for member in members}
    assert len({member.token for member in members}) == 2
    first, second = members
    read = read_feed(services.store, first.id, clock.now())
    assert len(read.links) == 1
    found = entries_by_id(services.store, [entry.id for entry in read.entries])
    assert [(entry.row.uid, entry.ref, entry.held) for entry in found.values()] == [
        (entry.uid, ref, False) for entry in read.entries
    ]
    record_event(services, ref, {**SAID, "event": "hearing_set", "on": "2026-02-20"})  # after the reading
    mark_shown(services.store, read.links)
    assert stale_members(services.store) == {first.id, second.id}
    for member in members:
        mark_shown(services.store, read_feed(services.store, member.id, clock.now()).links)
    assert stale_members(services.store) == set()
    mark_shown(services.store, read.links)  # a slower writer of an older feed takes nothing back
    assert stale_members(services.store) == set()
    with services.store.read() as session:
        assert {(link.version, link.shown) for link in session.exec(select(FeedCaseRow))} == {(2, 2)}


def test_a_feed_drops_what_lies_sixty_days_back(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(days=1)
    record_event(services, ref, {**SAID, "event": "hearing_set", "on": "2026-01-20"})
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)

    def shown() -> set[CalendarStatus]:
        listed = [entry.id for entry in read_feed(services.store, member.id, clock.now()).entries]
        return {entry.row.status for entry in entries_by_id(services.store, listed).values()}

    member = feed_members(services.store)[0]
    assert shown() == {CANCELLED}
    reopen_case(services.store, services.law, ref, now=clock.now(), **WHY)
    clock.step(days=8)
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert shown() == {CANCELLED, CONFIRMED}
    clock.step(days=59)
    assert shown() == {CANCELLED}  # the hearing of 20 January lies more than 60 days back
    clock.step(days=1)
    assert shown() == set()
