"""`kaiji intake` beside a running desk: the case is on the page at once; without one the next sweep makes it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.desk import only_one
from flows.running import make_runs
from tasks.case_store.legs import run_of
from tasks.settings import Settings
from tasks.wiring import Services
from tests.engine import runs
from tests.engine.office import Office


@pytest.fixture
def beside(office: Office, server: Settings) -> Iterator[Services]:
    """The services of a shell whose settings name the server's port."""
    before = dict(os.environ)
    yield replace(office.made, settings=office.made.settings.model_copy(update={"port": server.port}))
    os.environ.clear()
    os.environ.update(before)


def test_the_run_is_made_at_once(office: Office, beside: Services) -> None:
    ref, draft = office.open(), office.open(2, draft=True)
    with only_one(beside.settings.root / "desk.lock"):
        assert make_runs(beside, [ref, draft])
    assert runs.state(office.run(ref)).is_scheduled()
    assert run_of(beside.store, draft).run_id is None
    office.sweep()
    assert runs.state(office.run(ref)).name == "発信許可待ち"


def test_another_home_s_desk_on_that_port_is_left_alone(office: Office, beside: Services) -> None:
    ref = office.open()
    assert not make_runs(beside, [ref])
    (beside.settings.root / "desk.lock").touch()  # a desk ran here once
    assert not make_runs(beside, [ref])
    assert run_of(beside.store, ref).run_id is None


def test_a_desk_that_refuses_leaves_it_to_the_sweep(office: Office, beside: Services, tmp_path: Path) -> None:
    with only_one(beside.settings.root / "desk.lock"):
        assert not make_runs(beside, ["2026-9999"])  # no such case
    assert "NoSuchCase" in (tmp_path / "logs" / "faults.log").read_text(encoding="utf-8")
    del office
