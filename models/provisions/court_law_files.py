"""Reads models/law/{money,courts,requests,offences,wording}.toml; a firm's money and wording join ours."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from models.provisions.court_law import (
    TOPICS,
    Condition,
    CourtArea,
    CourtLaw,
    FilingRule,
    Lever,
    Money,
    Offence,
    RequestLimit,
    Wording,
)
from models.provisions.firm_files import with_firms
from models.provisions.reading import Entry
from models.provisions.shapes import finished
from models.terms import FigureKind, ItemKind, Procedure, RightInfringed

FOLDER: Final = Path(__file__).resolve().parent.parent / "law"
T = TypeVar("T")
Opened = Callable[[Path], Entry]
MoneyInOrder = Callable[[Iterable[Money], str], list[Money]]


def read_court_law(opened: Opened, in_order: MoneyInOrder, firm: Path | None) -> CourtLaw:
    """Read the five files; every fault goes to the entries' own list."""
    courts = opened(FOLDER / "courts.toml")
    found = CourtLaw(
        money=_money(opened, in_order, firm),
        areas=_listed(courts, "area", _area),
        filing=_listed(courts, "filing", _filing),
        limits=_all(opened(FOLDER / "requests.toml"), "limit", _limit),
        offences=_all(opened(FOLDER / "offences.toml"), "offence", _offence),
        wording=_wording(opened, firm),
    )
    courts.finish()
    return found


def _money(opened: Opened, in_order: MoneyInOrder, firm: Path | None) -> Mapping[str, tuple[Money, ...]]:
    ours = _all(opened(FOLDER / "money.toml"), "money", _one_money)
    file = firm / "money.toml" if firm else None
    own = _all(opened(file), "money", _one_money) if file and file.exists() else ()
    return {key: tuple(in_order(versions, key)) for key, versions in with_firms(ours, own).items()}


def _wording(opened: Opened, firm: Path | None) -> Wording:
    ours = opened(FOLDER / "wording.toml")
    condition, levers = finished(ours.needed_table("condition"), _condition), _listed(ours, "lever", _lever)
    ours.finish()
    file = firm / "wording.toml" if firm else None
    own = _all(opened(file), "lever", _lever) if file and file.exists() else ()
    return Wording(condition=condition, levers=(*levers, *own))


def _all(top: Entry, key: str, read: Callable[[Entry], T]) -> tuple[T, ...]:
    found = _listed(top, key, read)
    top.finish()
    return found


def _listed(top: Entry, key: str, read: Callable[[Entry], T]) -> tuple[T, ...]:
    return tuple(finished(entry, read) for entry in top.tables(key))


def _one_money(entry: Entry) -> Money:
    low, high = entry.number_or_none("low_yen"), entry.number_or_none("high_yen")
    percent = entry.number_or_none("percent")
    if (low is None) != (high is None) or (low is None and percent is None):
        entry.fault("low_yen", low, "write low_yen and high_yen, or percent, or all three")
    if low is not None and high is not None and high < low:
        entry.fault("high_yen", high, f"write at least low_yen ({low})")
    topic = entry.text("topic")
    if topic not in TOPICS:
        entry.fault("topic", topic, f"write one of {', '.join(TOPICS)}")
    return Money(
        key=entry.text("key"),
        topic=topic,
        beside=entry.texts("beside"),
        kind=entry.choice("kind", FigureKind),
        text=entry.text("text"),
        cite=entry.text("cite"),
        low_yen=low,
        high_yen=high,
        percent=percent,
        historical=entry.flag("historical"),
        **entry.sourced(),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
    )


def _area(entry: Entry) -> CourtArea:
    courts = entry.words("district_courts")
    return CourtArea(
        high_court=entry.text("high_court"),
        also=entry.text("also"),
        district_courts={prefecture: tuple(names.split("、")) for prefecture, names in courts.items()},
        **entry.sourced(),
    )


def _filing(entry: Entry) -> FilingRule:
    return FilingRule(
        key=entry.text("key"),
        procedures=_words(entry, "procedures", Procedure),
        attorney_must_file_electronically=entry.flag("attorney_must_file_electronically"),
        text=entry.text("text"),
        cite=entry.text("cite"),
        **entry.sourced(),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
    )


def _limit(entry: Entry) -> RequestLimit:
    return RequestLimit(
        procedures=_words(entry, "procedures", Procedure),
        kinds=_words(entry, "kinds", ItemKind),
        text=entry.text("text"),
        cite=entry.text("cite"),
        instead=_words(entry, "instead", Procedure),
        except_company=entry.flag("except_company"),
        except_urgency=entry.flag("except_urgency"),
        **entry.sourced(),
    )


def _offence(entry: Entry) -> Offence:
    return Offence(
        key=entry.text("key"),
        right=entry.choice("right", RightInfringed),
        charge=entry.text("charge"),
        penalty=entry.text("penalty"),
        on_complaint=entry.flag("on_complaint"),
        cite=entry.text("cite"),
        **entry.sourced(),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day_or_none("valid_to"),
    )


def _condition(entry: Entry) -> Condition:
    return Condition(words=entry.texts("words"), **entry.sourced())


def _lever(entry: Entry) -> Lever:
    return Lever(
        key=entry.text("key"),
        words=entry.texts("words"),
        text=entry.text("text"),
        cite=entry.text("cite"),
        cure=entry.text("cure"),
        **entry.sourced(),
    )


W = TypeVar("W", Procedure, ItemKind)


def _words(entry: Entry, key: str, kind: type[W]) -> tuple[W, ...]:
    """Read a list of words of one glossary enum."""
    words = entry.texts(key)
    if unknown := sorted(set(words) - set(kind)):
        entry.fault(key, unknown, f"write only {', '.join(kind)}")
        return ()
    return tuple(kind(word) for word in words)
