"""Widths of columns and heights of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.papers.blocks import Cell, Paragraph, Run
from tasks.papers.columns import INSET, PAGE, SIGN, column_widths, row_lines


@given(widths=st.lists(st.integers(0, 60), max_size=8))
def test_columns_never_leave_the_page_and_fill_it_when_one_takes_the_rest(widths: list[int]) -> None:
    points = column_widths(widths)
    assert len(points) == len(widths)
    assert sum(points) <= PAGE + 0.01
    if 0 in widths:
        assert sum(points) == pytest.approx(PAGE)
    assert all(width > INSET + SIGN for width in points)


def test_a_column_is_as_wide_as_it_asks() -> None:
    assert column_widths([4, 10]) == pytest.approx((4 * SIGN + INSET, 10 * SIGN + INSET))
    first, *rest = column_widths([4, 0, 0])
    assert first == pytest.approx(4 * SIGN + INSET)
    assert rest == pytest.approx([(PAGE - first) / 2] * 2)


def test_columns_that_ask_for_too_much_are_narrowed_alike() -> None:
    wide, narrow, rest = column_widths([60, 30, 0])
    assert wide + narrow + rest == pytest.approx(PAGE)
    least = INSET + 2 * SIGN
    assert (wide - least) / (narrow - least) == pytest.approx(58 / 28)
    assert rest > least
    assert column_widths([0] * 40) == pytest.approx([PAGE / 40] * 40)


@pytest.mark.parametrize(
    ("texts", "span", "lines"),
    [
        ((("",),), 1, 1),
        ((("あ" * 9,),), 1, 1),
        ((("あ" * 10,),), 1, 2),
        ((("あ" * 10,),), 2, 1),
        ((("一\n\n二", "三"),), 1, 4),
    ],
    ids=["empty", "full", "over", "spanning", "lines"],
)
def test_a_row_is_as_tall_as_its_tallest_cell(texts: tuple[tuple[str, ...], ...], span: int, lines: int) -> None:
    row = [
        Cell(paragraphs=tuple(Paragraph(runs=(Run(text=text),)) for text in cell), span=span if not at else 1)
        for at, cell in enumerate((*texts, ("あ",)))
    ]
    columns = (10 * SIGN + INSET,) * 3
    assert row_lines(row, columns) == lines
    assert row_lines(row[::-1], columns) == lines
