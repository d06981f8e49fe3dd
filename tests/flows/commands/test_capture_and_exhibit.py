"""`kaiji capture`, `kaiji recheck` and `kaiji exhibit` as a person types them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from models.answers.faults import Faults
from models.tables import CaptureRow
from tasks.capture.browser import NoBrowser
from tasks.capture.manifest import MANIFEST, STAMP, checked_files
from tasks.capture.stamping import check_stamp
from tasks.case_store.captures import list_captures
from tasks.settings import CaptureSection, Settings
from tasks.wiring import Services
from tests.conftest import Require
from tests.fakes import START
from tests.tasks.capture.authority import Authority, openssl, stamping
from tests.tasks.capture.page_server import POST, Site, served
from tests.tasks.case_store.cases import STAFF, case_file, opened
from tests.tasks.test_exhibit_adding import png

RUNNER = CliRunner()


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    capture = CaptureSection(loopback=True, time_server="127.0.0.1:9")
    return sqlite_settings.model_copy(update={"capture": capture})


@pytest.mark.browser
def test_a_post_is_captured_stamped_taken_in_numbered_found_gone_and_confirmed(
    services: Services, require: Require, tmp_path: Path
) -> None:
    require("Chromium", shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))
    require("openssl", openssl())
    (tmp_path / "authority").mkdir()
    with served() as site, stamping(tmp_path / "authority") as authority:
        folder = _captured(services, site)
        _stamped(services, folder, authority)
        post = case_file()["posts"][0] | {"url": site.url("/thread"), "as_written": POST}
        ref = opened(services, posts=[post])
        _listed(services, ref, folder)
        _numbered(ref, tmp_path)
        _gone(services, ref, site)


def _captured(made: Services, site: Site) -> Path:
    done = RUNNER.invoke(app, ["capture", site.url("/thread"), "--json"])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["result"], found["cure"]) == (0, "captured", "")
    assert "タイムスタンプなし" in found["stamp"]
    folder = made.documents.absolute(found["folder"])
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o400}
    files = checked_files(made.documents, found["folder"], found["manifest_sha256"])
    assert set(files) == {path.name for path in folder.iterdir()}
    assert b'"reference": "127.0.0.1:9"' in files[MANIFEST]
    assert found["looked_at"] == made.wall.now().isoformat()
    return folder


def _stamped(made: Services, folder: Path, authority: Authority) -> None:
    section = made.settings.capture
    section.timestamp_url, section.timestamp_ca_file = authority.url, authority.ca_file
    authority.fault = 500
    owed = RUNNER.invoke(app, ["capture", "--stamp"])
    assert (owed.exit_code, "500" in owed.stdout) == (3, True)
    authority.fault = None
    paid = RUNNER.invoke(app, ["capture", "--stamp"])
    assert (paid.exit_code, "127.0.0.1" in paid.stdout) == (0, True)
    assert "ありません" in RUNNER.invoke(app, ["capture", "--stamp"]).stdout
    manifest, token = ((folder / name).read_bytes() for name in (MANIFEST, STAMP))
    assert list_captures(made.store)[0].stamped_at == check_stamp(manifest, token, authority.ca_file)


def _listed(made: Services, ref: str, folder: Path) -> None:
    listed = json.loads(RUNNER.invoke(app, ["capture", "--list", "--case", ref, "--json"]).stdout)
    assert [(row["post"], row["damaged"], row["folder"]) for row in listed] == [(1, "", folder.name)]
    page = made.documents.absolute(f"{folder.name}/page.html")
    kept = page.read_bytes()
    page.chmod(0o600)
    page.write_bytes(kept + b" ")
    damaged = RUNNER.invoke(app, ["capture", "--list", "--case", ref])
    assert (damaged.exit_code, "page.html" in damaged.stdout) == (1, True)
    with made.store.write() as session:
        session.get_one(CaptureRow, listed[0]["capture"]).stamped_at = None
    refused = RUNNER.invoke(app, ["capture", "--stamp"])
    assert (refused.exit_code, "証拠として使えません" in refused.stdout, "page.html" in refused.stdout) == (
        3,
        False,
        True,
    )
    page.write_bytes(kept)


def _numbered(ref: str, folder: Path) -> None:
    typed = ["--capture", "1", "--author", "氏名不詳者", "--proves", "投稿があったこと", "--by", STAFF]
    assert RUNNER.invoke(app, ["exhibit", "number", ref, *typed]).stdout == "甲第１号証\n"
    shot = folder / "shot.png"
    shot.write_bytes(png())
    typed = ["--title", "スマートフォンの画面", "--made-on", "2026-01-10", "--by", STAFF, "--post", "1"]
    assert RUNNER.invoke(app, ["exhibit", "add", ref, str(shot), *typed]).stdout == "甲第２号証\n"
    withdrawn = RUNNER.invoke(app, ["exhibit", "withdraw", ref, "2", "--by", STAFF, "--reason", "撮り直し"])
    assert withdrawn.stdout == "甲第２号証: 撤回\n"
    listed = json.loads(RUNNER.invoke(app, ["exhibit", "list", ref, "--json"]).stdout)
    assert [(row["mark"], row["withdrawn"]) for row in listed["exhibits"]] == [
        ("甲第１号証", False),
        ("甲第２号証", True),
    ]
    assert "（撤回）" in RUNNER.invoke(app, ["exhibit", "list", ref]).stdout
    for _again in range(2):
        filed = RUNNER.invoke(app, ["exhibit", "file", ref, "--to", str(folder / "filed")])
        assert (filed.exit_code, filed.stdout.startswith("甲第１号証: ")) == (0, True)
    assert [path.name for path in (folder / "filed").iterdir()] == ["甲001_投稿記事１のウェブページ.pdf"]


def _gone(made: Services, ref: str, site: Site) -> None:
    site.said["/thread"] = (410, "<p>none</p>")
    done = RUNNER.invoke(app, ["recheck", ref])
    assert "ページがなくなっています" in done.stdout
    assert f"kaiji recheck {ref} --deleted 1 --on" in done.stdout
    day = f"{START:%Y-%m-%d}"
    confirmed = RUNNER.invoke(app, ["recheck", ref, "--deleted", "1", "--on", day, "--by", STAFF])
    assert (confirmed.exit_code, "recorded" in confirmed.stdout) == (0, True)
    made.settings.capture.browser = Path("/nowhere/chromium")
    assert isinstance(RUNNER.invoke(app, ["recheck", ref]).exception, NoBrowser)


def test_what_is_typed_wrong_is_said(services: Services) -> None:
    ref = opened(services)
    assert isinstance(RUNNER.invoke(app, ["capture"]).exception, ValueError)
    assert isinstance(RUNNER.invoke(app, ["capture", "ftp://board.example/"]).exception, Faults)
    assert isinstance(RUNNER.invoke(app, ["recheck", "--deleted", "1"]).exception, ValueError)
    assert isinstance(RUNNER.invoke(app, ["exhibit", "number", ref, "--by", STAFF]).exception, Faults)
    assert "ありません" in RUNNER.invoke(app, ["exhibit", "list", ref]).stdout
    assert "まだありません" in RUNNER.invoke(app, ["capture", "--list"]).stdout
    assert "ありません" in RUNNER.invoke(app, ["capture", "--stamp"]).stdout
    refused = RUNNER.invoke(app, ["capture", "http://10.0.0.7/", "--case", ref])
    assert (refused.exit_code, "10.0.0.7" in refused.stdout) == (1, True)
    unknown = RUNNER.invoke(app, ["capture", "http://no-such-host.invalid/"])
    assert (unknown.exit_code, "見つかりません" in unknown.stdout) == (3, True)
