"""How exactly a moment was written decides what may be missing."""

import pytest

from models.answers.exactness import how_exact


@pytest.mark.parametrize(
    ("as_written", "exact"),
    [
        ("2026-06-01 21:15:04 JST", (True, True)),
        ("2026-06-01T12:15:04Z", (True, True)),
        ("２０２６-06-01 21:15:04+09:00", (True, True)),
        ("2026-06-01 21:15:04.123 UTC", (True, True)),
        ("2026-06-01 21:15 JST", (False, True)),
        ("2026-06-01 21:15:04", (True, False)),
        ("2026-06-01", (False, False)),
        ("昨日の夜", (False, False)),
        ("  ", (True, True)),
    ],
)
def test_seconds_and_zone(as_written: str, exact: tuple[bool, bool]) -> None:
    assert how_exact(as_written) == exact
