"""The plan's part of the case sheet: each log at stake with its route and slack, and the timetable that binds."""

from collections.abc import Iterator

from flows.briefing import subject_label
from flows.plan_shown import MARKS
from models.facts import CaseFacts
from models.rules.japan_time import japan_date
from models.rules.route_progress import SubjectPlan
from models.rules.routes import RoutePlan
from tasks.mail_templates import full_day
from tasks.words import word

Cells = tuple[str, ...]
LOG_HEADS = ("log", "dies", "route", "verdict", "next_leg", "latest")
LEG_HEADS = ("latest", "leg", "typical")


def log_rows(plans: tuple[SubjectPlan, ...], facts: CaseFacts, language: str) -> Iterator[Cells]:
    """One row a log subject: when it may be gone, on which route, whether in time, what is next by when."""
    for item in plans:
        gone_on = min(japan_date(log.window.closes_earliest) for log in item.windows)
        verdict = f"{MARKS[item.verdict]} {word('verdict', item.verdict, language)}"
        yield (
            subject_label(item.subject, facts),
            full_day(gone_on, language),
            item.plan.route.text,
            verdict,
            item.plan.binding.text,
            _latest(item.plan, language),
        )


def leg_rows(plans: tuple[SubjectPlan, ...], language: str) -> Iterator[Cells]:
    """The legs still to begin of the most urgent plan."""
    for item in plans[0].plan.legs if plans else ():
        leg = item.planned.leg
        yield (
            full_day(item.planned.latest_start, language),
            leg.text,
            f"{leg.typical_days}（{leg.min_days}～{leg.max_days}）",
        )


def _latest(plan: RoutePlan, language: str) -> str:
    return full_day(plan.legs[0].planned.latest_start, language) if plan.legs else "—"
