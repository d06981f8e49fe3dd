"""The case database is the truth: whatever happens to a run, the next sweep brings the case back where it was."""

import socket
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from prefect.client.orchestration import get_client
from prefect.states import Cancelled, Crashed, Failed, Running

from models.terms import CaseStatus
from tasks.case_store.facts import case_row
from tasks.case_store.legs import LEASE, run_of
from tasks.case_store.opening import close_case, hold_case
from tests.engine import runs
from tests.engine.office import RELEASE, Office


def _cancel(run_id: UUID) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, Cancelled(), force=True)


def _crash(run_id: UUID) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, Crashed(), force=True)


def _fail(run_id: UUID) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, Failed(), force=True)


def _delete(run_id: UUID) -> None:
    with get_client(sync_client=True) as client:
        client.delete_flow_run(run_id)


@pytest.mark.parametrize(("harm", "generations"), [(_cancel, 3), (_delete, 3), (_crash, 1), (_fail, 1)])
def test_a_lost_run_comes_back_and_the_case_goes_on(
    office: Office, harm: Callable[[UUID], None], generations: int
) -> None:
    ref, lost = office.opened()
    mails, shown = office.mailer.message_ids(), {lost}
    for _ in range(2):
        harm(office.run(ref))
        assert office.sweep().failed == []
        assert runs.state(office.run(ref)).name == "発信許可待ち"
        shown.add(office.run(ref))
    assert len(shown) == generations
    assert office.mailer.message_ids() == mails
    office.answer(ref, RELEASE)
    assert runs.state(office.run(ref)).name == "発送・申立て待ち"
    assert office.events().count("answered:letter_release") == 1


@pytest.mark.parametrize("harm", [_crash, _fail])
def test_what_was_typed_into_a_run_that_broke_before_taking_it_is_recorded(
    office: Office, harm: Callable[[UUID], None]
) -> None:
    ref, run_id = office.opened()
    assert runs.type_in(run_id, RELEASE)[0] == "ACCEPT"
    harm(run_id)
    office.sweep()
    assert office.events().count("answered:letter_release") == 1
    assert runs.state(office.run(ref)).name == "発送・申立て待ち"


def _begin(run_id: UUID) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run_id, Running(), force=True)


def test_a_run_that_has_just_begun_is_left_alone(office: Office) -> None:
    ref, run_id = office.opened()
    _begin(run_id)
    swept = office.sweep()
    assert (swept.advanced, swept.failed) == ([], [])
    assert runs.state(run_id).is_running()
    assert office.run(ref) == run_id


def test_a_run_whose_process_died_in_its_leg_goes_on_at_once(office: Office) -> None:
    ref, run_id = office.opened()
    _begin(run_id)
    with office.made.store.write() as session:
        case = case_row(session, ref, lock=True)
        case.leg_owner = f"{socket.gethostname()}:{2**22 + 1}:1"  # no such process
        case.leg_until = office.made.wall.now() + LEASE
        session.add(case)
    assert office.sweep().advanced == [ref]
    assert runs.state(run_id).name == "発信許可待ち"


def test_a_held_case_shows_it_says_nothing_and_comes_back_on_its_day(office: Office) -> None:
    ref, run_id = office.opened()
    mails = len(office.mailer.sent)
    now = office.clock.now()
    hold_case(
        office.made.store, office.made.law, ref, until=date(2026, 3, 25), reason="協議中", by="監督 次郎", now=now
    )
    office.sweep()
    assert runs.state(run_id).name == "保留"
    assert "status:held" in runs.read(run_id).tags
    office.clock.step(
        days=70, hours=-3
    )  # 2026-03-24, 07:00 in Japan: within the reminders of the logs of 8 and 9 January
    office.sweep()
    assert (runs.state(run_id).name, len(office.mailer.sent)) == ("保留", mails)
    office.clock.step(days=1, hours=1)  # the day itself, 08:00
    office.sweep()
    assert runs.state(run_id).name == "発信許可待ち"
    assert run_of(office.made.store, ref).status is CaseStatus.OPEN
    assert len(office.mailer.sent) > mails


def test_a_held_case_can_be_looked_at_again_without_harm(office: Office) -> None:
    ref, run_id = office.opened()
    now = office.clock.now()
    hold_case(office.made.store, office.made.law, ref, until=None, reason="協議中", by="監督 次郎", now=now)
    office.sweep()
    office.answer(ref, {"entered_by": "事務局 見本"})
    assert runs.state(run_id).name == "保留"


def test_a_closed_case_completes_its_run_and_gets_no_other(office: Office) -> None:
    ref, run_id = office.opened()
    close_case(office.made.store, office.made.law, ref, reason="取下げ", by="監督 次郎", now=office.clock.now())
    office.sweep()
    assert runs.state(run_id).is_completed()
    assert "status:closed" in runs.read(run_id).tags
    subjects = office.mailer.subjects()
    assert sum("終了" in subject for subject in subjects) == 2
    assert office.sweep().advanced == []
    assert office.run(ref) == run_id
    assert office.mailer.subjects() == subjects


def test_one_failing_case_never_stops_the_others(office: Office) -> None:
    broken, healthy = office.open(1), office.open(2)
    with office.made.store.engine.begin() as connection:
        first = "SELECT id FROM case_file WHERE ref = :ref"
        connection.execute(sa.text(f"UPDATE person SET name = 'x' WHERE case_id = ({first})"), {"ref": broken})  # noqa: S608
    swept = office.sweep()
    assert (swept.failed, swept.advanced) == ([broken], [healthy])
    assert runs.state(office.run(healthy)).name == "発信許可待ち"
    state = runs.state(office.run(broken))
    assert state.is_failed()
    assert "見本" not in str(state.message)
    assert swept.chores_failed == ["the colours", "stalls", "the search index"]  # cells of that case do not open
