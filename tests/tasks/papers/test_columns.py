"""Widths of columns and heights of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.papers.blocks import Cell, Paragraph, Run
from tasks.papers.columns import PAGE, Columns, columns_of, row_lines


@given(signs=st.lists(st.integers(0, 60), max_size=10))
def test_columns_never_leave_the_page_and_fill_it_when_one_takes_the_rest(signs: list[int]) -> None:
    columns = columns_of(signs)
    assert len(columns.widths) == len(signs)
    assert sum(columns.widths) <= PAGE + 0.01
    if 0 in signs:
        assert sum(columns.widths) == pytest.approx(PAGE)
    assert all(width >= columns.inset + columns.sign - 0.01 for width in columns.widths)


def test_a_column_is_as_wide_as_it_asks() -> None:
    assert columns_of([3, 10]).widths == pytest.approx((3 * 12 + 11, 10 * 12 + 11))
    first, *rest = columns_of([4, 0, 0]).widths
    assert first == pytest.approx(4 * 12 + 11)
    assert rest == pytest.approx([(PAGE - first) / 2] * 2)


def test_many_columns_are_set_smaller() -> None:
    columns = columns_of([4, 8, 3, 6, 5, 0])
    assert columns.sign == 10.5
    assert columns.widths[0] == pytest.approx(4 * 10.5 + columns.inset)
    assert columns.widths[-1] > 10 * columns.sign
    assert columns_of([4, 8, 3, 0]).sign == 12


def test_columns_that_ask_for_too_much_are_narrowed_alike() -> None:
    wide, narrow, rest = columns_of([60, 30, 0]).widths
    assert wide + narrow + rest == pytest.approx(PAGE)
    least = 11 + 2 * 12
    assert (wide - least) / (narrow - least) == pytest.approx(58 / 28)
    assert rest > least
    assert columns_of([0] * 40).widths == pytest.approx([PAGE / 40] * 40)


@pytest.mark.parametrize(
    ("texts", "span", "lines"),
    [
        ((("",),), 1, 1),
        ((("あ" * 10,),), 1, 1),
        ((("あ" * 11,),), 1, 2),
        ((("あ" * 11,),), 2, 1),
        ((("一\n\n二", "三"),), 1, 4),
    ],
    ids=["empty", "full", "over", "spanning", "lines"],
)
def test_a_row_is_as_tall_as_its_tallest_cell(texts: tuple[tuple[str, ...], ...], span: int, lines: int) -> None:
    row = [
        Cell(paragraphs=tuple(Paragraph(runs=(Run(text=text),)) for text in cell), span=span if not at else 1)
        for at, cell in enumerate((*texts, ("あ",)))
    ]
    columns = Columns(widths=(10 * 12 + 11,) * 3, sign=12, inset=11)
    assert row_lines(row, columns) == lines
    assert row_lines(row[::-1], columns) == lines
