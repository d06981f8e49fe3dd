"""A case with papers, on one database: nothing of a pack depends on its kind."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One database is enough here."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"
