"""A hand-over pack, read as its receiver would: by hash, by browser's eye, by a PDF reader, without kaiji."""

import hashlib
import json
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination
from sqlmodel import select
from typer.testing import CliRunner

from flows.cli import app
from flows.handover.pack import Exported, export_case
from models.tables import DocumentRow, LetterRow, PersonRow, PostRow
from models.terms import LetterState
from tasks import wiring
from tasks.case_store.facts import NoSuchCase, case_row
from tasks.case_store.opening import close_case
from tasks.handover.folder import TargetTaken, new_pack
from tasks.wiring import Services
from tests.conftest import Require
from tests.fakes import SteppedClock
from tests.flows.handover.office import PAGE, REF, add_document
from tests.tasks.case_store.cases import PLANTED, STAFF


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.csp = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: Mapping[str, str | None] = dict(attrs)
        self.tags.add(tag)
        self.links += [value for name in ("href", "src") if (value := said.get(name))]
        if said.get("http-equiv") == "Content-Security-Policy":
            self.csp = said["content"] or ""


def test_the_pack_is_named_private_and_complete(done: Exported) -> None:
    assert done.folder.name == f"{REF}_20260113T100000"
    assert done.troubles == ()
    for path in (done.folder, *done.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    names = {path.name for path in done.folder.iterdir()}
    assert names >= {"README.txt", "index.html", "case-sheet.html", "deadlines.html", "docket.html", "docket.json"}
    assert names >= {f"{REF}.pdf", "SHA256SUMS", "timeline-1.png", "documents"}
    assert [path.name for path in done.folder.parent.iterdir()] == [done.folder.name]


def test_sha256sum_accepts_the_list_and_finds_a_changed_file(done: Exported, require: Require, tmp_path: Path) -> None:
    require("sha256sum", shutil.which("sha256sum"))
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=done.folder, check=False, capture_output=True).returncode == 0
    listed = {line.split("  ", 1)[1] for line in (done.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    found = {path.relative_to(done.folder).as_posix() for path in done.folder.rglob("*") if path.is_file()}
    assert listed == found - {"SHA256SUMS"}
    shutil.copytree(done.folder, tmp_path / "copy")
    with (tmp_path / "copy" / "README.txt").open("a") as file:
        file.write("x")
    assert subprocess.run(check, cwd=tmp_path / "copy", check=False, capture_output=True).returncode == 1


def test_every_stored_file_is_in_it_byte_for_byte(office: Services, done: Exported) -> None:
    with office.store.read() as session:
        rows = [(row.path, row.sha256) for row in session.exec(select(DocumentRow))]
    assert len(rows) > 10
    for path, sha256 in rows:
        copy = done.folder / "documents" / path.removeprefix(f"{REF}/")
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == sha256
    assert (done.folder / "documents" / "capture-1" / "page.html").read_bytes() == PAGE


def test_the_next_fatal_date_stands_first(done: Exported, bound: PdfReader) -> None:
    said = "2026年4月10日(金)"
    assert said in (done.folder / "README.txt").read_text(encoding="utf-8").splitlines()[2]
    assert said in (done.folder / "index.html").read_text(encoding="utf-8").split("<table>")[0]
    first = "".join(bound.pages[0].extract_text().split())
    assert first.startswith(f"引継資料{REF}次の致命的期限：{said}（安全日{said}、あと87日）")


def test_a_fatal_date_that_has_passed_is_said_beside_the_next(office: Services, tmp_path: Path) -> None:
    later = replace(office, clock=SteppedClock(datetime(2026, 5, 1, tzinfo=UTC)))
    done = export_case(later, REF, tmp_path)
    said = (done.folder / "README.txt").read_text(encoding="utf-8").splitlines()
    assert said[2].startswith("次の致命的期限：2026年7月7日(火)（安全日 2026年7月7日(火)、あと67日）　ログ消滅")
    assert said[3] == "過ぎた致命的期限：2026年4月10日(金)　ログ消滅　通信1"


def test_a_closed_case_has_no_next_date(copied: Services, tmp_path: Path) -> None:
    now = copied.clock.now()
    close_case(copied.store, copied.law, REF, reason=PLANTED["reason"], by=STAFF, now=now)
    done = export_case(copied, REF, tmp_path / "out")
    assert "次の致命的期限：現在、計算されているものはありません" in (done.folder / "README.txt").read_text(
        encoding="utf-8"
    )
    assert PLANTED["reason"] in (done.folder / "case-sheet.html").read_text(encoding="utf-8")
    assert not (done.folder / "timeline-1.png").exists()


def test_the_pages_have_plain_links_only_and_run_nothing(done: Exported) -> None:
    for path in done.folder.glob("*.html"):
        page = _Page(path.read_text(encoding="utf-8"))
        assert page.csp == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        assert not page.tags & {"script", "iframe", "object", "embed", "form", "link", "base"}
        for link in page.links:
            if not link.startswith("data:image/png;base64,"):
                assert (done.folder / unquote(link)).is_file()
                assert not re.match(r"[a-z]+:|/|\.\.", link)
    links = [unquote(link) for link in _Page((done.folder / "index.html").read_text(encoding="utf-8")).links]
    assert "documents/capture-1/page.pdf" in links
    assert "documents/capture-1/page.html" not in links  # somebody else's page: what is in it would run


def test_the_case_sheet_names_everybody_and_every_fact(done: Exported) -> None:
    text = (done.folder / "case-sheet.html").read_text(encoding="utf-8")
    people = ("requester", "kana", "address", "born_on", "attorney", "supervisor")
    for name in (*people, "url", "account", "post", "proof", "mobile ip"):
        assert PLANTED[name] in text
    assert "サンプルモバイル株式会社" in text
    assert "発信者情報開示請求書" in text
    assert "保全した　HTTP 200" in text


def test_the_docket_can_be_recomputed_without_kaiji(done: Exported) -> None:
    said = json.loads((done.folder / "docket.json").read_bytes())
    assert (said["verified"], said["fault"]) == (True, None)
    previous = "0" * 64
    for number, entry in enumerate(said["entries"], 1):
        assert (entry["seq"], entry["previous_hash"]) == (number, previous)
        fields = [entry[name] for name in ("case_id", "seq", "at", "actor", "event", "detail", "previous_hash")]
        previous = hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
        assert entry["hash"] == previous
    assert previous == said["head"]
    assert "ハッシュ値を再計算し、連鎖が一致しました" in (done.folder / "docket.html").read_text(encoding="utf-8")


def test_one_pdf_holds_all_in_reading_order_with_bookmarks_and_labels(bound: PdfReader) -> None:
    reader = bound
    titles = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    names = [title.partition("　")[2] for title in titles]
    assert names[:5] == ["引継資料", "事件票", "期限と計算", "日程の図", "事件記録（ドケット）"]
    assert [title.partition("　")[0] for title in titles] == [str(number) for number in range(1, len(titles) + 1)]
    letters, capture = ("発信者情報開示請求書 → mamasta", "ログ保存要請書"), "保全1（保全した）page.pdf"
    wanted = (*letters, capture, "exhibit-1", "registry-1")
    places = [next(n for n, name in enumerate(names) if name.startswith(start)) for start in wanted]
    assert places == sorted(places)
    assert reader.page_labels[0] == "1-1"
    starts = [reader.get_destination_page_number(item) or 0 for item in reader.outline if not isinstance(item, list)]
    assert [reader.page_labels[page] for page in starts] == [f"{n}-1" for n in range(1, len(starts) + 1)]
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(595, 842)}


def test_only_the_last_version_of_a_letter_is_bound_and_all_are_in_the_folder(done: Exported, bound: PdfReader) -> None:
    titles = [str(item.title) for item in bound.outline if not isinstance(item, list)]
    ours = [title for title in titles if "発信者情報開示請求書" in title]
    listed = (done.folder / "index.html").read_text(encoding="utf-8")
    assert ours
    assert all("第2版（発信を許可した版）" in title for title in ours)
    assert "第1版（草案）本書 PDF" in listed
    assert "第1版（草案）本書 DOCX" in listed


UNREADABLE = {
    "broken.pdf": (b"%PDF-1.7 not really", "読めません"),
    "text.pdf": (b"just text", "読めません"),
    "picture.png": (b"\x89PNG\r\n\x1a\nnot really", "読めません"),
    "page.html": (b"<video src=x></video>", "読めません"),
    "sound.mp3": (b"ID3", "この形式は印刷できません"),
}


def test_what_cannot_be_shown_or_verified_is_said_and_stops_nothing(copied: Services, tmp_path: Path) -> None:
    with copied.store.read() as session:
        sent = session.exec(select(LetterRow).where(LetterRow.state == LetterState.SENT)).one()
    add_document(copied, f"proof-letter{sent.id}-abc.html", PAGE)
    unreadable = UNREADABLE | {"locked.pdf": (_locked(tmp_path), "読めません"), "gone.pdf": (b"%PDF", "ありません")}
    for name, (content, _) in {**unreadable, "changed.txt": (b"one", "")}.items():
        add_document(copied, name, content)
    folder = copied.settings.root / "documents" / REF
    (folder / "gone.pdf").unlink()
    (folder / "changed.txt").chmod(0o600)
    (folder / "changed.txt").write_bytes(b"two")
    with copied.store.write() as session:
        case_row(session, REF).docket_head = "f" * 64

    done = export_case(copied, REF, tmp_path / "out")
    reader = PdfReader(done.pdf)
    pages = {str(x.title).partition("　")[2]: reader.get_destination_page_number(x) or 0 for x in _parts(reader)}
    for name, (content, said) in unreadable.items():
        text = "".join(reader.pages[pages[name]].extract_text().split())
        assert said in text
        assert f"documents/{name}" in text
        copy = done.folder / "documents" / name
        assert (copy.read_bytes() if name != "gone.pdf" else copy.exists()) == (
            content if name != "gone.pdf" else False
        )
    files = {"gone.pdf: ファイルがありません", "changed.txt: 記録と一致しません"}
    assert {trouble for trouble in done.troubles if "事件記録" not in trouble} == files
    first = (done.folder / "index.html").read_text(encoding="utf-8")
    proof = f"発信者情報開示請求書 → mamasta proof-letter{sent.id}-abc.html"
    assert f"<td>発送の証拠</td><td>{proof}</td>" in first  # no link: somebody else's page
    assert list(pages).index(proof) < list(pages).index("保全1（保全した）page.pdf")
    assert all(line in first for line in ("要確認：gone.pdf", "要確認：changed.txt", "連鎖が壊れています"))
    assert json.loads((done.folder / "docket.json").read_bytes())["verified"] is False


def _locked(folder: Path) -> bytes:
    locked = PdfWriter()
    locked.add_blank_page(width=595, height=842)
    locked.encrypt("secret")
    locked.write(folder / "locked.pdf")
    return (folder / "locked.pdf").read_bytes()


def _parts(reader: PdfReader) -> list[Destination]:
    return [item for item in reader.outline if not isinstance(item, list)]


def test_a_target_that_exists_is_never_touched(office: Services, done: Exported) -> None:
    before = {path: path.read_bytes() for path in done.folder.rglob("*") if path.is_file()}
    with pytest.raises(TargetTaken, match="すでにあります"):
        export_case(office, REF, done.folder.parent)
    assert {path: path.read_bytes() for path in done.folder.rglob("*") if path.is_file()} == before
    assert len(list(done.folder.parent.iterdir())) == 1


def test_a_fault_leaves_nothing_behind(office: Services, tmp_path: Path) -> None:
    with pytest.raises(NoSuchCase):
        export_case(office, "2099-0001", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "", "line\nbreak.txt", "twice.txt"])
