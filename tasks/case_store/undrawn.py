"""Letters that could not be drawn: the case and the office are told, the others go on, each is tried again in time."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from models.rules.progress.plan import Draft
from models.tables import CaseRow, OfficeTaskRow
from models.terms import OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.office_tasks import end_task, open_task
from tasks.fault_log import note_fault
from tasks.letter_templates import TemplateFault
from tasks.papers.look import LookFault
from tasks.papers.reading import MarkupFault
from tasks.wiring import Services

_MARK = "paper"
_SEPARATOR = "|"


def note_undrawn(made: Services, ref: str, todo: Draft, fault: Exception) -> None:
    """Record that a letter could not be drawn: an entry of the docket and a task for the office, which names the place.

    A task that is still open gives way to this one, so that the office hears of it once a day.
    """
    now = made.clock.now()
    number = note_fault(made.settings.root, fault)
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        for task in _tasks(session, case, todo.name):
            end_task(session, task, how="まだ作れないため、改めて起票", by="kaiji", now=now)
        docket.append(session, key_of(case), now, "kaiji", "letter_not_drawn", letter=todo.name, fault=str(fault))
        open_task(
            session,
            OfficeTaskKind.PAPER,
            dedupe=_SEPARATOR.join((_MARK, ref, todo.name, now.isoformat())),
            said=f"{ref}: {todo.name} {_place(fault)} ({number})",
            now=now,
            case_id=key_of(case),
        )


def forget_undrawn(session: Session, case: CaseRow, todo: Draft, now: datetime) -> None:
    """The letter is drawn: whoever looks after its templates has nothing to do any more."""
    for task in _tasks(session, case, todo.name):
        end_task(session, task, how="書面を作成した", by="kaiji", now=now)


def undrawn(session: Session, case: CaseRow) -> dict[str, datetime]:
    """Letters of this case that could not be drawn and whose task is still open, with the moment of the last try."""
    return {_name(task): task.opened_at for task in _tasks(session, case)}


def _tasks(session: Session, case: CaseRow, name: str | None = None) -> Iterator[OfficeTaskRow]:
    query = select(OfficeTaskRow).where(
        OfficeTaskRow.case_id == case.id,
        OfficeTaskRow.kind == OfficeTaskKind.PAPER,
        col(OfficeTaskRow.done_at).is_(None),
    )
    rows = session.exec(query.order_by(col(OfficeTaskRow.id))).all()
    return (row for row in rows if name is None or _name(row) == name)


def _name(task: OfficeTaskRow) -> str:
    return task.dedupe.split(_SEPARATOR)[2]


def _place(fault: Exception) -> str:
    """Where it is to be mended; what stands there may name people and stays in the docket and the log of faults."""
    if isinstance(fault, TemplateFault):
        return f"{fault.file}:{fault.line}"
    if isinstance(fault, MarkupFault):
        return f"HTML:{fault.line} {fault.element}"
    if isinstance(fault, LookFault):
        return "config.toml [documents]"
    return str(fault)  # the law's data: it speaks of statutes and profiles only
