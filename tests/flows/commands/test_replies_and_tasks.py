"""`kaiji replies` and `kaiji tasks`: lists without a person; the board and the case sheet show what is to do."""

import json
from typing import Any

import pytest

from flows.board import sheet_text
from flows.board_listed import board_rows, board_text
from flows.commands.replies import replies
from flows.commands.tasks import tasks
from models.answers.faults import Faults
from tasks.case_store.office_tasks import tasks as open_tasks
from tasks.settings import Settings
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED
from tests.tasks.replies.mails import dsn, reply_to
from tests.tasks.replies.office import ATTORNEY, STRANGER, asked, comes_in

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough here."""
    return sqlite_settings


@pytest.fixture
def office(services: Services) -> Services:
    """A mail of a stranger, one of the attorney that names nothing, and a bounce."""
    notice = asked(services)
    comes_in(services, reply_to("", "buy", sender=STRANGER, subject="x"))
    comes_in(services, reply_to("", "先ほどの件です", sender=ATTORNEY, subject="x"))
    comes_in(services, dsn("failed", "5.1.1", message_id=notice.message_id or ""))
    return services


def _rows(printed: Printed, **typed: Any) -> list[dict[str, Any]]:
    replies(as_json=True, **typed)
    found: list[dict[str, Any]] = json.loads(printed.readouterr().out)
    return found


@pytest.mark.usefixtures("office")
def test_the_queue_shows_verdict_and_guess_and_no_person(capsys: Printed) -> None:
    shown = [(row["id"], row["verdict"], row["guess"], row["because"]) for row in _rows(capsys)]
    assert shown == [(1, "unmatched", None, "stranger"), (2, "unmatched", "2026-0001", "sender_in_one_case")]
    assert [row["verdict"] for row in _rows(capsys, list_all=True)] == ["unmatched", "unmatched", "bounce"]
    replies(list_all=True)
    lines = capsys.readouterr().out
    assert [line.split()[0] for line in lines.splitlines()] == ["1", "2", "3"]
    assert "差出人の担当事件は一つだけ" in lines
    assert not [word for word in (STRANGER, ATTORNEY, PLANTED["attorney"]) if word in lines]


@pytest.mark.usefixtures("office")
def test_one_mail_is_opened_for_whoever_asks(capsys: Printed) -> None:
    replies(show=2)
    shown = capsys.readouterr().out
    assert ATTORNEY in shown
    assert "先ほどの件です" in shown


@pytest.mark.usefixtures("office")
def test_mails_are_assigned_and_dismissed(capsys: Printed) -> None:
    replies(assign=2, ref="2026-0001", by="運用")
    replies(dismiss=1, reason="広告", by="運用")
    assert capsys.readouterr().out == "mail 2: 2026-0001\nmail 1: dismissed\n"
    replies()
    assert capsys.readouterr().out == "no mail waits\n"
    replies(show=1)
    assert capsys.readouterr().out.endswith("— 運用 広告\n")


@pytest.mark.usefixtures("office")
def test_tasks_are_listed_and_done(capsys: Printed) -> None:
    tasks(as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert [(row["kind"], row["ref"]) for row in found] == [
        ("unmatched_mail", None),
        ("unmatched_mail", "2026-0001"),
        ("bounce", "2026-0001"),
    ]
    tasks("2026-0001")
    assert len(capsys.readouterr().out.splitlines()) == 2
    tasks(done=3, how="宛先を直した", by="運用")
    tasks(open_all=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[1:]] == ["未", "未", "済"]
    with pytest.raises(Faults):
        tasks(done=3, how="", by="")


@pytest.mark.usefixtures("services")
def test_no_tasks_and_no_mail_are_said(capsys: Printed) -> None:
    tasks()
    replies()
    assert capsys.readouterr().out == "no tasks\nno mail waits\n"


def test_the_board_and_the_case_sheet_show_what_is_to_do(office: Services) -> None:
    board = board_text(board_rows(office), open_tasks(office.store), "ja")
    assert [line.split()[0] for line in board.splitlines()[-3:]] == ["1", "2", "3"]
    assert "所内作業（3）" in board
    sheet = sheet_text(office, "2026-0001")
    assert "- **所内作業** 3: 通知メールの不達" in sheet
    assert "所内作業** 1:" not in sheet
    assert not [word for word in (STRANGER, ATTORNEY) if word in board + sheet]
