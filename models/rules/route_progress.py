"""事件の経路: which route each log of a case is on, which legs have begun, and what is left of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.facts import (
    CaseFacts,
    LogWindow,
    StepFact,
    holder_subject,
    observation_subject,
    platform_subject,
    post_subject,
)
from models.provisions import Law
from models.provisions.timetable import RouteRow, Sign
from models.rules.japan_time import japan_date
from models.rules.route_choice import RouteOption, fallback, option_of, soonest, still_possible, usual_route
from models.rules.routes import Position, RoutePlan, plan_route
from models.rules.windows import windows_of
from models.terms import HolderRole, LetterKind, Outcome, Route, StepKind, Verdict

_FAILED = frozenset({Outcome.REFUSED, Outcome.SILENT})
_NOTICE, _ORDER, _SUIT = "preservation_notice", "preservation_disposition", "disclosure_suit"


@dataclass(frozen=True, kw_only=True)
class SubjectPlan:
    """The plan of one platform, one disclosed line or one log holder: its logs, its route in progress, all its ways.

    The first of `options` is the route in progress. `verdict` is its own; but a voluntary one that would be in time is
    late by plan when what it falls back to is. `still_possible`: what may save the log then.
    """

    subject: str
    windows: tuple[LogWindow, ...]
    plan: RoutePlan
    options: tuple[RouteOption, ...]
    verdict: Verdict
    why_not: str
    still_possible: tuple[str, ...]


def subject_plans(facts: CaseFacts, law: Law, on: date) -> tuple[SubjectPlan, ...]:
    """Return the plan of every log of a case that is not settled, the most urgent first."""
    groups: dict[tuple[str, str, Position], list[LogWindow]] = {}
    for window in windows_of(facts, law):
        if not window.settled:
            route = route_of(facts, law, window, on)
            where = subject_of(facts, window), route.key, position_of(facts, route, window)
            groups.setdefault(where, []).append(window)
    plans = [
        _subject_plan(where, windows, facts, law, on)
        for where, windows in groups.items()
        if any(window.role is not HolderRole.PLATFORM for window in windows)
    ]
    return tuple(sorted(plans, key=lambda item: (item.plan.slack_days, item.subject)))


def route_of(facts: CaseFacts, law: Law, window: LogWindow, on: date) -> RouteRow:
    """Return the route on which this log is being reached, as it was in force on that day."""
    if window.role is HolderRole.PROVIDER:
        return law.timetable.route(_providers_route(facts, subject_of(facts, window)), on)
    platform = facts.post(window.post_id).platform
    subject = platform_subject(platform)
    answer = facts.last_step(subject, StepKind.PLATFORM_ANSWERED)
    at_court = any(
        letter.subject == subject and letter.kind is LetterKind.DISPOSITION_PETITION for letter in facts.letters
    )
    failed = answer is not None and answer.outcome in _FAILED
    if at_court or failed or facts.last_step(subject, StepKind.ROUTE_CHOSEN):
        return law.timetable.route(Route.PROVISIONAL_DISPOSITION, on)
    return law.timetable.route(usual_route(law.platforms.get(platform)), on)


def position_of(facts: CaseFacts, route: RouteRow, window: LogWindow) -> Position:
    """Return how far a route has come for one log: the furthest leg with a sign, and the day of its newest sign."""
    steps = [step for subject in _subjects(facts, window) for step in facts.steps_of(subject)]
    broken = max((_order(s) for s in steps if any(shows(s, sign) for sign in route.broken_by)), default=None)
    valid = [step for step in steps if broken is None or _order(step) > broken]
    begun, since = 0, None
    for number, leg in enumerate(route.legs, start=1):
        days = [day for sign in leg.begun_by for day in _days(facts, window, valid, sign)]
        if days:
            begun, since = number, max(days)
    return Position(begun=begun, since=since)


def subject_of(facts: CaseFacts, window: LogWindow) -> str:
    """Return whom the next act about this log concerns: the platform, the disclosed line, or the log's holder."""
    if window.observation_id is None:
        return platform_subject(facts.post(window.post_id).platform)
    for hop in facts.hops:
        if hop.observation_id == window.observation_id and hop.provider == window.holder:
            return holder_subject(hop.holder_no)
    return observation_subject(window.observation_id)


