"""The case sheet as text for a terminal, and as the page that the desk publishes: a version per change of meaning."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flows.sheet.dates import dates, plan
from flows.sheet.head import head
from flows.sheet.material import Material, Part
from flows.sheet.papers import chain, evidence, letters
from flows.sheet.record import costs, docket, doors, stages
from flows.sheet.turns import turns
from models.provisions import Law
from tasks.case_store.captures import PageEvidence, page_evidence
from tasks.case_store.costs import spent_by_kind
from tasks.case_store.letter_list import ListedLetter, listed_letters
from tasks.case_store.office_tasks import Task
from tasks.case_store.office_tasks import tasks as open_tasks
from tasks.case_store.position import CaseView
from tasks.wiring import Services

ORDER: tuple[Callable[[Material], Iterator[Part]], ...] = (
    head,
    turns,
    dates,
    plan,
    stages,
    chain,
    evidence,
    letters,
    costs,
    docket,
    doors,
)
HALF = 32  # signs of each hash that are kept: together they fill the column


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """The published sheet. `meaning` changes when the case does, the text also with the day it is read on."""

    markdown: str
    meaning: str

    @property
    def digest(self) -> str:
        """Both as one hash; the first half is that of the meaning."""
        return self.meaning[:HALF] + _hash(self.markdown)[:HALF]


def case_sheet(
    view: CaseView,
    law: Law,
    language: str,
    *,
    tasks: Iterable[Task] = (),
    letters: Iterable[ListedLetter] = (),
    pages: Iterable[PageEvidence] = (),
) -> str:
    """Markdown for a terminal: neither links nor the picture."""
    sheet = Material(
        view=view, law=law, language=language, tasks=tuple(tasks), letters=tuple(letters), pages=tuple(pages)
    )
    return _text(_parts(sheet))


def printed_sheet(made: Services, view: CaseView) -> str:
    """The same with all that is known of the case."""
    return _text(_parts(_material(made, view, on_page=False)))


def sheet_page(made: Services, view: CaseView) -> SheetPage:
    """The page that the desk publishes, with its picture and links."""
    parts = _parts(_material(made, view, on_page=True))
    return SheetPage(markdown=_text(parts), meaning=_hash("\n".join(part.meant for part in parts)))


def _material(made: Services, view: CaseView, *, on_page: bool) -> Material:
    return Material(
        view=view,
        law=made.law,
        language=made.settings.language,
        on_page=on_page,
        tasks=tuple(open_tasks(made.store, ref=view.ref)),
        letters=listed_letters(made, view.ref),
        pages=page_evidence(made.store, view.ref),
        costs=spent_by_kind(made.store, view.ref),
    )


def _parts(sheet: Material) -> list[Part]:
    return [part for section in ORDER for part in section(sheet)]


def _text(parts: Iterable[Part]) -> str:
    return "\n\n".join(part.text for part in parts)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
