"""Many at once: what is previewed is what happens, and nothing happens that was not previewed."""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.answers.bulk import BulkConfirmed
from models.provisions import Law
from models.tables import LetterRow, LetterVersionRow, NoticeRow
from models.terms import BulkAct, LetterKind, LetterState
from tasks.answers import answer_wait
from tasks.bulk import carrying_out, previewing
from tasks.bulk.carrying_out import BulkResult, CarriedOut, carry_out
from tasks.bulk.items import BulkItem, BulkStep, DatesToMove, LetterToGo
from tasks.bulk.previewing import Scope, preview
from tasks.case_store.opening import hold_case
from tasks.case_store.position import refresh_case
from tasks.corrections import correct
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, STAFF, case_file, opened, release, send, work
from tests.tasks.test_redating import everything, with_shorter_logs

pytestmark = pytest.mark.one_database("each item goes through the door of a single one, which is tested on both")

FIRST, SECOND = "2026-0001", "2026-0002"
REQUEST, CHASE_UP = "platform:mamasta/disclosure_request:1", "platform:mamasta/chase_up:1"
RELEASE, CHASE, REDATE = BulkAct.RELEASE, BulkAct.CHASE, BulkAct.REDATE
CONCEAL = {"fact": "requester", "concealment": "address", "reason": "避難中", "entered_by": STAFF}


@pytest.fixture(scope="module")
def two_drafts(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, law: Law) -> Path:
    """A home with two cases whose first letters wait for their release; drawn once for all tests."""
    home = tmp_path_factory.mktemp("drafts")
    shutil.copy(migrated_file, home / "kaiji.db")
    clock, registry = SteppedClock(), DictRegistry({})
    settings = Settings(home=home, database=f"sqlite:///{home / 'kaiji.db'}", firm=FIRM)
    made = build_services(settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=registry)
    for number in (1, 2):
        work(made, opened(made, requester={**case_file()["requester"], "name": f"依頼 {number}子"}))
    made.store.dispose()
    return home


