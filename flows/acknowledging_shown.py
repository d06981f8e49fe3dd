"""Dates that nobody has owned, as people read them: what, until when, how many days, who was told when. No person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flows.briefing import subject_label
from flows.dates_shown import days_left
from flows.shown_form import Choice
from models.answers.acknowledging import ALL
from models.answers.moments import shown
from models.facts import CaseFacts, Deadline
from models.terms import Addressee
from tasks.case_store.acknowledgements import OpenDate
from tasks.case_store.position import CaseView
from tasks.mail_templates import full_day
from tasks.words import word

HEADS = ("notice", "what", "act_by", "due_on", "days", "told")


def open_rows(dates: Sequence[OpenDate], facts: CaseFacts, today: date, language: str) -> Iterator[tuple[str, ...]]:
    """One row a date under `HEADS`."""
    for item in dates:
        deadline = item.deadline
        yield (
            str(item.notice_id),
            f"{word('deadline', deadline.kind, language)} {subject_label(deadline.subject, facts, language)}",
            full_day(deadline.act_by, language),
            full_day(deadline.due_on, language),
            days_left((deadline.act_by - today).days, language),
            _told(item, language),
        )


def open_lines(dates: Sequence[OpenDate], facts: CaseFacts, today: date, language: str) -> list[str]:
    """The same as lines for a terminal."""
    return ["  ".join(cells) for cells in open_rows(dates, facts, today, language)]


def date_choices(view: CaseView, language: str) -> list[Choice]:
    """The dates to choose from on a page: all open ones, each that nobody has owned, then every other of the case."""
    open_now = [item.deadline for item in view.unowned]
    others = [deadline for deadline in view.deadlines if deadline not in open_now]
    each = [Choice(key=deadline.key, said=_said(deadline, view, language)) for deadline in (*open_now, *others)]
    return [Choice(key=ALL, said=word("acknowledge", "all", language)), *each]


def member_choices(members: Mapping[int, Addressee | None], language: str) -> list[Choice]:
    """The people to choose from on a page: role and number, never a name."""
    return [
        Choice(
            key=str(number),
            said=word("addressee", role, language) if role else word("acknowledge", "stand_in", language),
        )
        for number, role in members.items()
    ]


def as_row(item: OpenDate) -> dict[str, Any]:
    """One date with stable keys."""
    return {
        "notice": item.notice_id,
        "key": item.deadline.key,
        "kind": item.deadline.kind.value,
        "subject": item.deadline.subject,
        "due_on": item.deadline.due_on.isoformat(),
        "act_by": item.deadline.act_by.isoformat(),
        "fatal": item.deadline.fatal,
        "told": [
            {"role": role.value if role else None, "sent_at": sent_at.isoformat() if sent_at else None}
            for role, sent_at in item.told
        ],
    }


def _said(deadline: Deadline, view: CaseView, language: str) -> str:
    what = f"{word('deadline', deadline.kind, language)} {subject_label(deadline.subject, view.facts, language)}"
    return f"{what} {full_day(deadline.act_by, language)} {days_left((deadline.act_by - view.today).days, language)}"


def _told(item: OpenDate, language: str) -> str:
    told = [
        f"{word('addressee', role, language) if role else '—'} "
        f"{shown(sent_at) if sent_at else word('sheet', 'on_its_way', language)}"
        for role, sent_at in item.told
    ]
    return "、".join(dict.fromkeys(told))
