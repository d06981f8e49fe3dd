"""Where a mail leads: stable paths of the desk as people reach it, whatever becomes of the engine's runs."""

import re
import shutil
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.terms import NoticeKind
from tasks.case_store.digests import lines_of
from tasks.wiring import Services
from tests.tasks.mail.case_mails import DEADLINE, LINE, mail_for, write
from tests.tasks.mail.notices import part

DESK = "https://kaiji.firm.example"
HEARTBEAT = {"open_cases": 1, "next_fatal_on": None, "pending": 0, "tasks_open": 0, "audit_missing": 0}


@pytest.fixture
def migrated_url(opened_home: Path, tmp_path: Path) -> str:
    """A copy of a firm's folder; what a mail links to is the same on both databases."""
    shutil.copytree(opened_home, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


@pytest.fixture
def case(services: Services) -> Services:
    """A case of two posts, at a desk that people reach through a proxy."""
    services.settings.public_url = f"{DESK}/"
    return services


def _paths(mail: EmailMessage, kind: str) -> list[str]:
    found = re.findall(r"https?://[^\s\"<>]+", part(mail, kind))
    assert {urlsplit(url).netloc for url in found} == {"kaiji.firm.example"}
    return [urlsplit(url).path for url in found]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_mail_on_a_case_leads_to_it_and_to_what_else_is_to_do(case: Services, kind: str, language: str) -> None:
    mail = mail_for(case, write(case, NoticeKind.DEADLINE, DEADLINE), language)
    assert _paths(mail, kind) == [
        "/desk/case/2026-0001",
        "/desk/sheet/2026-0001",
        "/desk/board",
        "/desk/view/mine/1",
        "/desk/view/red",
        "/desk/view/release",
        "/desk/view/open",
    ]


def test_a_line_of_a_digest_leads_to_its_case(case: Services) -> None:
    content = {"sections": {"today": [LINE | {"ref": "2026-0042"}]}}
    paths = _paths(mail_for(case, write(case, NoticeKind.DIGEST, content)), "plain")
    assert paths[:3] == ["/desk/board", "/desk/case/2026-0042", "/desk/board"]


def test_a_digest_that_was_queued_before_the_desk_had_links_still_reads(case: Services) -> None:
    old = {"sections": {"today": [LINE | {"topic": "route_start:1", "run_id": "1c0ffee0-0000-4000-8000-000000000000"}]}}
    assert [line.ref for line in lines_of(old)] == ["2026-0001"]
    assert "/desk/case/2026-0001" in _paths(mail_for(case, write(case, NoticeKind.DIGEST, old)), "plain")


def test_a_heartbeat_leads_to_the_board(case: Services) -> None:
    paths = _paths(mail_for(case, write(case, NoticeKind.HEARTBEAT, HEARTBEAT)), "plain")
    assert paths[:2] == ["/desk/board", "/desk/board"]
    assert "/desk/sheet/" not in "".join(paths)
