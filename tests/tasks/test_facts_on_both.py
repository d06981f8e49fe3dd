"""Event, correction, withdrawal, re-dating and a changed law, one after the other on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date

from sqlmodel import col, select

from models.tables import DeadlineShownRow, LawStateRow, StepRow
from tasks.case_store.legs import due_cases
from tasks.case_store.position import refresh_case
from tasks.case_store.redating import note_law
from tasks.corrections import correct
from tasks.events import record_event
from tasks.redating import redate, wake_when_law_changed
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, asked_platform

HEARING = {"event": "hearing_set", "subject": PLATFORM, "happened": "2026-01-13", "on": "2026-02-20"}


def _dates(made: Services) -> dict[str, date]:
    with made.store.read() as session:
        rows = session.exec(select(DeadlineShownRow).order_by(col(DeadlineShownRow.key)))
        return {row.key: row.due_on for row in rows}


def test_facts_and_dates_on_both_databases(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(days=1)
    number = record_event(services, ref, {**HEARING, "entered_by": STAFF}).step_id
    assert not record_event(services, ref, {**HEARING, "entered_by": STAFF}).is_new
    key = f"hearing:{PLATFORM}:{number}"
    assert _dates(services)[key] == date(2026, 2, 20)
    why = {"fact": str(number), "reason": "見間違い", "entered_by": STAFF}
    correct(services, ref, {**why, "on": "2026-02-10"})
    assert _dates(services)[key] == date(2026, 2, 10)
    correct(services, ref, {**why, "withdraw": True})
    assert key not in _dates(services)
    with services.store.read() as session:
        rows = session.exec(select(StepRow).order_by(col(StepRow.id))).all()[-3:]
    assert [(row.corrects, row.withdrawn) for row in rows] == [
        (None, False),
        (rows[0].id, False),
        (rows[1].id, True),
    ]

    closed = frozenset({_dates(services)["limitation_act:post:1"]})
    calendar = replace(services.law.calendar, extra_closed=closed)
    newer = replace(services, law=replace(services.law, calendar=calendar))
    dry = redate(newer, dry_run=True)
    assert [one for one, _ in dry.changes] == [ref]
    assert wake_when_law_changed(newer)
    assert due_cases(newer.store, clock.now()) == [ref]
    refresh_case(newer.store, newer.law, ref, clock.now())
    assert redate(newer).changes == ()
    assert not wake_when_law_changed(newer)
    assert not note_law(newer.store, _fingerprint(newer), clock.now(), wake=True)


def _fingerprint(made: Services) -> str:
    with made.store.read() as session:
        return session.exec(select(LawStateRow)).one().fingerprint
