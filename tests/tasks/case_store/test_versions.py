"""A letter's versions: drawn outside any transaction, kept with their files, released word for word."""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from pypdf import PdfReader
from sqlmodel import col, delete, select

from models.answers.faults import Faults
from models.rules.efiling_names import LONGEST
from models.rules.progress.plan import Draft
from models.tables import CaseRow, DocumentRow, LetterRow, LetterVersionRow, PaperFileRow
from models.terms import LetterState, PaperFormat, PaperRole, VersionOrigin, WaitKind
from tasks.case_store import releasing
from tasks.case_store.drafting import draft_letter
from tasks.case_store.engine import migration_config, upgrade
from tasks.case_store.importing import import_edited
from tasks.case_store.legs import open_waits
from tasks.case_store.letter_list import ListedLetter, listed_letters
from tasks.case_store.position import refresh_case
from tasks.case_store.versions import add_version, current_version, paper_text, versions_of
from tasks.file_store import FileStore
from tasks.papers.blocks import Paragraph, Run
from tasks.papers.edited import GivenFile
from tasks.papers.look import look_of
from tasks.papers.word import to_docx
from tasks.papers.word_reading import read_docx
from tasks.settings import DocumentsSection
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, REQUEST, answer, opened, release, send, work

DRAFT_LINE = "弁護士の確認・発信前の草案"


@pytest.fixture
def ref(services: Services) -> str:
    """A case whose first letter is drafted."""
    made = opened(services)
    work(services, made)
    return made


def only(made: Services, ref: str) -> ListedLetter:
    (letter,) = listed_letters(made, ref)
    return letter


def rows(made: Services, kind: type[Any]) -> list[Any]:
    with made.store.read() as session:
        return list(session.exec(select(kind).order_by(col(kind.id))))


def wanted(made: Services, ref: str) -> Draft:
    (todo,) = refresh_case(made.store, made.law, ref, made.clock.now()).todos
    assert isinstance(todo, Draft)
    return todo


def pdf_words(content: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", "", text)


def test_a_draft_is_a_version_with_every_paper_in_three_formats(services: Services, ref: str) -> None:
    letter = only(services, ref)
    version = letter.current
    assert (version.no, version.origin) == (1, VersionOrigin.DRAFTED)
    main = {file.format: file for file in version.files if file.role is PaperRole.MAIN}
    assert set(main) == set(PaperFormat)
    for file in version.files:
        content = services.documents.get(file.path)
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert len(file.title) <= LONGEST
        assert not [value for value in PLANTED.values() if value in file.title + file.path]
    (row,) = rows(services, LetterRow)
    assert (row.path, row.sha256) == (main[PaperFormat.PDF].path, main[PaperFormat.PDF].sha256)
    assert DRAFT_LINE in pdf_words(services.documents.get(row.path))


def test_what_a_version_was_drawn_from_is_kept(services: Services, ref: str) -> None:
    with services.store.read() as session:
        version = current_version(session, only(services, ref).id)
    assert version.origin.material["requester.name"] == PLANTED["requester"]
    assert version.origin.material["posts.1.url"] == "https://board.example/planted/101"
    assert version.origin.law.split()[0] == services.law.regime(services.clock.now().date()).regime_id
    assert len(version.origin.templates) == 64


def test_what_is_released_has_the_words_of_the_draft_without_its_line(services: Services, ref: str) -> None:
    letter = only(services, ref)
    drafted = paper_text(services, letter.id)
    release(services, ref)
    version = only(services, ref).current
    assert (version.no, version.origin) == (2, VersionOrigin.RELEASED)
    assert drafted.startswith(f"{DRAFT_LINE}\n")
    assert paper_text(services, letter.id) == drafted.removeprefix(f"{DRAFT_LINE}\n")
    (row,) = rows(services, LetterRow)
    main = next(file for file in version.files if (file.role, file.format) == (PaperRole.MAIN, PaperFormat.PDF))
    assert (row.path, row.sha256) == (main.path, main.sha256)
    words = pdf_words(services.documents.get(main.path))
    assert DRAFT_LINE not in words
    assert "発信者情報開示請求書" in words
    roles = {(file.role, file.format) for file in only(services, ref).versions[0].files}
    assert {(file.role, file.format) for file in version.files} == roles
    assert all(services.documents.get(file.path) for file in only(services, ref).versions[0].files)


def test_what_an_attorney_edited_leaves_exactly_as_it_is(services: Services, ref: str) -> None:
    letter_id = only(services, ref).id
    with services.store.write() as session:
        letter = session.get_one(LetterRow, letter_id)
        drafted = current_version(session, letter_id)
        main = [file for file in drafted.files if file.role is PaperRole.MAIN and file.format is not PaperFormat.HTML]
        now = services.clock.now()
        add_version(
            session, letter, kind=VersionOrigin.EDITED, origin=drafted.origin, files=main, by="例示 太郎", now=now
        )
    read = releasing.read_by_attorney(services, letter_id)
    assert releasing.released_paper(services, read).files == tuple(main)


def test_an_edited_final_is_asked_about_anew_and_leaves_as_it_is(services: Services, ref: str) -> None:
    letter = only(services, ref)
    asked = open_waits(services.store, ref)[0].key
    files = {f.role: f for f in letter.current.files if f.format is PaperFormat.DOCX}
    given = [
        GivenFile(name=f"{role}.docx", content=edited(services.documents.get(file.path)))
        for role, file in files.items()
    ]
    done = import_edited(services, ref, letter.id, given, "例示 太郎")
    assert open_waits(services.store, ref)[0].key != asked
    assert only(services, ref).changes == ()
    assert "加筆しました" in paper_text(services, letter.id)
    release(services, ref)
    left = only(services, ref).current
    assert (left.origin, left.files) == (VersionOrigin.RELEASED, done.version.files)


def edited(content: bytes) -> bytes:
    """The paper as an attorney leaves it: without the boxed line of a draft, with a sentence more."""
    paper = read_docx(content)
    blocks = tuple(b for b in paper.blocks if not (isinstance(b, Paragraph) and b.boxed))
    added = Paragraph(runs=(Run(text="弁護士が加筆しました。"),))
    return to_docx(replace(paper, blocks=(*blocks, added)), look_of(DocumentsSection()))


def unversioned(made: Services) -> bytes:
    """Make the only letter one of before versions were kept: a page and nothing else. Returns the page."""
    with made.store.write() as session:
        letter = session.exec(select(LetterRow)).one()
        page = current_version(session, letter.id or 0).file(PaperRole.MAIN, PaperFormat.HTML)
        assert page is not None
        letter.path, letter.sha256 = page.path, page.sha256
        session.add(letter)
        for table in (PaperFileRow, LetterVersionRow):
            session.exec(delete(table))
    return made.documents.get(page.path)


def test_a_letter_of_before_versions_were_kept_is_released_as_it_was(services: Services, ref: str) -> None:
    page = unversioned(services)
    with services.store.engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "0007")
    upgrade(services.store)
    assert PLANTED["requester"] in paper_text(services, only(services, ref).id)
    assert (only(services, ref).current.no, only(services, ref).changes) == (0, ())
    release(services, ref)
    assert only(services, ref).changes == ()
    send(services, ref)
    version = only(services, ref).current
    assert (version.no, version.origin, len(version.files)) == (1, VersionOrigin.RELEASED, 1)
    left = services.documents.get(version.files[0].path).decode()
    assert left == page.decode().replace(f'<p class="draft">{DRAFT_LINE}</p>\n', "")
    assert only(services, ref).state is LetterState.SENT


