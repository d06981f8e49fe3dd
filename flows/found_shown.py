"""What a search found, for the page and the command line: refs, labels and dates; never what was typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from tasks.case_store.finding import Found, Search
from tasks.mail_templates import full_day
from tasks.views import link
from tasks.words import word

COLUMNS = ("ref", "status", "waits_for", "act_by", "by", "opened")


def as_document(search: Search, base: str) -> dict[str, Any]:
    """Stable keys; `link` leads to the case at the desk."""
    return {
        "count": search.count,
        "cases": [_document(case, base) for case in search.found],
        "unreadable": list(search.unreadable),
    }


def as_text(search: Search, base: str, language: str) -> str:
    """A line a case with its link."""
    rows = [[*cells(case, language), link(base, "case", case.ref)] for case in search.found]
    return "\n".join([said(search, language), *("  ".join(row) for row in rows), *_unreadable(search, language)])


def as_markdown(search: Search, language: str) -> str:
    """A table whose references lead to the cases."""
    head = [word("find", name, language) for name in COLUMNS]
    rows = [cells(case, language) for case in search.found]
    linked = [[f"[{ref}]({link('', 'case', ref)})", *others] for ref, *others in rows]
    table = [_row(head), _row(["---"] * len(head)), *map(_row, linked)] if rows else []
    lines = [*table, *(f"\n{line}" for line in _unreadable(search, language))]
    return "\n".join([f"# {said(search, language)}", "", *lines])


def said(search: Search, language: str) -> str:
    """How many, and when they are not all shown."""
    if not search.count:
        return word("find", "none", language)
    number = word("find", "count", language).format(count=search.count)
    shown = len(search.found)
    return number if shown == search.count else f"{number} {word('find', 'first', language).format(shown=shown)}"


def cells(case: Found, language: str) -> Sequence[str]:
    """One case in words, in the order of COLUMNS; — where there is nothing to say."""
    by = "・".join(word("find", kind, language) for kind in case.by) or word("find", "ref", language)
    return (
        case.ref,
        word("status", case.status, language),
        word("wait", case.waits_for, language) if case.waits_for else "—",
        full_day(case.act_by, language) if case.act_by else "—",
        by if case.surely else f"{by}（{word('find', 'maybe', language)}）",
        full_day(case.opened_on, language),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _unreadable(search: Search, language: str) -> list[str]:
    return [f"{word('find', 'unreadable', language)}: {', '.join(search.unreadable)}"] if search.unreadable else []


def _document(case: Found, base: str) -> dict[str, Any]:
    return {
        "ref": case.ref,
        "status": case.status.value,
        "opened_on": case.opened_on.isoformat(),
        "by": [kind.value for kind in case.by],
        "surely": case.surely,
        "waits_for": case.waits_for.value if case.waits_for else None,
        "act_by": case.act_by.isoformat() if case.act_by else None,
        "link": link(base, "case", case.ref),
    }
