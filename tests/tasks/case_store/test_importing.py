"""An attorney's edited final becomes the version that leaves, and nothing else does."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from models.answers.faults import Faults
from models.tables import LetterRow
from models.terms import LetterState, PaperFormat, PaperRole, VersionOrigin
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.importing import Imported, import_edited
from tasks.case_store.letter_list import ListedLetter, ListedVersion, listed_letters
from tasks.case_store.versions import StoredFile, add_version, current_version, paper_text, title_path
from tasks.file_store import FileStore
from tasks.papers.edited import GivenFile
from tasks.papers.look import look_of
from tasks.papers.typesetting import to_pdf
from tasks.papers.word_reading import read_docx
from tasks.wiring import Services
from tests.conftest import Require
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, case_file, opened, release, work
from tests.tasks.papers.word_files import edited

pytestmark = pytest.mark.one_database("the rows are written by `add_version`, which both know (test_versions)")

DRAFT_LINE = "弁護士の確認・発信前の草案"
SOFFICE = shutil.which("soffice")
ADDED = "なお、御不明の点は当職まで御連絡ください。"


@pytest.fixture
def ref(services: Services) -> str:
    """A case whose first letter is drafted."""
    made = opened(services)
    work(services, made)
    return made


def only(made: Services, ref: str) -> ListedLetter:
    (letter,) = listed_letters(made, ref)
    return letter


def file_of(version: ListedVersion, file_format: PaperFormat, role: PaperRole = PaperRole.MAIN) -> StoredFile:
    return next(file for file in version.files if (file.role, file.format) == (role, file_format))


def final(made: Services, ref: str, role: PaperRole = PaperRole.MAIN) -> GivenFile:
    """The drafted Word file after the attorney's work: no draft line, no blank, one sentence more."""
    content = made.documents.get(file_of(only(made, ref).current, PaperFormat.DOCX, role).path)
    return GivenFile(name=f"{role}.docx", content=edited(content, (DRAFT_LINE, ADDED)))


def both(made: Services, ref: str) -> list[GivenFile]:
    """The main paper and the sender's copy: a request has both."""
    roles = [PaperRole.MAIN, PaperRole.SENDER_COPY]
    held = {file.role for file in only(made, ref).current.files}
    return [final(made, ref, role) for role in roles if role in held]


def bring(made: Services, ref: str, *files: GivenFile) -> Imported:
    return import_edited(made, ref, only(made, ref).id, files, ATTORNEY)


def refused(made: Services, ref: str, *files: GivenFile) -> str:
    """What the refusal says; nothing was recorded by it."""
    before = only(made, ref).versions
    with pytest.raises(Faults) as found:
        bring(made, ref, *files)
    assert only(made, ref).versions == before
    assert not [value for value in PLANTED.values() if value in str(found.value)]
    return "\n".join(found.value.lines())


def another(made: Services) -> str:
    """A further case, of somebody else, drafted as far."""
    known = case_file()
    made_ref = opened(made, requester=known["requester"] | {"name": "別件 次子", "kana": "べっけん つぎこ"})
    work(made, made_ref)
    return made_ref


def test_an_edited_final_is_the_version_that_leaves(services: Services, ref: str) -> None:
    files = both(services, ref)
    done = bring(services, ref, *files)
    letter = only(services, ref)
    assert (done.is_new, letter.current.no, letter.current.origin) == (True, 2, VersionOrigin.EDITED)
    assert services.documents.get(file_of(letter.current, PaperFormat.DOCX).path) == files[0].content
    assert ADDED in paper_text(services, letter.id)
    release(services, ref)
    left = only(services, ref)
    assert (left.state, left.current.no, left.current.origin) == (LetterState.RELEASED, 3, VersionOrigin.RELEASED)
    assert left.current.files == letter.current.files
    pdf = services.documents.get(file_of(left.current, PaperFormat.PDF).path)
    words = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert ADDED in words
    assert DRAFT_LINE not in words


def test_every_paper_of_the_version_has_lost_the_draft_line(services: Services, ref: str) -> None:
    bring(services, ref, *both(services, ref))
    letter = only(services, ref)
    for role, no in {(file.role, file.no) for file in letter.current.files}:
        assert DRAFT_LINE not in paper_text(services, letter.id, role, no)
    drafted, brought = ({(f.role, f.no) for f in version.files} for version in letter.versions)
    assert drafted == brought


