"""The chore of the morning: one digest a person and day, from its hour on while the office is open."""

from datetime import timedelta

from models.rules.digests import digest_day
from models.rules.office_hours import next_digest
from tasks.case_store.digests import make_digest
from tasks.case_store.heartbeat import note_digested, pulse
from tasks.case_store.morning_lines import morning_lines
from tasks.case_store.old_digests import drop_old_digests
from tasks.wiring import Services


def queue_digests(made: Services) -> int:
    """Queue the digests of today that are not queued yet; return how many. Outside its hours nothing is read."""
    now, law = made.clock.now(), made.law
    day = digest_day(now, law.calendar, law.alarms.office)
    last = pulse(made.store)
    if day is None or (last is not None and last.digested_on == day):
        return 0
    drop_old_digests(made.store, day, now)
    give_up_at = next_digest(now + timedelta(minutes=1), law.calendar, law.alarms.office)
    queued = sum(
        make_digest(made.store, reader, lines, day=day, now=now, give_up_at=give_up_at)
        for reader, lines in sorted(morning_lines(made.store, law.alarms.ladders, now).items())
    )
    note_digested(made.store, day, made.wall.now())
    return queued
