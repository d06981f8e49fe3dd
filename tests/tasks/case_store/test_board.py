"""The board's rows follow the cases; what sweeps did is kept by day and forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models.rules.progress.plan import japan_day
from models.tables import BoardLineRow, MemberRow, SweepNoteRow
from models.terms import CaseStatus, Light, SweepDid, Turn, WaitKind
from tasks.case_store.board import BoardLine, board_lines, changed_lights, without_line
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import refresh_case, view_case
from tasks.case_store.sweep_notes import Note, morning_before, note_sweep, notes_between
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, STAFF, asked_platform, case_file, opened, release, work


def _board(made: Services, **choice: bool) -> list[BoardLine]:
    return board_lines(made.store, japan_day(made.clock.now()), **choice)


def _other(number: int) -> dict[str, Any]:
    """Posts of another case."""
    return {"posts": [{**post, "url": f"{post['url']}-{number}"} for post in case_file()["posts"]]}


def test_a_line_says_what_the_case_says(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    (line,) = _board(services)
    view = view_case(services.store, services.law, ref, services.clock.now())
    assert (line.ref, line.status, line.turn) == (ref, CaseStatus.OPEN, Turn.ATTORNEY)
    assert (line.wait_kind, line.wait_subject) == (view.waits[0].kind, "platform:mamasta/disclosure_request:1")
    assert (line.waiting_since, line.expected_on) == (view.waits[0].opened_at, view.waits[0].due_on)
    assert line.cost.first is not None
    assert (line.cost.first.act_by, line.cost.light) == (view.deadlines[0].act_by, view.light)
    assert (line.to_release, line.to_send, line.stage) == (1, 0, view.waits[0].stage)
    assert line.next_wake_at is not None
    with services.store.read() as session:
        assert session.get_one(MemberRow, line.attorney_id).name == ATTORNEY
    assert view.staff[0] == line.attorney_id
    release(services, ref)
    (line,) = _board(services)
    assert (line.wait_kind, line.to_release, line.to_send) == (WaitKind.LETTER_SENDING, 0, 1)


def test_only_live_cases_have_a_line(services: Services) -> None:
    ref, now = opened(services), services.clock.now()
    hold_case(services.store, services.law, ref, until=None, reason="調整", by=STAFF, now=now)
    (line,) = _board(services)
    assert (line.status, line.cost.light) == (CaseStatus.HELD, Light.GREEN)
    close_case(services.store, services.law, ref, reason="取下げ", by=STAFF, now=now)
    assert _board(services) == []
    (line,) = _board(services, live_only=False)
    assert (line.status, line.wait_kind, line.cost.first) == (CaseStatus.CLOSED, None, None)
    with services.store.read() as session:
        assert session.exec(select(BoardLineRow)).all() == []
    reopen_case(services.store, services.law, ref, reason="再開", by=STAFF, now=now)
    assert [line.ref for line in _board(services)] == [ref]


def test_a_line_holds_nobody(services: Services) -> None:
    asked_platform(services)
    with services.store.read() as session:
        said = str(session.connection().execute(sa.text("SELECT * FROM board_line")).all())
    assert [name for name, value in PLANTED.items() if value in said] == []


def test_the_whole_board_is_one_query(services: Services) -> None:
    asked: list[str] = []
    for number in range(3):
        opened(services, **_other(number))

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(services.store.engine, "before_cursor_execute", note)
    assert len(_board(services)) == 3
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_the_costliest_case_comes_first_and_those_that_are_over_last(services: Services, clock: SteppedClock) -> None:
    old = opened(services)
    refs = [opened(services, **_other(number)) for number in (1, 2)]
    close_case(services.store, services.law, old, reason="取下げ", by=STAFF, now=clock.now())
    work(services, refs[1])
    assert [line.ref for line in _board(services, live_only=False)] == [*refs, old]
    with services.store.write() as session:
        row = session.exec(select(BoardLineRow).order_by(BoardLineRow.case_id.desc())).first()  # type: ignore[attr-defined]
        assert row is not None
        row.dates = [["hearing", "case", "2026-01-14", "2026-01-14", False, [1]]]
    assert [line.ref for line in _board(services, live_only=False)] == [refs[1], refs[0], old]


def test_colours_that_change_by_themselves_are_found(services: Services, clock: SteppedClock) -> None:
    ref, day = opened(services), japan_day(clock.now())  # its first safe day is 27 January
    assert changed_lights(services.store, None, day) == [ref]
    assert changed_lights(services.store, day, day) == []
    assert changed_lights(services.store, day, day + timedelta(days=6)) == []
    assert changed_lights(services.store, day, day + timedelta(days=7)) == [ref]
    assert changed_lights(services.store, day + timedelta(days=7), day + timedelta(days=14)) == [ref]
    close_case(services.store, services.law, ref, reason="取下げ", by=STAFF, now=clock.now())
    assert changed_lights(services.store, None, day) == []


def test_cases_of_before_the_board_get_their_lines(services: Services) -> None:
    refs = [opened(services, **_other(number)) for number in range(3)]
    with services.store.write() as session:
        session.exec(sa.delete(BoardLineRow))
    assert [line.cost.light for line in _board(services)] == [Light.NONE] * 3
    assert without_line(services.store, most=2) == refs[:2]
    for ref in refs:
        refresh_case(services.store, services.law, ref, services.clock.now())
    assert without_line(services.store, most=2) == []


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


def _kept(made: Services, start: datetime, end: datetime) -> list[tuple[SweepDid, int, str | None, str]]:
    return [(note.did, note.count, note.ref, note.because) for note in notes_between(made.store, start, end)]


def test_a_day_of_sweeps_is_one_row_for_each_thing(services: Services) -> None:
    ref = opened(services)
    evening, night, morning = _at("2026-01-13T20:00"), _at("2026-01-14T03:00"), _at("2026-01-14T08:00")
    failed = Note(did=SweepDid.FAILED, count=1, ref=ref, because="ValueError")
    note_sweep(services.store, [Note(did=SweepDid.ADVANCED, count=2), Note(did=SweepDid.ELSEWHERE, count=0)], evening)
    note_sweep(services.store, [Note(did=SweepDid.ADVANCED, count=3), failed, failed], night)
    note_sweep(services.store, [Note(did=SweepDid.ADVANCED, count=4)], morning)
    assert _kept(services, morning_before(night), morning) == [
        (SweepDid.ADVANCED, 5, None, ""),
        (SweepDid.FAILED, 2, ref, "ValueError"),
    ]
    assert _kept(services, morning, _at("2026-01-14T08:01")) == [(SweepDid.ADVANCED, 4, None, "")]


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        pytest.param("2026-01-14T08:00", "2026-01-14T08:00", id="at eight"),
        pytest.param("2026-01-14T07:59", "2026-01-13T08:00", id="before eight"),
        pytest.param("2026-01-14T23:59", "2026-01-14T08:00", id="in the evening"),
    ],
)
def test_a_night_ends_at_eight(now: str, morning: str) -> None:
    assert morning_before(_at(now)) == _at(morning)


def test_notes_are_forgotten_after_two_weeks(services: Services) -> None:
    for day in ("2026-01-01T09:00", "2026-01-10T09:00", "2026-01-16T09:00"):
        note_sweep(services.store, [Note(did=SweepDid.ADVANCED, count=1)], _at(day))
    with services.store.read() as session:
        assert [row.at for row in session.exec(select(SweepNoteRow).order_by(SweepNoteRow.id))] == [  # type: ignore[arg-type]
            _at("2026-01-10T09:00"),
            _at("2026-01-16T09:00"),
        ]
