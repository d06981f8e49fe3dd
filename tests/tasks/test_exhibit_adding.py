"""Evidence made elsewhere: told by content, kept write-once, numbered once, withdrawn, set for filing."""

import hashlib
import struct
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from sqlmodel import select

from models.answers.faults import Fault, Faults
from models.tables import DocumentRow
from models.terms import CapturePurpose, CaptureResult, DocumentKind, ExhibitForm
from tasks.capture.capturing import keep_files
from tasks.capture.manifest import MANIFEST, DamagedCapture, checked_files, manifest
from tasks.case_store import docket
from tasks.case_store.captures import NewCapture, find_target, list_captures, record_capture
from tasks.case_store.exhibit_list import DamagedExhibit, numbered_exhibits, unnumbered_documents
from tasks.case_store.exhibit_numbers import ExhibitAbout
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material.exhibits import exhibit_lines
from tasks.exhibit_adding import Source, add_exhibits, filing_copies, number_source, withdraw
from tasks.exhibit_content import Content, read_content, read_file
from tasks.exhibit_marks import filing_copy, picture_pdf
from tasks.letter_context import ExhibitLine
from tasks.papers.look import look_of
from tasks.settings import DocumentsSection
from tasks.wiring import Services
from tests.fakes import START
from tests.tasks.case_store.cases import STAFF, asked_platform, opened

A4 = (595.276, 841.89)
ABOUT = ExhibitAbout(title="投稿の画面", author="植込 花子", made_on=date(2026, 1, 10), proves="投稿があったこと")


def png(width: int = 40, height: int = 30) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    shown = min(height, 5_000)
    rows = zlib.compress(b"".join(b"\x00" + bytes(min(width, 500)) for _row in range(shown)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*sizes: tuple[float, float], password: str = "", turned: int = 0) -> bytes:
    writer = PdfWriter()
    for width, height in sizes or (A4,):
        writer.add_blank_page(width=width, height=height).rotate(turned)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


JPEG = b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 300, 400) + b"\x01\x01\x11\x00\xff\xd9"