def _subject_plan(
    where: tuple[str, str, Position], windows: list[LogWindow], facts: CaseFacts, law: Law, on: date
) -> SubjectPlan:
    subject, key, position = where
    site = law.platforms.get(facts.post(windows[0].post_id).platform)
    route = law.timetable.route(key, on)
    plan = plan_route(route=route, windows=windows, law=law, on=on, site=site, position=position)
    rows = [row for row in law.timetable.routes_on(on) if row.key != key and row.asks is route.asks]
    others = [option_of(row, windows, law, on, site) for row in rows if not _answered(windows)]
    options = (RouteOption(route=route, plan=plan, why_not=plan.why_not), *sorted(others, key=soonest))
    hinge = _hinge(plan, options)
    late = hinge.verdict is not Verdict.FEASIBLE
    rest = [option.plan for option in options if option.plan and option.plan is not hinge]
    return SubjectPlan(
        subject=subject,
        windows=tuple(windows),
        plan=plan,
        options=options,
        verdict=plan.verdict if hinge is plan else Verdict.LATE_BY_PLAN,
        why_not=plan.why_not if hinge is plan else f"応じないときの{hinge.route.text}: {hinge.why_not}",
        still_possible=tuple(still_possible(hinge, rest, on)) if late else (),
    )


def _hinge(plan: RoutePlan, options: tuple[RouteOption, ...]) -> RoutePlan:
    """Return the plan on which all hangs: that in progress, or the late one to which a voluntary one falls back."""
    court = fallback(plan, options) if plan.route.voluntary else None
    in_time = plan.verdict is Verdict.FEASIBLE
    return court if court and in_time and court.verdict is not Verdict.FEASIBLE else plan


def _answered(windows: list[LogWindow]) -> bool:
    """Say whether the platform has already given these lines: no other way to the platform is of use then."""
    return all(window.observation_id is not None and window.role is not HolderRole.PROVIDER for window in windows)


def _providers_route(facts: CaseFacts, subject: str) -> str:
    filed = {step.letter for step in facts.steps_of(subject, StepKind.LETTER_SENT)}
    if LetterKind.DISCLOSURE_COMPLAINT in filed:
        return _SUIT
    answer = facts.last_step(subject, StepKind.PRESERVATION_ANSWERED)
    refused = answer is not None and answer.outcome is Outcome.REFUSED
    return _ORDER if refused or LetterKind.PRESERVATION_PETITION in filed else _NOTICE


def _subjects(facts: CaseFacts, window: LogWindow) -> Iterator[str]:
    yield platform_subject(facts.post(window.post_id).platform)
    yield post_subject(window.post_id)
    if window.observation_id is not None:
        yield observation_subject(window.observation_id)
        yield from {holder_subject(h.holder_no): None for h in facts.hops if h.observation_id == window.observation_id}


def _days(facts: CaseFacts, window: LogWindow, steps: list[StepFact], sign: Sign) -> Iterator[date]:
    if sign.kind is None:
        yield from (japan_date(o.received_at) for o in facts.observations if o.id == window.observation_id)
    for step in steps:
        if shows(step, sign):
            yield step.on if step.kind is StepKind.HEARING_SET and step.on else japan_date(step.happened_at)


def shows(step: StepFact, sign: Sign) -> bool:
    """Say whether this step is such a sign."""
    if step.kind is not sign.kind:
        return False
    return sign.letter in {None, step.letter} and sign.outcome in {None, step.outcome}


def _order(step: StepFact) -> tuple[date, int]:
    """Order by day, then by recording: a bare day carries no hour."""
    return japan_date(step.happened_at), step.id
