"""督促の段: on which days a date is said, by days left and by the share of a log's life that is gone."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from models.provisions.ladders import WHOLE, Ladder


class Spanned(Protocol):
    """What rungs are counted from: a deadline, or its days alone."""

    @property
    def due_on(self) -> date:
        """The last day."""

    @property
    def act_by(self) -> date:
        """The last safe day."""

    @property
    def opens_on(self) -> date | None:
        """The day on which a window opened."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """一段: "30" is thirty days left, "s50" half of the log's life; reached on that day in Japan."""

    name: str
    on: date


def rungs_of(deadline: Spanned, ladder: Ladder) -> tuple[Rung, ...]:
    """Return the rungs of one deadline, earliest first; of two on one day the days left are said."""
    by_day = {on: f"s{share}" for share in ladder.shares if (on := _share_day(deadline, share))}
    by_day |= {deadline.act_by - timedelta(days=left): str(left) for left in ladder.rungs}
    return tuple(Rung(name=by_day[on], on=on) for on in sorted(by_day))


def latest_rung(deadline: Spanned, ladder: Ladder, day: date) -> Rung | None:
    """Return the rung on which the deadline stands on that day; None while it stands on none yet."""
    return next((rung for rung in reversed(rungs_of(deadline, ladder)) if rung.on <= day), None)


def skipped_rungs(deadline: Spanned, ladder: Ladder, appeared_on: date) -> tuple[Rung, ...]:
    """Return the rungs that were past when this date appeared or moved: they are never said."""
    return tuple(rung for rung in rungs_of(deadline, ladder) if rung.on < appeared_on)


def _share_day(deadline: Spanned, share: int) -> date | None:
    """The first day on which at least that percent of the window's life has gone; None when it is no help any more."""
    if deadline.opens_on is None:
        return None
    life = (deadline.due_on - deadline.opens_on).days
    on = deadline.opens_on + timedelta(days=-(-share * life // WHOLE))
    return on if on < deadline.act_by else None
