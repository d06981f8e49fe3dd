"""The case sheet: next act first, links on the page, no person on it, one meaning while only the clock moves."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from flows.board import sheet_text
from flows.case_sheet import SheetPage, sheet_page
from flows.gantt_rows import gantt_rows
from models.rules.route_progress import subject_plans
from models.terms import WaitKind
from tasks.case_store.opening import hold_case
from tasks.case_store.position import view_case
from tasks.events import record_event
from tasks.pictures.gantt import RowKind
from tasks.views import CASE_DOORS
from tasks.wiring import Services
from tests.fakes import START, SteppedClock
from tests.tasks.case_store.cases import (
    PLANTED,
    STAFF,
    answer,
    asked_platform,
    disclosed,
    opened,
    release,
    work,
)

pytestmark = pytest.mark.one_database("what is shown is the same on both")

PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(data:image/svg\+xml;base64,(?P<data>[^)]*)\)")


def page(made: Services, ref: str) -> SheetPage:
    return sheet_page(made, view_case(made.store, made.law, ref, made.clock.now()))


def head_of(markdown: str) -> str:
    """What a person sees first: everything above the picture."""
    return markdown.partition("![")[0]


def rows(made: Services, ref: str) -> list[tuple[RowKind, str]]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    plans = subject_plans(view.facts, made.law, view.today)
    return [(row.kind, row.name) for row in gantt_rows(view, plans, made.law, "ja")]


def test_the_top_says_whose_turn_for_what_and_until_when(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    top = head_of(page(services, ref).markdown)
    assert top.startswith(f"# {ref}（進行中）\n\n2026年1月13日(火)現在")
    assert f"弁護士 — [発信許可待ち 発信者情報開示請求書 → mamasta](/desk/case/{ref})" in top
    assert "**安全日（この日までに動いてください）**: 2026年1月27日(火) — 手続の着手期限 mamasta" in top


def test_nothing_on_it_is_counted_from_the_day_it_is_read_on(services: Services, clock: SteppedClock) -> None:
    ref = disclosed(services)
    before = page(services, ref)
    clock.step(days=1)
    after = page(services, ref)
    assert (after.meaning, after.digest[:32]) == (before.meaning, before.digest[:32])
    assert after.digest != before.digest  # its day, and today in the picture
    assert not re.search(r"あと\d|超過|本日", PICTURE.sub("", before.markdown))


def test_what_happens_changes_its_meaning(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    seen = [page(services, ref).meaning]
    release(services, ref)
    seen.append(page(services, ref).meaning)
    hold_case(services.store, services.law, ref, until=None, reason="待つ", by=STAFF, now=services.clock.now())
    seen.append(page(services, ref).meaning)
    assert len(set(seen)) == len(seen)


def test_the_page_has_links_a_picture_with_its_words_and_no_person(services: Services) -> None:
    ref = disclosed(services)
    markdown = page(services, ref).markdown
    waits = [line for line in markdown.splitlines() if "[発信許可待ち](" in line]
    assert [re.findall(r"\((/desk[^)]*)\)", line)[0] for line in waits] == [
        f"/desk/case/{ref}",
        f"/desk/door/record-answer/{ref}",
    ]
    assert [name for name in CASE_DOORS if f"](/desk/door/{name}/{ref})" not in markdown] == []
    assert "- **発信許可待ち** ログ保存要請書 → 保有者1 (sample_mobile) 第1版（kaijiの草案）" in markdown
    assert "- 通信1（投稿1）: サンプルモバイル（架空）" in markdown
    found = PICTURE.search(markdown)
    assert found
    assert found["alt"].startswith("日程表：サンプルモバイル（架空） 投稿1：安全日2026年4月10日(金)")
    drawing = b64decode(found["data"]).decode()
    assert drawing.startswith("<svg")
    assert [name for name, value in PLANTED.items() if value in markdown + drawing] == []


def test_a_terminal_gets_neither_links_nor_the_picture_and_english_by_setting(services: Services) -> None:
    ref = disclosed(services)
    text = sheet_text(services, ref)
    assert "](/" not in text
    assert "data:image" not in text
    assert f"`kaiji capture URL --case {ref} --post 番号`" in text
    assert "kaiji capture" not in page(services, ref).markdown
    english = replace(services, settings=services.settings.model_copy(update={"language": "en"}))
    markdown = page(english, ref).markdown
    assert "As of Tue 13 Jan 2026" in markdown
    assert "## What can be done with this case" in markdown
    assert "Timetable: " in markdown


def test_costs_are_told_by_kind_and_the_security_apart(services: Services) -> None:
    ref = asked_platform(services)
    spent = [{"kind": "postage", "amount_yen": 40}]
    received = f"{services.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="refused", received=received, spent=spent)
    markdown = page(services, ref).markdown
    assert "## 費用の合計 300,040円\n\n- 着手金 300,000円\n- 郵便費用 40円\n" in markdown


# Rows of the picture


def test_before_the_disclosure_the_unknown_log_and_the_leg_under_way_lead(services: Services) -> None:
    ref = asked_platform(services)
    assert rows(services, ref) == [
        (RowKind.LOG, "プロバイダ（まだ不明） 投稿1"),
        (RowKind.LOG, "プロバイダ（まだ不明） 投稿2"),
        (RowKind.BEGUN, "書式の発送 → 意見照会・回答"),
        (RowKind.LEG, "IPアドレス・時刻の到着 → プロバイダの特定"),
        (RowKind.LEG, "ログ保存要請の発送 → 保存の確保"),
        (RowKind.DEADLINE, "手続の着手期限 mamasta"),
    ]


def test_afterwards_each_holder_has_its_log_and_its_next_leg_until_the_case_is_held(services: Services) -> None:
    ref = disclosed(services)
    assert rows(services, ref) == [
        (RowKind.LOG, "サンプルモバイル（架空） 投稿1"),
        (RowKind.LOG, "サンプルファイバー（架空） 投稿2"),
        (RowKind.LEG, "サンプルモバイル（架空）: ログ保存要請の発送 → 保存の確保"),
        (RowKind.LEG, "サンプルファイバー（架空）: ログ保存要請の発送 → 保存の確保"),
    ]
    hold_case(services.store, services.law, ref, until=None, reason="待つ", by=STAFF, now=services.clock.now())
    assert rows(services, ref) == []
    assert "data:image" not in page(services, ref).markdown


def test_hearings_and_candidate_days_are_shown_until_they_are_past(services: Services, clock: Any) -> None:
    ref = asked_platform(services)
    happened = {"happened": "2026-01-13 10:00 JST", "entered_by": STAFF, "subject": "platform:mamasta"}
    record_event(services, ref, {"event": "hearing_set", "on": "2026-02-03", "at": "13:30", **happened})
    record_event(services, ref, {"event": "hearing_proposed", "on": "2026-02-20", **happened})
    found = [(kind, name) for kind, name in rows(services, ref) if kind in {RowKind.HEARING, RowKind.CANDIDATE}]
    assert found == [(RowKind.HEARING, "期日 mamasta"), (RowKind.CANDIDATE, "期日の候補 mamasta")]
    clock.step_to(START + (date(2026, 2, 4) - START.date()) + timedelta(hours=1))
    assert RowKind.HEARING not in [kind for kind, _ in rows(services, ref)]
