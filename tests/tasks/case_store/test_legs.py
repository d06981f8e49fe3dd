"""One process advances a case at a time; the run shows what the case wants; a broken disk drafts nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models.rules.progress.plan import Draft
from models.tables import DocumentRow, HeartbeatRow, LetterRow
from tasks.case_store import legs
from tasks.case_store.drafting import draft_letter
from tasks.case_store.legs import (
    LEASE,
    bind_run,
    end_leg,
    is_advancing,
    misshown_runs,
    next_slice,
    run_of,
    show_wait,
    take_leg,
)
from tasks.case_store.opening import close_case, hold_case
from tasks.case_store.position import refresh_case
from tasks.file_store import FileStore
from tasks.process_identity import me
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import STAFF, case_file, opened, work

HOST = me().rsplit(":", 2)[0]
DEAD, ELSEWHERE = f"{HOST}:999999999:1", "another-host:1:1"


def posts(number: int) -> list[dict[str, Any]]:
    """The posts of one case among several."""
    return [post | {"url": f"{post['url']}/{number}"} for post in case_file()["posts"]]


def _owned_by(made: Services, owner: str) -> None:
    take_leg(made.store, "2026-0001", made.wall.now())
    with made.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET leg_owner = :owner"), {"owner": owner})


@pytest.mark.parametrize(("owner", "is_live"), [(DEAD, False), (ELSEWHERE, True)])
def test_a_live_process_keeps_its_leg_a_dead_one_does_not(services: Services, owner: str, *, is_live: bool) -> None:
    ref = opened(services)
    _owned_by(services, owner)
    assert is_advancing(services.store, ref, services.wall.now()) is is_live
    assert take_leg(services.store, ref, services.wall.now()) is not is_live


def test_a_leg_ends_with_its_lease_or_when_given_back(services: Services, wall: SteppedClock) -> None:
    ref = opened(services)
    _owned_by(services, ELSEWHERE)
    end_leg(services.store, ref)
    assert is_advancing(services.store, ref, wall.now())
    wall.step(seconds=LEASE.total_seconds())
    assert not is_advancing(services.store, ref, wall.now())
    assert take_leg(services.store, ref, wall.now())
    end_leg(services.store, ref)
    assert not is_advancing(services.store, ref, wall.now())


def _misshown(made: Services) -> list[str]:
    return [run.ref for run in misshown_runs(made.store)]


def _next(made: Services, most: int = legs.SLICE) -> list[str]:
    return [run.ref for run in next_slice(made.store, made.wall.now(), most)]


def test_all_cases_are_looked_at_in_turns_and_a_few_each_time(services: Services) -> None:
    refs = [opened(services, posts=posts(number)) for number in range(5)]
    close_case(services.store, services.law, refs[1], reason="終わり", by=STAFF, now=services.clock.now())
    left = [refs[0], *refs[2:]]
    assert [_next(services, 4), _next(services, 4), _next(services, 500)] == [left, left, left]
    assert _next(services, 3) == left[:3]
    assert _next(services, 3) == [left[3], *left[:2]]
    assert _next(services, 3) == left[:3]
    assert [_next(services, 500), _next(services, 500)] == [[left[3], *left[:3]], left]


def test_the_place_reached_touches_nothing_else_of_the_heartbeat(services: Services) -> None:
    for number in range(2):
        opened(services, posts=posts(number))
    began = services.wall.now() - timedelta(hours=1)
    with services.store.write() as session:
        session.add(HeartbeatRow(began_at=began, open_cases=7))
    _next(services, 1)
    with services.store.read() as session:
        row = session.exec(select(HeartbeatRow)).one()
    assert (row.began_at, row.open_cases, row.runs_seen_to) == (began, 7, 1)


def test_a_run_that_shows_something_else_than_the_case_wants_is_found(services: Services) -> None:
    ref = opened(services)
    assert _misshown(services) == [ref]
    view = work(services, ref)
    bind_run(services.store, ref, "run-1", 1)
    assert _misshown(services) == [ref]
    show_wait(services.store, ref, view.waits[0].key, "hash")
    assert _misshown(services) == []
    bind_run(services.store, ref, "run-2", 2)
    assert _misshown(services) == [ref]
    assert (run_of(services.store, ref).run_id, run_of(services.store, ref).generation) == ("run-2", 2)
    assert legs.sheet_hash_of(services.store, ref) is None  # a new engine has no sheet yet


def test_a_held_case_shows_idle_and_a_closed_one_its_end(services: Services) -> None:
    ref, now = opened(services), services.clock.now()
    work(services, ref)
    hold_case(services.store, services.law, ref, until=None, reason="待つ", by=STAFF, now=now)
    show_wait(services.store, ref, "idle-0123456789ab", "hash")
    assert _misshown(services) == []
    close_case(services.store, services.law, ref, reason="終わり", by=STAFF, now=now)
    assert _misshown(services) == [ref]
    assert _next(services) == []
    show_wait(services.store, ref, "ended", "hash")
    assert _misshown(services) == []


def test_a_draft_is_neither_live_nor_misshown(services: Services) -> None:
    opened(services, draft=True)
    assert (_misshown(services), _next(services)) == ([], [])


def test_cases_are_due_by_their_wake_up_and_held_ones_on_their_day(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    work(services, ref)
    until = (clock.now() + timedelta(days=5)).date()
    hold_case(services.store, services.law, ref, until=until, reason="待つ", by=STAFF, now=clock.now())
    assert legs.due_cases(services.store, clock.now() + timedelta(days=4)) == []
    assert legs.due_cases(services.store, clock.now() + timedelta(days=5)) == [ref]


class BrokenStore(FileStore):
    """A disk that is full."""

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        raise OSError(28, "No space left on device", f"{case_ref}/{name}", len(content))


def test_a_document_that_cannot_be_stored_leaves_no_letter_and_the_case_due(services: Services) -> None:
    ref = opened(services)
    broken = replace(services, documents=BrokenStore(services.settings.root))
    with pytest.raises(OSError, match="No space left"):
        work(broken, ref)
    with services.store.read() as session:
        assert (session.exec(select(LetterRow)).all(), session.exec(select(DocumentRow)).all()) == ([], [])
    assert refresh_case(services.store, services.law, ref, services.clock.now()).todos
    assert legs.due_cases(services.store, services.clock.now()) == [ref]
    assert work(services, ref).waits


def test_a_letter_drafted_again_is_the_same_letter(services: Services) -> None:
    ref = opened(services)
    (todo,) = refresh_case(services.store, services.law, ref, services.clock.now()).todos
    assert isinstance(todo, Draft)
    for _ in range(2):
        draft_letter(services, ref, todo)
    with services.store.read() as session:
        assert len(session.exec(select(LetterRow)).all()) == 1
