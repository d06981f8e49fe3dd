"""A form as the engine's page shows it: JSON schema with words, pickers and lists, and the way back to our values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from tasks.form_words import FieldWords, field_title, field_words, form_title, shown_word

KEY = "｜"  # between what a person reads and our own key for it
TIME, OTHER = "_time", "_other"  # fields of the page only, folded back into the field before them
BLANK = ""
NOTHING = (BLANK, 0)
PARTS = "definitions"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of a drop-down list that depends on the case: our key, and what a person reads (no person's name)."""

    key: str
    said: str

    @property
    def shown(self) -> str:
        """As the list shows it."""
        return self.said if self.said == self.key else f"{self.said}{KEY}{self.key}"


Choices = Mapping[str, Sequence[Choice]]


def shown_schema(
    form: type[BaseModel],
    language: str,
    choices: Choices | None = None,
    filled: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The JSON schema that the engine keeps for a form, in words of this language.

    `choices` gives drop-down lists by field (`rows.field` inside rows); only fields of kind `choice` take them. Each
    list carries the codes behind its words (`codes`), for those who answer without the page (`as_shown`). `filled`:
    what was typed into this form the last time and refused, so that nobody types it twice.
    """
    schema = form.model_json_schema(ref_template=f"#/{PARTS}/{{model}}")
    parts = schema[PARTS] = schema.pop("$defs", {})  # where the page looks for them
    _Page(language, parts, choices or {}).dress(schema, form, "")
    for name in [name for name, part in parts.items() if "properties" not in part]:
        del parts[name]  # lists of codes: they stand with their field now
    for name, value in (filled or {}).items():
        if name in schema["properties"] and value not in (None, BLANK):
            schema["properties"][name]["default"] = value
    return schema


def row_models(form: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The forms inside this form (rows of a list, sections), by field."""
    found = {}
    for name, info in form.model_fields.items():
        kinds = (info.annotation, *get_args(info.annotation))
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found[name] = kind
    return found


@cache
def codes_of(form: type[BaseModel], name: str) -> tuple[str, ...]:
    """The codes that one field may hold (its items, for a list); empty when it is no list of codes."""
    schema = form.model_json_schema()
    field = schema["properties"][name]
    field = field.get("items", field)
    part = schema.get("$defs", {}).get(str(field.get("$ref", "")).rpartition("/")[2], {})
    return tuple(field.get("enum", part.get("enum", ())))


@dataclass(frozen=True)
class _Page:
    language: str
    parts: dict[str, Any]
    choices: Choices

    def dress(self, node: dict[str, Any], form: type[BaseModel], path: str) -> None:
        """Put words, order and lists on the fields of one form, and of those inside it."""
        if node.pop("description", None) is None:
            return  # two fields have the same part, and it is dressed already
        node["title"] = form_title(form, self.language)
        inner = row_models(form)
        for name, part in inner.items():
            self.dress(self.parts[part.__name__], part, f"{path}{name}.")
        fields: dict[str, Any] = {}
        for name, plain in node["properties"].items():
            said = field_words(form, name, self.language)
            field = {**self._resolved(plain), "title": field_title(form, name, self.language)}
            if said.help:
                field["description"] = said.help
            fields |= self._field(name, field, said, f"{path}{name}")
        node["properties"] = {name: {**field, "position": place} for place, (name, field) in enumerate(fields.items())}

    def _resolved(self, field: dict[str, Any]) -> dict[str, Any]:
        """The field with its list of codes beside it."""
        part = self.parts.get(str(field.get("$ref", "")).rpartition("/")[2], {})
        return field if "enum" not in part else {**field, "enum": part["enum"], "type": "string", "$ref": None}

    def _field(self, name: str, field: dict[str, Any], said: FieldWords, path: str) -> dict[str, dict[str, Any]]:
        """The field as the page shows it, and a field of the page only after it."""
        if field.get("$ref", BLANK) is None:
            del field["$ref"]
        if path in self.choices:
            if not said.kind.startswith("choice"):
                wrong = f"{path} is no choice in templates/forms"
                raise ValueError(wrong)
            several = field.get("items")
            codes = {entry.shown: entry.key for entry in self.choices[path]}
            target = field if several is None else several
            target["type"] = "string"
            self._list(target, codes, said, blank=several is None and field.get("default") in NOTHING)
        elif "enum" in field:
            codes = {said.options[code]: code for code in field["enum"] if code}
            self._list(field, codes, said, blank=BLANK in field["enum"])
        elif "enum" in field.get("items", {}):
            self._list(field["items"], {said.options[code]: code for code in field["items"]["enum"]}, said)
        more = self._beside(name, field, said, path)
        if said.kind == "rows":
            part = self.parts[field["items"]["$ref"].rpartition("/")[2]]["properties"]
            field["default"] = [{key: inner["default"] for key, inner in part.items() if "default" in inner}]
        return {name: field, **more}

    def _list(self, field: dict[str, Any], codes: dict[str, str], said: FieldWords, *, blank: bool = False) -> None:
        if blank:
            codes = {shown_word("choose" if said.needed else "blank", self.language): BLANK, **codes}
        field |= {"enum": list(codes), "codes": codes}
        if "default" in field:
            plain = BLANK if field["default"] in NOTHING else str(field["default"])
            field["default"] = next((shown for shown, code in codes.items() if code == plain), next(iter(codes)))

    def _beside(self, name: str, field: dict[str, Any], said: FieldWords, path: str) -> dict[str, dict[str, Any]]:
        if said.kind in {"day", "moment"}:
            field["format"] = "date"
            field.pop("default", None)  # the page refuses an empty text as a date
        if said.kind == "moment":
            return {f"{name}{TIME}": self._text("time", said)}
        if said.kind == "choice_or_text" and path in self.choices:
            return {f"{name}{OTHER}": self._text("other", said)}
        return {}

    def _text(self, word: str, said: FieldWords) -> dict[str, Any]:
        title = f"{said.title}: {shown_word(f'{word}_title', self.language)}"
        help_ = shown_word(f"{word}_help", self.language)
        return {"default": "", "type": "string", "title": title, "description": help_}
