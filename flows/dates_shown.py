"""Deadlines as people read them: what is lost, by when to act, how many days, on which article; same ones only once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.facts import Deadline
from models.terms import Confidence
from tasks.mail_templates import full_day
from tasks.words import word


@dataclass(frozen=True, kw_only=True)
class ShownDate:
    """One date and everything it hangs over."""

    what: str
    act_by: str
    due_on: str
    left: str
    ground: str


def shown_dates(deadlines: Sequence[Deadline], today: date, language: str) -> Iterator[ShownDate]:
    """The deadlines in their order; those that differ in their subject only are one, with their number."""
    groups: dict[tuple[object, ...], list[Deadline]] = {}
    for item in deadlines:
        groups.setdefault((item.kind, item.due_on, item.act_by, item.rule, item.confidence), []).append(item)
    for first, *others in groups.values():
        times = f" ×{len(others) + 1}" if others else ""
        yield ShownDate(
            what=f"{word('deadline', first.kind, language)}{times}",
            act_by=full_day(first.act_by, language),
            due_on=full_day(first.due_on, language)
            if first.due_on != first.act_by
            else word("sheet", "same", language),
            left=days_left((first.act_by - today).days, language),
            ground=_ground(first, language),
        )


def days_left(days: int, language: str) -> str:
    """How many days are left to act, in words."""
    if days == 0:
        return word("sheet", "today", language)
    return word("sheet", "left" if days > 0 else "over", language).format(days=abs(days))


def _ground(item: Deadline, language: str) -> str:
    """The article in place of our key for it, marked where the firm overrides; and how sure the figure is."""
    own = item.article if "@" in item.rule else item.rule
    sure = "" if item.confidence is Confidence.HIGH else word("confidence", item.confidence, language)
    return f"{own}{sure}"
