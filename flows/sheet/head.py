"""The top of the sheet: what is to be done next, by when at the latest, and the case's days as a picture."""

from base64 import b64encode
from collections.abc import Iterator

from flows.board_words import task_said
from flows.briefing import state_name, subject_label
from flows.gantt_rows import gantt_rows
from flows.sheet.material import Material, Part
from models.facts import Deadline
from models.tables import WaitRow
from models.terms import Concealment
from tasks.pictures.gantt import alt_text, gantt_svg


def head(sheet: Material) -> Iterator[Part]:
    """Title, day, next act, last safe day, what the office must see to, the picture."""
    view = sheet.view
    yield Part(lines=(f"# {view.ref}（{sheet.word('status', view.status)}）",))
    yield Part(lines=(sheet.said("as_of").format(day=sheet.day(view.today)),), meaning="")
    yield from _next(sheet)
    if view.facts.concealment is not Concealment.NONE:
        hidden = sheet.word("concealment", view.facts.concealment)
        yield Part(lines=(f"- **{sheet.said('concealed')}** {hidden}",))
    if sheet.tasks:
        yield Part(
            lines=tuple(
                f"- **{sheet.said('tasks')}** {task.id}: {sheet.word('office_task', task.kind)} "
                f"{task_said(task, sheet.law, sheet.language)}".strip()
                for task in sheet.tasks
            )
        )
    yield from _picture(sheet)


def _next(sheet: Material) -> Iterator[Part]:
    """Two lines a busy person reads: whose turn it is for what, and the last safe day for it."""
    view = sheet.view
    first = view.waits[0] if view.waits else None
    if first:
        what = sheet.link(f"{state_name(first, sheet.language)} {_about(first, sheet)}".strip(), "case", view.ref)
        yield Part(lines=(f"**{sheet.said('next')}**: {sheet.word('turn', first.turn)} — {what}",))
    hinge = next(iter(view.deadlines), None)
    if hinge:
        yield Part(lines=(f"**{sheet.said('nearest')}**: {sheet.day(hinge.act_by)} — {_named(hinge, sheet)}",))


def _about(wait: WaitRow, sheet: Material) -> str:
    return subject_label(wait.subject, sheet.view.facts)


def _named(item: Deadline, sheet: Material) -> str:
    return f"{sheet.word('deadline', item.kind)} {subject_label(item.subject, sheet.view.facts)}"


def _picture(sheet: Material) -> Iterator[Part]:
    """On the page the days as a picture, with all that it says as its alternative text."""
    rows = gantt_rows(sheet.view, sheet.plans, sheet.law, sheet.language) if sheet.on_page else ()
    if rows:
        alt = alt_text(rows, sheet.language).translate({ord("["): "（", ord("]"): "）"})
        svg = gantt_svg(rows, sheet.view.today, sheet.law.calendar.closed, sheet.language)
        data = b64encode(svg.encode()).decode()
        yield Part(lines=(f"![{alt}](data:image/svg+xml;base64,{data})",), meaning=alt)
