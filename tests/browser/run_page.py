"""A case's run page as staff use it: state, tags, the form behind Resume."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS

UNTIL = """async ([run, kind, shown, patience]) => {
    const ask = async path => { const answer = await fetch(path); return answer.ok ? answer : null }
    for (const end = Date.now() + patience; Date.now() < end; await new Promise(done => setTimeout(done, 300))) {
        const {state} = await (await fetch(`/api/flow_runs/${run}`)).json()
        if (state.type !== kind) continue
        if (!shown) return true
        const text = await ask(`/api/flow_runs/${run}/input/${state.state_details.run_input_keyset.description}`)
        if (text && (await text.text()).includes(shown)) return true
    }
    return false
}"""


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

    def ended(self) -> None:
        """Wait until the run is completed; the page itself looks for news only now and then."""
        self._until("COMPLETED", "")

    def waits_again(self, shown: str) -> None:
        """Wait until the run has come back to its desk, with a form whose briefing holds this text; then look anew."""
        self._until("PAUSED", shown)
        self.open()

    def _until(self, kind: str, shown: str) -> None:
        assert self.page.evaluate(UNTIL, [self.run_id, kind, shown, PATIENCE_MS])
