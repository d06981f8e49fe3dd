"""One case from intake to damages: fourteen months, every date, letter and mail after each step."""

from pathlib import Path

from flows.engine import kept_client
from tests.story import seen
from tests.story.story import Step, load
from tests.story.walk import Walk

STORY = load(Path(__file__).parent / "story.toml")


def test_one_case_walks_from_the_post_to_the_damages(walk: Walk) -> None:
    checks = Checks(walk)
    with kept_client():
        for step in STORY.steps:
            walk.go(step, STORY.case)
            checks.after(step)


class Checks:
    """What must be true, kept from step to step."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._deadlines: dict[str, str] = {}
        self._letters: dict[int, str] = {}
        self._mails = 0

    def after(self, step: Step) -> None:
        """Compare everything the story says with what is true."""
        assert self._found() == self._wanted(step), f"{step.at}: {step.what}"
        for part in step.briefing:
            assert part in seen.briefing(self._walk), f"{step.at}: {step.what}"

    def _wanted(self, step: Step) -> dict[str, object]:
        for name in step.ends:
            del self._deadlines[name]
        for line in (*step.opens, *step.moves):
            name, _, days = line.partition(": ")
            assert (name in self._deadlines) is (line in step.moves)
            self._deadlines[name] = days
        return {
            "state": step.state,
            "tags": sorted(step.tags),
            "waits": step.waits,
            "deadlines": dict(self._deadlines),
            "letters": step.letters,
            "mails": sorted(step.mails),
            "next_wake": step.next_wake,
        }

    def _found(self) -> dict[str, object]:
        letters, mails = seen.letters(self._walk), seen.mails(self._walk)
        changed = [shown for key, shown in letters.items() if self._letters.get(key) != shown]
        fresh = mails[self._mails :]
        self._letters, self._mails = letters, len(mails)
        state = self._walk.run().state
        return {
            "state": state.name if state else None,
            "tags": seen.tags(self._walk),
            "waits": seen.waits(self._walk),
            "deadlines": seen.deadlines(self._walk),
            "letters": changed,
            "mails": sorted(fresh),
            "next_wake": seen.next_wake(self._walk),
        }
