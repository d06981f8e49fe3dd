"""The chore of the night: once an evening all open cases are looked through, a slice a sweep; findings become tasks."""

from collections.abc import Iterator
from datetime import date, datetime
from time import monotonic

from models.rules.audit import Finding, Missing, night_of
from models.rules.japan_time import japan_date
from tasks.case_store.audit import audit_case, next_refs, note_progress, report, stuck_notices
from tasks.case_store.heartbeat import pulse
from tasks.fault_log import note_fault
from tasks.wiring import Services

SLICE = 50
SECONDS = 10.0


def audit_when_due(made: Services, *, most: int = SLICE, seconds: float = SECONDS) -> bool:
    """Go on with the audit of the last evening that is not audited yet; say whether it has come to its end now.

    A sweep spends about `seconds` on it, `most` cases at a time, and the next one goes on where this one stopped.
    """
    now, until = made.clock.now(), monotonic() + seconds
    night, last = night_of(now, made.law.alarms.office), pulse(made.store)
    start, done = last.audited_to if last else 0, False
    audited_on = last.audited_on if last else None
    if audited_on is None and start == 0 and night < japan_date(now):  # a new desk has no evening behind it
        note_progress(made.store, made.wall.now(), start=0, reached=0, missing=0, night=night)
        return False
    if audited_on is not None and audited_on >= night:
        return False
    while not done:
        cases = next_refs(made.store, start, most)
        done = len(cases) < most
        found = [item for _, ref in cases for item in _case(made, ref, now, night)]
        found += stuck_notices(made.store, now, made.wall.now()) if done else []
        report(made.store, made.law, found, night, now)
        reached = 0 if done else cases[-1][0]
        ended = night if done else None
        note_progress(made.store, made.wall.now(), start=start, reached=reached, missing=len(found), night=ended)
        start = reached
        if monotonic() >= until:
            break
    return done


def _case(made: Services, ref: str, now: datetime, night: date) -> Iterator[Finding]:
    try:
        yield from audit_case(made.store, made.law, ref, now, night)
    except Exception as fault:  # noqa: BLE001 (one case that cannot be computed is a finding, and the next is audited)
        note_fault(made.settings.root, fault)
        yield Finding(missing=Missing.NOT_COMPUTED, ref=ref)