def _file(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def _events(made: Services, ref: str) -> list[str]:
    with made.store.read() as session:
        return [entry.event for entry in docket.entries(session, key_of(case_row(session, ref)))]


def _lines(made: Services, ref: str) -> tuple[ExhibitLine, ...]:
    with made.store.read() as session:
        return exhibit_lines(session, case_row(session, ref))


def test_a_screenshot_is_taken_in_numbered_and_listed(services: Services, tmp_path: Path) -> None:
    ref = opened(services)
    path = _file(tmp_path, "植込さんの画面.txt", png())
    assert add_exhibits(services, ref, [path], about=ABOUT, by=STAFF, post_no=2) == ("甲第１号証",)
    line = _lines(services, ref)[0]
    assert (line.mark, line.title, line.post_no, line.form) == ("甲１", "投稿の画面", 2, ExhibitForm.COPY)
    capture = list_captures(services.store, ref)[0]
    assert (capture.purpose, capture.post_no) == (CapturePurpose.IMPORT, 2)
    files = checked_files(services.documents, capture.folder, capture.manifest_sha256)
    assert hashlib.sha256(png()).hexdigest() in files[MANIFEST].decode()
    kept = services.settings.root / "documents" / capture.folder
    assert {each.stat().st_mode & 0o777 for each in kept.iterdir()} == {0o400}
    assert not [each for each in kept.iterdir() if "植込" in each.name]
    with services.store.read() as session:
        assert list(docket.verify(session)) == []


def test_the_same_file_keeps_its_number(services: Services, tmp_path: Path) -> None:
    ref = opened(services)
    first, second = _file(tmp_path, "a.png", png()), _file(tmp_path, "b.pdf", pdf())
    assert add_exhibits(services, ref, [first], about=ABOUT, by=STAFF) == ("甲第１号証",)
    assert add_exhibits(services, ref, [_file(tmp_path, "c.png", png())], about=ABOUT, by=STAFF) == ("甲第１号証",)
    assert add_exhibits(services, ref, [second], about=ABOUT, by=STAFF) == ("甲第２号証",)
    assert _events(services, ref).count("exhibit_numbered") == 2
    assert len(list_captures(services.store, ref)) == 2


def test_several_files_are_parts_of_one_item(services: Services, tmp_path: Path) -> None:
    ref = opened(services)
    parts = [_file(tmp_path, f"{height}.png", png(height=height)) for height in (10, 11, 12)]
    found = add_exhibits(services, ref, parts, about=ABOUT, by=STAFF)
    assert found == ("甲第１号証の１", "甲第１号証の２", "甲第１号証の３")
    assert [line.mark for line in _lines(services, ref)] == ["甲１の１", "甲１の２", "甲１の３"]
    names = [copy.name for copy in filing_copies(services, ref)]
    assert names == ["甲001の01_投稿の画面.pdf", "甲001の02_投稿の画面.pdf", "甲001の03_投稿の画面.pdf"]


def test_a_withdrawn_exhibit_keeps_its_number_for_ever(services: Services, tmp_path: Path) -> None:
    ref = opened(services)
    path = _file(tmp_path, "a.png", png())
    add_exhibits(services, ref, [path], about=ABOUT, by=STAFF)
    with pytest.raises(Faults, match="reason"):
        withdraw(services, ref, 1, 0, by=STAFF, reason=" ")
    assert withdraw(services, ref, 1, 0, by=STAFF, reason="撮り直し") == "甲第１号証"
    assert withdraw(services, ref, 1, 0, by=STAFF, reason="撮り直し") == "甲第１号証"
    assert _events(services, ref).count("exhibit_withdrawn") == 1
    assert (_lines(services, ref), list(filing_copies(services, ref))) == ((), [])
    assert len(unnumbered_documents(services, ref)) == 1
    assert add_exhibits(services, ref, [path], about=ABOUT, by=STAFF) == ("甲第２号証",)
    assert [(each.no, each.withdrawn) for each in numbered_exhibits(services, ref)] == [(1, True), (2, False)]
    with pytest.raises(Faults, match="no"):
        withdraw(services, ref, 3, 0, by=STAFF, reason="撮り直し")


def _capture(made: Services, ref: str, post_no: int | None, result: CaptureResult) -> tuple[int, str]:
    """A capture as one that was made: its number and its folder."""
    target = find_target(made.store, "" if post_no else "https://board.example/", ref, post_no)
    content = manifest({"purpose": "evidence"}, {"page.pdf": pdf()}, START)
    folder = keep_files(made, "capture-x", {"page.pdf": pdf(), MANIFEST: content})
    new = NewCapture(
        purpose=CapturePurpose.EVIDENCE,
        result=result,
        looked_at=START,
        http_status=200,
        because="",
        folder=folder,
        manifest_sha256=hashlib.sha256(content).hexdigest(),
    )
    with made.store.write() as session:
        return key_of(record_capture(session, target, new)), folder


@pytest.mark.parametrize(
    ("post_no", "result", "title"),
    [
        (1, CaptureResult.CAPTURED, "投稿記事１のウェブページ"),
        (2, CaptureResult.GONE, "投稿記事２のウェブページ（削除後の表示）"),
        (1, CaptureResult.REFUSED, "投稿記事１のウェブページ（閲覧を求めた際の表示）"),
        (None, CaptureResult.UNCLEAR, "ウェブページ（閲覧時の表示）"),
    ],
    ids=["captured", "gone", "refused", "unclear"],
)
def test_a_capture_is_called_what_it_shows(
    services: Services, post_no: int | None, result: CaptureResult, title: str
) -> None:
    ref = opened(services)
    capture, _folder = _capture(services, ref, post_no, result)
    number_source(services, ref, Source(capture=capture), about=ExhibitAbout(title=""), by=STAFF)
    assert _lines(services, ref)[0].title == title


def test_what_is_kept_already_can_be_numbered(services: Services) -> None:
    ref = asked_platform(services)
    capture, folder = _capture(services, ref, 1, CaptureResult.CAPTURED)
    nothing = ExhibitAbout(title="")
    assert number_source(services, ref, Source(capture=capture), about=nothing, by=STAFF) == "甲第１号証"
    assert number_source(services, ref, Source(capture=capture), about=nothing, by=STAFF) == "甲第１号証"
    letter = ExhibitAbout(title="発信者情報開示請求書", proves="請求したこと")
    assert number_source(services, ref, Source(letter=1), about=letter, by=STAFF, branch_of=1) == "甲第１号証の２"
    page, paper = _lines(services, ref)
    assert (page.title, page.made_on, page.post_no) == ("投稿記事１のウェブページ", date(2026, 1, 13), 1)
    assert (paper.title, paper.made_on) == ("発信者情報開示請求書", date(2026, 1, 13))
    assert len(list(filing_copies(services, ref))) == 2
    for source, said in (
        (Source(), "document"),
        (Source(document=1, letter=1), "document"),
        (Source(capture=99), "capture"),
        (Source(capture=capture, picture=True), "capture"),
        (Source(letter=99), "letter"),
        (Source(document=999), "document"),
    ):
        with pytest.raises(Faults, match=said):
            number_source(services, ref, source, about=letter, by=STAFF)
    with pytest.raises(Faults, match="branch_of"):
        number_source(services, ref, Source(document=1), about=letter, by=STAFF, branch_of=9)
    touched = services.documents.absolute(f"{folder}/page.pdf")
    touched.chmod(0o600)
    touched.write_bytes(pdf() + b" ")
    with pytest.raises(DamagedCapture, match=folder):
        number_source(services, ref, Source(capture=capture, picture=True), about=nothing, by=STAFF)
    with pytest.raises(DamagedExhibit, match=folder):
        list(filing_copies(services, ref))


def test_all_faults_are_told_at_once_and_nothing_is_written(services: Services, tmp_path: Path) -> None:
    ref = opened(services)
    files = [_file(tmp_path, "a.exe", b"MZ"), tmp_path / "none", _file(tmp_path, "b.jpg", JPEG)]
    with pytest.raises(Faults) as refused:
        add_exhibits(services, ref, files, about=ExhibitAbout(title=""), by="")
    assert [fault.field for fault in refused.value.faults] == ["file[1]", "file[2]", "file[3]", "title", "by"]
    with pytest.raises(Faults, match="file"):
        add_exhibits(services, ref, [], about=ABOUT, by=STAFF)
    with services.store.read() as session:
        kept = session.exec(select(DocumentRow).where(DocumentRow.kind == DocumentKind.EVIDENCE)).all()
    assert (kept, list_captures(services.store, ref)) == ([], ())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"GIF89a", "PDF・PNG・JPEG"),
        (b"<html>", "PDF・PNG・JPEG"),
        (png()[:-4], "壊れて"),
        (png(width=0), "壊れて"),
        (png(width=30_001, height=1), "大きすぎます"),
        (png(width=20_000, height=20_000), "大きすぎます"),
        (JPEG[:9], "壊れて"),
        (JPEG[:2] + b"\xff\xd9", "壊れて"),
        (b"%PDF-1.7 nothing", "壊れて"),
        (pdf(password="x"), "パスワード"),
    ],
    ids=["gif", "html", "cut-png", "no-width", "wide", "many-dots", "cut-jpeg", "no-jpeg", "broken-pdf", "locked"],
)
def test_what_cannot_be_evidence_says_why(raw: bytes, said: str) -> None:
    found = read_content(raw, "file[1]", "a.png")
    assert isinstance(found, Fault)
    assert said in found.cure


