"""What many looks at one page say together."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.page_looks import Look, PageStanding, standing_of
from models.terms import CaptureResult

START = datetime(2026, 8, 1, tzinfo=UTC)


def _looks(*results: str) -> list[Look]:
    return [Look(at=START + timedelta(days=day), result=CaptureResult(each)) for day, each in enumerate(results)]


def _day(number: int | None) -> datetime | None:
    return None if number is None else START + timedelta(days=number)


@pytest.mark.parametrize(
    ("results", "online", "gone"),
    [
        (("captured",), 0, None),
        (("captured", "online", "gone", "gone"), 1, 2),
        (("online", "gone", "unreachable"), 0, 1),
        (("online", "unreachable", "refused", "unclear", "unsafe"), 0, None),
        (("online", "gone", "online"), 2, None),
        (("online", "gone", "online", "gone"), 2, 3),
        (("gone",), None, 0),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_last_seen_online_first_seen_gone(results: tuple[str, ...], online: int | None, gone: int | None) -> None:
    found = standing_of(reversed(_looks(*results)))
    assert (found.last_online, found.first_gone) == (_day(online), _day(gone))
    assert found.newest == _looks(*results)[-1]


def test_no_look_says_nothing() -> None:
    assert standing_of([]) == PageStanding()
