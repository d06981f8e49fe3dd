"""The measurement runs; what it measures is for people to read."""

from pathlib import Path

import pytest

from tests.bench.mail import CONNECTIONS, measure
from tests.bench.mail_sink import Security


@pytest.mark.usefixtures("plain_environment")
@pytest.mark.parametrize("security", ["none", "tls"])
def test_the_measurement_runs_and_every_mail_arrives_over_few_connections(tmp_path: Path, security: Security) -> None:
    """That each of them arrived, measuring itself checks."""
    found = measure(tmp_path, notices=20, rounds=1, security=security)
    assert found.notices == 20
    assert found.connections == CONNECTIONS
    assert min(found.raw, found.transport, found.delivery) > 0
    assert next(found.lines()).startswith("20 notices of ")
