"""One database is enough here: `case_store/test_calendar_on_both.py` walks on both."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"
