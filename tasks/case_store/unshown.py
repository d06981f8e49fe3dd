"""Signs of a letter that its fonts cannot show: they stand as 〓 in the PDF, and whoever releases it must know."""

from models.tables import CaseRow, LetterRow
from models.terms import PaperFormat
from tasks.case_store.versions import current_version, sheet_in
from tasks.papers.look import look_of
from tasks.papers.making import PAPER_FAULTS, paper_of
from tasks.papers.typesetting import missing_glyphs
from tasks.wiring import Services


def unshown_signs(made: Services, letter_id: int) -> tuple[str, ...]:
    """Each such sign once, in reading order; none is known of an edited paper or one of before versions were kept.

    A file that cannot be read says nothing here: the checks before a release name it.
    """
    with made.store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        case = session.get_one(CaseRow, letter.case_id)
        version = current_version(session, letter_id)
        pages = [
            (file.path, sheet_in(case, letter, version, file.role, file.no))
            for file in version.files
            if file.format is PaperFormat.HTML and version.no
        ]
    try:
        look = look_of(made.settings.documents)
        papers = [paper_of(made.documents.get(path).decode(), sheet) for path, sheet in pages]
    except (*PAPER_FAULTS, OSError):
        return ()
    return tuple(dict.fromkeys(sign for paper in papers for sign in missing_glyphs(paper, look)))
