"""The words of forms as staff read them, from `templates/forms/`: one file a language, a table per form class."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from models.terms import LetterKind
from tasks.letter_words import label
from tasks.words import words_of

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "forms"
LANGUAGES = ("ja", "en")
SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class FieldWords:
    """What staff read of one field. `kind` is day, moment or empty; `options` gives what is shown for each code."""

    title: str
    help: str = ""
    needed: bool = False
    kind: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@cache
def form_tables(language: str) -> Mapping[str, Mapping[str, Any]]:
    """All tables of one language as they stand in the file."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def shown_word(name: str, language: str) -> str:
    """A word that stands on every form: the mark of a needed field, the entry for nothing chosen."""
    return str(form_tables(language)[SHOWN][name])


def place_word(name: str, language: str) -> str:
    """What a fault is about that no field of the form holds; its own name where there is no word."""
    return str(form_tables(language)["places"].get(name, name))


def form_title(form: type[BaseModel], language: str) -> str:
    """The form's own title."""
    return str(_table(form, language)["title"])


def form_text(form: type[BaseModel], part: str, language: str) -> str:
    """What a page that asks by itself says: `state` names what the run waits for, `briefing` explains it."""
    return str(_table(form, language, part)[part])


def field_words(form: type[BaseModel], name: str, language: str) -> FieldWords:
    """The words of one field, its own or those of the form it extends. Raises KeyError for a field without words."""
    table = _table(form, language, name)[name]
    options = {**group(table.get("options_from", ""), language), **table.get("options", {})}
    said = {key: table[key] for key in ("title", "help", "needed", "kind") if key in table}
    return FieldWords(**said, options=options)


def field_title(form: type[BaseModel], name: str, language: str) -> str:
    """The title of one field as the form shows it, with the mark of a needed one."""
    said = field_words(form, name, language)
    return f"{said.title}{shown_word('needed_mark', language)}" if said.needed else said.title


def group(name: str, language: str) -> Mapping[str, str]:
    """The options that a whole group of the glossary gives; `letters` are the titles of letters."""
    if name == "letters":
        return {kind.value: label(kind, "ja" if language == "ja" else "en") for kind in LetterKind}
    return words_of(name, language) if name else {}


def _table(form: type[BaseModel], language: str, name: str = "title") -> Mapping[str, Any]:
    tables = form_tables(language)
    found = next((tables[cls.__name__] for cls in form.__mro__ if name in tables.get(cls.__name__, {})), None)
    if found is None:
        missing = f"templates/forms/{language}.toml: [{form.__name__}] {name}"
        raise KeyError(missing)
    return found
