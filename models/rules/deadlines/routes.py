"""手続の着手期限: per platform, the last day on which its route still reaches the log in time; a plan, no law (§5)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep, platform_subject
from models.provisions.law import Law
from models.rules.deadlines.build import key_of
from models.rules.japan_time import japan_date, written
from models.rules.route_start import RouteStart, route_start
from models.rules.timetable import Leg, legs_of, weakest
from models.rules.windows import windows_of
from models.terms import DeadlineKind, Stage

_LATE: Final = (
    "この日までに着手しないと、通常の所要日数では、開示された時点で接続ログが消えているおそれがあります。"
    "過ぎたときは、任意開示など短い経路と、最短の日数での進行を検討してください。"
)
_PLAN: Final = "実務上の計画（法定の期限ではない）"


def deadlines(facts: CaseFacts, law: Law, _as_of: datetime) -> Iterator[Deadline]:
    """Yield the last start for each platform whose route has not begun."""
    windows = windows_of(facts, law)
    for platform in facts.platforms():
        start = route_start(facts, law, platform, windows)
        if start is not None and not start.begun:
            yield _deadline(platform, start, legs_of(start.route, law.platforms.get(platform)))


def _deadline(platform: str, start: RouteStart, legs: tuple[Leg, ...]) -> Deadline:
    subject = platform_subject(platform)
    return Deadline(
        key=key_of(DeadlineKind.ROUTE_START, subject),
        kind=DeadlineKind.ROUTE_START,
        stage=Stage.PLATFORM_REQUEST,
        subject=subject,
        due_on=start.on,
        act_by=start.on,
        because=tuple(_because(start, legs)),
        consequence=_LATE,
        confidence=weakest(start.window.window.confidence, *(leg.confidence for leg in legs)),
        rule=f"route:{start.route.key}@{start.route.valid_from}",
        fatal=False,
        trigger=start.window.subject,
        article=start.route.marked(start.route.cite),
    )


def _because(start: RouteStart, legs: tuple[Leg, ...]) -> Iterator[ExplainedStep]:
    ends_on = japan_date(start.window.window.closes_earliest)
    yield ExplainedStep(
        text=f"{start.window.window.basis}: 早ければ{written(ends_on)}に消える", cite=start.window.window.source
    )
    for leg in legs:
        text = f"{leg.text} {leg.typical_days}日（{leg.min_days}～{leg.max_days}日）"
        yield ExplainedStep(text=text, cite=leg.source)
    yield ExplainedStep(text=_counted_back(start, legs), cite=_PLAN)
    if start.only_if_quick:
        text = (
            f"通常の日数による着手日は受付の時点で過ぎていた。最短の日数で進む場合の最終着手日{written(start.on)}を示す"
        )
        yield ExplainedStep(text=text, cite=_PLAN)


def _counted_back(start: RouteStart, legs: tuple[Leg, ...]) -> str:
    planned = start.planned
    back = (japan_date(start.window.window.closes_earliest) - planned.planned_on).days
    text = f"{start.route.text}: {back}日前の{written(planned.planned_on)}までに「{legs[0].text}」を始める"
    rolled = planned.latest_start < planned.planned_on
    return text + (f"（その日は閉庁日・休業日なので、前の開庁日の{written(planned.latest_start)}）" if rolled else "")
