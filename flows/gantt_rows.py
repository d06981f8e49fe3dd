"""What the picture of a case's days shows: its logs, the legs of its most urgent plan, deadlines and hearings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

from flows.briefing import subject_label
from models.facts import CaseFacts, Deadline, LogWindow, holder_subject
from models.provisions import Law
from models.rules.calendar_entries import calendar_entries
from models.rules.japan_time import japan_date
from models.rules.route_progress import SubjectPlan
from models.rules.routes import RouteLeg
from models.rules.timetable import Leg, legs_of
from models.rules.windows import windows_of
from models.terms import CalendarStatus, CaseStatus, DeadlineKind, HolderRole
from tasks.case_store.position import CaseView
from tasks.pictures.gantt import GanttRow, RowKind
from tasks.words import word

MOST_LOGS, MOST_LEGS, MOST_DATES = 6, 8, 8
TOO_FAR = timedelta(days=400)  # left to the table: on a line of months nothing of it could be seen
IN_OTHER_ROWS = frozenset({DeadlineKind.LOG_EXPIRY, DeadlineKind.PLATFORM_LOG_EXPIRY, DeadlineKind.HEARING})


@dataclass(frozen=True, kw_only=True)
class _Words:
    """The phrases of one language."""

    language: str

    def __getitem__(self, key: str) -> str:
        return word("gantt", key, self.language)


def gantt_rows(view: CaseView, plans: Sequence[SubjectPlan], law: Law, language: str) -> tuple[GanttRow, ...]:
    """The rows of an open case, each kind in its order; none of any other, because nothing runs there."""
    if view.status is not CaseStatus.OPEN:
        return ()
    said = _Words(language=language)
    return (
        *islice(_logs(view.facts, law, said), MOST_LOGS),
        *islice(_legs(plans, view.facts, law, said), MOST_LEGS),
        *islice(_dates(view, said), MOST_DATES),
    )


def _logs(facts: CaseFacts, law: Law, said: _Words) -> Iterator[GanttRow]:
    """Logs that still may be lost, the first to go first; those of one holder that go together are one row."""
    groups: dict[tuple[str, date, date, date], list[LogWindow]] = {}
    for log in windows_of(facts, law):
        if not log.settled:
            window = log.window
            days = (japan_date(window.closes_earliest), japan_date(window.closes_latest), window.act_by)
            groups.setdefault((_holder(log, law, said), *days), []).append(log)
    for (holder, gone_on, gone_by, act_by), logs in sorted(groups.items(), key=lambda item: item[0][1:]):
        posts = "、".join(str(number) for number in sorted({facts.post(log.post_id).no for log in logs}))
        phrases = [(said["gone"], gone_on)] + ([(said["gone_by"], gone_by)] if gone_by > gone_on else [])
        yield GanttRow(
            kind=RowKind.LOG,
            name=said["log"].format(holder=holder, posts=posts),
            said=tuple(phrases),
            on=min(japan_date(log.window.opens_at) for log in logs),
            until=gone_on,
            at_most=gone_by,
            act_by=act_by,
        )


def _holder(log: LogWindow, law: Law, said: _Words) -> str:
    profiles = law.platforms if log.role is HolderRole.PLATFORM else law.providers
    profile = profiles.get(log.holder)
    return profile.name if profile else log.holder or said["unknown"]


def _legs(plans: Sequence[SubjectPlan], facts: CaseFacts, law: Law, said: _Words) -> Iterator[GanttRow]:
    """The most urgent plan: the leg under way, then those to begin. Of each other plan the next leg."""
    for number, item in enumerate(plans):
        whose = f"{_whose(item.subject, facts, law)}: " if len(plans) > 1 else ""
        position = item.plan.position
        if position.since:
            yield _begun(legs_of(item.plan.route, item.plan.site)[position.begun - 1], position.since, whose, said)
        yield from (_to_begin(leg, whose, said) for leg in (item.plan.legs if number == 0 else item.plan.legs[:1]))


def _whose(subject: str, facts: CaseFacts, law: Law) -> str:
    """The holder's own name, which says more in a narrow line than its number."""
    hop = next((hop for hop in facts.hops if holder_subject(hop.holder_no) == subject), None)
    profile = law.providers.get(hop.provider) if hop else None
    return profile.name if profile else subject_label(subject, facts)


def _to_begin(leg: RouteLeg, whose: str, said: _Words) -> GanttRow:
    starts_on = leg.planned.latest_start
    return _leg_row(RowKind.LEG, leg.planned.leg, starts_on, f"{whose}{leg.planned.leg.text}", said["begin_by"], said)


def _begun(leg: Leg, since: date, whose: str, said: _Words) -> GanttRow:
    return _leg_row(RowKind.BEGUN, leg, since, f"{whose}{leg.text}", said["begun_on"], said)


def _leg_row(kind: RowKind, leg: Leg, on: date, name: str, phrase: str, said: _Words) -> GanttRow:
    days = said["takes"].format(typical=leg.typical_days, least=leg.min_days, most=leg.max_days)
    return GanttRow(
        kind=kind,
        name=name,
        said=((f"{phrase}{days}", on),),
        on=on,
        until=on + timedelta(days=leg.typical_days),
        at_most=on + timedelta(days=leg.max_days),
    )


def _dates(view: CaseView, said: _Words) -> Iterable[GanttRow]:
    """Deadlines and hearings together, by the day on which one must act."""
    rows = chain(_deadlines(view, said), _hearings(view, said))
    return sorted(rows, key=lambda row: (row.act_by or row.on, row.on, row.name))


def _deadlines(view: CaseView, said: _Words) -> Iterator[GanttRow]:
    groups: dict[tuple[DeadlineKind, date, bool], list[Deadline]] = {}
    for item in view.deadlines:
        if item.kind not in IN_OTHER_ROWS and item.due_on <= view.today + TOO_FAR:
            groups.setdefault((item.kind, item.due_on, item.fatal), []).append(item)
    for (kind, due_on, fatal), items in groups.items():
        act_by = min(item.act_by for item in items)
        times = f" ×{len(items)}" if len(items) > 1 else f" {subject_label(items[0].subject, view.facts)}"
        yield GanttRow(
            kind=RowKind.FATAL if fatal else RowKind.DEADLINE,
            name=f"{word('deadline', kind, said.language)}{times}",
            said=((said["due_on"], due_on),),
            on=due_on,
            act_by=act_by if act_by != due_on else None,
        )


def _hearings(view: CaseView, said: _Words) -> Iterator[GanttRow]:
    for entry in calendar_entries(view.facts, (), view.today):
        if entry.kind == DeadlineKind.HEARING and entry.on >= view.today:
            is_set = entry.status is CalendarStatus.CONFIRMED
            hour = f" {entry.starts_at:%H:%M}" if entry.starts_at else ""
            yield GanttRow(
                kind=RowKind.HEARING if is_set else RowKind.CANDIDATE,
                name=f"{said['hearing' if is_set else 'candidate']} {subject_label(entry.subject, view.facts)}",
                said=((f"{{}}{hour}", entry.on),),
                on=entry.on,
            )
