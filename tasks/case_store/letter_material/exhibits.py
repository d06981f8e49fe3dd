"""The exhibits of a case as a letter lists them."""

from sqlmodel import Session, col, select

from models.tables import CaseRow, ExhibitRow
from tasks.letter_context import ExhibitLine
from tasks.letter_figures import zen


def exhibit_lines(session: Session, case: CaseRow) -> tuple[ExhibitLine, ...]:
    """The exhibits in force, by number; a withdrawn one is left out and its number stays taken."""
    query = select(ExhibitRow).where(ExhibitRow.case_id == case.id, col(ExhibitRow.withdrawn_at).is_(None))
    return tuple(_line(row) for row in session.exec(query.order_by(col(ExhibitRow.no), col(ExhibitRow.branch))))


def exhibit_mark(row: ExhibitRow) -> str:
    """甲１, and with a branch 甲１の２."""
    branch = f"の{zen(row.branch)}" if row.branch else ""
    return f"甲{zen(row.no)}{branch}"


def _line(row: ExhibitRow) -> ExhibitLine:
    return ExhibitLine(
        mark=exhibit_mark(row),
        title=row.title,
        form=row.form,
        made_on=row.made_on,
        author=row.author,
        proves=row.proves,
    )
