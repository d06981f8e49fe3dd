"""Faults of an answer in the words that the form shows: the person who typed it does not know our names and codes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pydantic import BaseModel

from flows.shown_form import codes_of, row_models
from tasks.cure_words import cure_in
from tasks.form_words import field_words, place_word, shown_word

LINE = re.compile(r"(?P<place>[\w.\[\]-]+): (?:「(?P<value>.*)」|（空欄）) — (?P<cure>.*)", re.DOTALL)
PLACE = re.compile(r"(?P<field>\w+)(?:\[(?P<number>\d+)\])?(?:\.(?P<inner>\w+))?(?:\.(?P<last>\w+))?")
CODE = re.compile(r"(?<![A-Za-z_./-])(?<!kaiji )[a-z][a-z_]+(?![A-Za-z_./:-])")
Step = tuple[type[BaseModel], str]
YES_NO = {"はい": "yes", "いいえ": "no"}
QUOTES = {"ja": "「{}」", "en": "“{}”"}


def fault_lines(lines: Iterable[str], form: type[BaseModel], language: str = "ja") -> list[str]:
    """Each fault as a markdown item: the title of its field, what was typed, the cure."""
    return [f"- {_said(line, form, language)}" for line in lines]


def _said(line: str, form: type[BaseModel], language: str) -> str:
    found = LINE.fullmatch(line)
    if found is None:
        return line
    at = PLACE.fullmatch(found["place"])
    steps = _steps(at, form)
    words = {**_words(form, language), **(_options(*steps[-1], language) if steps else {})}
    quote = QUOTES[language]
    value = found["value"]
    typed = quote.format(_value(value, words, language)) if value else shown_word("empty", language)
    cure = cure_in(found["cure"], language, lambda text: _in_words(text, words, quote))
    return f"**{_title(steps, at['number'] if at else None, found['place'], language)}** {typed} — {cure}"


def _value(value: str, words: Mapping[str, str], language: str) -> str:
    """What was typed or chosen, as the form shows it."""
    return words.get(value, YES_NO.get(value, value) if language == "en" else value)


def _in_words(text: str, words: Mapping[str, str], quote: str) -> str:
    """The same with our codes and names of fields as the form shows them."""
    return CODE.sub(lambda code: quote.format(words[code[0]]) if code[0] in words else code[0], text)


def _title(steps: Sequence[Step], number: str | None, place: str, language: str) -> str:
    """The titles of the field and of what is inside it; the number of a row between them."""
    titles = [field_words(part, name, language).title for part, name in steps]
    if number and titles:
        titles.insert(1, shown_word("row", language).format(number))
    return " ".join(titles) or place_word(place, language)


def _steps(at: re.Match[str] | None, form: type[BaseModel]) -> list[Step]:
    """The way from the form to the field that a place names, as far as there are such fields."""
    found: list[Step] = []
    part: type[BaseModel] | None = form
    for name in (at["field"], at["inner"], at["last"]) if at else ():
        if name is None or part is None or name not in part.model_fields:
            break
        found.append((part, name))
        part = row_models(part).get(name)
    return found


def _options(part: type[BaseModel], name: str, language: str) -> Mapping[str, str]:
    options = field_words(part, name, language).options
    return {code: options[code] for code in codes_of(part, name) if code}


@cache
def _words(form: type[BaseModel], language: str) -> Mapping[str, str]:
    """What the form shows for each of our codes and field names; a code that means two things is left as it is."""
    names: dict[str, str] = {}
    codes: dict[str, set[str]] = {}
    for part in (form, *row_models(form).values()):
        for name in part.model_fields:
            said = field_words(part, name, language)
            names.setdefault(name, re.split("[（(]", said.title)[0].strip())
            for code, shown in _options(part, name, language).items():
                codes.setdefault(code, set()).add(shown)
    return {**names, **{code: next(iter(said)) for code, said in codes.items() if len(said) == 1}}
