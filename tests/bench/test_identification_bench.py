"""The measurement runs; how fast it was is for people to read, how often it asked is not."""

from pathlib import Path

import pytest

from tests.bench.identification import HEAD, measure


@pytest.mark.usefixtures("plain_environment")
def test_the_measurement_runs_and_counts(tmp_path: Path) -> None:
    found = list(measure(tmp_path, blocks=3, addresses=12, latency_seconds=0.0))[:4]
    assert [(each.who, each.queries) for each in found] == [("kaiji", 3)] * 3 + [("kaiji, restarted", 0)]
    assert {len(each.line()) for each in found} == {len(HEAD)}
