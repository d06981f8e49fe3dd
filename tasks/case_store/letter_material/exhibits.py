"""The exhibits of a case as a letter lists them."""

from sqlmodel import Session, col, select

from models.rules.exhibit_marks import short_mark
from models.tables import CaptureRow, CaseRow, DocumentRow, ExhibitRow, PostRow
from tasks.letter_context import ExhibitLine


def exhibit_lines(session: Session, case: CaseRow) -> tuple[ExhibitLine, ...]:
    """The exhibits in force, by number; a withdrawn one is left out and its number stays taken."""
    query = (
        select(ExhibitRow, DocumentRow.path)
        .join(DocumentRow, col(DocumentRow.id) == col(ExhibitRow.document_id))
        .where(ExhibitRow.case_id == case.id, col(ExhibitRow.withdrawn_at).is_(None))
        .order_by(col(ExhibitRow.no), col(ExhibitRow.branch))
    )
    found = session.exec(query).all()
    if not found:
        return ()
    posts = _post_by_folder(session, case)
    return tuple(_line(row, posts.get(path.rpartition("/")[0])) for row, path in found)


def _post_by_folder(session: Session, case: CaseRow) -> dict[str, int]:
    """The number of the post that a capture's folder is of."""
    query = (
        select(CaptureRow.folder, PostRow.no)
        .join(PostRow, col(PostRow.id) == col(CaptureRow.post_id))
        .where(CaptureRow.case_id == case.id, CaptureRow.folder != "")
    )
    return dict(session.exec(query).all())


def _line(row: ExhibitRow, post_no: int | None) -> ExhibitLine:
    return ExhibitLine(
        mark=short_mark(row.no, row.branch),
        title=row.title,
        form=row.form,
        made_on=row.made_on,
        author=row.author,
        proves=row.proves,
        post_no=post_no,
    )