def test_content_is_told_by_itself(tmp_path: Path) -> None:
    found = read_content(JPEG, "file[1]", "a.txt")
    assert isinstance(found, Content)
    assert (found.kind, found.width, found.height) == ("jpg", 400, 300)
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    assert isinstance(read_file(large, "file[1]"), Fault)
    assert isinstance(read_file(tmp_path, "file[1]"), Fault)


@pytest.mark.parametrize(
    ("sizes", "turned", "expected"),
    [
        ((A4, A4), 0, [(595, 842), (595, 842)]),
        (((842, 595),), 0, [(842, 595)]),
        (((595, 842),), 90, [(842, 595)]),
        (((842, 1191),), 0, [(842, 1191)]),
        (((3000, 5000), (100, 60)), 0, [(595, 842), (842, 595)]),
    ],
    ids=["a4", "lying", "turned", "a3", "other-sizes"],
)
def test_a_copy_for_filing_has_the_courts_sizes_and_its_mark(
    sizes: tuple[tuple[float, float], ...], turned: int, expected: list[tuple[int, int]]
) -> None:
    content = Content(kind="pdf", raw=pdf(*sizes, turned=turned), pages=len(sizes))
    pages = PdfReader(BytesIO(filing_copy(content, "甲第１号証の２", look_of(DocumentsSection())))).pages
    assert [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages] == expected
    assert ["甲第１号証の２" in page.extract_text() for page in pages] == [True] + [False] * (len(sizes) - 1)


def test_a_tall_picture_goes_on_over_several_pages() -> None:
    tall = read_content(png(width=400, height=4000), "file[1]", "a.png")
    assert isinstance(tall, Content)
    pages = PdfReader(BytesIO(picture_pdf(tall, look_of(DocumentsSection())))).pages
    assert len(pages) == 5
    assert "5 / 5" in pages[4].extract_text()
