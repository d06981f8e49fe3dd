"""A log window handed for a legal period, or the other way round, does not pass type checking."""

from pathlib import Path

import pytest
from mypy import api

CONFIG = """
[mypy]
follow_imports = silent
explicit_package_bases = true
[mypy-holidays.*]
follow_imports = skip
"""
ROOT = Path(__file__).parents[2]
SNIPPET = """
from models.facts import Period, Window
from models.rules.retention import last_sure_day

def file_by(period: Period) -> None: ...
def keep_before(window: Window) -> None: ...

def right(period: Period, window: Window) -> None:
    file_by(period)
    keep_before(window)
    last_sure_day(window)

def wrong(period: Period, window: Window) -> None:
    file_by(window)
    keep_before(period)
    last_sure_day(period)
    period = window
    window = period
    window.last_day
    period.closes_earliest
"""


def test_mixing_them_fails_type_checking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "snippet.py"
    file.write_text(SNIPPET, encoding="utf-8")
    monkeypatch.setenv("MYPYPATH", str(ROOT))
    config = tmp_path / "mypy.ini"
    config.write_text(CONFIG, encoding="utf-8")
    options = [f"--config-file={config}", f"--cache-dir={tmp_path / 'cache'}", "--no-error-summary"]
    said, broken, _ = api.run([*options, str(file)])
    assert broken == ""
    lines = [line.split(":", 2)[1:] for line in said.splitlines()]
    first_wrong = SNIPPET.splitlines().index("def wrong(period: Period, window: Window) -> None:") + 2
    assert [int(number) for number, _ in lines] == list(range(first_wrong, first_wrong + 7)), said
    assert all('"Window"' in text or '"Period"' in text for _, text in lines)
