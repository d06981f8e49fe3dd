"""管轄: which courts a paper may be filed with, by procedure, seats and areas (law.md §3.1, §3.2; Act art. 10)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.provisions.court_law import CourtArea
from models.provisions.faults import LawError
from models.provisions.law import Law
from models.terms import Confidence, Procedure

_TOKYO: Final = "東京地方裁判所"
_NOWHERE: Final = "民事訴訟法10条の2、民事訴訟規則6条の2（千代田区）"
ORDERS: Final = (Procedure.DISCLOSURE_ORDER, Procedure.PROVISION_ORDER, Procedure.DELETION_PROHIBITION_ORDER)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """所在地: a prefecture's full name, empty when unknown; `none_in_japan`: neither office nor representative here."""

    prefecture: str = ""
    none_in_japan: bool = False


@dataclass(frozen=True, kw_only=True)
class VenueQuestion:
    """管轄の問い. `technical`: patent, utility model, circuit layout or program copyright (Act art. 10(5)).

    `first_case_court`: where the first order case is pending through whose 提供命令 this provider became known.
    """

    procedure: Procedure
    respondent: Seat
    on: date
    requester: Seat = Seat()
    tort_place: Seat = Seat()
    technical: bool = False
    first_case_court: str = ""


@dataclass(frozen=True, kw_only=True)
class Venue:
    """裁判所: one court that has jurisdiction; `exclusive`: no other court has."""

    court: str
    cite: str
    exclusive: bool
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Venues:
    """管轄裁判所. `settle`: what would settle what is not known yet (Japanese sentences)."""

    courts: tuple[Venue, ...]
    settle: tuple[str, ...]


def venues(asked: VenueQuestion, law: Law) -> Venues:
    """Return the district courts. Raises LawError for an unknown prefecture, a procedure without court or too early."""
    if asked.procedure in ORDERS:
        return _order_venues(asked, law)
    finder = _FINDERS.get(asked.procedure)
    if finder is None:
        raise LawError(f"procedure {asked.procedure!r}: goes to no court; ask about a petition or a suit")
    return _collected(finder(asked), law)


def joint_venues(first: Venues, second: Venues) -> tuple[str, ...]:
    """Return the courts where two petitions may be joined: in 保全, art. 7 (併合管轄) is said not to help."""
    there = {venue.court for venue in second.courts}
    return tuple(venue.court for venue in first.courts if venue.court in there)


_Place = tuple[Seat, str, str]


def _seat_only(asked: VenueQuestion) -> Iterator[_Place]:
    yield asked.respondent, "民事保全法12条1項、民事訴訟法4条1項", "相手方の主たる事務所"


def _deletion(asked: VenueQuestion) -> Iterator[_Place]:
    yield from _seat_only(asked)
    yield asked.requester, "民事保全法12条1項、民事訴訟法5条9号", "被害者の住所（不法行為地）"


def _defendant(asked: VenueQuestion) -> Iterator[_Place]:
    yield asked.respondent, "民事訴訟法4条1項・4項", "被告の主たる事務所"


def _damages(asked: VenueQuestion) -> Iterator[_Place]:
    yield asked.respondent, "民事訴訟法4条1項", "発信者の住所"
    yield asked.requester, "民事訴訟法5条1号", "請求者の住所（義務履行地）"
    if asked.tort_place != Seat():
        yield asked.tort_place, "民事訴訟法5条9号", "不法行為地"


_FINDERS: Final[dict[Procedure, Callable[[VenueQuestion], Iterator[_Place]]]] = {
    Procedure.DISCLOSURE_DISPOSITION: _seat_only,
    Procedure.PRESERVATION_DISPOSITION: _seat_only,
    Procedure.DELETION_DISPOSITION: _deletion,
    Procedure.DISCLOSURE_SUIT: _defendant,
    Procedure.DAMAGES_SUIT: _damages,
}


def _collected(places: Iterator[_Place], law: Law) -> Venues:
    """Courts of every known place; a respondent without a seat in Japan leads to Tokyo only when no place decides."""
    found: dict[str, Venue] = {}
    settle: list[str] = []
    for seat, cite, what in places:
        if seat.none_in_japan:
            continue
        courts = _courts_at(seat, law)
        found |= {court: _venue(court, cite) for court in courts if court not in found}
        if not courts:
            settle.append(f"{what}の都道府県を登記事項証明書・住民票で確かめてください")
        if len(courts) > 1:
            settle.append(f"{what}の市区町村で地方裁判所が決まります")
    if not found and not settle:
        found[_TOKYO] = _venue(_TOKYO, _NOWHERE)
    return Venues(courts=tuple(found.values()), settle=tuple(settle))


def _courts_at(seat: Seat, law: Law) -> tuple[str, ...]:
    area = _area(seat, law)
    return area.district_courts[seat.prefecture] if area else ()


def _area(seat: Seat, law: Law) -> CourtArea | None:
    area = law.courts.area_of(seat.prefecture)
    if area is None and seat.prefecture:
        raise LawError(f"prefecture {seat.prefecture!r}: none of the 47; write its full name, e.g. 福岡県")
    return area


def _order_venues(asked: VenueQuestion, law: Law) -> Venues:
    jurisdiction = law.regime(asked.on).articles.get("jurisdiction")
    if jurisdiction is None:
        raise LawError(f"procedure {asked.procedure!r} on {asked.on}: exists since 2022-10-01; give a later day")
    if asked.first_case_court:
        return Venues(courts=(_venue(asked.first_case_court, f"{jurisdiction}7項", exclusive=True),), settle=())
    if asked.respondent.none_in_japan:
        return Venues(courts=(_venue(_TOKYO, f"{jurisdiction}2項、最高裁規則（千代田区）"),), settle=())
    area = _area(asked.respondent, law)
    if area is None:
        return Venues(courts=(), settle=("相手方の主たる事務所の都道府県を登記事項証明書で確かめてください",))
    if asked.technical:
        return Venues(courts=(_venue(area.also, f"{jurisdiction}5項", exclusive=True),), settle=())
    return _with_added(asked.respondent, area, jurisdiction)


def _with_added(seat: Seat, area: CourtArea, jurisdiction: str) -> Venues:
    courts = area.district_courts[seat.prefecture]
    settle = ("相手方の主たる事務所の市区町村で地方裁判所が決まります",) if len(courts) > 1 else ()
    found = [_venue(court, f"{jurisdiction}1項") for court in courts]
    if area.also not in courts:
        found.append(_venue(area.also, f"{jurisdiction}3項"))
    return Venues(courts=tuple(found), settle=settle)


def _venue(court: str, cite: str, *, exclusive: bool = False) -> Venue:
    return Venue(court=court, cite=cite, exclusive=exclusive, confidence=Confidence.MEDIUM)
