"""The board's page: what is on it, in which order, how much of many cases, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.board_sheet import MOST, MOST_LISTED, Board, board_sheet
from flows.board_words import subject_words, task_said
from models.provisions import Law
from models.rules.board import BoardDate, cost_of_waiting
from models.terms import CaseStatus, DeadlineKind, Light, OfficeTaskKind, Stage, SweepDid, Turn, WaitKind
from tasks.case_store.board import BoardLine
from tasks.case_store.office_tasks import Task
from tasks.case_store.sweep_notes import Note
from tasks.words import word

TODAY = date(2026, 9, 24)
NIGHT = datetime(2026, 9, 23, 23, tzinfo=UTC)
SINCE = datetime(2026, 9, 20, 1, tzinfo=UTC)


def line(number: int, days: int | None = 5, **changes: Any) -> BoardLine:
    dates = [] if days is None else [_date(days)]
    said: dict[str, Any] = {
        "ref": f"2026-{number:04}",
        "status": CaseStatus.OPEN,
        "cost": cost_of_waiting(dates, TODAY),
        "stage": Stage.PLATFORM_REQUEST,
        "turn": Turn.PLATFORM,
        "wait_kind": WaitKind.PLATFORM_ANSWER,
        "wait_subject": "platform:mamasta",
        "waiting_since": SINCE,
    }
    return BoardLine(**(said | changes))


def _date(days: int, kind: DeadlineKind = DeadlineKind.LOG_EXPIRY, *, fatal: bool = True) -> BoardDate:
    day = TODAY + timedelta(days=days)
    return BoardDate(kind=kind, subject="case", act_by=day, due_on=day, fatal=fatal, posts=(1, 2))


def page(law: Law, *lines: BoardLine, language: str = "ja", **more: Any) -> str:
    board = Board(day=TODAY, lines=lines, night_from=NIGHT - timedelta(days=1), night_to=NIGHT, **more)
    return board_sheet(board, law, language)


def section(sheet: str, title: str) -> list[str]:
    """The lines below a heading."""
    (found,) = [part for part in sheet.split("\n## ")[1:] if part.startswith(title)]
    return [text for text in found.splitlines()[1:] if text]


def test_each_colour_has_its_table_and_the_counts_stand_on_top(law: Law) -> None:
    sheet = page(law, line(1, 0), line(2, 5), line(3, 5), line(4, 30), line(5, None))
    assert sheet.splitlines()[0] == "# 事件ボード 2026年9月24日(木)"
    assert sheet.splitlines()[2] == "[進行中 5件](/desk/view/open) ・ **赤 1** ・ 黄 2 ・ 緑 1 ・ 期限なし 1"
    assert section(sheet, "赤 — 今日までに動く（1）")[2] == (
        "| [2026-0001](/desk/sheet/2026-0001) | **9/24(木)** | ログ消滅: **プラットフォーム** "
        "[回答待ち(プラットフォーム) ママスタ](/desk/case/2026-0001)（9/20(日)から） 〔投稿2件・残り1日〕 |"
    )
    assert [row.split("]")[0] for row in section(sheet, "黄")[2:]] == ["| [2026-0002", "| [2026-0003"]
    assert section(sheet, "動く日のない事件")[2].startswith(
        "| [2026-0005](/desk/sheet/2026-0005) | — | **プラットフォーム**"
    )


def test_the_date_that_costs_most_is_named_where_it_is_not_the_next_one(law: Law) -> None:
    dates = [_date(2, DeadlineKind.HEARING, fatal=False), _date(9)]
    sheet = page(law, line(1, cost=cost_of_waiting(dates, TODAY)))
    (row,) = section(sheet, "黄")[2:3]
    assert row.startswith("| [2026-0001](/desk/sheet/2026-0001) | **9/26(土)** | 期日: ")
    assert row.endswith("〔ログ消滅 10/3(土) 投稿2件・残り10日〕 |")


def test_a_held_case_says_until_when_and_one_at_work_that_it_is(law: Law) -> None:
    held = line(1, status=CaseStatus.HELD, held_until=date(2026, 10, 1))
    forever = line(2, status=CaseStatus.HELD)
    working = line(3, wait_kind=None, turn=None)
    sheet = page(law, held, forever, working)
    assert "うち保留 2件](/desk/view/held)" in sheet
    assert [row.split(" | ")[-1] for row in section(sheet, "黄")[2:5]] == [
        "ログ消滅: 保留中（10/1(木)まで） 〔投稿2件・残り6日〕 |",
        "ログ消滅: 保留中（—まで） 〔投稿2件・残り6日〕 |",
        "ログ消滅: 処理中 〔投稿2件・残り6日〕 |",
    ]
    assert "誰の番か" not in sheet


def test_of_many_cases_the_first_are_listed_and_the_rest_is_a_number(law: Law) -> None:
    sheet = page(law, *(line(number, 0 if number < 60 else 30, to_release=1) for number in range(2000)))
    assert len(section(sheet, "赤")[2:]) == MOST[Light.RED] + 1
    assert section(sheet, "赤")[-1] == "[ほか20件](/desk/view/red)"
    assert section(sheet, "緑")[MOST[Light.GREEN] + 2] == "[ほか1925件](/desk/view/open)"
    (waiting,) = section(sheet, "[発信許可待ち](/desk/view/release)（2000）")
    assert waiting.count("/desk/case/") == MOST_LISTED
    assert waiting.endswith("[ほか1985件](/desk/view/release)")
    assert len(sheet) < 20_000


def test_who_owes_what_and_since_when(law: Law) -> None:
    court: dict[str, Any] = {"turn": Turn.COURT, "wait_kind": WaitKind.DISPOSITION_PROGRESS}
    old = line(2, waiting_since=SINCE - timedelta(days=40), expected_on=TODAY - timedelta(days=1), **court)
    held = line(4, status=CaseStatus.HELD)
    rows = section(page(law, line(1), old, line(3, expected_on=TODAY, **court), held), "誰の番か")[2:]
    assert rows == [
        "| [プラットフォーム](/desk/view/turn/platform) | 1 | — | 9/20(日) [2026-0001](/desk/sheet/2026-0001) |",
        "| [裁判所](/desk/view/turn/court) | 2 | 1 | 8/11(火) [2026-0002](/desk/sheet/2026-0002) |",
    ]


def test_letters_to_release_and_to_send_lead_to_their_cases(law: Law) -> None:
    sheet = page(law, line(1, to_release=2), line(2, to_send=1), line(3, status=CaseStatus.HELD, to_send=1))
    assert section(sheet, "[発信許可待ち](/desk/view/release)（2）") == ["[2026-0001](/desk/case/2026-0001) 2通"]
    assert section(sheet, "[発送・申立て待ち](/desk/view/send)（1）") == ["[2026-0002](/desk/case/2026-0002) 1通"]


def test_what_stands_still_is_told_with_its_reason(law: Law) -> None:
    trouble = [
        Note(did=SweepDid.FAILED, count=3, ref="2026-0001", because="ValueError"),
        Note(did=SweepDid.WITHOUT_WAKE_UP, count=3, ref="2026-0002"),
        Note(did=SweepDid.CHORE_FAILED, count=3, because="the calendars"),
    ]
    tasks = [_task(number, OfficeTaskKind.STALL if number == 1 else OfficeTaskKind.BOUNCE) for number in range(1, 18)]
    stall = word("office_task", OfficeTaskKind.STALL)
    lines = section(page(law, line(1), trouble=trouble, tasks=tasks), "止まっている事件・所内作業（19）")
    assert lines[:4] == [
        "- [2026-0001](/desk/sheet/2026-0001) 処理に失敗 (ValueError)",
        "- [2026-0002](/desk/sheet/2026-0002) 次に見直す日時がない",
        f"- 1: [2026-0001](/desk/sheet/2026-0001) {stall} said（9/20(日)から）",
        "- 2: [2026-0001](/desk/sheet/2026-0001) 通知メールの不達 said（9/20(日)から）",
    ]
    assert lines[-1] == "- ほか2件"


def _task(number: int, kind: OfficeTaskKind) -> Task:
    return Task(
        id=number,
        kind=kind,
        ref="2026-0001",
        notice_id=None,
        mail_id=None,
        said="said",
        opened_at=SINCE,
        done_at=None,
    )


def test_dates_that_went_by_stay_on_the_board_until_somebody_says_what_became_of_them(law: Law) -> None:
    passed = line(1, cost=cost_of_waiting([_date(-30), _date(-20, DeadlineKind.APPEAL), _date(40)], TODAY))
    (said,) = section(page(law, passed), "過ぎたままの期限")
    assert said == "[2026-0001](/desk/sheet/2026-0001) 不服申立期間 9/4(金)"


def test_the_night_is_counted_and_what_was_refused_is_named(law: Law) -> None:
    night = [
        Note(did=SweepDid.ADVANCED, count=12),
        Note(did=SweepDid.MAIL_REFUSED, count=1),
        Note(did=SweepDid.FAILED, count=2, ref="2026-0001", because="ValueError"),
        Note(did=SweepDid.CHORE_FAILED, count=1, because="the calendars"),
    ]
    assert section(page(law, line(1), night=night), "自動の見回り") == [
        "9/23(水) 8:00から9/24(木) 8:00まで: 進めた事件 12、処理に失敗 2、送れなかった通知 1、見回りの一部が失敗 1",
        "- [2026-0001](/desk/sheet/2026-0001) 処理に失敗 (ValueError)",
        "- 見回りの一部が失敗 (the calendars)",
    ]
    assert section(page(law, line(1)), "自動の見回り") == ["9/23(水) 8:00から9/24(木) 8:00まで: —"]


def test_a_desk_without_cases_still_leads_somewhere(law: Law) -> None:
    sheet = page(law)
    assert "[進行中 0件](/desk/view/open)" in sheet
    assert "[新しい事件を受け付ける](/desk/door/intake)" in sheet
    assert "止まっている" not in sheet


def test_in_english_nothing_is_japanese_but_names(law: Law) -> None:
    lines = (line(1, 0, to_release=1), line(2, status=CaseStatus.HELD), line(3, None, to_send=2))
    sheet = page(law, *lines, language="en", tasks=[_task(1, OfficeTaskKind.BOUNCE)])
    assert "**Thu 24 Sep** | Log expiry: **platform** [Awaiting platform ママスタ]" in sheet
    assert "(since Sun 20 Sep) [2 post(s) in 1 day(s)] |" in sheet
    rest = sheet.replace("ママスタ", "").replace("・", "")
    assert [sign for sign in rest if "぀" <= sign <= "鿿" or "！" <= sign <= "｠"] == []


@pytest.mark.parametrize(
    ("subject", "ja", "en"),
    [
        pytest.param("platform:mamasta", "ママスタ", "ママスタ", id="platform"),
        pytest.param("platform:gone", "gone", "gone", id="platform without a profile"),
        pytest.param("post:2", "投稿2", "post 2", id="post"),
        pytest.param("holder:3:nobody", "ログの保有者3（nobody）", "log holder 3 (nobody)", id="unknown provider"),
        pytest.param("sender:1", "発信者（番号1）", "sender (no. 1)", id="sender"),
        pytest.param("", "事件全体", "the whole case", id="nothing"),
        pytest.param("case", "事件全体", "the whole case", id="case"),
        pytest.param(
            "holder:1/preservation_notice:2",
            "ログ保存要請書 (2) → ログの保有者1",
            "Log preservation notice (2) → log holder 1",
            id="second letter",
        ),
    ],
)
def test_subjects_in_words(law: Law, subject: str, ja: str, en: str) -> None:
    assert subject_words(subject, law, "ja") == ja
    assert subject_words(subject, law, "en") == en


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param(
            "2026-0001 never_left log_expiry:post:4 2026-04-07",
            "知らせが出ていない： ログ消滅 投稿 2026年4月7日(火)",
            id="audit",
        ),
        pytest.param("2026-0001 appeal:holder:2 2026-13-45", "不服申立期間 ログの保有者2 2026-13-45", id="no day"),
        pytest.param(
            "2026-0001: run_failed 8c9b1d28-3091-4bb7-a916-973dc86eb64b",
            "実行が失敗したまま [実行の画面](/runs/flow-run/8c9b1d28-3091-4bb7-a916-973dc86eb64b)",
            id="run",
        ),
        pytest.param("mail 3: no_such_code", "mail 3: no_such_code", id="as it is"),
    ],
)
def test_a_task_says_in_words_what_it_is_about(law: Law, said: str, shown: str) -> None:
    task = replace(_task(1, OfficeTaskKind.AUDIT), said=said)
    assert task_said(task, law, "ja") == shown
    assert task_said(replace(task, ref=None), law, "ja").endswith(shown)
