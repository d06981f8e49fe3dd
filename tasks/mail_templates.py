"""Renders notices from `templates/mail/<language>/<kind>/`; each template is compiled once a process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from tasks.notice_text import Line

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_SENTENCE_END = re.compile(r"(?<=。)|(?<=\. )")
_DATE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日\([月火水木金土日]\)|[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}(?: \d{4})?)")
_WHOLE = Markup('<span style="white-space:nowrap">{}</span>')


@dataclass(frozen=True, kw_only=True)
class RenderedMail:
    """One line of subject, the plain text and the HTML of one mail."""

    subject: str
    text: str
    html: str


def subject(context: Mapping[str, object], *, kind: str, language: str) -> str:
    """Write the one line of subject of a kind."""
    return " ".join(_template(f"{language}/{kind}/subject.txt.j2").render(context).split())


def render(context: Mapping[str, object], said: str, *, kind: str, language: str) -> RenderedMail:
    """Lay out what a kind says (headline, notes) as text and as HTML, under the subject `said`."""
    headline, *note = filter(None, _template(f"{language}/{kind}/says.txt.j2").render(context).split("\n"))
    whole = {**context, "headline": headline, "note": note}
    text = _template("base.txt.j2").render(whole)
    return RenderedMail(subject=said, text=text, html=_template("base.html.j2").render(whole))


def drawing(name: str, **values: object) -> str:
    """Fill the template of a drawing."""
    return _template(name).render(values)


def in_words(line: Line, language: str, today: date) -> str:
    """One line of a digest: ref, what, the date (old and new), days left, the safe day when it is another one."""
    return f"{line.case_ref} {line.what} {dates_of(line, language, today)}"


def dates_of(line: Line, language: str, today: date) -> str:
    """The dates in a line of a digest."""
    parts = [f"{short_day(line.moved_from, language, today)} →"] if line.moved_from else []
    shown = line.due_on or line.act_by
    if shown:
        parts.append(short_day(shown, language, today))
    if shown and not line.is_over:
        left = _phrases(language).left((shown - today).days)
        parts.append(f"【{left}】" if language == "ja" else f"[{left}]")
    if line.act_by and line.act_by != line.due_on and not line.is_over:
        name = "安全日" if language == "ja" else "safe day"
        parts.append(f"{name} {short_day(line.act_by, language, today)}")
    return " ".join(parts)


def sentences(headline: str) -> Markup:
    """A headline for HTML: a line for each sentence, and no date broken in two."""
    return Markup("<br>").join(map(_with_whole_dates, _SENTENCE_END.split(headline)))


def _with_whole_dates(sentence: str) -> Markup:
    pieces = enumerate(_DATE.split(sentence))  # every second one is a date
    return Markup().join(_WHOLE.format(piece) if number % 2 else piece for number, piece in pieces)


def full_day(day: date, language: str) -> str:
    """Write a date as 2026年9月24日(木), in English Thu 24 Sep 2026."""
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({weekday})"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, language: str, today: date) -> str:
    """Write a date for a subject, 12/25(金); the year is added when it is not today's."""
    weekday = _WEEKDAYS[language][day.weekday()]
    is_this_year = day.year == today.year
    if language == "ja":
        return f"{'' if is_this_year else f'{day.year}/'}{day.month}/{day.day}({weekday})"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}{'' if is_this_year else f' {day.year}'}"


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _phrases(language: str) -> Any:
    return _template(f"{language}/phrases.txt.j2").module


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2", "svg.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "full_day": full_day,
        "short_day": short_day,
        "in_words": in_words,
        "dates_of": dates_of,
        "sentences": sentences,
    }
    return environment
