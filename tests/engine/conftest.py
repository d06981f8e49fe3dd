"""The real server, once a session; each test has a case database of its own and an engine without runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine import kept_client
from tasks.clock import SystemClock
from tasks.settings import Settings
from tasks.wiring import Services
from tests.engine.office import Office
from tests.engine.prefect_server import forget_all_runs, shared_server
from tests.fakes import RecordingMailer, SteppedClock


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One case database is enough here: the engine's side does not change with it; the story walks on both."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def wall() -> SystemClock:
    """The engine's own moments are real ones, and leases are compared with them."""
    return SystemClock()


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    found = shared_server(request.config, tmp_path_factory)
    forget_all_runs()
    return found


@pytest.fixture
def office(server: Settings, services: Services, clock: SteppedClock, mailer: RecordingMailer) -> Iterator[Office]:
    del server
    with kept_client():
        yield Office(made=services, clock=clock, mailer=mailer)
