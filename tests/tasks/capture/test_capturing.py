"""From a page to rows and files and back: captured, listed, stamped later, taken in, looked at again, confirmed."""

import hashlib
from datetime import date, timedelta

import pytest

from flows.board import sheet_text
from models.answers.faults import Faults
from models.terms import CapturePurpose, CaptureResult, StepKind
from tasks.capture.capturing import capture_page, keep_files
from tasks.capture.looking import Bounds
from tasks.capture.manifest import MANIFEST, DamagedCapture, checked_files, manifest
from tasks.capture.rechecking import confirm_deleted, recheck
from tasks.capture.recovering import recover_captures
from tasks.case_store import docket
from tasks.case_store.captures import (
    NewCapture,
    Target,
    find_target,
    list_captures,
    page_evidence,
    page_standing,
    record_capture,
    targets_of,
)
from tasks.case_store.facts import NoSuchCase, case_row, facts_of, key_of
from tasks.settings import CaptureSection, Settings
from tasks.wiring import Services
from tests.fakes import START
from tests.tasks.capture.page_server import POST, Site
from tests.tasks.case_store.cases import STAFF, case_file, opened

QUICK = Bounds(seconds=20, settle=1.0)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"capture": CaptureSection(loopback=True)})


def _posts(url: str) -> list[dict[str, object]]:
    first = case_file()["posts"][0]
    return [first | {"url": url, "as_written": POST}]


def _look(
    made: Services,
    target: Target,
    result: CaptureResult,
    hours: int,
    purpose: CapturePurpose = CapturePurpose.RECHECK,
    folder: str = "",
) -> int:
    new = NewCapture(
        purpose=purpose,
        result=result,
        looked_at=START + timedelta(hours=hours),
        http_status=None,
        because="",
        folder=folder,
    )
    with made.store.write() as session:
        return key_of(record_capture(session, target, new))


def _events(made: Services, ref: str) -> list[str]:
    with made.store.read() as session:
        return [entry.event for entry in docket.entries(session, key_of(case_row(session, ref)))]


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
class TestByABrowser:
    @pytest.fixture
    def settings(self, sqlite_settings: Settings) -> Settings:
        return sqlite_settings.model_copy(update={"capture": CaptureSection(loopback=True)})

    def test_a_page_that_is_still_there_leaves_a_row_and_no_files(self, services: Services, site: Site) -> None:
        ref = opened(services, posts=_posts(site.url("/thread")))
        again = next(recheck(services, ref, QUICK))
        assert (again.captured.verdict.result, again.captured.folder) == (CaptureResult.ONLINE, "")
        assert (again.confirm, again.standing.first_gone) == (False, None)
        assert [path.name for path in (services.settings.root / "documents").glob("capture-*")] == []


def test_captures_made_before_intake_are_taken_in_by_url(services: Services) -> None:
    url = case_file()["posts"][1]["url"]
    _look(services, Target(url=url), CaptureResult.CAPTURED, 0, purpose=CapturePurpose.EVIDENCE)
    _look(services, Target(url="https://board.example/other"), CaptureResult.CAPTURED, 0)
    ref = opened(services)
    assert [(each.page, each.post_no) for each in list_captures(services.store, ref)] == [(url, 2)]
    assert [each.ref for each in list_captures(services.store)] == [ref, None]
    assert _events(services, ref).count("captures_taken_in") == 1
    with services.store.read() as session:
        assert list(docket.verify(session)) == []


def test_a_capture_finds_its_post_by_number_or_by_url(services: Services) -> None:
    ref = opened(services)
    url = case_file()["posts"][1]["url"]
    assert find_target(services.store, url, ref, None).post_no == 2
    assert find_target(services.store, "https://board.example/elsewhere", ref, None).post_no is None
    assert find_target(services.store, "https://mirror.example/1", ref, 1).url == "https://mirror.example/1"
    assert find_target(services.store, "", ref, 2).url == url
    with pytest.raises(Faults, match="post"):
        find_target(services.store, url, ref, 9)
    with pytest.raises(Faults, match="post"):
        find_target(services.store, url, None, 1)
    with pytest.raises(NoSuchCase):
        find_target(services.store, url, "2020-0001", None)
    with pytest.raises(Faults, match="url"):
        capture_page(services, "ftp://board.example/")


