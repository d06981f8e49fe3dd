"""`kaiji cases` and `kaiji views` as a person reads them."""

import json

import pytest

from flows.commands.cases import cases
from flows.commands.views import views
from tasks.case_store.opening import close_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import ATTORNEY, asked_platform, case_file, opened

pytestmark = pytest.mark.one_database("text for a person; the rows are tested on both")

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def office(services: Services) -> Services:
    """A case that waits for its platform, one that is closed, one just opened."""
    asked_platform(services)
    urls = [[{**post, "url": f"{post['url']}-{number}"} for post in case_file()["posts"]] for number in (2, 3)]
    ref = opened(services, posts=urls[0])
    close_case(services.store, services.law, ref, reason="取下げ", by=ATTORNEY, now=services.clock.now())
    opened(services, posts=urls[1])
    return services


@pytest.mark.usefixtures("office")
def test_every_case_is_one_line_with_what_waiting_loses(capsys: Printed) -> None:
    cases(as_json=False)
    said = capsys.readouterr().out
    assert [line.split()[:3] for line in said.splitlines()] == [
        ["2026-0001", "進行中", "緑"],
        ["2026-0003", "進行中", "緑"],
        ["2026-0002", "終結", "—"],
    ]
    assert "投稿2件・残り86日  回答待ち(プラットフォーム) / ママスタ" in said
    assert ATTORNEY not in said
    cases(as_json=True)
    first, *_, closed = json.loads(capsys.readouterr().out)
    assert (first["ref"], first["turn"], first["act_by"], first["days_left"]) == (
        "2026-0001",
        "platform",
        "2026-01-27",
        14,
    )
    assert (first["light"], first["decides"], first["stake"], first["stake_days"]) == ("green", "log_expiry", 2, 86)
    assert (closed["status"], closed["waits_for"], closed["act_by"], closed["stake"]) == ("closed", None, None, 0)
    assert first.keys() == closed.keys()


def test_a_desk_in_english_lists_in_english(office: Services, capsys: Printed) -> None:
    office.settings.language = "en"
    cases(as_json=False)
    assert (
        "open  green  2026-01-27     14  2 post(s) in 86 day(s)  Awaiting platform / ママスタ"
        in capsys.readouterr().out
    )


def test_views_are_addresses_that_stay(office: Services, capsys: Printed) -> None:
    office.settings.public_url = "https://kaiji.firm.example/"
    views(as_json=False)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "https://kaiji.firm.example/desk/board  事件ボード",
        "https://kaiji.firm.example/desk/view/open  進行中の事件すべて",
    ]
    assert f"https://kaiji.firm.example/desk/view/mine/1  自分の担当事件 {ATTORNEY}" in said
    views(as_json=True)
    assert {"board", "red", "release", "engine", "mine/1"} <= {
        row["view"] for row in json.loads(capsys.readouterr().out)
    }
