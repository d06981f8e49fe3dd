"""What was typed into a shown form, back as our own values; and our own values as the shown form takes them."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from flows.shown_form import BLANK, KEY, NOTHING, OTHER, PARTS, TIME, codes_of, row_models
from models.answers.moments import MomentFault, parse_clock
from tasks.form_words import LANGUAGES, field_words, shown_word

ZONED = re.compile(r"(JST|UTC|Z|[+-]\d{2}:?\d{2})$")


def typed_values(form: type[BaseModel], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the shown form, with our own codes in place of what people read.

    Rows that nobody touched are left out. A form shown in another language before a change of the setting is read too.
    """
    inner = row_models(form)
    values: dict[str, Any] = {}
    for name, value in typed.items():
        if name in inner:
            values[name] = _inside(inner[name], value)
        elif name in form.model_fields:
            plain = _plain(form, name, value)
            if plain != BLANK or form.model_fields[name].annotation is not int:  # nothing chosen: the field's default
                values[name] = plain
        elif not _folded(form, name):
            values[name] = value
    for name in form.model_fields:
        _fold(values, name, typed)
    return values


def _inside(part: type[BaseModel], value: Any) -> Any:
    if isinstance(value, Mapping):
        return typed_values(part, value)
    if isinstance(value, list):
        rows = [typed_values(part, row) if isinstance(row, Mapping) else row for row in value]
        return [row for row in rows if not isinstance(row, Mapping) or not _is_untouched(part, row)]
    return value


def _is_untouched(part: type[BaseModel], row: Mapping[str, Any]) -> bool:
    plain = part().model_dump(mode="json")
    return all(value in (None, BLANK) or str(value) == str(plain.get(name)) for name, value in row.items())


def _plain(form: type[BaseModel], name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(form, name, item) for item in value]
    if not isinstance(value, str):
        return BLANK if value is None and form.model_fields[name].annotation is str else value
    codes = _codes(form, name)
    if value in codes:
        return codes[value]
    is_choice = field_words(form, name, LANGUAGES[0]).kind.startswith("choice")
    return value.rpartition(KEY)[2] if is_choice else value


def _codes(form: type[BaseModel], name: str) -> dict[str, str]:
    """The code behind each word that this field's list may have shown."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        options = field_words(form, name, language).options
        found |= {options[code]: code for code in codes_of(form, name) if code}
        found |= {shown_word(word, language): BLANK for word in ("blank", "choose")}
    return found


def _folded(form: type[BaseModel], name: str) -> bool:
    return any(name.endswith(end) and name.removesuffix(end) in form.model_fields for end in (TIME, OTHER))


def _fold(values: dict[str, Any], name: str, typed: Mapping[str, Any]) -> None:
    """Put a time beside its day, and a text in place of a choice that the list does not have."""
    clock = str(typed.get(f"{name}{TIME}") or "").strip()
    if clock:
        values[name] = f"{values.get(name, '')} {_with_zone(clock)}".strip()
    other = str(typed.get(f"{name}{OTHER}") or "").strip()
    if other:
        values[name] = other


def _with_zone(clock: str) -> str:
    if ZONED.search(clock):
        return clock
    try:
        return f"{parse_clock(clock):%H:%M} JST"
    except MomentFault:
        return f"{clock} JST"


def as_shown(schema: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Our own values as the shown form takes them, for an answer that is given without the page."""
    fields = schema["properties"]
    shown: dict[str, Any] = {}
    for name, value in typed.items():
        field = fields.get(name, {})
        part = schema.get(PARTS, {}).get(_part(field))
        if part is not None and isinstance(value, list):
            shown[name] = [as_shown({**part, PARTS: schema[PARTS]}, row) for row in value]
        elif part is not None and isinstance(value, Mapping):
            shown[name] = as_shown({**part, PARTS: schema[PARTS]}, value)
        elif field.get("format") == "date":
            shown |= _day_and_time(name, str(value), fields)
        elif f"{name}{OTHER}" in fields and value not in field["codes"].values():
            shown[f"{name}{OTHER}"] = value
        else:
            shown[name] = _in_words(field, value)
    return shown


def _part(field: Mapping[str, Any]) -> str:
    return str(field.get("$ref") or field.get("items", {}).get("$ref", "")).rpartition("/")[2]


def _day_and_time(name: str, value: str, fields: Mapping[str, Any]) -> dict[str, str]:
    day, _, clock = value.strip().partition(" ")
    shown = {name: day} if day else {}
    return shown | ({f"{name}{TIME}": clock} if clock and f"{name}{TIME}" in fields else {})


def _in_words(field: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, list):
        return [_in_words(field.get("items", {}), item) for item in value]
    codes = field.get("codes", {})
    code = BLANK if value in NOTHING else str(value)
    return next((shown for shown, known in codes.items() if known == code), value)
