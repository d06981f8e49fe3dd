"""The case sheet: the one page that says where a case stands. Refs, dates and labels only."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from flows.acknowledging_shown import HEADS, open_rows
from flows.briefing import state_name, subject_label
from flows.dates_shown import shown_dates
from flows.gaps_shown import gap_lines
from flows.letters_shown import version_words
from flows.plan_section import LEG_HEADS, LOG_HEADS, leg_rows, log_rows
from models.answers.moments import shown
from models.facts import LetterFact
from models.provisions import Law
from models.rules.deadlines import statements
from models.rules.japan_time import start_of
from models.rules.progress.plan import japan_day
from models.rules.route_progress import subject_plans
from models.terms import CaseStatus, Concealment, LetterKind
from tasks.case_store.captures import PageEvidence
from tasks.case_store.letter_list import ListedLetter
from tasks.case_store.office_tasks import Task
from tasks.case_store.position import CaseView
from tasks.letters import label
from tasks.mail_templates import full_day
from tasks.words import word


def case_sheet(
    view: CaseView,
    law: Law,
    language: str,
    *,
    tasks: Iterable[Task] = (),
    letters: Iterable[ListedLetter] = (),
    pages: Iterable[PageEvidence] = (),
) -> str:
    """Markdown: next act, office tasks, stages, deadlines, waits, evidence of the posts, letters, costs, the docket."""
    versions = {letter.id: letter for letter in letters}
    plans = subject_plans(view.facts, law, view.today) if view.status is CaseStatus.OPEN else ()
    parts = [
        [f"# {view.ref}（{word('status', view.status, language)}）", *_next(view, language)],
        _concealed(view, language),
        [f"- **{word('sheet', 'tasks', language)}** {task}" for task in _tasks(tasks, language)],
        table(("stages", "mark"), _stages(view, language), language),
        [f"## {word('sheet', 'deadlines', language)}"],
        table(("what", "act_by", "due_on", "days", "ground"), _deadlines(view, language), language),
        [f"- {said.text}（{said.cite}）" for said in statements(view.facts, law)],
        *_unowned(view, language),
        [f"## {word('sheet', 'plan', language)}"],
        table(LOG_HEADS, log_rows(plans, view.facts, language), language),
        table(LEG_HEADS, leg_rows(plans, language), language),
        [f"## {word('sheet', 'gaps', language)}"],
        [f"- {line}" for line in gap_lines(view.facts, law, language, start_of(view.today))]
        or [word("sheet", "none", language)],
        [f"## {word('sheet', 'waits', language)}"],
        table(("number", "turn", "wait", "subject", "until"), _waits(view, language), language),
        *_pages(pages, view, language),
        [f"## {word('sheet', 'letters', language)}"],
        table(("letter", "state", "version", "sent"), _letters(view, versions, language), language),
        [f"- **{word('version', 'stale', language)}** {line}" for line in _stale(view, versions)],
        [f"## {word('sheet', 'costs', language)} {view.spent_yen:,}円"],
        [f"## {word('sheet', 'docket', language)}"],
        [f"- {at} {event_words(event, language)}" for at, event in view.docket_tail],
        [f"{word('sheet', 'wake', language)}: {_moment(view.next_wake)}"],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _next(view: CaseView, language: str) -> Iterator[str]:
    """Two lines a busy person reads: whose turn it is for what, and the nearest safe day."""
    if view.waits:
        first = view.waits[0]
        what = f"{state_name(first, language)} {subject_label(first.subject, view.facts)}"
        yield f"\n**{word('sheet', 'next', language)}**: {word('turn', first.turn, language)} — {what}"
    for item in shown_dates(view.deadlines[:1], view.today, language):
        yield f"\n**{word('sheet', 'nearest', language)}**: {item.act_by} {item.left} — {item.what}"


def _concealed(view: CaseView, language: str) -> list[str]:
    """What of the client no paper may tell; never the value."""
    if view.facts.concealment is Concealment.NONE:
        return []
    return [f"- **{word('sheet', 'concealed', language)}** {word('concealment', view.facts.concealment, language)}"]


def _unowned(view: CaseView, language: str) -> list[list[str]]:
    """Dates that wait for somebody to own them; no section when there is none."""
    rows = open_rows(view.unowned, view.facts, view.today, language)
    return [[f"## {word('sheet', 'unowned', language)}"], table(HEADS, rows, language)] if view.unowned else []


def table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]], language: str) -> list[str]:
    """Rows as a markdown table under the sheet's own words; a word for none when there are none."""
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    if not lines:
        return [word("sheet", "none", language)]
    return [f"| {' | '.join(word('sheet', head, language) for head in heads)} |", f"|{'---|' * len(heads)}", *lines]


