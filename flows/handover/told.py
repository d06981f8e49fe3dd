"""All that the papers of a pack are written from."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flows.briefing import subject_label
from models.facts import Deadline
from models.provisions import Law
from models.rules.japan_time import JST
from tasks.case_store.position import CaseView
from tasks.handover.record import CaseRecord
from tasks.mail_templates import full_day
from tasks.papers.blocks import Block, Paper


@dataclass(frozen=True, kw_only=True)
class Told:
    """One case at one moment: its rows, its position, the law."""

    record: CaseRecord = field(repr=False)
    view: CaseView = field(repr=False)
    law: Law = field(repr=False)
    now: datetime

    @property
    def ref(self) -> str:
        """The reference of the case."""
        return self.view.ref

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.view.today

    def subject(self, subject: str) -> str:
        """A subject in words, without a person."""
        return subject_label(subject, self.view.facts)

    def paper(self, name: str, *blocks: Block) -> Paper:
        """A paper of the pack."""
        identity = f"{self.ref} {name}"
        return Paper(title=name, identity=identity, language="ja", written_on=self.today, blocks=blocks)

    def next_fatal(self) -> Deadline | None:
        """The fatal date to act on first, today or later; None when there is none."""
        coming = (item for item in self.view.deadlines if item.fatal and item.due_on >= self.today)
        return min(coming, key=lambda item: (item.act_by, item.due_on), default=None)

    def missed(self) -> tuple[Deadline, ...]:
        """Fatal dates that have passed and still stand."""
        return tuple(item for item in self.view.deadlines if item.fatal and item.due_on < self.today)


def moment(at: datetime | None) -> str:
    """A moment as the pack shows it: Japan time to the second."""
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M:%S} JST" if at else "—"


def day(on: date | None) -> str:
    """A day as the pack shows it."""
    return full_day(on, "ja") if on else "—"