def test_looks_add_up_and_a_person_confirms_what_is_gone(services: Services) -> None:
    ref = opened(services)
    target = targets_of(services.store, ref)[0]
    with pytest.raises(Faults, match="deleted"):
        confirm_deleted(services, ref, 1, on=date(2026, 1, 14), by=STAFF)
    for hours, result in ((0, "online"), (24, "unreachable"), (48, "gone"), (60, "refused"), (72, "gone")):
        _look(services, target, CaptureResult(result), hours)
    _look(services, target, CaptureResult.CAPTURED, 80, purpose=CapturePurpose.IMPORT)
    with services.store.read() as session:
        standing = page_standing(session, target.post_id or 0)
    assert standing.last_online == START
    assert standing.first_gone == START + timedelta(hours=48)
    services.clock.step_to(START + timedelta(days=5))  # type: ignore[attr-defined] # a stepped clock
    for wrong in (None, date(2026, 1, 12), date(2026, 1, 16)):
        with pytest.raises(Faults, match="on"):
            confirm_deleted(services, ref, 1, on=wrong, by=STAFF)
    with services.store.read() as session:
        assert facts_of(session, case_row(session, ref)).steps_of(f"post:{target.post_id}", StepKind.POST_DELETED) == ()
    assert confirm_deleted(services, ref, 1, on=date(2026, 1, 14), by=STAFF).is_new
    assert not confirm_deleted(services, ref, 1, on=date(2026, 1, 14), by=STAFF).is_new
    with pytest.raises(Faults, match="deleted"):
        confirm_deleted(services, ref, 9, on=date(2026, 1, 14), by=STAFF)


def test_a_post_shown_again_is_not_gone(services: Services) -> None:
    ref = opened(services)
    target = targets_of(services.store, ref)[1]
    _look(services, target, CaptureResult.GONE, 1)
    _look(services, target, CaptureResult.ONLINE, 2)
    with services.store.read() as session:
        assert page_standing(session, target.post_id or 0).first_gone is None
    assert _events(services, ref).count("page_looked_at") == 2


@pytest.mark.parametrize("how", ["changed", "missing", "manifest"])
def test_evidence_that_was_touched_is_a_loud_fault(services: Services, how: str) -> None:
    content = manifest({"purpose": "evidence"}, {"page.pdf": b"%PDF-1.7"}, START)
    digest = hashlib.sha256(content).hexdigest()
    folder = keep_files(services, "capture-x", {"page.pdf": b"%PDF-1.7", MANIFEST: content})
    assert set(checked_files(services.documents, folder, digest)) == {"page.pdf", MANIFEST}
    touched = services.documents.absolute(f"{folder}/{MANIFEST if how == 'manifest' else 'page.pdf'}")
    touched.chmod(0o600)
    touched.unlink() if how == "missing" else touched.write_bytes(touched.read_bytes() + b" ")
    with pytest.raises(DamagedCapture, match=folder):
        checked_files(services.documents, folder, digest)


def test_a_capture_that_died_before_its_row_is_recorded_later_and_once(services: Services) -> None:
    ref = opened(services)
    said = {
        "purpose": "evidence",
        "result": "captured",
        "because": "",
        "url": case_file()["posts"][1]["url"],
        "http_status": 200,
        "clock": {"offset_ms": 12},
    }
    content = manifest(said, {"page.pdf": b"%PDF-1.7"}, services.wall.now())
    folder = keep_files(services, "capture-x", {"page.pdf": b"%PDF-1.7", MANIFEST: content})
    keep_files(services, "capture-y", {"page.pdf": b"cut off before its manifest"})
    assert recover_captures(services) == ()
    services.wall.step_to(START + timedelta(hours=1))  # type: ignore[attr-defined] # a stepped clock
    assert recover_captures(services) == (folder,)
    assert recover_captures(services) == ()
    found = list_captures(services.store, ref)
    assert [(each.post_no, each.folder, each.looked_at) for each in found] == [(2, folder, START)]


def test_the_case_sheet_says_what_is_not_kept_and_what_is_gone_unsaid(services: Services) -> None:
    ref = opened(services)
    first, second = targets_of(services.store, ref)
    assert "投稿1、2は保全されていません" in sheet_text(services, ref)
    for hours, result in ((0, CaptureResult.ONLINE), (24, CaptureResult.GONE)):
        _look(services, first, result, hours)
    _look(services, second, CaptureResult.CAPTURED, 2, purpose=CapturePurpose.EVIDENCE, folder="capture-x")
    assert [(each.post_no, each.unsaid) for each in page_evidence(services.store, ref)] == [(1, True), (2, False)]
    sheet = sheet_text(services, ref)
    assert "投稿1は保全されていません" in sheet
    assert "投稿1は消えています" in sheet
    assert "| 2 | 2026-01-13 12:00:00 JST | 2026-01-13 12:00:00 JST | — |" in sheet
    services.clock.step_to(START + timedelta(days=5))  # type: ignore[attr-defined] # a stepped clock
    confirm_deleted(services, ref, 1, on=date(2026, 1, 14), by=STAFF)
    assert "投稿1は消えています" not in sheet_text(services, ref)
