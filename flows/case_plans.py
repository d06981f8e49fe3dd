"""`kaiji plan REF` and `kaiji plan --open`: the plans of cases, and what dies this week if nothing is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flows.briefing import subject_label
from flows.plan_document import subject_document
from flows.plan_shown import MARKS, next_act, subject_text
from models.facts import CaseFacts
from models.rules.japan_time import japan_date, written
from models.rules.route_choice import fallback
from models.rules.route_progress import SubjectPlan, subject_plans
from models.rules.routes import RoutePlan
from models.terms import CaseStatus
from tasks.case_store.position import case_refs, view_case
from tasks.wiring import Services

WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class PlannedCase:
    """One case and the plans of its logs that are not settled."""

    ref: str
    facts: CaseFacts
    plans: tuple[SubjectPlan, ...]


def plan_case(made: Services, ref: str, on: date) -> PlannedCase:
    """Plan one case as if it were that day. Raises NoSuchCase."""
    view = view_case(made.store, made.law, ref, made.clock.now())
    return PlannedCase(ref=ref, facts=view.facts, plans=subject_plans(view.facts, made.law, on))


def case_document(case: PlannedCase, on: date) -> dict[str, Any]:
    """The plans of one case as JSON."""
    return {"ref": case.ref, "on": on.isoformat(), "plans": [subject_document(item) for item in case.plans]}


def case_text(case: PlannedCase, on: date) -> str:
    """The plans of one case, the most urgent first."""
    if not case.plans:
        return f"{case.ref}: 消えるのを待っているログはありません"
    titles = (f"{case.ref} {subject_label(item.subject, case.facts)}" for item in case.plans)
    return "\n\n".join(subject_text(item, title, on) for item, title in zip(case.plans, titles, strict=True))


def open_rows(made: Services, on: date) -> list[dict[str, Any]]:
    """One row for each log subject of every open case, the nearest last day first."""
    rows: list[dict[str, Any]] = []
    for ref in case_refs(made.store):
        case = plan_case(made, ref, on)
        if case.facts.status is CaseStatus.OPEN:
            rows += (_row(case, item, on) for item in case.plans)
    return sorted(rows, key=lambda row: (row["last_day"], row["ref"], row["subject"]))


def open_document(rows: list[dict[str, Any]], on: date) -> dict[str, Any]:
    """What is lost within a week if nothing is done, and what comes later."""
    until = (on + timedelta(days=WEEK_DAYS)).isoformat()
    dying = [row for row in rows if row["last_day"] <= until]
    return {"on": on.isoformat(), "until": until, "dying": dying, "later": rows[len(dying) :]}


def open_text(found: dict[str, Any]) -> str:
    """The same for a person."""
    until = written(date.fromisoformat(found["until"]))
    parts = (f"■ {until}までに着手しないと失われるもの", found["dying"]), ("■ その後", found["later"])
    return "\n\n".join("\n".join(_lines(head, rows)) for head, rows in parts)


def _lines(head: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield head
    for row in rows:
        yield f"  {row['ref']} {row['mark']} {row['act']} — {row['label']}／{row['route_label']}"
        gone_on = written(date.fromisoformat(row["closes_earliest"]))
        yield f"      ログは早ければ{gone_on}に消える。{row['why_not'] or ''}"
    if not rows:
        yield "  なし"


def _row(case: PlannedCase, item: SubjectPlan, on: date) -> dict[str, Any]:
    plan = item.plan
    closes_on = min(japan_date(log.window.closes_earliest) for log in item.windows)
    starts = [way.legs[0].planned.latest_start for way in (plan, _court(item)) if way and way.legs]
    last_day = min(starts, default=closes_on)
    return {
        "ref": case.ref,
        "subject": item.subject,
        "route": plan.route.key,
        "binding_leg": plan.binding.key,
        "last_day": last_day.isoformat(),
        "days_left": (last_day - on).days,
        "verdict": item.verdict.value,
        "slack_days": plan.slack_days,
        "closes_earliest": closes_on.isoformat(),
        "why_not": item.why_not or None,
        "label": subject_label(item.subject, case.facts),
        "route_label": plan.route.text,
        "act": next_act(plan, on),
        "mark": MARKS[item.verdict],
    }


def _court(item: SubjectPlan) -> RoutePlan | None:
    """What must begin in time if a voluntary route leads nowhere."""
    return fallback(item.plan, item.options) if item.plan.route.voluntary else None
