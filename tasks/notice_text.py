"""What one notice says, checked when made: refs, roles, sentences and dates; names only where the firm allows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from re import compile as pattern
from typing import Literal
from unicodedata import category

from models.terms import NoticeKind

Language = Literal["ja", "en"]

CASE_REF = pattern(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
OF_THE_OFFICE = frozenset({NoticeKind.DIGEST, NoticeKind.HEARTBEAT, NoticeKind.OFFICE_TASK, NoticeKind.NOT_UNDERSTOOD})

_CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Cf holds the bidi marks and zero-width characters
_LINKS = ("http://", "https://")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a digest: which case, what, its dates, and a link to the case; `is_over`: nothing is left to do."""

    case_ref: str
    what: str
    due_on: date | None
    act_by: date | None
    moved_from: date | None
    link: str | None
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a digest with its heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A small PNG shown in the mail; `alt` says the same in words."""

    png: bytes = field(repr=False)
    alt: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What one notice says. `what`, `stage` and the sentences are already in `language`; `steps` are (text, cite).

    `act_by` is the last safe day to act, never after `due_on`. `moved_from`, `act_by_from`: the dates said before.
    `actor` is the role that must act; None stands for the role this kind of notice is meant for. `names` and `figures`
    are (label, value); `history` is (when, what), oldest first. `code` is the reply code, `answers` what a reply may
    say (none: no reply is asked for), `own_it` what happens if nobody owns it. `in_place_of`: the role of who is away,
    and whose mail this is. `why`: the steps in one sentence. `case_ref` is empty for mails of the office. `views`:
    other pages of the desk, as (label, address).
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
    subject: str = ""
    rung: str = ""
    act_by_from: date | None = None
    moved_because: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    own_it: str = ""
    in_place_of: str = ""
    why: str = ""
    code: str = ""
    answers: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    picture: Picture | None = None
    views: tuple[tuple[str, str], ...] = ()

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
    return not value.isprintable() and any(category(character) in _CONTROLS for character in value)


def without_controls(value: str) -> str:
    """The same without them, for what was typed by the firm: a mail on a date must leave."""
    return "".join(sign for sign in value if category(sign) not in _CONTROLS) if has_controls(value) else value


def strings_of(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Every string in a value, however deep, each with where it stands: `steps[0][1]`, `sections[1].lines[0].what`."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from strings_of(f"{name}[{number}]", item)
    elif isinstance(value, (Line, Section, Picture, NoticeText)):
        for each in fields(value):
            yield from strings_of(f"{name}.{each.name}" if name else each.name, getattr(value, each.name))


def _control_faults(text: NoticeText) -> list[str]:
    found = strings_of("", text)
    return [f"{name}={value!r}: remove the control characters" for name, value in found if has_controls(value)]


def _value_faults(text: NoticeText) -> list[str]:
    links = [
        text.link,
        *(address for _, address in text.views),
        *(line.link for part in text.sections for line in part.lines),
    ]
    needs_no_case = not text.case_ref and text.kind in OF_THE_OFFICE
    checks = {
        f"language={text.language!r}: use ja or en": text.language in {"ja", "en"},
        f"case_ref={text.case_ref!r}: use letters, digits, dots and hyphens": needs_no_case
        or CASE_REF.fullmatch(text.case_ref),
        f"what={text.what!r}: say what the notice is about": text.what.strip(),
        f"confidence={text.confidence!r}: use H, M or L": text.confidence in {"H", "M", "L"},
    }
    wrong = [link for link in links if link is not None and not link.startswith(_LINKS)]
    return [
        *(message for message, is_right in checks.items() if not is_right),
        *(f"link={link!r}: use an http or https address" for link in wrong),
    ]


def _date_faults(text: NoticeText) -> list[str]:
    dates = {name: getattr(text, name) for name in ("today", "due_on", "act_by", "moved_from", "act_by_from")}
    if moments := [name for name, value in dates.items() if isinstance(value, datetime)]:
        return [f"{name}={dates[name]}: give the date in Japan, not a moment" for name in moments]
    faults = []
    if text.due_on and text.act_by and text.act_by > text.due_on:
        faults.append(f"act_by={text.act_by}: after due_on={text.due_on}; the last safe day cannot be later")
    if text.moved_from and text.due_on in {None, text.moved_from}:
        faults.append(f"moved_from={text.moved_from}: due_on={text.due_on} is no other date that it moved to")
    return faults
