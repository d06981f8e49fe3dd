"""Who reads for whom: no overlap, no circle, on any day of the absence."""

from datetime import date

import pytest

from models.rules.absences import Away, overlapping, runs_in_a_circle


def away(member: int, delegate: int, first: int, last: int) -> Away:
    return Away(member=member, delegate=delegate, from_on=date(2026, 8, first), to_on=date(2026, 8, last))


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (away(1, 3, 1, 9), False),
        (away(1, 3, 1, 10), True),
        (away(1, 3, 12, 13), True),
        (away(1, 3, 14, 20), True),
        (away(1, 3, 15, 20), False),
        (away(2, 3, 10, 14), False),
    ],
    ids=["before", "first-day", "inside", "last-day", "after", "somebody-else"],
)
def test_two_absences_of_one_member_share_no_day(other: Away, meets: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert overlapping(away(1, 2, 10, 14), [other]) == ((other,) if meets else ())


@pytest.mark.parametrize(
    ("others", "circle"),
    [
        ([], False),
        ([away(2, 1, 1, 9)], False),
        ([away(2, 1, 14, 20)], True),
        ([away(2, 3, 10, 14), away(3, 1, 12, 12)], True),
        ([away(2, 3, 10, 11), away(3, 1, 12, 14)], False),
        ([away(2, 3, 12, 14), away(3, 1, 10, 11)], False),
        ([away(2, 3, 10, 14), away(3, 2, 10, 14)], False),
        ([away(2, 3, 10, 14), away(3, 4, 10, 14)], False),
    ],
    ids=[
        "nobody-away",
        "before",
        "on-the-last-day",
        "three",
        "three-on-other-days",
        "three-on-earlier-days",
        "others-in-a-circle",
        "a-chain",
    ],
)
def test_delegates_never_lead_back(others: list[Away], circle: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert runs_in_a_circle(away(1, 2, 10, 14), others) is circle