def test_no_file_of_a_pack_lies_outside_it(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="inside the pack"):
        _write(tmp_path, path)
    assert list(tmp_path.iterdir()) == []


def _write(parent: Path, path: str) -> None:
    with new_pack(parent, "pack") as pack:
        pack.put("twice.txt", b"x")
        pack.put(path, b"x")


def test_hostile_text_in_a_case_stays_text(copied: Services, tmp_path: Path) -> None:
    hostile = "</td><script>alert(1)</script>{{ 7*7 }}#set page()\u202e𠮷\x00"
    with copied.store.write() as session:
        for post in session.exec(select(PostRow)):
            post.as_written, post.account = hostile * 200, hostile
        for person in session.exec(select(PersonRow)):
            person.name = hostile
    done = export_case(copied, REF, tmp_path / "out")
    page = (done.folder / "case-sheet.html").read_text(encoding="utf-8")
    assert "script" not in _Page(page).tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}#set page()〔制御文字〕𠮷〔制御文字〕" in page
    text = "".join("".join(page.extract_text() for page in PdfReader(done.pdf).pages[2:8]).split())
    assert "<script>alert(1)</script>{{7*7}}#setpage()〔制御文字〕" in text


def test_the_command_warns_of_personal_data_on_stderr(copied: Services, tmp_path: Path) -> None:
    wiring.install(copied)
    try:
        done = CliRunner().invoke(app, ["export", REF, "--json"])
    finally:
        wiring.install(None)
    assert done.exit_code == 0, done.output
    assert "個人情報" in done.stderr
    assert "7条" in done.stderr
    said = json.loads(done.stdout)
    assert Path(said["folder"]).parent == tmp_path / "office" / "handover"
    assert said["troubles"] == []
    assert PLANTED["requester"] not in done.output
