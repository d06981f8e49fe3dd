"""Labels of the glossary in both languages, from `templates/words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "templates" / "words.toml"


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def word(group: str, key: str, language: str = "ja") -> str:
    """The label of one value. Raises KeyError for a value without a label (a test checks that there is none)."""
    return _words()[group][key][language]


def words_of(group: str, language: str = "ja") -> Mapping[str, str]:
    """All labels of one group, by value."""
    return {key: labels[language] for key, labels in _words()[group].items()}
