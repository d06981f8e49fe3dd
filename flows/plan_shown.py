"""A plan as a person reads it on the telephone: what must leave the office by when, first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from unicodedata import east_asian_width

from flows.dates_shown import days_left
from models.facts import LogWindow
from models.rules.japan_time import japan_date, written
from models.rules.route_choice import PostPlan, RouteOption, fallback
from models.rules.route_progress import SubjectPlan
from models.rules.routes import RouteLeg, RoutePlan
from models.terms import HolderRole, Verdict
from tasks.words import word

MARKS = {Verdict.FEASIBLE: "○", Verdict.LATE_BY_PLAN: "△", Verdict.OUT_OF_REACH: "×"}
_ROLES = {HolderRole.PLATFORM: "投稿先", HolderRole.PROVIDER: "プロバイダ", HolderRole.UNKNOWN: "プロバイダ不明"}


def post_text(plan: PostPlan) -> str:
    """The plan of a post that is no case yet, as lines."""
    return "\n".join(_whole(plan.chosen, plan.windows, plan.options, plan.verdict, plan.still_possible, plan.on))


def subject_text(item: SubjectPlan, title: str, on: date) -> str:
    """The plan of one platform, disclosed line or log holder of a case."""
    lines = _whole(item.plan, item.windows, item.options, item.verdict, item.still_possible, on)
    return "\n".join([f"━━ {title} ━━", *lines])


def next_act(plan: RoutePlan, on: date) -> str:
    """One line: the next leg, the last day it can begin, and how many days are left."""
    if not plan.legs:
        return f"すべて着手済み。{written(plan.arrives_on)}に保存の見込み"
    first = plan.legs[0].planned
    left = days_left((first.latest_start - on).days, "ja")
    whose = "事務所から出す" if first.leg.ours else "次の段階"
    return f"{whose}: 「{first.leg.text}」 最終着手日 {written(first.latest_start)}（{left}）"


def verdict_line(plan: RoutePlan, verdict: Verdict) -> str:
    """The verdict in words, the route, and the slack."""
    slack = f"余裕{plan.slack_days}日" if plan.slack_days >= 0 else f"{-plan.slack_days}日不足"
    return f"{MARKS[verdict]} {word('verdict', verdict)}（{slack}） — {plan.route.text}"


def _whole(
    plan: RoutePlan,
    windows: Sequence[LogWindow],
    options: Sequence[RouteOption],
    verdict: Verdict,
    possible: Sequence[str],
    on: date,
) -> Iterator[str]:
    yield f"判定（{written(on)}現在）: {verdict_line(plan, verdict)}"
    yield next_act(plan, on)
    yield from _fallback(plan, options, on)
    if plan.why_not:
        yield f"理由: {plan.why_not}"
    yield from _listed("まだ可能なこと", possible)
    yield from ("", "■ 消えるログ")
    yield from _aligned([("保有者", "記録", "早ければ消える", "遅ければ消える", "根拠"), *_counted(windows)])
    if plan.legs:
        yield from ("", f"■ 逆算表（{plan.route.text}）")
        heads = ("最終着手日", "区間", "通常", "幅", "逆算の日", f"{written(plan.begins_on)}に始めた場合")
        yield from _aligned([heads, *map(_leg, plan.legs)])
    if verdict is not Verdict.OUT_OF_REACH:
        yield f"保存の見込み: {written(plan.arrives_on)}（最も遅い場合 {written(plan.arrives_at_worst_on)}）"
    yield from _listed("\n■ 経路の比較", [_option(option) for option in options])
    yield from _listed("\n■ 注意", plan.warnings)


def _fallback(plan: RoutePlan, options: Sequence[RouteOption], on: date) -> Iterator[str]:
    """Yield by when the court must be asked if nobody answers of their own will."""
    court = fallback(plan, options)
    if court and court.legs:
        latest = court.legs[0].planned.latest_start
        left = days_left((latest - on).days, "ja")
        mark = MARKS[court.verdict]
        yield f"{mark} 応じないときの{court.route.text}: 最終着手日 {written(latest)}（{left}）{court.why_not}"


def _counted(windows: Sequence[LogWindow]) -> Iterator[tuple[str, ...]]:
    """Yield one row for logs that look the same, with their number."""
    for (whose, *rest), times in Counter(map(_window, windows)).items():
        yield f"{whose} ×{times}" if times > 1 else whose, *rest


def _window(log: LogWindow) -> tuple[str, ...]:
    window = log.window
    days = (japan_date(m) for m in (window.opens_at, window.closes_earliest, window.closes_latest))
    whose = f"{_ROLES[log.role]} {log.holder}".strip()
    return whose, *(written(day) for day in days), f"{window.basis}（確度{window.confidence}）"


def _leg(item: RouteLeg) -> tuple[str, ...]:
    planned, leg = item.planned, item.planned.leg
    rolled = "同じ日" if planned.planned_on == planned.latest_start else written(planned.planned_on)
    days = f"{leg.typical_days}日", f"{leg.min_days}～{leg.max_days}日"
    return written(planned.latest_start), leg.text, *days, rolled, written(item.expected_on)


def _option(option: RouteOption) -> str:
    plan = option.plan
    if plan is None:
        return f"― {option.route.text}: {option.why_not}"
    said = f"{written(plan.arrives_on)}に保存の見込み" if not plan.why_not else plan.why_not
    return f"{verdict_line(plan, plan.verdict)}: {said}"


def _listed(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{head}:" if not head.startswith("\n") else head
        yield from (f"  {line}" for line in lines)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns as wide as their widest cell; a full-width sign takes two places."""
    widths = [max(map(_places, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _places(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _places(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
