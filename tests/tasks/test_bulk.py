"""Many at once: what is previewed is what happens, and nothing happens that was not previewed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.answers.bulk import BulkConfirmed
from models.tables import LetterRow, LetterVersionRow, NoticeRow
from models.terms import BulkAct, LetterKind, LetterState
from tasks.bulk.carrying_out import BulkResult, CarriedOut, carry_out
from tasks.bulk.items import BulkStep, DatesToMove, LetterToGo
from tasks.bulk.previewing import Scope, preview
from tasks.case_store.opening import hold_case
from tasks.case_store.position import refresh_case
from tasks.corrections import correct
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, STAFF, asked_platform, case_file, opened, send, work
from tests.tasks.test_redating import everything, with_shorter_logs

pytestmark = pytest.mark.one_database("each item goes through the door of a single one, which is tested on both")

REQUEST = "platform:mamasta/disclosure_request:1"
RELEASE, CHASE, REDATE = BulkAct.RELEASE, BulkAct.CHASE, BulkAct.REDATE


def drafted(made: Services, number: int) -> str:
    """A case of its own whose first letter waits for its release."""
    ref = opened(made, requester={**case_file()["requester"], "name": f"依頼 {number}子"})
    work(made, ref)
    return ref


def confirm(made: Services, act: BulkAct, token: str = "", *without: str, attorney: str = ATTORNEY) -> CarriedOut:
    """The second step, with the code of the preview as it is now when none is given."""
    typed = token or preview(made, act).token
    said = BulkConfirmed(token=typed, without=frozenset(without), attorney=attorney, entered_by=STAFF)
    return carry_out(made, act, said)


def letters(made: Services) -> list[tuple[str, LetterState]]:
    with made.store.read() as session:
        rows = session.exec(select(LetterRow).order_by(col(LetterRow.id)))
        return [(f"{row.case_id}/{row.kind}:{row.no}", row.state) for row in rows]


def results(carried: CarriedOut) -> dict[str, BulkResult]:
    return {item.item.ref: item.result for item in carried.done or ()}


def test_a_preview_says_which_version_goes_to_whom_and_how_and_writes_nothing(services: Services) -> None:
    ref = drafted(services, 1)
    before = everything(services)
    (item,) = preview(services, RELEASE).items
    assert (item.ref, item.name, item.step, item.refused) == (ref, REQUEST, BulkStep.RELEASE, ())
    assert isinstance(item.what, LetterToGo)
    assert item.what.version == 1
    assert item.what.to == services.law.platform("mamasta").operator
    assert {"web_form", "post", "email"} == set(item.what.ways)
    assert len(item.what.files) > 1
    assert everything(services) == before
    assert "依頼" not in repr(item)


def test_what_was_shown_is_released_each_as_if_alone(services: Services) -> None:
    first, second = drafted(services, 1), drafted(services, 2)
    carried = confirm(services, RELEASE)
    assert results(carried) == {first: BulkResult.DONE, second: BulkResult.DONE}
    assert {state for _, state in letters(services)} == {LetterState.RELEASED}
    with services.store.read() as session:
        released = session.exec(select(LetterRow.released_by)).all()
        versions = session.exec(select(LetterVersionRow.origin)).all()
    assert set(released) == {ATTORNEY}
    assert versions.count("released") == 2
    assert preview(services, RELEASE).items == ()


def test_a_code_is_typed_as_people_type(services: Services) -> None:
    drafted(services, 1)
    token = preview(services, RELEASE).token
    assert len(token) == 9
    assert confirm(services, RELEASE, token.lower().replace("-", "")).done


def test_without_the_code_of_exactly_this_nothing_happens(services: Services) -> None:
    drafted(services, 1)
    token = preview(services, RELEASE).token
    drafted(services, 2)  # one more than was shown
    carried = confirm(services, RELEASE, token)
    assert carried.done is None
    assert len(carried.preview.items) == 2
    assert carried.preview.token != token
    assert {state for _, state in letters(services)} == {LetterState.DRAFTED}
    assert confirm(services, CHASE, carried.preview.token).done is None  # of another act


def test_a_fact_that_changed_meanwhile_makes_it_another_preview(services: Services) -> None:
    ref = drafted(services, 1)
    token = preview(services, RELEASE).token
    change = {"fact": "post:1", "happened": "2026-01-08 23:41:06 JST", "reason": "誤記", "entered_by": STAFF}
    correct(services, ref, change)
    carried = confirm(services, RELEASE, token)
    assert carried.done is None
    (item,) = carried.preview.items
    assert any("変わった" in why for why in item.refused)
    assert carried.preview.going == ()


def test_a_letter_that_changes_between_the_check_and_its_release_stays(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = drafted(services, 1)
    from tasks.bulk import carrying_out  # noqa: PLC0415 (the moment between the two is this module's)

    shown = preview(services, RELEASE)
    monkeypatch.setattr(carrying_out, "preview", lambda *_: shown)  # as it was when it was checked
    change = {"fact": "requester", "concealment": "address", "reason": "避難中", "entered_by": STAFF}
    correct(services, ref, change)
    carried = confirm(services, RELEASE, shown.token)
    assert results(carried) == {ref: BulkResult.REFUSED}
    assert {state for _, state in letters(services)} == {LetterState.DRAFTED}


def test_what_the_law_refuses_is_shown_with_the_reason_and_does_not_go(services: Services) -> None:
    good, bad = drafted(services, 1), drafted(services, 2)
    correct(services, bad, {"fact": "requester", "concealment": "address", "reason": "避難中", "entered_by": STAFF})
    shown = {item.ref: item for item in preview(services, RELEASE).items}
    assert shown[good].refused == ()
    assert shown[bad].refused
    assert results(confirm(services, RELEASE)) == {good: BulkResult.DONE}
    assert [item.ref for item in preview(services, RELEASE).items] == [bad]


def test_one_that_fails_never_stops_the_next(services: Services) -> None:
    refs = [drafted(services, number) for number in (1, 2, 3)]
    token = preview(services, RELEASE).token
    files = {item.ref: item.what for item in preview(services, RELEASE).items}
    broken = files[refs[1]]
    assert isinstance(broken, LetterToGo)
    for path, _ in broken.files:
        (services.settings.root / "documents" / path).unlink()
    carried = confirm(services, RELEASE, token)
    assert carried.done is None  # it is another preview now
    assert results(confirm(services, RELEASE)) == {refs[0]: BulkResult.DONE, refs[2]: BulkResult.DONE}


def test_a_case_that_cannot_be_looked_at_hides_no_other(services: Services) -> None:
    good, bad = drafted(services, 1), drafted(services, 2)
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET remedies = '[\"broken\"]' WHERE ref = :ref"), {"ref": bad})
    shown = preview(services, RELEASE)
    assert ([item.ref for item in shown.items], shown.failed) == ([good], (bad,))
    assert (services.settings.root / "logs" / "faults.log").exists()


def test_only_an_attorney_of_the_case_releases_its_letter(services: Services) -> None:
    ref = drafted(services, 1)
    carried = confirm(services, RELEASE, attorney="別の 弁護士")
    assert results(carried) == {ref: BulkResult.REFUSED}
    assert "担当弁護士または監督弁護士" in (carried.done or ())[0].because[0]
    assert {state for _, state in letters(services)} == {LetterState.DRAFTED}


def test_some_may_be_left_out_and_some_asked_for(services: Services) -> None:
    first, second = drafted(services, 1), drafted(services, 2)
    shown = {item.ref: item.code for item in preview(services, RELEASE).items}
    only = Scope(refs=frozenset({second}), kinds=frozenset({LetterKind.DISCLOSURE_REQUEST}))
    assert [item.ref for item in preview(services, RELEASE, only).items] == [second]
    assert preview(services, RELEASE, Scope(kinds=frozenset({LetterKind.BAR_INQUIRY}))).items == ()
    assert results(confirm(services, RELEASE, "", shown[first])) == {second: BulkResult.DONE}


def test_a_case_on_hold_is_left_alone(services: Services) -> None:
    ref = drafted(services, 1)
    hold_case(services.store, services.law, ref, until=None, reason="和解", by=STAFF, now=services.clock.now())
    assert preview(services, RELEASE).items == ()


def test_chase_ups_that_are_due_are_drafted_then_released(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    drafted(services, 2)  # its first letter is no chase-up
    assert preview(services, CHASE).items == ()
    clock.step(days=8)
    (todo,) = preview(services, CHASE).items
    assert (todo.ref, todo.step, todo.name) == (ref, BulkStep.DRAFT, "platform:mamasta/chase_up:1")
    assert results(confirm(services, CHASE)) == {ref: BulkResult.DONE}
    (chase,) = preview(services, CHASE).items
    assert (chase.step, chase.name) == (BulkStep.RELEASE, todo.name)
    assert results(confirm(services, CHASE)) == {ref: BulkResult.DONE}
    send(services, ref, todo.name)
    assert preview(services, CHASE).items == ()


def test_a_changed_rule_is_previewed_with_whom_it_tells_and_then_done(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    clock.step(hours=1)
    newer, before = with_shorter_logs(services), everything(services)
    assert preview(services, REDATE).items == ()
    (item,) = preview(newer, REDATE).items
    assert everything(services) == before  # rehearsed, and taken back
    assert isinstance(item.what, DatesToMove)
    moved = {change.key for change in item.what.changes if change.moved}
    assert any(key.startswith("log_expiry") for key in moved)
    clock.step(minutes=5)
    assert results(confirm(newer, REDATE)) == {ref: BulkResult.DONE}
    with services.store.read() as session:
        new = session.exec(select(NoticeRow).order_by(col(NoticeRow.id)).offset(len(before["notice"]))).all()
    assert sorted((row.kind, row.topic, row.member_id or 0) for row in new) == sorted(
        (mail.kind, mail.topic, mail.member_id or 0) for mail in item.what.mails
    )
    assert preview(newer, REDATE).items == ()


def test_more_than_a_person_reads_is_counted(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.bulk import previewing  # noqa: PLC0415 (its limit is lowered)

    monkeypatch.setattr(previewing, "MOST_ITEMS", 1)
    first, second = drafted(services, 1), drafted(services, 2)
    shown = preview(services, RELEASE)
    assert ([item.ref for item in shown.items], shown.more) == ([first], 1)
    assert results(confirm(services, RELEASE)) == {first: BulkResult.DONE}
    assert [item.ref for item in preview(services, RELEASE).items] == [second]


def test_time_alone_changes_no_preview_of_the_same_day(services: Services, clock: SteppedClock) -> None:
    drafted(services, 1)
    token = preview(services, RELEASE).token
    clock.step(minutes=30)
    refresh_case(services.store, services.law, "2026-0001", clock.now() + timedelta())
    assert preview(services, RELEASE).token == token
