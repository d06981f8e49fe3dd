"""A form as the engine's page shows it: JSON schema with pickers and lists, and the way back to our own values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

KEY = "｜"  # between what a person reads and our own key for it


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of a drop-down list that depends on the case: our key, and what a person reads (no person's name)."""

    key: str
    said: str

    @property
    def shown(self) -> str:
        """As the list shows it."""
        return f"{self.said}{KEY}{self.key}"


Choices = Mapping[str, Sequence[Choice]]


def shown_schema(form: type[BaseModel], language: str, choices: Choices | None = None) -> dict[str, Any]:
    """The JSON schema that the engine keeps for a form. `choices` gives drop-down lists by field name."""
    del language
    schema = form.model_json_schema()
    for name, entries in (choices or {}).items():
        schema["properties"][name]["enum"] = ["", *(entry.shown for entry in entries)]
    return schema


def typed_values(form: type[BaseModel], typed: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What was typed into the shown form, with our own keys in place of what people read."""
    del form, language
    return {name: _key(value) for name, value in typed.items()}


def _key(value: Any) -> Any:
    return value.rpartition(KEY)[2] if isinstance(value, str) and KEY in value else value
