"""A case whose platform was asked, made once and copied: one database is enough here (`test_calendar_on_both.py`)."""

import shutil
from pathlib import Path

import pytest

from models.provisions import Law
from tasks import wiring
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import asked_platform


@pytest.fixture(scope="session")
def asked_home(migrated_file: Path, law: Law, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm's folder with one such case, as of the moment at which the tests begin."""
    home = tmp_path_factory.mktemp("asked")
    shutil.copy(migrated_file, home / "kaiji.db")
    settings = Settings(home=home, database=f"sqlite:///{home / 'kaiji.db'}", firm=FIRM)
    clock = SteppedClock()
    made = build_services(settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=DictRegistry())
    asked_platform(made)
    made.store.dispose()
    wiring.install(None)
    return home


@pytest.fixture
def migrated_url(asked_home: Path, migrated_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database; for a test that wants `ref`, one with the case, under the same key."""
    if "ref" in request.fixturenames:
        shutil.copytree(asked_home, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def ref(services: Services, clock: SteppedClock) -> str:
    """The case, a day after its platform was asked."""
    del services
    clock.step(days=1)
    return "2026-0001"
