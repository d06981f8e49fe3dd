"""Faults of an answer under the titles that the form shows: the person who typed it does not know our field names."""

import re
from collections.abc import Iterable

from pydantic import BaseModel

from flows.shown_form import row_models
from tasks.form_words import field_words

PLACE = re.compile(r"(?P<field>[a-z_]+)(?:\[(?P<number>\d+)\])?(?:\.(?P<inner>[a-z_]+))?: ")


def fault_lines(lines: Iterable[str], form: type[BaseModel], language: str = "ja") -> list[str]:
    """Each fault as a markdown item, headed by the title of its field where the form has one."""
    return [f"- {_title(line, form, language)}{line}" for line in lines]


def _title(line: str, form: type[BaseModel], language: str) -> str:
    place = PLACE.match(line)
    if place is None or place["field"] not in form.model_fields:
        return ""
    number = {"ja": "{}件目", "en": "no. {}"}[language].format(place["number"]) if place["number"] else ""
    parts = [field_words(form, place["field"], language).title, number]
    row = row_models(form).get(place["field"])
    if row is not None and place["inner"] in row.model_fields:
        parts.append(field_words(row, place["inner"], language).title)
    return f"**{' '.join(part for part in parts if part)}** "
