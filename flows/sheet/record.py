"""Stages, costs, the docket's end, and what can be done with this case."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime

from flows.sheet.material import Material, Part
from models.answers.moments import shown
from models.terms import ExpenseKind
from tasks.views import CASE_DOORS
from tasks.words import word


def stages(sheet: Material) -> Iterator[Part]:
    """How far each stage is."""
    rows = ((sheet.word("stage", stage), sheet.word("mark", mark)) for stage, mark in sheet.view.marks.items())
    yield Part(lines=(f"## {sheet.said('stages')}",))
    yield Part(lines=sheet.table(("stages", "mark"), rows))


def costs(sheet: Material) -> Iterator[Part]:
    """What was spent so far by kind; the security apart, because it comes back."""
    yield Part(lines=(f"## {sheet.said('costs')} {sheet.view.spent_yen:,}円",))
    lines = (
        f"- {sheet.word('expense', kind)} {yen:,}円{sheet.said('comes_back') if kind is ExpenseKind.SECURITY else ''}"
        for kind, yen in sheet.costs.items()
    )
    if sheet.costs:
        yield Part(lines=tuple(lines))


def docket(sheet: Material) -> Iterator[Part]:
    """The last entries, and when kaiji looks again; they follow what the other parts say, so they mean nothing new."""
    language = sheet.language
    entries = (
        f"- {sheet.day(date.fromisoformat(at))} {event_words(event, language)}" for at, event in sheet.view.docket_tail
    )
    yield Part(lines=(f"## {sheet.said('docket')}",), meaning="")
    yield Part(lines=(*entries, "", f"{sheet.said('wake')}: {_moment(sheet.view.next_wake)}"), meaning="")


def doors(sheet: Material) -> Iterator[Part]:
    """On the page: everything that can be done with this case, and the way back to the others."""
    if sheet.on_page:
        yield Part(lines=(f"## {sheet.said('doors')}",))
        yield Part(lines=tuple(f"- {sheet.door(name)}" for name in CASE_DOORS))
        others = (sheet.link(sheet.said("board"), "board"), sheet.link(sheet.said("guide"), "guide"))
        yield Part(lines=(" ／ ".join(others),))


def event_words(event: str, language: str) -> str:
    """What happened, as a docket entry's event says it."""
    kind, _, about = event.partition(":")
    try:
        return f"{word('event', kind, language)} {_about(about, language)}".strip()
    except KeyError:  # an event of a later version: its own name is better than no sheet
        return event


def _about(about: str, language: str) -> str:
    """What a docket entry is about: the wait that was answered, or the fact that was recorded or corrected."""
    if not about:
        return ""
    for group in ("wait", "fact"):
        with suppress(KeyError):
            return word(group, about, language)
    return word("step", about, language)


def _moment(iso: str | None) -> str:
    return shown(datetime.fromisoformat(iso)) if iso else "—"
