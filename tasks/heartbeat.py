"""The heartbeat: a mark when a sweep begins and when it ends, and one mail a working morning to operations."""

from collections.abc import Iterable
from datetime import timedelta

from models.rules.digests import digest_day
from models.rules.office_hours import next_digest
from tasks.case_store.heartbeat import note_beginning, note_end, queue_heartbeats
from tasks.wiring import Services


def begin(made: Services) -> None:
    """Mark that a sweep begins."""
    note_beginning(made.store, made.wall.now())


def tell(made: Services) -> int:
    """Queue this morning's "alive" to each of operations; none without operations, none outside the office's hours."""
    now, office = made.clock.now(), made.law.alarms.office
    day = digest_day(now, made.law.calendar, office)
    if day is None:
        return 0
    give_up_at = next_digest(now + timedelta(minutes=1), made.law.calendar, office)
    return queue_heartbeats(made.store, day, now, give_up_at)


def beat(made: Services, chores_failed: Iterable[str] = ()) -> None:
    """Mark that a sweep ends, with what it leaves: open cases, the next fatal date, what waits, what failed."""
    note_end(made.store, made.law, made.clock.now(), made.wall.now(), chores_failed)
