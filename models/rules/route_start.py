"""着手期限: the last day on which the way that must be obeyed can still begin for a platform (law.md §5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.facts import CaseFacts, LogWindow, platform_subject
from models.provisions import Law
from models.provisions.timetable import RouteRow
from models.rules.japan_time import japan_date
from models.rules.route_choice import certain
from models.rules.route_progress import route_of, shows
from models.rules.routes import first_start
from models.rules.timetable import PlannedLeg


@dataclass(frozen=True, kw_only=True)
class RouteStart:
    """The first leg of a route, the log that decides its last day, and that day.

    `only_if_quick`: by the typical days it was too late already when the case was opened; `on` goes by the least.
    `begun`: the record shows that the route was begun, even if it failed since.
    """

    route: RouteRow
    planned: PlannedLeg
    window: LogWindow
    on: date
    only_if_quick: bool
    begun: bool


def route_start(facts: CaseFacts, law: Law, platform: str, windows: Sequence[LogWindow]) -> RouteStart | None:
    """Return the last start for the posts of a platform that have disclosed nothing; None when no log is at stake.

    A voluntary way is given the time until the one it falls back to must begin. `windows`: those of the case.
    """
    unseen = [window for window in windows if _is_unseen(facts, window, platform)]
    if not unseen:
        return None
    opened_on = japan_date(facts.opened_at)
    route = certain_route(facts, law, unseen[0], opened_on)
    planned, window = first_start(route=route, windows=unseen, law=law, site=law.platforms.get(platform))
    late = planned.latest_start < opened_on
    return RouteStart(
        route=route,
        planned=planned,
        window=window,
        on=planned.latest_if_quick if late else planned.latest_start,
        only_if_quick=late,
        begun=_was_begun(facts, route, platform),
    )


def certain_route(facts: CaseFacts, law: Law, window: LogWindow, on: date) -> RouteRow:
    """Return the route in progress, or the one a voluntary route falls back to."""
    return certain(route_of(facts, law, window, on), law, on)


def _is_unseen(facts: CaseFacts, window: LogWindow, platform: str) -> bool:
    """Say whether this is the unsettled log of a post of the platform about which nothing was disclosed."""
    return window.observation_id is None and not window.settled and facts.post(window.post_id).platform == platform


def _was_begun(facts: CaseFacts, route: RouteRow, platform: str) -> bool:
    signs = [sign for leg in route.legs for sign in leg.begun_by]
    return any(shows(step, sign) for step in facts.steps_of(platform_subject(platform)) for sign in signs)
