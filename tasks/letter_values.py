"""Every value of a letter by its place (path → text), and which of them changed: in words, without the values."""

import dataclasses
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Any, Final

from tasks.letter_context import LetterContext
from tasks.words import word

_LISTS: Final = {"posts": "no", "logs": "no", "claim": "", "exhibits": "mark", "items": "", "items_of_order": ""}
"""Lists of lines: which field names a line; its number in the list where there is none."""

_NUMBERED: Final = frozenset({"items", "items_of_order"})
_OTHER: Final = "other"


def values_of(context: LetterContext) -> dict[str, str]:
    """What the letter says, value by value; what is absent has no place."""
    return dict(_values("", {f.name: getattr(context, f.name) for f in dataclasses.fields(context)}))


def what_changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Name each thing that is another now, that came in or that fell away, once and in Japanese; no value in it."""
    places = dict.fromkeys((*before, *after))
    changed = (place for place in places if before.get(place) != after.get(place))
    return tuple(dict.fromkeys(_said(place, before, after) for place in changed))


def _values(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if dataclasses.is_dataclass(value):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        for key in value:
            yield from _values(f"{place}.{key}" if place else str(key), value[key])
    elif place in _LISTS:
        for key, line in _lines(place, value):
            yield from _values(f"{place}.{key}", line)
    elif isinstance(value, (tuple, AbstractSet)):
        yield from _joined(place, value)
    else:
        yield place, str(value.value if isinstance(value, Enum) else value)


def _lines(place: str, value: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    named_by = _LISTS[place]
    for number, line in enumerate(value, 1):
        if place in _NUMBERED:
            yield str(line[0]), line[1]
        else:
            yield str(getattr(line, named_by) if named_by else number), line


def _joined(place: str, value: Any) -> Iterator[tuple[str, str]]:
    """A list of single values is one value: an address is an address, whichever of its lines changed."""
    texts = [" ".join(text for _, text in _values("", item)) if _is_record(item) else str(item) for item in value]
    if texts:
        yield place, "\n".join(sorted(texts) if isinstance(value, AbstractSet) else texts)


def _is_record(item: Any) -> bool:
    return dataclasses.is_dataclass(item) or isinstance(item, tuple)


def _said(place: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """One changed value in words. A line that came or went is told as one."""
    top, _, rest = place.partition(".")
    if top not in _LISTS:
        return _label(place, "")
    key = rest.partition(".")[0]
    was, now = (any(_in_line(other, top, key) for other in side) for side in (before, after))
    if was and now:
        return _label(f"{top}.{rest.partition('.')[2]}".rstrip("."), key)
    return f"{_label(top, key)}（{word('letter_change', 'gone' if was else 'new')}）"


def _in_line(place: str, top: str, key: str) -> bool:
    return place == f"{top}.{key}" or place.startswith(f"{top}.{key}.")


def _label(place: str, key: str) -> str:
    """The words for a place, for the nearest place above it that has any, else that something else changed."""
    while place:
        try:
            return word("letter_value", place).replace("{no}", key)
        except KeyError:
            place = place.rpartition(".")[0]
    return word("letter_value", _OTHER)
