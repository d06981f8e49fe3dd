"""The board in the engine: one version for each change of what it says, whatever a sweep meets."""

from typing import Any

import pytest
from prefect.client.orchestration import get_client

from flows import board_published
from models.terms import SweepDid
from tasks.case_store.sweep_notes import board_shown, morning_before, notes_between
from tests.engine.office import RELEASE, Office


def _boards() -> list[str]:
    """Every published board, oldest first."""
    asked = {"artifacts": {"key": {"any_": ["board"]}}, "sort": "CREATED_DESC"}
    with get_client(sync_client=True) as client:
        found: list[dict[str, Any]] = client.request("POST", "/artifacts/filter", json=asked).json()
    return [str(item["data"]) for item in reversed(found)]


def test_the_board_is_published_when_it_says_something_else(office: Office) -> None:
    known = len(_boards())
    ref, _ = office.opened()
    office.sweep()
    first = _boards()[known:]
    assert [f"[{ref}](/desk/sheet/{ref})" in sheet for sheet in first] == [True] * len(first) != []
    office.sweep()
    assert len(_boards()) == known + len(first)
    office.answer(ref, RELEASE)
    office.sweep()
    newest = _boards()[-1]
    assert len(_boards()) == known + len(first) + 1
    assert "発送・申立て待ち" in newest
    assert "植込" not in newest


def test_a_sweep_that_dies_before_the_colours_are_shown_shows_them_the_next_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.opened()
    office.sweep()
    before, _ = board_shown(office.made.store)
    office.clock.step(days=13)

    def gone(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(board_published, "show_tags", gone)
        assert office.sweep().chores_failed == ["the colours"]
    assert board_shown(office.made.store)[0] == before
    assert office.sweep().chores_failed == []
    assert board_shown(office.made.store)[0] == office.made.clock.now().date()
    now = office.made.clock.now()
    assert ("the colours", 1) in [
        (note.because, note.count)
        for note in notes_between(office.made.store, morning_before(now), now.replace(hour=23))
        if note.did is SweepDid.CHORE_FAILED
    ]