def test_the_same_files_twice_are_one_version(services: Services, ref: str) -> None:
    files = both(services, ref)
    bring(services, ref, *files)
    assert bring(services, ref, *files).is_new is False
    assert bring(services, ref, files[0]).is_new is False
    assert [version.no for version in only(services, ref).versions] == [1, 2]


def test_a_second_edit_is_a_further_version(services: Services, ref: str) -> None:
    files = both(services, ref)
    bring(services, ref, *files)
    again = [replace(file, content=edited(file.content, (ADDED, f"{ADDED}以上"))) for file in files]
    bring(services, ref, *again)
    assert [version.origin for version in only(services, ref).versions] == ["drafted", "edited", "edited"]


def test_it_stands_in_the_docket_without_anybodys_name_in_the_event(services: Services, ref: str) -> None:
    bring(services, ref, *both(services, ref))
    with services.store.read() as session:
        entry = docket.entries(session, key_of(case_row(session, ref)))[-1]
        assert docket.verify(session) is not None
    assert (entry.event, entry.actor) == ("letter_edited", ATTORNEY)
    assert file_of(only(services, ref).current, PaperFormat.PDF).sha256 in entry.detail


def test_the_pdf_that_was_given_is_the_one_that_leaves(services: Services, ref: str) -> None:
    files = both(services, ref)
    paper = read_docx(files[0].content)
    pdf = to_pdf(replace(paper, identity=""), look_of(services.settings.documents))
    bring(services, ref, *files, GivenFile(name="main.pdf", content=pdf))
    assert file_of(only(services, ref).current, PaperFormat.PDF).sha256 == hashlib.sha256(pdf).hexdigest()


def test_a_pdf_of_other_words_is_refused(services: Services, ref: str) -> None:
    files = both(services, ref)
    draft = services.documents.get(file_of(only(services, ref).current, PaperFormat.PDF).path)
    assert ".docx と文が違う PDF" in refused(services, ref, *files, GivenFile(name="main.pdf", content=draft))


def test_a_pdf_that_no_court_takes_is_refused(services: Services, ref: str) -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    buffer = BytesIO()
    writer.write(buffer)
    said = refused(services, ref, GivenFile(name="main.pdf", content=buffer.getvalue()))
    assert "A4 又は A3" in said
    assert "文字を取り出せない PDF" in said


def test_the_senders_copy_must_follow_its_paper(services: Services, ref: str) -> None:
    assert "発信者用の写し" in refused(services, ref, final(services, ref))


def test_a_paper_of_another_case_is_refused(services: Services, ref: str) -> None:
    other = another(services)
    assert "書面の番号" in refused(services, ref, *both(services, other))


def test_a_letter_of_another_case_is_refused(services: Services, ref: str) -> None:
    other = another(services)
    with pytest.raises(Faults, match="LETTER_ID"):
        import_edited(services, ref, only(services, other).id, both(services, other), ATTORNEY)


def test_a_paper_whose_party_is_gone_is_refused(services: Services, ref: str) -> None:
    files = both(services, ref)
    gone = replace(files[0], content=edited(files[0].content, (PLANTED["requester"], "別人 一郎")))
    assert PLANTED["requester"] in refused(services, ref, gone, *files[1:])


def test_all_faults_of_all_files_are_told_at_once(services: Services, ref: str) -> None:
    main, *more = both(services, ref)
    change = '<w:ins w:id="1" w:author="甲"><w:r><w:t>'
    tracked = replace(
        main, content=edited(main.content, (ADDED, f"{ADDED}</w:t></w:r>{change}追記</w:t></w:r></w:ins><w:r><w:t>"))
    )
    said = refused(services, ref, tracked, *more, GivenFile(name="x.pdf", content=b"no pdf"))
    assert "変更履歴" in said
    assert "読めないファイル" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [("final.docm", b"PK"), ("final.txt", b"x"), ("final.docx", b"x")],
    ids=["docm", "txt", "no zip"],
)
def test_a_file_of_another_kind_is_refused(services: Services, ref: str, name: str, content: bytes) -> None:
    assert name in refused(services, ref, GivenFile(name=name, content=content))


def test_what_was_released_is_not_edited_any_more(services: Services, ref: str) -> None:
    files = both(services, ref)
    bring(services, ref, *files)
    release(services, ref)
    assert "LETTER_ID" in refused(services, ref, *files)


