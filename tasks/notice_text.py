"""What one notice says, checked when made: refs, roles, sentences and dates; no name, no address, no IP."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from re import compile as pattern
from typing import Literal
from unicodedata import category

from models.terms import NoticeKind

Language = Literal["ja", "en"]

CASE_REF = pattern(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")

_CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Cf holds the bidi marks and zero-width characters


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What one notice says. `what`, `stage` and the sentences are already in `language`; `steps` are (text, cite).

    `act_by` is the last safe day to act, never after `due_on`. `moved_from` is the date said before, when it changed.
    `actor` is the role that must act; None stands for the role this kind of notice is meant for.
    Raises ValueError naming every wrong field at once.
    """

    kind: NoticeKind
    language: Language
    case_ref: str
    what: str
    stage: str
    today: date
    due_on: date | None
    act_by: date | None
    moved_from: date | None
    next_action: str
    consequence: str
    link: str | None
    steps: tuple[tuple[str, str], ...]
    confidence: str
    actor: str | None = None

    def __post_init__(self) -> None:
        """Refuse text that could not be shown as it is."""
        if faults := [*_control_faults(self), *_value_faults(self), *_date_faults(self)]:
            raise ValueError("; ".join(faults))

    @property
    def days_left(self) -> int | None:
        """Days from today to the date in the subject: 0 on the day, negative from the next day; None if undated."""
        shown = self.due_on or self.act_by
        return None if shown is None else (shown - self.today).days

    @property
    def days_to_act(self) -> int | None:
        """Days from today to the last safe day."""
        last = self.act_by or self.due_on
        return None if last is None else (last - self.today).days


def has_controls(value: str) -> bool:
    """True when a character would break a header or make a text read otherwise than it is stored."""
    return any(category(character) in _CONTROLS for character in value)


def _strings(text: NoticeText) -> Iterator[tuple[str, str]]:
    for field in fields(text):
        value = getattr(text, field.name)
        if isinstance(value, str):
            yield field.name, value
    for number, (step, cite) in enumerate(text.steps):
        yield f"steps[{number}].text", step
        yield f"steps[{number}].cite", cite


def _control_faults(text: NoticeText) -> list[str]:
    return [f"{name}={value!r}: remove the control characters" for name, value in _strings(text) if has_controls(value)]


def _value_faults(text: NoticeText) -> list[str]:
    is_web = text.link is None or text.link.startswith(("http://", "https://"))
    checks = {
        f"language={text.language!r}: use ja or en": text.language in {"ja", "en"},
        f"case_ref={text.case_ref!r}: use letters, digits, dots and hyphens": CASE_REF.fullmatch(text.case_ref),
        f"what={text.what!r}: say what the notice is about": text.what.strip(),
        f"link={text.link!r}: use an http or https address": is_web,
        f"confidence={text.confidence!r}: use H, M or L": text.confidence in {"H", "M", "L"},
    }
    return [message for message, is_right in checks.items() if not is_right]


def _date_faults(text: NoticeText) -> list[str]:
    dates = {name: getattr(text, name) for name in ("today", "due_on", "act_by", "moved_from")}
    if moments := [name for name, value in dates.items() if isinstance(value, datetime)]:
        return [f"{name}={dates[name]}: give the date in Japan, not a moment" for name in moments]
    faults = []
    if text.due_on and text.act_by and text.act_by > text.due_on:
        faults.append(f"act_by={text.act_by}: after due_on={text.due_on}; the last safe day cannot be later")
    if text.moved_from and text.due_on in {None, text.moved_from}:
        faults.append(f"moved_from={text.moved_from}: due_on={text.due_on} is no other date that it moved to")
    return faults
