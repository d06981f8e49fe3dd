"""What staff do all day: open the case's page, read, answer, be corrected, answer again; nothing is faked."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.case_desk import case_desk
from tests.browser.chromium import chromium, open_page
from tests.browser.run_page import RunPage
from tests.conftest import Require

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]

SENT = "SELECT state, sent_at, proof FROM letter"
STEPS = "SELECT count(*) FROM step WHERE kind = 'letter_sent'"


@pytest.mark.usefixtures("plain_environment")
def test_staff_answer_a_case_on_its_own_page(tmp_path: Path, require: Require) -> None:
    browser = chromium()
    require("Chromium", browser)
    asked: set[str] = set()
    with case_desk(tmp_path / "home", "2026-01-13T10:00:00+09:00") as desk, open_page(browser or "", asked) as page:
        intake = RunPage(page, desk.url, desk.start_intake("mamasta.toml"))
        intake.open()
        intake.ended()

        case = RunPage(page, desk.url, desk.run_of("2026-0001") or "")
        case.open()
        case.shows("発信許可待ち")
        for tag in ("case:2026-0001", "platform:mamasta", "stage:platform_request"):
            expect(page.get_by_text(tag, exact=True).first).to_be_visible()
        form = case.form()
        expect(form).to_contain_text("草案を開いて確認し")
        expect(form).to_contain_text("発信者情報開示請求書")
        assert case.hidden_lines() == 0
        case.answer({"弁護士名": "例示 太郎", "入力者": "事務局 見本"})
        case.waits_again("発送・申立て待ち")
        case.shows("発送・申立て待ち")

        case.form()
        case.answer({"発送・申立ての日時": "2026-01-13 09:30", "証拠": "見本引受番号 1001", "入力者": "事務局 見本"})
        case.waits_again("何も記録していません")
        case.shows("発送・申立て待ち")
        form = case.form()
        expect(form).to_contain_text("時差がありません")
        expect(form).to_contain_text("「2026-01-13 09:30」")
        assert desk.rows(SENT) == [("released", None, None)]
        assert desk.rows(STEPS) == [(0,)]

        case.answer({"発送・申立ての日時": "2026-01-13", "証拠": "見本引受番号 1001", "入力者": "事務局 見本"})
        case.waits_again("回答待ち(プラットフォーム)")
        case.shows("回答待ち(プラットフォーム)")
        assert desk.rows(STEPS) == [(1,)]
        assert [state for state, sent_at, proof in desk.rows(SENT) if sent_at and proof] == ["sent"]
    assert asked == {"127.0.0.1"}, "the pages that staff use ask nobody outside"