def _stages(view: CaseView, language: str) -> Iterator[tuple[str, ...]]:
    for stage, mark in view.marks.items():
        yield word("stage", stage, language), word("mark", mark, language)


def _deadlines(view: CaseView, language: str) -> Iterator[tuple[str, ...]]:
    for item in shown_dates(view.deadlines, view.today, language):
        yield item.what, item.act_by, item.due_on, item.left, item.ground


def _tasks(tasks: Iterable[Task], language: str) -> Iterator[str]:
    for task in tasks:
        yield f"{task.id}: {word('office_task', task.kind, language)} {task.said}".strip()


def _waits(view: CaseView, language: str) -> Iterator[tuple[str, ...]]:
    for wait in view.waits:
        due = full_day(wait.due_on, language) if wait.due_on else "—"
        turn, subject = word("turn", wait.turn, language), subject_label(wait.subject, view.facts)
        yield str(wait.id), turn, state_name(wait, language), subject, due


def _pages(pages: Iterable[PageEvidence], view: CaseView, language: str) -> Iterator[list[str]]:
    """What is kept of each post's page and when it was seen last; where nothing is kept, how to keep it."""
    known = list(pages)
    if not known:
        return
    yield [f"## {word('sheet', 'evidence', language)}"]
    rows = (
        (
            str(page.post_no),
            _seen(page.kept_at) if page.kept_at else word("sheet", "not_kept", language),
            _seen(page.standing.last_online),
            _seen(page.standing.first_gone),
        )
        for page in known
    )
    yield table(("post", "kept", "last_online", "first_gone"), rows, language)
    missing = [str(page.post_no) for page in known if page.kept_at is None]
    if missing:
        yield [f"- **{word('sheet', 'keep', language).format(ref=view.ref, posts='、'.join(missing))}**"]
    for page in known:
        if page.unsaid:
            yield [f"- **{word('sheet', 'unsaid', language).format(ref=view.ref, post=page.post_no)}**"]


def _seen(moment: datetime | None) -> str:
    return shown(moment) if moment else "—"


def _letters(view: CaseView, versions: Mapping[int, ListedLetter], language: str) -> Iterator[tuple[str, ...]]:
    for letter in view.facts.letters:
        sent = full_day(japan_day(letter.sent_at), language) if letter.sent_at else "—"
        known = versions.get(letter.id)
        version = version_words(known.current.no, known.current.origin, language) if known else "—"
        yield _name(letter, view), word("letter", letter.state, language), version, sent


def _stale(view: CaseView, versions: Mapping[int, ListedLetter]) -> Iterator[str]:
    """Letters that have not left and say what is not so any more."""
    for letter in view.facts.letters:
        if letter.id in versions and versions[letter.id].changes:
            yield f"{_name(letter, view)}: {'、'.join(versions[letter.id].changes)}"


def _name(letter: LetterFact, view: CaseView) -> str:
    times = f"（{letter.no}通目）" if letter.no > 1 else ""
    return f"{label(LetterKind(letter.kind))}{times} → {subject_label(letter.subject, view.facts)}"


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
    for table in ("wait", "fact"):
        with suppress(KeyError):
            return word(table, about, language)
    return word("step", about, language)


def _moment(iso: str | None) -> str:
    return shown(datetime.fromisoformat(iso)) if iso else "—"
