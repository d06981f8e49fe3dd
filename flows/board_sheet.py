"""The board: one page that says which case loses most by waiting, who owes what, and what the sweeps left undone.

Refs, dates and labels only. It is short enough for a phone: of many cases the first, with their number and a link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.board_words import subject_words, task_said
from models.provisions import Law
from models.rules.japan_time import japan_date
from models.rules.progress.plan import japan_day
from models.terms import CaseStatus, Light, SweepDid, Turn, WaitKind
from tasks.case_store.board import BoardLine
from tasks.case_store.office_tasks import Task
from tasks.case_store.sweep_notes import Note
from tasks.mail_templates import full_day, short_day
from tasks.views import OFFICE_DOORS, link, view_names
from tasks.words import word

# So many cases of each colour are listed; the rest is a number and a link.
MOST = {Light.RED: 40, Light.AMBER: 20, Light.GREEN: 15, Light.NONE: 5}
MOST_LISTED = 15
LISTED_VIEWS = {Light.RED: "red", Light.AMBER: "amber"}
STALLED = frozenset({SweepDid.FAILED, SweepDid.WITHOUT_WAKE_UP})


@dataclass(frozen=True, kw_only=True)
class Board:
    """All that the board is made from: cases (the costliest first), open office tasks, what the sweeps did.

    `night` is what they did between `night_from` and `night_to`; `trouble` what went wrong since.
    """

    day: date
    lines: Sequence[BoardLine]
    tasks: Sequence[Task] = ()
    night: Sequence[Note] = ()
    night_from: datetime
    night_to: datetime
    trouble: Sequence[Note] = ()


@dataclass(frozen=True, kw_only=True)
class _Page:
    """The board with the words to say it in."""

    board: Board
    law: Law
    language: str

    def word(self, key: str, **values: object) -> str:
        return word("board", key, self.language).format(**values)

    def label(self, group: str, key: str) -> str:
        return word(group, key, self.language)

    def counted(self, count: int) -> str:
        return f"（{count}）" if self.language == "ja" else f" ({count})"

    def listed(self, shown: Iterable[str]) -> str:
        return ("、" if self.language == "ja" else ", ").join(shown)

    def day(self, day: date) -> str:
        return short_day(day, self.language, self.board.day)


def board_sheet(board: Board, law: Law, language: str) -> str:
    """Markdown: counts, cases by colour and cost, whose turn, letters to release and send, stalls, sweeps, links."""
    page = _Page(board=board, law=law, language=language)
    parts = [
        [f"# {page.word('title')} {full_day(board.day, language)}"],
        [_counts(page)],
        *(part for light in Light for part in _cases(page, light)),
        [page.word("order")],
        *_turns(page),
        *_letters(page, WaitKind.LETTER_RELEASE, "release"),
        *_letters(page, WaitKind.LETTER_SENDING, "send"),
        *_stalled(page),
        *_passed(page),
        *_sweeps(page),
        *_links(page),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _counts(page: _Page) -> str:
    lines = page.board.lines
    held = sum(line.status is CaseStatus.HELD for line in lines)
    found = [f"[{page.word('live', count=len(lines))}]({link('', 'view', 'open')})"]
    if held:
        found.append(f"[{page.word('held', count=held)}]({link('', 'view', 'held')})")
    for light in Light:
        if count := sum(line.cost.light is light for line in lines):
            said = f"{page.word(light)} {count}"
            found.append(f"**{said}**" if light is Light.RED else said)
    return _joined(found)


def _cases(page: _Page, light: Light) -> Iterator[list[str]]:
    lines = [line for line in page.board.lines if line.cost.light is light]
    if not lines:
        return
    yield [f"## {page.word(f'{light}_title')}{page.counted(len(lines))}"]
    heads = [page.word(head) for head in ("case", "act_by", "now")]
    rows = [[_ref(line), _act_by(page, line), _said(page, line)] for line in lines[: MOST[light]]]
    yield [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]
    if rest := len(lines) - len(rows):
        view = LISTED_VIEWS.get(light, "open")
        yield [f"[{page.word('more', count=rest)}]({link('', 'view', view)})"]


def _ref(line: BoardLine) -> str:
    return f"[{line.ref}]({link('', 'sheet', line.ref)})"


def _act_by(page: _Page, line: BoardLine) -> str:
    first = line.cost.first
    return f"**{page.day(first.act_by)}**" if first else "—"


def _said(page: _Page, line: BoardLine) -> str:
    """What is due, who does what, and what waiting loses, in one cell: a telephone has no room for more."""
    first = line.cost.first
    due = f"{page.label('deadline', first.kind)}:" if first else ""
    return " ".join(filter(None, (due, _now(page, line), _lost(page, line))))


def _lost(page: _Page, line: BoardLine) -> str:
    """What each day of waiting loses: so many posts, one of so many days; named where it is another date."""
    decides = line.cost.decides
    if decides is None:
        return ""
    said = page.word("lost", stake=line.cost.stake, days=line.cost.days)
    if decides != line.cost.first:
        said = f"{page.label('deadline', decides.kind)} {page.day(decides.act_by)} {said}"
    return page.word("aside", said=said)


def _now(page: _Page, line: BoardLine) -> str:
    if line.status is CaseStatus.HELD:
        until = page.day(line.held_until) if line.held_until else "—"
        return page.word("held_until", day=until)
    if line.wait_kind is None or line.turn is None:
        return page.word("at_work")
    asked = f"{page.label('wait', line.wait_kind)} {subject_words(line.wait_subject, page.law, page.language)}"
    since = page.word("since", day=page.day(japan_date(line.waiting_since))) if line.waiting_since else ""
    return f"**{page.label('turn', line.turn)}** [{asked}]({link('', 'case', line.ref)}){since}"


def _turns(page: _Page) -> Iterator[list[str]]:
    rows = []
    for turn in Turn:
        lines = [line for line in page.board.lines if line.turn is turn and line.status is CaseStatus.OPEN]
        if lines:
            oldest = min(lines, key=lambda line: (line.waiting_since is None, line.waiting_since, line.ref))
            late = sum(line.expected_on is not None and line.expected_on < page.board.day for line in lines)
            since = page.day(japan_date(oldest.waiting_since)) if oldest.waiting_since else "—"
            name = f"[{page.label('turn', turn)}]({link('', 'view', 'turn', turn.value)})"
            rows.append([name, str(len(lines)), str(late) if late else "—", f"{since} {_ref(oldest)}"])
    if rows:
        yield [f"## {page.word('turns')}"]
        heads = [page.word(head) for head in ("turn", "cases", "late", "oldest")]
        yield [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]


def _letters(page: _Page, kind: WaitKind, view: str) -> Iterator[list[str]]:
    """Cases with letters to release or to send, in the order of the board."""
    counted = [
        (line, line.to_release if kind is WaitKind.LETTER_RELEASE else line.to_send) for line in page.board.lines
    ]
    found = [(line, count) for line, count in counted if count and line.status is CaseStatus.OPEN]
    if not found:
        return
    yield [f"## [{page.label('wait', kind)}]({link('', 'view', view)}){page.counted(sum(count for _, count in found))}"]
    shown = [f"[{line.ref}]({link('', 'case', line.ref)}) {page.word('papers', count=count)}" for line, count in found]
    yield [_listed(page, shown, view)]


def _listed(page: _Page, shown: Sequence[str], view: str) -> str:
    rest = len(shown) - MOST_LISTED
    more = [f"[{page.word('more', count=rest)}]({link('', 'view', view)})"] if rest > 0 else []
    return page.listed([*shown[:MOST_LISTED], *more])


def _stalled(page: _Page) -> Iterator[list[str]]:
    """Cases that stand still and why, then what else operations are to see to."""
    stalls = [note for note in page.board.trouble if note.did in STALLED and note.ref]
    if not (stalls or page.board.tasks):
        return
    yield [f"## {page.word('stalled')}{page.counted(len({note.ref for note in stalls}) + len(page.board.tasks))}"]
    for lines in (
        [f"- {_link_to(note.ref)} {_because(page, note)}" for note in stalls],
        [f"- {_task(page, task)}" for task in page.board.tasks],
    ):
        rest = len(lines) - MOST_LISTED
        yield [*lines[:MOST_LISTED], *([f"- {page.word('more', count=rest)}"] if rest > 0 else [])]


def _link_to(ref: str | None) -> str:
    return f"[{ref}]({link('', 'sheet', ref)})" if ref else ""


def _because(page: _Page, note: Note) -> str:
    why = f" ({note.because})" if note.because else ""
    return f"{page.label('sweep_did', note.did)}{why}"


def _task(page: _Page, task: Task) -> str:
    opened = page.word("since", day=page.day(japan_day(task.opened_at)))
    said = task_said(task, page.law, page.language)
    about = " ".join(filter(None, (_link_to(task.ref), page.label("office_task", task.kind), said)))
    return f"{task.id}: {about}{opened}"


def _passed(page: _Page) -> Iterator[list[str]]:
    """Fatal dates that went by over a week ago and still stand: somebody must say what became of them."""
    found = [line for line in page.board.lines if line.cost.passed]
    if not found:
        return
    yield [f"## {page.word('passed')}{page.counted(len(found))}"]
    yield [
        _listed(
            page,
            [
                f"{_ref(line)} {page.label('deadline', line.cost.passed[-1].kind)} "
                f"{page.day(line.cost.passed[-1].due_on)}"
                for line in found
            ],
            "open",
        )
    ]


def _sweeps(page: _Page) -> Iterator[list[str]]:
    board = page.board
    yield [f"## {page.word('sweeps')}"]
    span = page.word("span", start=_moment(page, board.night_from), end=_moment(page, board.night_to))
    totals = {did: sum(note.count for note in board.night if note.did is did) for did in SweepDid}
    counted = [f"{page.label('sweep_did', did)} {count}" for did, count in totals.items() if count]
    yield [
        f"{span}: {'、'.join(counted) if page.language == 'ja' else ', '.join(counted)}" if counted else f"{span}: —"
    ]
    refused = [note for note in board.night if note.ref or note.because]
    yield [f"- {' '.join(filter(None, (_link_to(note.ref), _because(page, note))))}" for note in refused[:MOST_LISTED]]


def _moment(page: _Page, moment: datetime) -> str:
    return f"{page.day(japan_date(moment))} 8:00"


def _links(page: _Page) -> Iterator[list[str]]:
    yield [f"## {page.word('links')}"]
    yield [_joined(f"[{page.label('view', name)}]({link('', 'view', name)})" for name in view_names())]
    yield [_joined(f"[{page.label('door', name)}]({link('', 'door', name)})" for name in OFFICE_DOORS)]


def _joined(links: Iterable[str]) -> str:
    return " ・ ".join(links)
