"""Numbers and marks of written evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.exhibit_marks import file_mark, full_mark, next_place, short_mark

PLACES = st.sets(st.tuples(st.integers(1, 30), st.integers(0, 5)))


@pytest.mark.parametrize(
    ("taken", "branch_of", "in_parts", "expected"),
    [
        ((), None, False, (1, 0)),
        ((), None, True, (1, 1)),
        (((1, 0), (2, 0)), None, False, (3, 0)),
        (((1, 0), (7, 1)), None, True, (8, 1)),
        (((1, 0), (2, 0)), 1, False, (1, 2)),
        (((1, 1), (1, 2)), 1, True, (1, 3)),
    ],
    ids=["first", "first-in-parts", "next", "next-in-parts", "second-of-one", "next-branch"],
)
def test_the_next_number(
    taken: tuple[tuple[int, int], ...], branch_of: int | None, *, in_parts: bool, expected: tuple[int, int]
) -> None:
    assert next_place(taken, branch_of, in_parts=in_parts) == expected


@given(taken=PLACES, branch_of=st.none() | st.integers(1, 30), in_parts=st.booleans())
def test_a_number_is_never_given_twice(taken: set[tuple[int, int]], branch_of: int | None, *, in_parts: bool) -> None:
    known = branch_of if branch_of in {no for no, _branch in taken} else None
    assert next_place(taken, known, in_parts=in_parts) not in taken


def test_marks_as_courts_write_them() -> None:
    assert (full_mark(1), full_mark(12, 3)) == ("甲第１号証", "甲第１２号証の３")
    assert (short_mark(1), short_mark(12, 3)) == ("甲１", "甲１２の３")
    assert (file_mark(1), file_mark(12, 3)) == ("甲001", "甲012の03")


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 99)), unique=True))
def test_names_of_files_sort_as_the_exhibits_do(places: list[tuple[int, int]]) -> None:
    assert [file_mark(*place) for place in sorted(places)] == sorted(file_mark(*place) for place in places)