@pytest.fixture
def migrated_url(two_drafts: Path, tmp_path: Path, database_kind: str) -> str:
    """The database of that home, copied with its key and its papers."""
    assert database_kind == "sqlite"
    shutil.copytree(two_drafts, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


def items(made: Services, act: BulkAct = RELEASE) -> tuple[BulkItem, ...]:
    return preview(made, act).items


def refs(found: Sequence[BulkItem]) -> list[str]:
    return [item.ref for item in found]


def confirm(made: Services, act: BulkAct, token: str = "", *without: str, attorney: str = ATTORNEY) -> CarriedOut:
    """The second step, with the code of the preview as it is now when none is given."""
    typed = token or preview(made, act).token
    said = BulkConfirmed(token=typed, without=frozenset(without), attorney=attorney, entered_by=STAFF)
    return carry_out(made, act, said)


def states(made: Services) -> list[LetterState]:
    with made.store.read() as session:
        return [row.state for row in session.exec(select(LetterRow).order_by(col(LetterRow.id)))]


def results(carried: CarriedOut) -> dict[str, BulkResult]:
    return {item.item.ref: item.result for item in carried.done or ()}


def test_a_preview_says_which_version_goes_to_whom_and_how_and_writes_nothing(services: Services) -> None:
    before = everything(services)
    item, other = items(services)
    assert (item.ref, item.name, item.step, item.refused) == (FIRST, REQUEST, BulkStep.RELEASE, ())
    assert other.ref == SECOND
    assert isinstance(item.what, LetterToGo)
    assert item.what.version == 1
    assert item.what.to == services.law.platform("mamasta").operator
    assert {"web_form", "post", "email"} == set(item.what.ways)
    assert len(item.what.files) > 1
    assert everything(services) == before
    assert "依頼" not in repr(item)


def test_what_was_shown_is_released_each_as_if_alone(services: Services) -> None:
    token = preview(services, RELEASE).token
    assert len(token) == 9
    carried = confirm(services, RELEASE, token.lower().replace("-", ""))  # as people type
    assert results(carried) == {FIRST: BulkResult.DONE, SECOND: BulkResult.DONE}
    assert set(states(services)) == {LetterState.RELEASED}
    with services.store.read() as session:
        released = session.exec(select(LetterRow.released_by)).all()
        versions = session.exec(select(LetterVersionRow.origin)).all()
    assert set(released) == {ATTORNEY}
    assert versions.count("released") == 2
    assert items(services) == ()


def test_without_the_code_of_exactly_this_nothing_happens(services: Services) -> None:
    token = preview(services, RELEASE).token
    release(services, FIRST)  # one less than was shown
    carried = confirm(services, RELEASE, token)
    assert carried.done is None
    assert refs(carried.preview.items) == [SECOND]
    assert carried.preview.token != token
    assert states(services).count(LetterState.RELEASED) == 1
    assert confirm(services, CHASE, carried.preview.token).done is None  # of another act


def test_what_the_checks_refuse_is_shown_with_the_reason_and_does_not_go(services: Services) -> None:
    token = preview(services, RELEASE).token
    change = {"fact": "post:1", "happened": "2026-01-08 23:41:06 JST", "reason": "誤記", "entered_by": STAFF}
    correct(services, FIRST, change)
    carried = confirm(services, RELEASE, token)
    assert carried.done is None
    item, other = carried.preview.items
    assert any("変わった" in why for why in item.refused)
    assert refs(carried.preview.going) == [other.ref]
    assert results(confirm(services, RELEASE)) == {SECOND: BulkResult.DONE}
    assert refs(items(services)) == [FIRST]


def test_a_letter_that_changes_between_the_check_and_its_release_stays(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = preview(services, RELEASE)
    monkeypatch.setattr(carrying_out, "preview", lambda *_: shown)  # as it was when it was checked
    correct(services, FIRST, CONCEAL)
    carried = confirm(services, RELEASE, shown.token)
    assert results(carried) == {FIRST: BulkResult.REFUSED, SECOND: BulkResult.DONE}
    assert any("確認している間に変わりました" in why for why in (carried.done or ())[0].because)
    assert states(services) == [LetterState.DRAFTED, LetterState.RELEASED]


def test_a_letter_released_meanwhile_is_not_released_twice(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = preview(services, RELEASE)
    monkeypatch.setattr(carrying_out, "preview", lambda *_: shown)
    release(services, FIRST)
    carried = confirm(services, RELEASE, shown.token)
    assert results(carried) == {FIRST: BulkResult.MOVED_ON, SECOND: BulkResult.DONE}


def test_one_that_fails_never_stops_the_next(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = preview(services, RELEASE)
    monkeypatch.setattr(carrying_out, "preview", lambda *_: shown)
    for path, _ in _letter(shown.items[0]).files:
        (services.settings.root / "documents" / path).unlink()
    carried = confirm(services, RELEASE, shown.token)
    first, second = carried.done or ()
    assert (first.result, second.result) == (BulkResult.REFUSED, BulkResult.DONE)
    assert "保存したときの内容と異なります" in first.because[0]
    monkeypatch.undo()
    assert refs(preview(services, RELEASE).going) == []


def _letter(item: BulkItem) -> LetterToGo:
    assert isinstance(item.what, LetterToGo)
    return item.what


def test_what_is_killed_half_way_is_done_once_and_the_rest_is_listed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = preview(services, RELEASE).token
    with monkeypatch.context() as dying:
        dying.setattr(carrying_out, "answer_wait", partial(_until_killed, []))
        with pytest.raises(KeyboardInterrupt):
            confirm(services, RELEASE, token)
    assert refs(items(services)) == [SECOND]
    assert confirm(services, RELEASE, token).done is None  # the old list is done with
    assert results(confirm(services, RELEASE)) == {SECOND: BulkResult.DONE}
    with services.store.read() as session:
        assert session.exec(select(LetterVersionRow.origin)).all().count("released") == 2


def _until_killed(calls: list[int], *args: Any, **more: Any) -> object:
    calls.append(1)
    if len(calls) == 2:
        raise KeyboardInterrupt
    return answer_wait(*args, **more)


def test_a_fault_of_one_is_kept_and_told_by_its_number(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        text = "依頼 1子"
        raise RuntimeError(text)

    monkeypatch.setattr(carrying_out, "answer_wait", broken)
    carried = confirm(services, RELEASE)
    assert set(results(carried).values()) == {BulkResult.FAILED}
    assert all("faults.log" in why and "依頼" not in why for done in carried.done or () for why in done.because)


def test_a_case_that_cannot_be_looked_at_hides_no_other(services: Services) -> None:
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET remedies = '[\"broken\"]' WHERE ref = :ref"), {"ref": SECOND})
    shown = preview(services, RELEASE)
    assert (refs(shown.items), shown.failed) == ([FIRST], (SECOND,))
    assert (services.settings.root / "logs" / "faults.log").exists()


def test_only_an_attorney_of_the_case_releases_its_letter(services: Services) -> None:
    carried = confirm(services, RELEASE, attorney="別の 弁護士")
    assert set(results(carried).values()) == {BulkResult.REFUSED}
    assert "担当弁護士または監督弁護士" in (carried.done or ())[0].because[0]
    assert set(states(services)) == {LetterState.DRAFTED}


def test_some_may_be_left_out_and_some_asked_for(services: Services) -> None:
    first, _ = items(services)
    only = Scope(refs=frozenset({SECOND}), kinds=frozenset({LetterKind.DISCLOSURE_REQUEST}))
    assert refs(preview(services, RELEASE, only).items) == [SECOND]
    assert preview(services, RELEASE, Scope(kinds=frozenset({LetterKind.BAR_INQUIRY}))).items == ()
    assert results(confirm(services, RELEASE, "", first.code)) == {SECOND: BulkResult.DONE}


def test_a_case_on_hold_is_left_alone(services: Services) -> None:
    hold_case(services.store, services.law, FIRST, until=None, reason="和解", by=STAFF, now=services.clock.now())
    assert refs(items(services)) == [SECOND]


def test_chase_ups_that_are_due_are_drafted_then_released(services: Services, clock: SteppedClock) -> None:
    release(services, FIRST)
    send(services, FIRST)
    assert items(services, CHASE) == ()  # the other case waits for its first letter: no chase-up
    clock.step(days=8)
    (todo,) = items(services, CHASE)
    assert (todo.ref, todo.step, todo.name) == (FIRST, BulkStep.DRAFT, CHASE_UP)
    assert results(confirm(services, CHASE)) == {FIRST: BulkResult.DONE}
    (chase,) = items(services, CHASE)
    assert (chase.step, chase.name) == (BulkStep.RELEASE, CHASE_UP)
    assert results(confirm(services, CHASE)) == {FIRST: BulkResult.DONE}
    send(services, FIRST, CHASE_UP)
    assert items(services, CHASE) == ()


def test_a_changed_rule_is_previewed_with_whom_it_tells_and_then_done(services: Services, clock: SteppedClock) -> None:
    clock.step(hours=1)
    newer, before = with_shorter_logs(services), everything(services)
    assert items(services, REDATE) == ()
    item, other = items(newer, REDATE)
    assert everything(services) == before  # rehearsed, and taken back
    assert isinstance(item.what, DatesToMove)
    assert any(change.key.startswith("log_expiry") and change.moved for change in item.what.changes)
    clock.step(minutes=5)
    assert results(confirm(newer, REDATE, "", other.code)) == {FIRST: BulkResult.DONE}
    with services.store.read() as session:
        new = session.exec(select(NoticeRow).order_by(col(NoticeRow.id)).offset(len(before["notice"]))).all()
    assert new
    assert sorted((row.kind, row.topic, row.member_id or 0) for row in new) == sorted(
        (mail.kind, mail.topic, mail.member_id or 0) for mail in item.what.mails
    )
    assert refs(items(newer, REDATE)) == [SECOND]


def test_more_than_a_person_reads_is_counted(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "MOST_ITEMS", 1)
    shown = preview(services, RELEASE)
    assert (refs(shown.items), shown.more) == ([FIRST], 1)
    assert results(confirm(services, RELEASE)) == {FIRST: BulkResult.DONE}
    assert refs(items(services)) == [SECOND]


def test_time_alone_changes_no_preview_of_the_same_day(services: Services, clock: SteppedClock) -> None:
    token = preview(services, RELEASE).token
    clock.step(minutes=30)
    refresh_case(services.store, services.law, FIRST, clock.now())
    assert preview(services, RELEASE).token == token
