"""What a case sheet is made from, and the form of its parts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.provisions import Law
from models.rules.route_progress import SubjectPlan, subject_plans
from models.terms import CaseStatus, ExpenseKind
from tasks.case_store.captures import PageEvidence
from tasks.case_store.letter_list import ListedLetter
from tasks.case_store.office_tasks import Task
from tasks.case_store.position import CaseView
from tasks.mail_templates import full_day
from tasks.views import Place, link
from tasks.words import word


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some lines of the sheet. `meaning`: what must change for a new version; None: the lines themselves.

    A part that only follows the clock (the day of the sheet, when it was seen last) means nothing ("").
    """

    lines: tuple[str, ...]
    meaning: str | None = None

    @property
    def text(self) -> str:
        """The lines as they are shown."""
        return "\n".join(self.lines)

    @property
    def meant(self) -> str:
        """What a new version is judged by."""
        return self.text if self.meaning is None else self.meaning


@dataclass(frozen=True, kw_only=True)
class Material:
    """One case as the sheet needs it. `on_page`: links and the picture are for the desk, not for a terminal."""

    view: CaseView
    law: Law
    language: str
    on_page: bool = False
    tasks: tuple[Task, ...] = ()
    letters: tuple[ListedLetter, ...] = ()
    pages: tuple[PageEvidence, ...] = ()
    costs: Mapping[ExpenseKind, int] = field(default_factory=dict)

    @cached_property
    def plans(self) -> tuple[SubjectPlan, ...]:
        """The plans of an open case's logs, the most urgent first."""
        is_open = self.view.status is CaseStatus.OPEN
        return subject_plans(self.view.facts, self.law, self.view.today) if is_open else ()

    @cached_property
    def listed(self) -> Mapping[int, ListedLetter]:
        """The letters by their number."""
        return {letter.id: letter for letter in self.letters}

    def said(self, key: str) -> str:
        """A word of the sheet."""
        return word("sheet", key, self.language)

    def word(self, group: str, key: str) -> str:
        """A label of the glossary."""
        return word(group, key, self.language)

    def day(self, day: date | None) -> str:
        """A date with its weekday; a dash for none."""
        return full_day(day, self.language) if day else "—"

    def link(self, label: str, place: Place, *names: object) -> str:
        """The label; on the desk's page it leads there."""
        return f"[{label}]({link('', place, *names)})" if self.on_page else label

    def door(self, name: str) -> str:
        """A deployment's label, which on the page opens its form for this case."""
        return self.link(word("door", name, self.language), "door", name, self.view.ref)

    def table(self, heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
        """Rows under the sheet's own words."""
        return tuple(table(heads, rows, self.language))


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], language: str) -> list[str]:
    """Rows as a markdown table under the sheet's own words; a word for none when there are none."""
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    if not lines:
        return [word("sheet", "none", language)]
    return [f"| {' | '.join(word('sheet', head, language) for head in heads)} |", f"|{'---|' * len(heads)}", *lines]
