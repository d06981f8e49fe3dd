"""What the second of two people is told: who was first, by role and time, and what became of their own words."""

from collections.abc import Iterable

from models.answers.moments import shown
from tasks.case_store.late_answers import First, Late
from tasks.words import word


def told_late(late: Late, language: str) -> str:
    """One paragraph for the page on which they typed it."""
    return word("briefing", "late", language).format(first=_first(late.first, language))


def late_lines(found: Iterable[Late], language: str) -> list[str]:
    """For the page of the case, where somebody else may read it too: the newest first."""
    said = word("briefing", "late_here", language)
    return [
        said.format(wait=word("wait", late.kind, language), first=_first(late.first, language), late=shown(late.at))
        for late in reversed(tuple(found))
    ]


def _first(first: First, language: str) -> str:
    at = shown(first.at) if first.at else "—"
    if not first.is_answer:
        return word("briefing", "first_moved_on", language).format(at=at)
    who = f"who_{first.role}" if first.role else "who_member" if first.member_id else "who_firm"
    return word("briefing", "first_by", language).format(
        who=word("briefing", who, language).format(no=first.member_id), at=at
    )
