"""The measurement runs, every mail arrives, and the transport costs little beside the library; no absolute seconds."""

from pathlib import Path

import pytest

from tests.bench.mail import CONNECTIONS, Security, measure


@pytest.mark.usefixtures("plain_environment")
@pytest.mark.parametrize("security", ["none", "tls"])
def test_the_transport_keeps_up_with_the_library_over_few_connections(tmp_path: Path, security: Security) -> None:
    """Half is a wide margin for a busy machine; what is claimed is measured by hand, with more rounds."""
    found = measure(tmp_path, notices=60, rounds=3, security=security)
    assert found.notices == 60
    assert found.connections <= CONNECTIONS
    assert found.transport > found.raw / 2
    assert 0 < found.delivery < found.raw
    assert next(found.lines()).startswith("60 notices of ")
