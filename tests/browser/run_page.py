"""A case's run page as staff use it: state, tags, the form behind Resume."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from flows.typed_form import as_shown
from tests.browser.chromium import PATIENCE_MS
from tests.browser.filling import fill

RESUME = re.compile("^(回答する|Resume)$")
SUBMIT = re.compile("^(送信|Submit)$")
START_BUTTON = re.compile("^(始める|Start)$")
SCHEMA = """async run => {
    const {state} = await (await fetch(`/api/flow_runs/${run}`)).json()
    return await (await fetch(`/api/flow_runs/${run}/input/${state.state_details.run_input_keyset.schema}`)).json()
}"""

UNTIL = """async ([run, kind, shown, patience]) => {
    const ask = async path => { const answer = await fetch(path); return answer.ok ? answer : null }
    for (const end = Date.now() + patience; Date.now() < end; await new Promise(done => setTimeout(done, 300))) {
        const {state} = await (await fetch(`/api/flow_runs/${run}`)).json()
        if (kind ? state.type !== kind : !["PAUSED", "COMPLETED"].includes(state.type)) continue
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

    @classmethod
    def on(cls, page: Page, desk: str) -> "RunPage":
        """The run whose page is open."""
        return cls(page, desk, page.url.partition("/flow-run/")[2].partition("?")[0].partition("#")[0])

    def open(self) -> None:
        """Go to the page, by the address that the mails carry."""
        self.page.goto(f"{self.desk}/runs/flow-run/{self.run_id}")

    def shows(self, state: str) -> None:
        """Wait until the page shows this state name."""
        expect(self.page.locator(".state-badge").get_by_text(state, exact=True).first).to_be_visible(
            timeout=PATIENCE_MS
        )

    def form(self) -> Locator:
        """Press the button that opens the form; return the form's window."""
        self.page.get_by_role("button", name=RESUME).click()
        return self.opened()

    def opened(self) -> Locator:
        """The form's window, once it is there."""
        window = self.page.get_by_role("dialog")
        expect(window.locator(".markdown-renderer").first).to_be_visible()
        expect(window.get_by_role("button", name=SUBMIT)).to_be_visible()
        return window

    def schema(self) -> dict[str, Any]:
        """The form as the engine keeps it."""
        told = self.page.evaluate(SCHEMA, self.run_id)
        return dict(json.loads(told) if isinstance(told, str) else told)

    def hidden_lines(self) -> int:
        """How many pixels of the briefing one cannot see without scrolling inside it."""
        text = self.page.get_by_role("dialog").locator(".markdown-renderer").first
        return int(text.evaluate("text => text.scrollHeight - text.clientHeight"))

    def answer(self, typed: Mapping[str, Any]) -> None:
        """Fill the open form with our own values, as a person would, and submit it."""
        window = self.page.get_by_role("dialog")
        schema = self.schema()
        fill(self.page, window, schema, as_shown(schema, typed))
        window.get_by_role("button", name=SUBMIT).click()
        expect(window).to_be_hidden()

    def ended(self) -> None:
        """Wait until the run is completed; the page itself looks for news only now and then."""
        self._until("COMPLETED", "")

    def waits_again(self, shown: str) -> None:
        """Wait until the run has come back to its desk, with a form whose briefing holds this text; then look anew."""
        self._until("PAUSED", shown)
        self.open()

    def rested(self) -> None:
        """Wait until the run asks the next thing or has ended."""
        self._until("", "")

    def asks_next(self) -> None:
        """Wait until the run asks again, then look anew."""
        self._until("PAUSED", "")
        self.open()

    def _until(self, kind: str, shown: str) -> None:
        assert self.page.evaluate(UNTIL, [self.run_id, kind, shown, PATIENCE_MS])
