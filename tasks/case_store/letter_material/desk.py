"""What the office adds to every letter."""

from dataclasses import dataclass
from datetime import date, datetime

from models.provisions import Law
from models.rules.progress.plan import japan_day
from tasks.settings import FirmSection


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the office adds to every letter."""

    law: Law
    firm: FirmSection
    now: datetime

    @property
    def today(self) -> date:
        """The day on the letter."""
        return japan_day(self.now)
