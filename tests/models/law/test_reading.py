"""Each kind of value says what is wrong with it and how to write it; a table laid over another is blamed by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.provisions.reading import Entry
from models.terms import Confidence


def entry(data: dict[str, Any], over: Entry | None = None) -> Entry:
    return Entry(file="f.toml", where="f", data=data, faults=over.faults if over else [], over=over)


@pytest.mark.parametrize(
    ("value", "read", "cure"),
    [
        (1, lambda e: e.text("k"), "write a text in quotes"),
        ("a", lambda e: e.texts("k"), "write a list of texts"),
        (True, lambda e: e.number("k"), "write a whole number, at least 0"),
        (-1, lambda e: e.number_or_none("k"), "write a whole number, at least 0"),
        ("yes", lambda e: e.flag("k"), "write true or false"),
        ("2026-11-22", lambda e: e.day("k"), "write a date without quotes"),
        ("2026-11-22", lambda e: e.day_or_none("k"), "write a date without quotes"),
        ("2026-11-22", lambda e: e.days("k"), "write a list of dates"),
        ("X", lambda e: e.choice("k", Confidence), "write one of H, M, L"),
        ("3x", lambda e: e.length("k"), "write a count and a unit"),
        (1, lambda e: e.table("k"), "write a table [k]"),
        (1, lambda e: e.needed_table("k"), "write a table [k]"),
        ([], lambda e: e.tables("k"), "write at least one [[k]]"),
        ({"a": 1}, lambda e: e.words("k"), "write a table [k] of name"),
    ],
)
def test_a_wrong_value_is_named_with_its_cure(value: object, read: Callable[[Entry], object], cure: str) -> None:
    top = entry({"k": value})
    read(top)
    (fault,) = top.faults
    assert fault.startswith(f"f.toml: f.k = {value!r}: {cure}")


def test_what_is_missing_is_missing_and_not_none() -> None:
    top = entry({})
    top.day("k")
    top.needed_table("t")
    assert top.faults == [
        "f.toml: f.k is missing: write a date without quotes, e.g. 2026-11-22",
        "f.toml: f.t is missing: write a table [t]",
    ]


def test_what_may_be_missing_is_no_fault() -> None:
    top = entry({})
    assert (top.text("a", optional=True), top.texts("b"), top.number_or_none("c"), top.day_or_none("d")) == (
        "",
        (),
        None,
        None,
    )
    assert (top.flag("e"), top.table("f"), top.faults) == (False, None, [])


def test_the_table_above_is_read_first_and_blamed_for_its_own() -> None:
    over = Entry(file="own.toml", where="own", data={"a": 2, "t": {"x": 0}, "typo": 1}, faults=[], origin="【own】")
    both = entry({"a": 1, "b": date(2026, 11, 22), "t": {"x": 5, "y": 6}, "u": {"x": 7}}, over)
    assert (both.number("a"), both.day("b")) == (2, date(2026, 11, 22))
    inner, other = both.needed_table("t"), both.needed_table("u")
    assert (inner.number("x", least=1), inner.origin, other.number("x"), other.origin) == (1, "【own】", 7, "")
    both.fault("a", 2, "write 3")
    both.finish()
    assert both.faults == [
        "own.toml: own.t.x = 0: write a whole number, at least 1",
        "own.toml: own.a = 2: write 3",
        "own.toml: own.typo = 1: unknown key; known: a, b, t, u",
    ]
