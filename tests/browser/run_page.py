"""A case's run page as staff use it: state, tags, the form behind Resume."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS


@dataclass(frozen=True)
class RunPage:
    """The page of one run of a desk."""

    page: Page
    desk: str
    run_id: str

    def open(self) -> None:
        """Go to the page, by the address that the mails carry."""
        self.page.goto(f"{self.desk}/runs/flow-run/{self.run_id}")

    def shows(self, state: str) -> None:
        """Wait until the page shows this state name."""
        expect(self.page.locator(".state-badge").get_by_text(state, exact=True).first).to_be_visible(
            timeout=PATIENCE_MS
        )

    def form(self) -> Locator:
        """Press Resume; return the form's window."""
        self.page.get_by_role("button", name="Resume", exact=True).click()
        window = self.page.get_by_role("dialog")
        expect(window.locator(".markdown-renderer").first).to_be_visible()
        expect(window.get_by_role("button", name="Submit", exact=True)).to_be_visible()
        return window

    def hidden_lines(self) -> int:
        """How many pixels of the briefing one cannot see without scrolling inside it."""
        text = self.page.get_by_role("dialog").locator(".markdown-renderer").first
        return int(text.evaluate("text => text.scrollHeight - text.clientHeight"))

    def answer(self, typed: Mapping[str, str]) -> None:
        """Fill the open form by its titles and submit it."""
        window = self.page.get_by_role("dialog")
        for title, text in typed.items():
            window.locator(".schema-form-property", has_text=title).locator("textarea").fill(text)
        window.get_by_role("button", name="Submit", exact=True).click()
        expect(window).to_be_hidden()

    def waits_again(self, shown: str) -> None:
        """Wait until the run has come back to its desk, with a form whose briefing holds this text."""
        self.page.wait_for_function(
            """async ([run, shown]) => {
                const state = (await (await fetch(`/api/flow_runs/${run}`)).json()).state
                if (state.type !== 'PAUSED') return false
                const key = state.state_details.run_input_keyset.description
                const answer = await fetch(`/api/flow_runs/${run}/input/${key}`)
                return answer.ok && (await answer.text()).includes(shown)
            }""",
            arg=[self.run_id, shown],
            polling=500,
            timeout=PATIENCE_MS,
        )
