"""A changed holiday, figure or fact re-dates every open case: old, new, because; told once, failing alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.provisions import CourtCalendar
from models.provisions.figures import Retention
from models.rules.japan_time import written
from models.tables import CaseRow, DeadlineShownRow, DocketRow, NoticeRow
from models.terms import NoticeKind
from tasks.case_store.legs import due_cases
from tasks.case_store.opening import hold_case, reopen_case
from tasks.case_store.position import refresh_case, view_case
from tasks.case_store.redating import NotOpen, note_law
from tasks.corrections import correct
from tasks.events import record_event
from tasks.redating import Redated, law_now, redate, wake_when_law_changed
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import STAFF, asked_platform, opened, work

pytestmark = pytest.mark.one_database("`test_facts_on_both.py` walks the same doors on both")

LIMIT = "limitation_act:post:1"


def closed_on(made: Services, *days: date) -> Services:
    """The same desk after the firm has added closed days to its calendar."""
    calendar: CourtCalendar = replace(made.law.calendar, extra_closed=frozenset(days))
    return replace(made, law=replace(made.law, calendar=calendar))


def with_shorter_logs(made: Services) -> Services:
    """The same desk after every retention figure was found to be ten days shorter."""
    classes = {key: _shorter(item) for key, item in made.law.classes.items()}
    providers = {
        key: replace(item, retention=item.retention and _shorter(item.retention))
        for key, item in made.law.providers.items()
    }
    return replace(made, law=replace(made.law, classes=classes, providers=providers))


def _shorter(item: Retention) -> Retention:
    return replace(item, days_min=item.days_min - 10, length=None)


def shown(made: Services) -> dict[str, date]:
    with made.store.read() as session:
        return {row.key: row.due_on for row in session.exec(select(DeadlineShownRow))}


def mails(made: Services) -> list[NoticeRow]:
    query = select(NoticeRow).where(NoticeRow.kind == NoticeKind.DEADLINE, col(NoticeRow.cancelled_at).is_(None))
    with made.store.read() as session:
        return list(session.exec(query.order_by(col(NoticeRow.written_at), col(NoticeRow.id))))


def everything(made: Services) -> dict[str, list[object]]:
    with made.store.engine.connect() as connection:
        return {
            table: list(connection.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY id')))  # noqa: S608
            for table in ("case_file", "wait", "notice", "letter", "docket", "deadline_shown")
        }


def moved(done: Redated) -> dict[str, set[str]]:
    return {ref: {item.key for item in changes if item.moved} for ref, changes in done.changes}


def test_what_is_shown_is_kept_and_only_changed_rows_are_written(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    view = view_case(services.store, services.law, ref, clock.now())
    expected = {"answer_expected:platform:mamasta:platform_answer": date(2026, 1, 26)}
    assert shown(services) == {item.key: item.due_on for item in view.deadlines} | expected
    clock.step(hours=1)
    refresh_case(services.store, services.law, ref, clock.now())
    with services.store.read() as session:
        assert max(session.exec(select(DeadlineShownRow.shown_at))) < clock.now()


def test_the_same_law_changes_nothing(services: Services, clock: SteppedClock) -> None:
    asked_platform(services)
    clock.step(hours=1)
    refresh_case(services.store, services.law, "2026-0001", clock.now())
    before = everything(services)
    assert redate(services).changes == ()
    assert everything(services) == before


def test_a_changed_figure_re_dates_all_open_cases_and_tells_the_differences_once(
    services: Services, clock: SteppedClock
) -> None:
    ref = asked_platform(services)
    clock.step(hours=1)
    newer = with_shorter_logs(services)
    before, said = everything(services), [row.id for row in mails(services)]
    dry = redate(newer, dry_run=True)
    assert everything(services) == before  # a dry run writes nothing
    done = redate(newer)
    assert done.changes == dry.changes
    logs = {key for key in shown(services) if key.startswith("log_expiry:")}
    assert logs
    assert logs <= moved(done)[ref]
    ((_, changes),) = done.changes
    change = next(item for item in changes if item.key in logs)
    assert change.old is not None
    assert change.new is not None
    assert change.new.due_on == change.old.due_on - timedelta(days=10)
    assert any("日" in step.text and step.cite for step in change.because)
    told = [row for row in mails(services) if row.id not in said]
    assert {row.topic.partition(":")[0] for row in told} <= {key.partition(":")[0] for key in moved(done)[ref]}
    assert all(row.content["moved_from"] for row in told)
    before = everything(services)
    assert redate(newer).changes == ()
    assert everything(services) == before


def test_the_docket_keeps_old_new_because(services: Services, clock: SteppedClock) -> None:
    asked_platform(services)
    clock.step(hours=1)
    with services.store.write() as session:
        session.exec(select(CaseRow)).one().sheet_hash = "shown"
    redate(with_shorter_logs(services))
    with services.store.read() as session:
        assert session.exec(select(CaseRow.sheet_hash)).one() is None  # so that the run's page follows
        rows = session.exec(select(DocketRow).where(DocketRow.event == "dates_moved")).all()
    assert len(rows) == 1
    assert all(word in rows[0].detail for word in ("before", "after", "because", "log_expiry"))


def test_an_added_closed_day_moves_what_falls_on_it_and_nothing_else(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(hours=1)
    due = shown(services)[LIMIT]
    done = redate(closed_on(services, due))
    assert LIMIT in moved(done)[ref]
    change = next(item for item in done.changes[0][1] if item.key == LIMIT)
    assert change.new is not None
    assert change.new.due_on > due or change.new.act_by < due
    assert {key for key, day in shown(services).items() if key not in moved(done)[ref] and day == due} == set()


def test_a_safe_day_that_moves_alone_is_told_too(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    log = next(row for row in mails(services) if row.topic.startswith("log_expiry:"))
    act_by = date.fromisoformat(log.content["act_by"])
    clock.step(hours=1)
    newer = closed_on(services, act_by)
    done = redate(newer)
    assert log.topic in moved(done)[ref]
    (told,) = [row for row in mails(services) if row.topic == log.topic and row.person_id == log.person_id][-1:]
    assert told.content["act_by"] < act_by.isoformat()
    assert act_by.isoformat() not in {row.content["act_by"] for row in mails(services) if row.topic == log.topic}
    assert told.stated_on == log.stated_on
    assert told.content["act_by_from"] == act_by.isoformat()
    assert written(act_by) in str(told.content["moved_because"])
    before = everything(services)
    redate(newer)
    assert everything(services) == before


def test_a_date_that_was_only_shown_is_told_when_it_moves_by_itself(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    assert LIMIT not in {row.topic for row in mails(services)}
    clock.step(hours=1)
    typed = {"fact": "post:1", "happened": "2025-01-08 23:41 JST", "reason": "年の誤記", "entered_by": STAFF}
    correct(services, ref, typed)
    (told,) = [row for row in mails(services) if row.topic == LIMIT]
    assert told.content["moved_from"].startswith("20")
    clock.step(hours=1)
    correct(services, ref, {**typed, "happened": "2026-01-08 23:41:05 JST"})  # and back again on the same day
    assert [row.stated_on for row in mails(services) if row.topic == LIMIT] == [shown(services)[LIMIT]]


def test_a_date_that_moves_by_a_fact_just_told_is_not_mailed_to_the_one_who_told_it(
    services: Services, clock: SteppedClock
) -> None:
    ref = opened(services)
    clock.step(days=3)
    suspected = {"event": "sender_suspected", "subject": "post:1", "entered_by": STAFF}
    record_event(services, ref, {**suspected, "happened": "2026-01-14"})
    known = "limitation_known:post:1"
    before = shown(services)[known]
    record_event(services, ref, {**suspected, "happened": "2026-01-12"})
    assert shown(services)[known] < before
    refresh_case(services.store, services.law, ref, clock.now())
    assert known not in {row.topic for row in mails(services)}


def test_one_failing_case_never_stops_the_next(services: Services, clock: SteppedClock) -> None:
    first = asked_platform(services)
    other = opened(services, posts=[_other_post()])
    clock.step(hours=1)
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET remedies = '[\"broken\"]' WHERE ref = :ref"), {"ref": first})
    done = redate(with_shorter_logs(services))
    assert done.failed == (first,)
    assert other in moved(done)
    with pytest.raises(ValueError, match="broken"):
        redate(services, ref=first)


def _other_post() -> dict[str, str]:
    return {
        "platform": "mamasta",
        "url": "https://board.example/other/1",
        "posted_at": "2026-01-08T23:41:05+09:00",
        "seen_at": "2026-01-10T09:00:00+09:00",
        "right_infringed": "honour",
        "as_written": "別の投稿",
    }


def test_a_held_case_is_silent_and_hears_of_it_when_reopened(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    hold_case(services.store, services.law, ref, until=None, reason="協議中", by=STAFF, now=clock.now())
    clock.step(hours=1)
    newer, before = with_shorter_logs(services), shown(services)
    assert redate(newer).looked_at == 0
    with pytest.raises(NotOpen, match="held"):
        redate(newer, ref=ref)
    assert shown(services) == before
    reopen_case(newer.store, newer.law, ref, reason="決裂", by=STAFF, now=clock.now())
    assert [row for row in mails(services) if row.content["moved_from"]]


def test_a_changed_law_wakes_every_open_case_once(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    work(services, ref)
    assert wake_when_law_changed(services)  # the first time
    refresh_case(services.store, services.law, ref, clock.now())
    assert not wake_when_law_changed(services)
    assert due_cases(services.store, clock.now()) == []
    newer = with_shorter_logs(services)
    assert law_now(newer) != law_now(services)
    assert wake_when_law_changed(newer)
    assert due_cases(services.store, clock.now()) == [ref]
    refresh_case(newer.store, newer.law, ref, clock.now())
    assert due_cases(services.store, clock.now()) == []
    assert [row for row in mails(services) if row.content["moved_from"]]


def test_a_redating_of_all_is_not_repeated_by_the_sweep(services: Services, clock: SteppedClock) -> None:
    asked_platform(services)
    clock.step(hours=1)
    newer = with_shorter_logs(services)
    redate(newer, dry_run=True)
    redate(newer, ref="2026-0001")
    assert wake_when_law_changed(newer)
    redate(with_shorter_logs(newer))
    assert not wake_when_law_changed(with_shorter_logs(newer))


def test_only_cases_that_sleep_longer_are_woken(services: Services, clock: SteppedClock) -> None:
    opened(services)  # due already: a letter is to be drafted
    with services.store.read() as session:
        wake = session.exec(select(CaseRow.next_wake_at)).one()
    clock.step(days=1)
    assert note_law(services.store, "a" * 64, clock.now(), wake=True)
    with services.store.read() as session:
        assert session.exec(select(CaseRow.next_wake_at)).one() == wake
