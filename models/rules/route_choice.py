"""経路の選択: every way to a log side by side, for a post that is no case yet, and what is still possible when late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import LogWindow
from models.provisions import Law, LawError
from models.provisions.profiles import PlatformProfile
from models.provisions.timetable import PlatformFigure, RouteRow
from models.rules.japan_time import japan_date, written
from models.rules.routes import RoutePlan, plan_route, serves
from models.rules.timetable import sites_figure
from models.terms import HolderRole, Route, Verdict

_NOBODY_KNOWN: Final = "プロバイダとIPアドレス・時刻が分かってからの手続です。"


@dataclass(frozen=True, kw_only=True)
class RouteOption:
    """One way: its plan, or why it is none here."""

    route: RouteRow
    plan: RoutePlan | None
    why_not: str


@dataclass(frozen=True, kw_only=True)
class PostPlan:
    """投稿の計画: the windows, the route asked for, every way with the soonest to keep the log first.

    When no route is asked for, it is the usual one of the platform, or rather the one it falls back to: what nobody
    must answer is no plan. `verdict` is that of `chosen`; if that is out of reach and was not asked for while another
    way still leads to the log, it is late by plan.
    """

    on: date
    windows: tuple[LogWindow, ...]
    chosen: RoutePlan
    options: tuple[RouteOption, ...]
    verdict: Verdict
    still_possible: tuple[str, ...]


def usual_route(site: PlatformProfile | None) -> str:
    """Return the key of the route with which this platform is usually asked."""
    return (site.default_route if site else Route.PROVISIONAL_DISPOSITION).value


def certain(route: RouteRow, law: Law, on: date) -> RouteRow:
    """Return the route a voluntary one falls back to, else the route itself."""
    return law.timetable.route(route.falls_back_to, on) if route.voluntary and route.falls_back_to else route


def plan_post(
    *, windows: Sequence[LogWindow], law: Law, on: date, platform: str | None = None, route: str | None = None
) -> PostPlan:
    """Plan a post on a day. Raises LawError for an unknown platform or route, or one that leads to none of the logs."""
    site = law.platform(platform) if platform else None
    usual = law.timetable.route(usual_route(site), on)
    wanted = law.timetable.route(route, on) if route else certain(usual, law, on)
    chosen = option_of(wanted, windows, law, on, site)
    if chosen.plan is None:
        raise LawError(f"route {wanted.key!r}: {chosen.why_not}")
    others = [_of_post(row, windows, law, on, site) for row in law.timetable.routes_on(on) if row != wanted]
    planned = [option.plan for option in others if option.plan]
    verdict = chosen.plan.verdict
    if route is None and verdict is Verdict.OUT_OF_REACH and any(p.verdict is not verdict for p in planned):
        verdict = Verdict.LATE_BY_PLAN
    return PostPlan(
        on=on,
        windows=tuple(windows),
        chosen=chosen.plan,
        options=tuple(sorted([chosen, *others], key=soonest)),
        verdict=verdict,
        still_possible=() if verdict is Verdict.FEASIBLE else tuple(still_possible(chosen.plan, planned, on)),
    )


def soonest(option: RouteOption) -> tuple[bool, bool, date, str]:
    """Order: what holds by the typical days first, then by the day on which the log is kept; what is no way last."""
    plan = option.plan
    holds = plan is not None and plan.verdict is Verdict.FEASIBLE
    return plan is None, not holds, plan.arrives_on if plan else date.max, option.route.key


def fallback(plan: RoutePlan, options: Sequence[RouteOption]) -> RoutePlan | None:
    """Return the plan of the route to which this one falls back; None when it has none among these."""
    found = (option.plan for option in options if option.route.key == plan.route.falls_back_to)
    return next((item for item in found if item), None)


def _of_post(
    row: RouteRow, windows: Sequence[LogWindow], law: Law, on: date, site: PlatformProfile | None
) -> RouteOption:
    """Plan one way for a post; a way to the provider has to wait for the log line, which only the platform has."""
    option = option_of(row, windows, law, on, site)
    if row.asks is HolderRole.PROVIDER and option.plan:
        latest = written(option.plan.legs[0].planned.latest_start)
        return RouteOption(route=row, plan=None, why_not=f"{_NOBODY_KNOWN}最終着手日は{latest}です。")
    return option


def option_of(
    row: RouteRow, windows: Sequence[LogWindow], law: Law, on: date, site: PlatformProfile | None
) -> RouteOption:
    """Plan one route that nobody has begun, or say why it is none for these logs and this platform."""
    reached = [window for window in windows if serves(row, window)]
    why_not = _not_theirs(row, site) if reached else _NOBODY_KNOWN
    if why_not:
        return RouteOption(route=row, plan=None, why_not=why_not)
    plan = plan_route(route=row, windows=reached, law=law, on=on, site=site)
    return RouteOption(route=row, plan=plan, why_not=plan.why_not)


def still_possible(late: RoutePlan, others: Sequence[RoutePlan], on: date) -> Iterator[str]:
    """Yield, in Japanese, what may still save the log when a route is late."""
    if late.verdict is Verdict.LATE_BY_PLAN and late.legs:
        quick = late.legs[0].planned.latest_if_quick
        yield f"{late.route.text}: 最短の日数で進む場合に限り、{written(quick)}までの着手で可能性があります。"
    for plan in sorted(others, key=lambda item: item.arrives_on):
        if plan.verdict is Verdict.FEASIBLE:
            hope = f"{written(plan.arrives_on)}に保存の見込み（余裕{plan.slack_days}日）"
            yield f"{plan.route.text}: {hope}。{plan.route.note}"
    latest = japan_date(late.bound_by.window.closes_latest)
    if latest > max(on, japan_date(late.bound_by.window.closes_earliest)):
        yield f"ログが最も長く保存されていれば、{written(latest)}の前日まで残っている可能性があります。"


def _not_theirs(row: RouteRow, site: PlatformProfile | None) -> str:
    """Return why this platform is not asked this way: its own answers take longer than this way ever does."""
    for leg in row.legs:
        days = sites_figure(leg, site)
        if site and days is not None and leg.platform_figure is PlatformFigure.ANSWER_DAYS and days > leg.max_days:
            return f"{site.name}の回答は通常{days}日で、この経路（最長{leg.max_days}日）では答えないと見ます。"
    return ""
