"""A case with papers, on one database: nothing of a pack depends on its kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from flows.handover.pack import Exported, export_case
from models.provisions import Law
from tasks.wiring import Services
from tests.flows.handover.office import REF, fill, services_of


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One database is enough here."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture(scope="module", name="office")
def office_fixture(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, law: Law) -> Iterator[Services]:
    """A case with letters in versions, registry answers as papers, and a capture; made once, never changed."""
    home = tmp_path_factory.mktemp("office")
    shutil.copy(migrated_file, home / "kaiji.db")
    made = services_of(home, law)
    fill(made)
    yield made
    made.store.dispose()


@pytest.fixture(name="copied")
def copied_fixture(office: Services, tmp_path: Path, law: Law) -> Iterator[Services]:
    """The same office in a folder of this test's own."""
    shutil.copytree(office.settings.root, tmp_path / "office")
    made = services_of(tmp_path / "office", law)
    yield made
    made.store.dispose()


@pytest.fixture(scope="module", name="done")
def done_fixture(office: Services, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_case(office, REF, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module", name="bound")
def bound_fixture(done: Exported) -> PdfReader:
    return PdfReader(done.pdf)
