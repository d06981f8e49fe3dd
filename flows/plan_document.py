"""A plan as JSON holds it: keys stable, dates ISO, moments with their offset."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.facts import LogWindow
from models.rules.japan_time import JST
from models.rules.route_choice import PostPlan, RouteOption, fallback
from models.rules.route_progress import SubjectPlan
from models.rules.routes import RouteLeg, RoutePlan

UNKNOWN = "unknown"


def post_document(plan: PostPlan) -> dict[str, Any]:
    """The plan of a post that is no case yet."""
    return {
        "windows": [window_document(window) for window in plan.windows],
        **_route_in_hand(plan.chosen, plan.options),
        "verdict": plan.verdict.value,
        "on": plan.on.isoformat(),
        "still_possible": list(plan.still_possible),
    }


def subject_document(item: SubjectPlan) -> dict[str, Any]:
    """The plan of one platform, disclosed line or log holder of a case."""
    return {
        "subject": item.subject,
        "windows": [window_document(window) for window in item.windows],
        **_route_in_hand(item.plan, item.options),
        "verdict": item.verdict.value,
        "why_not": item.why_not or None,
        "legs_begun": item.plan.position.begun,
        "begun_on": _iso(item.plan.position.since),
        "still_possible": list(item.still_possible),
    }


def window_document(log: LogWindow) -> dict[str, Any]:
    """One log: whose it is, from when, and between which moments it dies."""
    window = log.window
    return {
        "holder": log.holder or UNKNOWN,
        "opens": window.opens_at.astimezone(JST).isoformat(),
        "closes_earliest": window.closes_earliest.astimezone(JST).isoformat(),
        "closes_latest": window.closes_latest.astimezone(JST).isoformat(),
        "basis": window.basis,
        "role": log.role.value,
        "log_kind": log.log_kind.value,
        "act_by": window.act_by.isoformat(),
        "source": window.source,
        "confidence": window.confidence.value,
        "steps": [{"text": step.text, "cite": step.cite} for step in window.steps],
    }


def _route_in_hand(plan: RoutePlan, options: Sequence[RouteOption]) -> dict[str, Any]:
    court = fallback(plan, options)
    return {
        "legs": [_leg(item) for item in plan.legs],
        "routes": [_option(option) for option in options],
        "binding_leg": plan.binding.key,
        "route": plan.route.key,
        "latest_start": _first(plan),
        "bound_by": plan.bound_by.holder or UNKNOWN,
        "slack_days": plan.slack_days,
        "arrives": plan.arrives_on.isoformat(),
        "arrives_at_worst": plan.arrives_at_worst_on.isoformat(),
        "why_not": plan.why_not or None,
        "fallback": {"route": court.route.key, "latest_start": _first(court), "verdict": court.verdict.value}
        if court
        else None,
        "warnings": list(plan.warnings),
    }


def _leg(item: RouteLeg) -> dict[str, Any]:
    planned, leg = item.planned, item.planned.leg
    return {
        "leg": leg.key,
        "latest_start": planned.latest_start.isoformat(),
        "typical_days": leg.typical_days,
        "min_days": leg.min_days,
        "max_days": leg.max_days,
        "source": leg.source,
        "label": leg.text,
        "planned_on": planned.planned_on.isoformat(),
        "latest_if_quick": planned.latest_if_quick.isoformat(),
        "latest_if_slow": planned.latest_if_slow.isoformat(),
        "expected_on": item.expected_on.isoformat(),
        "expected_at_worst_on": item.at_worst_on.isoformat(),
        "confidence": leg.confidence.value,
        "ours": leg.ours,
        "holder": item.window.holder or UNKNOWN,
    }


def _option(option: RouteOption) -> dict[str, Any]:
    plan = option.plan
    return {
        "route": option.route.key,
        "arrives": _iso(plan.arrives_on if plan else None),
        "feasible": plan is not None and not plan.why_not,
        "slack_days": plan.slack_days if plan else None,
        "why_not": option.why_not or None,
        "label": option.route.text,
        "procedure": option.route.procedure,
        "verdict": plan.verdict.value if plan else None,
        "latest_start": _first(plan) if plan else None,
        "arrives_at_worst": _iso(plan.arrives_at_worst_on if plan else None),
        "note": option.route.note,
    }


def _first(plan: RoutePlan) -> str | None:
    return plan.legs[0].planned.latest_start.isoformat() if plan.legs else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
