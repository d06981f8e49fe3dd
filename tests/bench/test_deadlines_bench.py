"""The measurement runs; what it measures is for people to read."""

from pathlib import Path

import pytest

from tests.bench.deadlines import measure


@pytest.mark.usefixtures("plain_environment")
def test_the_measurement_runs(tmp_path: Path) -> None:
    found = measure(tmp_path, cases=4)
    assert found.cases == 4
    assert found.deadlines >= 8
    assert found.reading_ms > 0
    assert found.counting_ms > 0
    assert next(found.lines()).startswith("cases                 4, with ")
