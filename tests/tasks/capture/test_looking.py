"""Real looks by a real Chromium at a site on this machine."""

import asyncio
import struct
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from warcio.archiveiterator import ArchiveIterator

from models.terms import CaptureResult
from tasks.capture.browser import NO_BROWSER, NoBrowser, find_browser
from tasks.capture.looking import Seen, look
from tasks.capture.manifest import Clock, page_files
from tasks.capture.printing import MOST_HEIGHT, MOST_PAGES
from tests.tasks.capture.conftest import asked
from tests.tasks.capture.page_server import POST, THREAD, Site, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]
IMPRINT = ("2026年08月10日 01時05分06秒（日本時間）", "2026-08-09 16:05:06 UTC")


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _words(pdf: bytes) -> list[str]:
    """The words of each page; Chromium's fonts give some signs as their radicals."""
    pages = PdfReader(BytesIO(pdf)).pages
    return [unicodedata.normalize("NFKC", page.extract_text()).replace("\n", "") for page in pages]


def test_a_page_is_kept_with_where_and_when_on_every_page(site: Site) -> None:
    url = site.url("/moved")
    seen = asyncio.run(look(asked(url, keep=True, words=POST)))
    files = page_files(url, seen, purpose="evidence", clock=Clock())
    assert seen.verdict.result is CaptureResult.CAPTURED
    pages = _words(files["page.pdf"])
    imprint = [unicodedata.normalize("NFKC", said) for said in (url, "/thread?%3Cb%3E&x=1", *IMPRINT)]
    assert all(said in page for page in pages for said in imprint), pages
    assert POST in pages[0]
    assert POST in files["page.html"].decode()
    assert _size(files["page.png"])[0] == 1280
    assert b"302" in files["headers.txt"]
    assert b"text/html; charset=utf-8" in files["headers.txt"]
    assert any("10.0.0.7" in note for note in seen.notes)
    _replays(files["page.warc.gz"], site)


def _replays(archive: bytes, site: Site) -> None:
    """Every request and response is in the archive as it was, checked by the archive's own digests."""
    kept: dict[tuple[str, str], tuple[str, bytes]] = {}
    for record in ArchiveIterator(BytesIO(archive), check_digests="raise"):
        line = record.http_headers.statusline if record.http_headers else ""
        kept[record.rec_type, record.rec_headers["WARC-Target-URI"] or ""] = line, record.content_stream().read()
    page = site.url("/thread?%3Cb%3E&x=1")
    assert kept["response", page][1] == THREAD.encode()
    assert kept["response", site.url("/style.css")][1] == b"p { color: #123456 }"
    assert kept["response", site.url("/moved")][0].startswith("302")
    assert kept["request", page][0].startswith("/thread?")
    assert not [uri for _kind, uri in kept if "10.0.0.7" in uri]


def test_a_tower_of_a_page_is_cut_and_says_so(site: Site) -> None:
    seen = asyncio.run(look(asked(site.url("/tall"), keep=True)))
    assert seen.pictures is not None
    assert MOST_HEIGHT < _size(seen.pictures.png)[1] < MOST_HEIGHT + 300
    pages = _words(seen.pictures.pdf)
    assert len(pages) == MOST_PAGES
    assert str(MOST_HEIGHT) in pages[MOST_PAGES - 1]
    assert seen.pictures.notes != ()


@pytest.fixture(scope="module")
def looks() -> Iterator[dict[str, Seen]]:
    """A look at each page that shows no post, all at once."""
    paths = ("/forbidden", "/login", "/nothing-here", "/bare", "/inward", "/endless", "/silent")

    async def all_of_them(site: Site) -> list[Seen]:
        return await asyncio.gather(
            *(look(asked(site.url(path), seconds=3 if path == "/silent" else 20)) for path in paths)
        )

    with served() as site:
        yield dict(zip(paths, asyncio.run(all_of_them(site)), strict=True))


@pytest.mark.parametrize(
    ("path", "result", "said"),
    [
        ("/forbidden", CaptureResult.REFUSED, "403"),
        ("/login", CaptureResult.REFUSED, "ログイン"),
        ("/nothing-here", CaptureResult.GONE, "404"),
        ("/bare", CaptureResult.GONE, "410"),
        ("/inward", CaptureResult.UNSAFE, "169.254.169.254"),
        ("/endless", CaptureResult.UNCLEAR, "大きすぎます"),
        ("/silent", CaptureResult.UNREACHABLE, "応答がありません"),
    ],
    ids=["forbidden", "login", "not-found", "without-a-word", "led-inward", "endless", "silent"],
)
def test_a_page_that_shows_no_post_says_why(
    looks: dict[str, Seen], path: str, result: CaptureResult, said: str
) -> None:
    seen = looks[path]
    assert (seen.verdict.result, seen.pictures) == (result, None)
    assert said in seen.verdict.because
    assert seen.verdict.cure or result is CaptureResult.GONE
    assert ("削除されたことを意味しません" in seen.verdict.cure) == (path == "/silent")


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("http://10.0.0.7/", CaptureResult.UNSAFE),
        ("http://[fd00:ec2::254]/", CaptureResult.UNSAFE),
        ("http://no-such-host.invalid/", CaptureResult.UNREACHABLE),
    ],
    ids=["private", "metadata-v6", "unknown-name"],
)
def test_no_browser_is_started_for_an_address_that_cannot_be(url: str, result: CaptureResult) -> None:
    seen = asyncio.run(look(asked(url)))
    assert (seen.verdict.result, seen.browser) == (result, "")


def test_a_machine_without_a_browser_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowser, match="apt install chromium"):
        find_browser(None)
    with pytest.raises(NoBrowser, match=r"capture\.browser"):
        find_browser(tmp_path / "chromium")
    assert "config.toml" in NO_BROWSER
