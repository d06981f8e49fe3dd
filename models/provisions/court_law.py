"""Dated data of courts and money: amounts and rates, court areas, filing modes, limits of a request, offences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.provisions.faults import LawError
from models.provisions.figures import Sourced
from models.terms import FigureKind, ItemKind, Procedure, RightInfringed

TOPICS: Final = ("security", "attorney_fee", "damages", "court", "charge")


@dataclass(frozen=True, kw_only=True)
class _Dated(Sourced):
    key: str
    valid_from: date
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        """Say whether this version governs that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Money(_Dated):
    """金額・割合: a range in yen, a rate in percent, or both. `historical`: a figure of its time, never current law.

    `topic` is one of TOPICS; `beside`: procedures of the fee table beside whose fee it is shown.
    """

    topic: str
    beside: tuple[str, ...]
    kind: FigureKind
    text: str
    cite: str
    low_yen: int | None
    high_yen: int | None
    percent: int | None
    historical: bool

    @property
    def rate(self) -> int:
        """The percent. Raises LawError for an amount that is no rate."""
        if self.percent is None:
            raise LawError(f"money {self.key!r} from {self.valid_from}: no rate; write percent")
        return self.percent

    @property
    def most_yen(self) -> int:
        """The upper end of the range. Raises LawError for a rate without amounts."""
        if self.high_yen is None:
            raise LawError(f"money {self.key!r} from {self.valid_from}: no amount; write low_yen and high_yen")
        return self.high_yen


@dataclass(frozen=True, kw_only=True)
class CourtArea(Sourced):
    """高等裁判所の管轄区域: district courts by prefecture, and the court that Act art. 10 adds for the whole area."""

    high_court: str
    also: str
    district_courts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class FilingRule(_Dated):
    """申立ての方式. `attorney_must_file_electronically`: paper from an attorney is then inadmissible.

    The version is that of the day on which the case was commenced.
    """

    procedures: tuple[Procedure, ...]
    attorney_must_file_electronically: bool
    text: str
    cite: str


@dataclass(frozen=True, kw_only=True)
class RequestLimit(Sourced):
    """求め方の制限: kinds of items that a procedure does not give; `instead`: procedures that do.

    `except_company`: the name and address of the company holding the contract may be asked for all the same;
    `except_urgency`: so may a person's when a real urgency is shown.
    """

    procedures: tuple[Procedure, ...]
    kinds: tuple[ItemKind, ...]
    text: str
    cite: str
    instead: tuple[Procedure, ...]
    except_company: bool
    except_urgency: bool


@dataclass(frozen=True, kw_only=True)
class Offence(_Dated):
    """罪: as the law stood at the time of the act. `charge` is the name and article as a complaint writes them."""

    right: RightInfringed
    charge: str
    penalty: str
    on_complaint: bool
    cite: str


@dataclass(frozen=True, kw_only=True)
class Lever(Sourced):
    """避ける言い方: `words` that, told as what follows when one does not comply, make a demand a threat (practice)."""

    key: str
    words: tuple[str, ...]
    text: str
    cite: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class Condition(Sourced):
    """「応じなければ」: the ways to say "if you do not comply"."""

    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """言い方: what a letter to a sender must not say in one sentence."""

    condition: Condition
    levers: tuple[Lever, ...]


@dataclass(frozen=True, kw_only=True)
class CourtLaw:
    """Everything this module holds, as `read_court_law` reads it."""

    money: Mapping[str, tuple[Money, ...]]
    areas: tuple[CourtArea, ...]
    filing: tuple[FilingRule, ...]
    limits: tuple[RequestLimit, ...]
    offences: tuple[Offence, ...]
    wording: Wording

    def money_on(self, key: str, on: date) -> Money:
        """Return the amount or rate of that day. Raises LawError when none is known."""
        found = next((money for money in self.money.get(key, ()) if money.in_force(on)), None)
        if found is None:
            raise LawError(f"money {key!r} on {on}: not known; add a version to models/law/money.toml")
        return found

    def money_beside(self, procedure: str, on: date) -> tuple[Money, ...]:
        """Return what is shown beside the court fee of a procedure on that day, in the file's order."""
        every = (money for versions in self.money.values() for money in versions)
        return tuple(money for money in every if procedure in money.beside and money.in_force(on))

    def area_of(self, prefecture: str) -> CourtArea | None:
        """Return the high court's area of a prefecture, None when the name is none of the 47."""
        return next((area for area in self.areas if prefecture in area.district_courts), None)
