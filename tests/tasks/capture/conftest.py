"""The machine's Chromium and a site for it to look at."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.terms import CaptureResult
from tasks.capture.judging import judge
from tasks.capture.looking import Asked, Bounds
from tests.conftest import Require
from tests.tasks.capture.page_server import Site, served

LOOKED_AT = datetime(2026, 8, 9, 16, 5, 6, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


@pytest.fixture
def chromium(require: Require) -> Path:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require("Chromium", found)
    return Path(found or "")


def asked(url: str, *, keep: bool = False, words: str = "", seconds: int = 20, most_bytes: int = 5_000_000) -> Asked:
    """A look that may reach this machine; without `keep` no pictures are taken."""
    return Asked(
        url=url,
        browser=None,
        loopback=True,
        bounds=Bounds(seconds=seconds, settle=1.0, most_bytes=most_bytes),
        now=lambda: LOOKED_AT,
        judge=lambda page: judge(page, words),
        keep=lambda verdict: keep and verdict.result is CaptureResult.CAPTURED,
    )