def with_certified(made: Services, ref: str) -> None:
    """Let the letter have a paper for 内容証明 too, as a demand has."""
    letter_id = only(made, ref).id
    with made.store.write() as session:
        letter = session.get_one(LetterRow, letter_id)
        drafted = current_version(session, letter_id)
        page = drafted.file(PaperRole.MAIN, PaperFormat.HTML)
        assert page is not None
        titles = {title_path(PaperRole.CERTIFIED, 1): "催告書（内容証明用）"}
        add_version(
            session,
            letter,
            kind=VersionOrigin.DRAFTED,
            origin=replace(drafted.origin, material=dict(drafted.origin.material) | titles),
            files=(*drafted.files, replace(page, role=PaperRole.CERTIFIED)),
            by="kaiji",
            now=made.clock.now(),
        )


def test_the_certified_paper_says_what_the_edited_one_says(services: Services, ref: str) -> None:
    with_certified(services, ref)
    bring(services, ref, *both(services, ref))
    letter = only(services, ref)
    formats = {file.format for file in letter.current.files if file.role is PaperRole.CERTIFIED}
    assert formats == {PaperFormat.PDF, PaperFormat.DOCX}
    assert ADDED in paper_text(services, letter.id, PaperRole.CERTIFIED)
    again = [replace(file, content=edited(file.content, (ADDED, "以上"))) for file in both_edited(services, ref)]
    bring(services, ref, *again)
    assert ADDED not in paper_text(services, letter.id, PaperRole.CERTIFIED)


def both_edited(made: Services, ref: str) -> list[GivenFile]:
    """The Word files of the version that was brought back."""
    files = only(made, ref).current.files
    word = [f for f in files if f.format is PaperFormat.DOCX and f.role is not PaperRole.CERTIFIED]
    return [GivenFile(name=f"{file.role}.docx", content=made.documents.get(file.path)) for file in word]


def test_a_pdf_alone_makes_no_certified_paper(services: Services, ref: str) -> None:
    with_certified(services, ref)
    main, _ = both(services, ref)
    pdf = to_pdf(replace(read_docx(main.content), identity=""), look_of(services.settings.documents))
    said = refused(services, ref, GivenFile(name="main.pdf", content=pdf))
    assert "内容証明用の書面" in said


def test_a_version_made_meanwhile_is_not_passed_over(services: Services, ref: str) -> None:
    files = both(services, ref)
    kept = services.documents
    assert isinstance(kept, FileStore)
    documents = Interrupting(kept, lambda: bring(services, ref, *files))
    with pytest.raises(Faults, match="LETTER_ID"):
        bring(
            replace(services, documents=documents),
            ref,
            *[replace(file, content=edited(file.content, (ADDED, "別の文"))) for file in files],
        )
    assert [version.no for version in only(services, ref).versions] == [1, 2]


class Interrupting(FileStore):
    """Does something at the moment at which the first file is stored."""

    def __init__(self, kept: FileStore, what: Callable[[], object]) -> None:
        self.kept, self.what, self.done = kept, what, False

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        if not self.done:
            self.done = True
            self.what()
        return self.kept.put(case_ref, name, content)

    def get(self, path: str) -> bytes:
        return self.kept.get(path)


def test_the_firms_own_program_prints_it(services: Services, ref: str, require: Require) -> None:
    require("LibreOffice", SOFFICE)
    documents = services.settings.documents.model_copy(update={"soffice": Path(SOFFICE or "")})
    made = replace(services, settings=services.settings.model_copy(update={"documents": documents}))
    bring(made, ref, *both(made, ref))
    printed = PdfReader(BytesIO(made.documents.get(file_of(only(made, ref).current, PaperFormat.PDF).path)))
    assert "LibreOffice" in str(printed.metadata.producer if printed.metadata else "")
    assert ADDED in "".join("".join(page.extract_text() for page in printed.pages).split())


def test_a_program_that_prints_nothing_is_told(services: Services, ref: str) -> None:
    documents = services.settings.documents.model_copy(update={"soffice": Path("/bin/false")})
    made = replace(services, settings=services.settings.model_copy(update={"documents": documents}))
    assert "documents.soffice" in refused(made, ref, *both(made, ref))


def test_somebody_does_it(services: Services, ref: str) -> None:
    with pytest.raises(Faults, match="--by"):
        import_edited(services, ref, only(services, ref).id, both(services, ref), "  ")
