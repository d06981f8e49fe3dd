"""`kaiji capture`, `kaiji recheck` and `kaiji exhibit` as a person types them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from models.answers.faults import Faults
from tasks.capture.browser import NoBrowser
from tasks.settings import CaptureSection, Settings
from tasks.wiring import Services
from tests.conftest import Require
from tests.fakes import START
from tests.tasks.capture.page_server import POST, Site, served
from tests.tasks.case_store.cases import STAFF, case_file, opened
from tests.tasks.test_exhibit_adding import png

RUNNER = CliRunner()


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings.model_copy(update={"capture": CaptureSection(loopback=True)})


@pytest.mark.browser
def test_a_post_is_captured_numbered_found_gone_and_confirmed(
    services: Services, require: Require, tmp_path: Path
) -> None:
    require("Chromium", shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))
    with served() as site:
        post = case_file()["posts"][0] | {"url": site.url("/thread"), "as_written": POST}
        ref = opened(services, posts=[post])
        _captured(services, ref, site)
        _numbered(ref, tmp_path)
        _gone(services, ref, site)


def _captured(made: Services, ref: str, site: Site) -> None:
    done = RUNNER.invoke(app, ["capture", site.url("/thread"), "--case", ref, "--json"])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["result"], found["cure"]) == (0, "captured", "")
    listed = json.loads(RUNNER.invoke(app, ["capture", "--list", "--case", ref, "--json"]).stdout)
    assert [(row["post"], row["damaged"], row["folder"]) for row in listed] == [(1, "", found["folder"])]
    page = made.documents.absolute(f"{found['folder']}/page.html")
    kept = page.read_bytes()
    page.chmod(0o600)
    page.write_bytes(kept + b" ")
    damaged = RUNNER.invoke(app, ["capture", "--list", "--case", ref])
    assert (damaged.exit_code, "page.html" in damaged.stdout) == (1, True)
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
    site.said["/thread"] = (404, "<p>none</p>")
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
