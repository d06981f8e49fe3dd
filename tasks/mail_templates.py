"""Renders notices from `templates/mail/<language>/<kind>/`; the environment is loaded once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, kw_only=True)
class RenderedMail:
    """One line of subject, the plain text and the HTML of one mail."""

    subject: str
    text: str
    html: str


def render(context: Mapping[str, object], *, kind: str, language: str) -> RenderedMail:
    """Fill the templates of one kind. The HTML's heading is the text's first line: what, by when, who."""
    folder = f"{language}/{kind}"
    subject = _environment().get_template(f"{folder}/subject.txt.j2").render(context).strip()
    text = _environment().get_template(f"{folder}/body.txt.j2").render(context)
    headline = text.partition("\n")[0]
    html = _environment().get_template(f"{folder}/body.html.j2").render(context, headline=headline)
    return RenderedMail(subject=subject, text=text, html=html)


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
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {"full_day": full_day, "short_day": short_day}
    return environment
