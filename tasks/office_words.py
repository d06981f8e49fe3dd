"""From a notice's content to what its mail says, for the office's own mails: digest, heartbeat, tasks, replies."""

from collections.abc import Callable, Mapping
from typing import Any

from models.terms import NoticeKind
from tasks.mail_templates import short_day
from tasks.notice_text import Line, NoticeText, Section
from tasks.notice_words import Telling, answers, date_label, day_of, days_until, in_place_of, subject_label
from tasks.task_words import in_words

_NEXT = {"today": "next_today", "unowned": "next_unowned"}
_FIGURES = ("open_cases", "pending", "tasks_open", "audit_missing")


def digest_text(told: Telling) -> NoticeText:
    """The morning's lines under their headings."""
    parts: Mapping[str, list[dict[str, Any]]] = told.content["sections"]
    filled = {name: lines for name, lines in parts.items() if lines}
    counts = [told.word("mail_digest", f"{name}_count").format(count=len(lines)) for name, lines in filled.items()]
    sections = tuple(
        Section(
            title=told.word("mail_digest", name),
            lines=tuple(_line(told, line, is_over=name == "withdrawn") for line in lines),
        )
        for name, lines in filled.items()
    )
    asks = any(line.get("notice_id") for lines in filled.values() for line in lines)
    comma = "・" if told.language == "ja" else ", "
    return _text(
        told,
        what=comma.join(counts) or told.word("mail_heartbeat", "no_date"),
        next_action=told.word("mail_digest", next((_NEXT[name] for name in _NEXT if name in filled), "next_other")),
        sections=sections,
        own_it=told.word("mail_own", "digest") if asks else "",
        answers=answers(told.language)[:1] if asks else (),
    )


def heartbeat_text(told: Telling) -> NoticeText:
    """That the desk is alive, and what it looks after."""
    content, is_known = told.content, told.content.get("next_fatal_on")
    next_day = day_of(is_known)
    shown = short_day(next_day, told.language, told.today) if next_day else told.word("mail_heartbeat", "no_date")
    alive = told.word("mail_heartbeat", "alive").format(count=content["open_cases"], next=shown)
    next_fatal = f"{shown} {content.get('next_fatal_ref') or ''}".strip()
    figures = [(told.word("mail_heartbeat", "next_fatal"), next_fatal)]
    figures += [
        (told.word("mail_heartbeat", name), told.word("mail_heartbeat", "count").format(count=content.get(name, 0)))
        for name in _FIGURES
    ]
    if refs := content.get("refs_unowned"):
        figures.append((told.word("mail_heartbeat", "refs_unowned"), told.word("mail_name", "also").join(refs)))
    return _text(told, what=alive, figures=tuple(figures))


def task_text(told: Telling) -> NoticeText:
    """Work for operations: what, and how to see to it."""
    kind = str(told.content["task_kind"])
    figures = [(told.word("mail_task", "number"), str(told.content["task_id"]))]
    said = in_words(str(told.content.get("said", "")), told.language, lambda subject: subject_label(told, subject))
    if said := told.discretion.text(said):
        figures.append((told.word("mail_task", "said"), said))
    return _text(
        told,
        what=told.word("office_task", kind),
        next_action=told.word("mail_task", kind),
        actor=told.word("role", told.facts.role) if told.facts.role else None,
        figures=tuple(figures),
    )


def not_understood_text(told: Telling) -> NoticeText:
    """What could not be recorded, and what would be; the code is that of the notice that was answered.

    Who is nobody in that case (the notice then has none) hears nothing of it.
    """
    because, asked = str(told.content["because"]), told.facts.asked if told.notice.case_ref else None
    about = date_label(asked.content, told.language) if asked else ""
    what = told.word("mail_not_understood", because)
    act_by = day_of(asked.content.get("act_by")) if asked else None
    told_of = f"{about} {subject_label(told, str(asked.content.get('subject', '')))}".strip() if asked else ""
    return _text(
        told,
        what=what,
        next_action=told.word("mail_not_understood", f"next_{because}"),
        due_on=asked.stated_on if asked else None,
        act_by=act_by,
        subject=told_of,
        code=(asked.code if asked else "") or told.code,
        answers=answers(told.language, days_until(told, act_by)) if asked and because != "not_yours" else (),
    )


OFFICE_TEXTS: Mapping[NoticeKind, Callable[[Telling], NoticeText]] = {
    NoticeKind.DIGEST: digest_text,
    NoticeKind.HEARTBEAT: heartbeat_text,
    NoticeKind.OFFICE_TASK: task_text,
    NoticeKind.NOT_UNDERSTOOD: not_understood_text,
}


def _line(told: Telling, line: Mapping[str, Any], *, is_over: bool) -> Line:
    label = date_label(dict(line), told.language)
    stage = told.word("stage", str(line["stage"])) if line.get("stage") else ""
    about = subject_label(told, str(line.get("subject") or ""))
    what = label or stage or told.word("subject", "case")
    named = (f"{what}（{about}）" if told.language == "ja" else f"{what} ({about})") if about else what
    return Line(
        case_ref=str(line["ref"]),
        what=named + (told.word("mail_digest", "stands_in") if line.get("stands_in") else ""),
        due_on=day_of(line.get("due_on")),
        act_by=day_of(line.get("act_by")),
        moved_from=day_of(line.get("moved_from")),
        link=told.case_link(str(line["ref"])),
        is_over=is_over,
    )


def _text(told: Telling, **said: Any) -> NoticeText:
    notice = told.notice
    empty: dict[str, Any] = {
        "kind": notice.kind,
        "language": told.language,
        "case_ref": notice.case_ref,
        "stage": "",
        "today": told.today,
        "due_on": None,
        "act_by": None,
        "moved_from": None,
        "next_action": "",
        "consequence": "",
        "link": told.case_link(notice.case_ref),
        "views": told.views(),
        "steps": (),
        "confidence": "H",
        "code": told.code,
        "in_place_of": in_place_of(told),
    }
    return NoticeText(**(empty | said))