def test_a_letter_of_before_versions_were_kept_can_be_drawn_anew(services: Services, ref: str) -> None:
    unversioned(services)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    assert (only(services, ref).name, only(services, ref).current.no) == (REQUEST, 1)


class Interrupting(FileStore):
    """Does something at the moment at which the n-th file is stored."""

    def __init__(self, kept: FileStore, at: int, what: Callable[[], object]) -> None:
        self.kept, self.left, self.what = kept, at, what

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        self.left -= 1
        if self.left == 0:
            self.what()
        return self.kept.put(case_ref, name, content)


def test_two_that_draft_the_same_letter_at_once_leave_one(services: Services) -> None:
    ref = opened(services)
    todo = wanted(services, ref)
    kept = services.documents
    assert isinstance(kept, FileStore)
    documents = Interrupting(kept, 1, lambda: draft_letter(services, ref, todo))
    assert draft_letter(replace(services, documents=documents), ref, todo)
    assert len(rows(services, LetterRow)) == len(rows(services, LetterVersionRow)) == 1
    assert len({row.path for row in rows(services, DocumentRow)}) == len(only(services, ref).current.files)


class Killed(BaseException):
    """The process ends here."""


def _die() -> None:
    raise Killed


@pytest.mark.parametrize("at", [1, 3, 6], ids=["first file", "third file", "last file"])
def test_a_kill_between_the_files_and_the_commit_leaves_no_half_version(services: Services, at: int) -> None:
    ref = opened(services)
    todo = wanted(services, ref)
    kept = services.documents
    assert isinstance(kept, FileStore)
    with pytest.raises(Killed):
        draft_letter(replace(services, documents=Interrupting(kept, at, _die)), ref, todo)
    assert [rows(services, kind) for kind in (LetterRow, LetterVersionRow, PaperFileRow, DocumentRow)] == [[]] * 4
    work(services, ref)
    assert only(services, ref).current.no == 1


def test_a_version_that_came_in_while_the_attorney_released_is_not_passed_over(services: Services, ref: str) -> None:
    letter_id = only(services, ref).id
    read = releasing.read_by_attorney(services, letter_id)
    paper = releasing.released_paper(services, read)
    with services.store.write() as session:
        letter = session.get_one(LetterRow, letter_id)
        drafted = current_version(session, letter_id)
        add_version(
            session,
            letter,
            kind=VersionOrigin.EDITED,
            origin=drafted.origin,
            files=drafted.files,
            by="例示 太郎",
            now=services.clock.now(),
        )
    with pytest.raises(Faults, match="letter"), services.store.write() as session:
        releasing.keep_released(services, paper, session, "例示 太郎", services.clock.now())
    assert [version.origin for version in only(services, ref).versions] == ["drafted", "edited"]


def test_a_fact_that_changed_while_the_attorney_released_is_not_passed_over(services: Services, ref: str) -> None:
    read = releasing.read_by_attorney(services, only(services, ref).id)
    paper = releasing.released_paper(services, read)
    with services.store.write() as session:
        session.exec(select(CaseRow)).one().remedies = ["deletion"]
        session.flush()
        with pytest.raises(Faults, match="letter"):
            releasing.keep_released(services, paper, session, "例示 太郎", services.clock.now())


def test_numbers_of_versions_follow_each_other(services: Services, ref: str) -> None:
    letter_id = only(services, ref).id
    release(services, ref)
    with services.store.read() as session:
        assert [version.no for version in versions_of(session, letter_id)] == [1, 2]


def test_a_paper_that_a_version_does_not_have_is_named(services: Services, ref: str) -> None:
    with pytest.raises(LookupError, match="no paper certified:1"):
        paper_text(services, only(services, ref).id, PaperRole.CERTIFIED)
