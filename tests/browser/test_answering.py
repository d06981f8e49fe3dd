"""What staff do all day: open the case's page, read, answer, be corrected, answer again; nothing is faked."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tasks.words import word
from tests.browser.case_desk import CaseDesk, case_desk
from tests.browser.chromium import HEIGHT, WIDTH, chromium, open_page
from tests.browser.run_page import START_BUTTON, RunPage
from tests.conftest import Require

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]

REF = "2026-0001"
SENT = "SELECT state, sent_at, proof FROM letter"
STEPS = "SELECT count(*) FROM step WHERE kind = 'letter_sent'"
STAFF = "事務局 見本"
PROOF = "見本引受番号 1001"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.mark.usefixtures("plain_environment")
def test_staff_answer_a_case_on_its_own_page(tmp_path: Path, require: Require) -> None:
    browser = chromium()
    require("Chromium", browser)
    asked: set[str] = set()
    with case_desk(tmp_path / "home", "2026-01-13T10:00:00+09:00") as desk, open_page(browser or "", asked) as page:
        intake = RunPage(page, desk.url, desk.start_intake("mamasta.toml"))
        intake.open()
        intake.ended()
        case = _released(desk, page)
        late = _door_of(desk, page)
        _wrong_then_right_after_a_restart(desk, case)
        _second_is_told(desk, late)
        _bar_and_paper(desk, page)
    assert asked == {"127.0.0.1"}, "the pages that staff use ask nobody outside"


def _released(desk: CaseDesk, page: Page) -> RunPage:
    """From the link of a mail to the released letter."""
    RunPage(page, desk.url, desk.run_of(REF) or "").rested()
    page.goto(f"{desk.url}/desk/case/{REF}")
    case = RunPage.on(page, desk.url)
    assert case.run_id == desk.run_of(REF)
    case.shows("発信許可待ち")
    for tag in (f"case:{REF}", "platform:mamasta", "stage:platform_request"):  # the page folds away what has no room
        expect(page.get_by_text(tag, exact=True).first).to_be_attached()
    form = case.form()
    expect(form).to_contain_text("草案を開いて確認し")
    expect(form).to_contain_text("発信者情報開示請求書")
    expect(form).not_to_contain_text("(Optional)")
    assert case.hidden_lines() == 0
    attorney = next(iter(code for code in case.schema()["properties"]["attorney"]["codes"].values() if code))
    case.answer({"decision": "release", "attorney": attorney, "entered_by": STAFF})
    case.waits_again("発送・申立て待ち")
    return case


def _door_of(desk: CaseDesk, page: Page) -> RunPage:
    """Somebody else opens the door for an answer of this case, by the bar's link, and types slowly."""
    page.goto(f"{desk.url}/desk/door/record-answer/{REF}")
    page.get_by_role("button", name=START_BUTTON).click()
    page.wait_for_url("**/runs/flow-run/*")
    late = RunPage.on(page, desk.url)
    late.opened()
    return late


def _wrong_then_right_after_a_restart(desk: CaseDesk, case: RunPage) -> None:
    case.open()
    case.shows("発送・申立て待ち")
    case.form()
    case.answer({"sent": "2027-01-13", "proof": PROOF, "entered_by": STAFF})
    case.waits_again("何も記録していません")
    case.shows("発送・申立て待ち")
    assert desk.rows(SENT) == [("released", None, None)]
    assert desk.rows(STEPS) == [(0,)]

    case.form()
    desk.restart()
    case.answer({"sent": "2026-01-13", "proof": PROOF, "entered_by": STAFF})
    case.waits_again("回答待ち(プラットフォーム)")
    case.shows("回答待ち(プラットフォーム)")
    assert desk.rows(STEPS) == [(1,)]
    assert [state for state, sent_at, proof in desk.rows(SENT) if sent_at and proof] == ["sent"]


def _second_is_told(desk: CaseDesk, late: RunPage) -> None:
    before = desk.rows(SENT)
    late.open()
    late.form()
    late.answer({"sent": "2026-01-12", "proof": "見本引受番号 2002", "entered_by": "事務局 別人"})
    late.ended()
    late.open()
    late.shows(word("briefing", "late_state", "ja"))
    assert desk.rows(SENT) == before


def _bar_and_paper(desk: CaseDesk, page: Page) -> None:
    """The bar leads on, nothing is wider than a telephone, and paper carries the sheet without the bar."""
    bar = page.locator("#kaiji-bar")
    bar.get_by_text(word("desk", "doors", "ja"), exact=True).click()
    expect(page.get_by_role("heading", name="入力の画面", exact=True)).to_be_visible()
    page.set_viewport_size(PHONE)
    page.goto(f"{desk.url}/desk/sheet/{REF}")
    expect(page.locator(".markdown-renderer").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()
    page.emulate_media(media="screen")
