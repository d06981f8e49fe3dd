"""Marks of written evidence (書証): 甲第１号証 on the paper, 甲１ in the text, 甲001 in the name of a file."""

from collections.abc import Collection

_WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


def next_place(
    taken: Collection[tuple[int, int]], branch_of: int | None = None, *, in_parts: bool = False
) -> tuple[int, int]:
    """Number and branch of the next exhibit. `taken` are all ever given, those of withdrawn exhibits too.

    Without `branch_of` the next number: without a branch, or the first branch of an item handed in `in_parts`. With it
    the next branch of that number: an item that has none counts as its first, so the next is the second.
    """
    if branch_of is None:
        return max((no for no, _branch in taken), default=0) + 1, int(in_parts)
    branches = [branch for no, branch in taken if no == branch_of]
    return branch_of, max((max(branch, 1) for branch in branches), default=0) + 1


def full_mark(no: int, branch: int = 0) -> str:
    """The mark on the paper itself: 甲第１号証, 甲第１号証の２."""
    return f"甲第{_wide(no)}号証{_branch(branch)}"


def short_mark(no: int, branch: int = 0) -> str:
    """The mark in a text and in the list of evidence: 甲１, 甲１の２."""
    return f"甲{_wide(no)}{_branch(branch)}"


def file_mark(no: int, branch: int = 0) -> str:
    """The mark in the name of a file, so that names sort as the exhibits do: 甲001, 甲001の02."""
    return f"甲{no:03d}" + (f"の{branch:02d}" if branch else "")


def _branch(branch: int) -> str:
    return f"の{_wide(branch)}" if branch else ""


def _wide(number: int) -> str:
    return str(number).translate(_WIDE)
