"""Faults of an answer under the titles that the form shows: the person who typed it does not know our field names."""

import re
from collections.abc import Iterable
from typing import get_args

from pydantic import BaseModel

PLACE = re.compile(r"(?P<field>[a-z_]+)(?:\[(?P<number>\d+)\])?(?:\.(?P<inner>[a-z_]+))?: ")


def fault_lines(lines: Iterable[str], form: type[BaseModel]) -> list[str]:
    """Each fault as a markdown item, headed by the title of its field where the form has one."""
    return [f"- {_title(line, form)}{line}" for line in lines]


def _title(line: str, form: type[BaseModel]) -> str:
    place = PLACE.match(line)
    if place is None or place["field"] not in form.model_fields:
        return ""
    field = form.model_fields[place["field"]]
    parts = [field.title or "", f"{place['number']}件目" if place["number"] else ""]
    row = next((kind for kind in get_args(field.annotation) if place["inner"] and issubclass(kind, BaseModel)), None)
    if row is not None and place["inner"] in row.model_fields:
        parts.append(row.model_fields[place["inner"]].title or "")
    return f"**{' '.join(part for part in parts if part)}** "
