"""Dates that nobody has owned, as people read them: what, until when, how many days, who was told when. No person."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flows.briefing import subject_label
from flows.dates_shown import days_left
from models.answers.moments import shown
from models.facts import CaseFacts
from tasks.case_store.acknowledgements import OpenDate
from tasks.mail_templates import full_day
from tasks.words import word

HEADS = ("notice", "what", "act_by", "due_on", "days", "told")


def open_rows(dates: Sequence[OpenDate], facts: CaseFacts, today: date, language: str) -> Iterator[tuple[str, ...]]:
    """One row a date under `HEADS`."""
    for item in dates:
        deadline = item.deadline
        yield (
            str(item.notice_id),
            f"{word('deadline', deadline.kind, language)} {subject_label(deadline.subject, facts)}",
            full_day(deadline.act_by, language),
            full_day(deadline.due_on, language),
            days_left((deadline.act_by - today).days, language),
            _told(item, language),
        )


def open_lines(dates: Sequence[OpenDate], facts: CaseFacts, today: date, language: str) -> list[str]:
    """The same as lines for a terminal."""
    return ["  ".join(cells) for cells in open_rows(dates, facts, today, language)]


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


def _told(item: OpenDate, language: str) -> str:
    told = [
        f"{word('addressee', role, language) if role else '—'} "
        f"{shown(sent_at) if sent_at else word('sheet', 'on_its_way', language)}"
        for role, sent_at in item.told
    ]
    return "、".join(dict.fromkeys(told))
