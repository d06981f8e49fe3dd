"""消滅時効・告訴期間・公訴時効: the outer limits of a claim (民法724条, 刑訴235条, 刑訴250条; law.md §7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from models.facts import ExplainedStep, Period, Reading
from models.provisions.court_law import Offence
from models.provisions.faults import LawError
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules.counted_readings import CountedReading, counted, earliest, shown
from models.rules.japan_time import written
from models.rules.offences import offence_for
from models.rules.suspension import Effect, Suspension, suspended
from models.terms import RightInfringed


@dataclass(frozen=True, kw_only=True)
class Knowing:
    """知った日: one reading of the day on which damage and tortfeasor (or the offender) became known."""

    on: date
    text: str
    cite: str


@dataclass(frozen=True, kw_only=True)
class TortLimit:
    """時効: the earliest reading's period, suspension included; `period` is None while a suit is pending.

    `readings` are there when they name different days. `effects` says of each event whether it postponed and why (not).
    """

    period: Period | None
    readings: tuple[Reading, ...]
    effects: tuple[Effect, ...]
    postponed_by: Suspension | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintLimit:
    """告訴期間: the earliest reading's period, or None with a plain statement of the reason."""

    period: Period | None
    readings: tuple[Reading, ...]
    statement: ExplainedStep | None


NO_COMPLAINT_NEEDED: Final = ExplainedStep(
    text="親告罪ではないので告訴期間の定めはない。公訴時効までに告訴（被害申告）する", cite="刑事訴訟法235条、刑法232条"
)
NO_SECOND_COMPLAINT: Final = ExplainedStep(
    text="告訴を取り下げたので、同じ事件について再び告訴することはできない", cite="刑事訴訟法237条2項"
)


def offence_of(*, act_on: date, right: RightInfringed, law: Law) -> Offence:
    """Return the offence a complaint names; a right that has none of its own is planned as defamation.

    Raises LawError when no offence is known for that day.
    """
    for asked in (right, RightInfringed.HONOUR):
        if found := offence_for(right=asked, acted_on=act_on, law=law):
            return found
    raise LawError(f"offence on {act_on}: none known for {right}; add a version to models/law/offences.toml")


def tort_limit(
    *, known_readings: Iterable[Knowing], events: Iterable[Suspension], on: date, law: Law, bodily: bool = False
) -> TortLimit:
    """Count the limitation of the claim from each reading of the knowing day, through every suspension.

    `on`: the day whose law is asked. The earliest result rules. Raises ValueError without a reading of the knowing day.
    """
    ordered = tuple(events)
    counted_all: list[CountedReading] = []
    effects: list[tuple[CountedReading, tuple[Effect, ...], Suspension | None]] = []
    for knowing in known_readings:
        base = tort_from_knowing(known_on=knowing.on, on=on, law=law, bodily=bodily)
        result = suspended(base, ordered, on=on, law=law)
        if result.period is None:
            return TortLimit(period=None, readings=(), effects=result.effects, postponed_by=result.deciding)
        reading = CountedReading(text=knowing.text, cite=knowing.cite, period=result.period)
        counted_all.append(reading)
        effects.append((reading, result.effects, result.deciding))
    first = earliest(counted_all)
    found, deciding = next((e, d) for reading, e, d in effects if reading is first)
    extra = () if not bodily else (_not_bodily(starts_from=first.period.starts_from, on=on, law=law),)
    period = replace(first.period, steps=first.period.steps + extra)
    return TortLimit(period=period, readings=shown(counted_all, law.calendar), effects=found, postponed_by=deciding)


def _not_bodily(*, starts_from: date, on: date, law: Law) -> ExplainedStep:
    three = law.figure("limitation_known", on)
    runs = f"{three.length.in_japanese()}のまま進む（起算日 {written(starts_from)}）"
    return ExplainedStep(text=f"生命・身体の侵害に当たらない損害（名誉など）は{runs}", cite=three.cite)


def complaint_limit(
    *, known_readings: Iterable[Knowing], offences: Iterable[Offence], withdrawn: bool, on: date, law: Law
) -> ComplaintLimit:
    """Count six months from each reading of the day the offender became known; none where no complaint is possible."""
    if withdrawn:
        return ComplaintLimit(period=None, readings=(), statement=NO_SECOND_COMPLAINT)
    if not any(offence.on_complaint for offence in offences):
        return ComplaintLimit(period=None, readings=(), statement=NO_COMPLAINT_NEEDED)
    counted_all = [
        CountedReading(text=k.text, cite=k.cite, period=complaint_period(known_on=k.on, on=on, law=law))
        for k in known_readings
    ]
    return ComplaintLimit(
        period=earliest(counted_all).period, readings=shown(counted_all, law.calendar), statement=None
    )


def tort_from_knowing(*, known_on: date, on: date, law: Law, bodily: bool = False) -> Period:
    """Count from knowing the damage and the tortfeasor: 3 years, 5 for life or body; the law of the day `on`."""
    return counted(law.figure("limitation_body" if bodily else "limitation_known", on), known_on, law)


def tort_from_act(*, act_on: date, on: date, law: Law) -> Period:
    """Count 20 years from the act, by the law of the day `on`."""
    return counted(law.figure("limitation_act", on), act_on, law)


def after_demand(*, demanded_on: date, on: date, law: Law) -> Period:
    """Count the six months that a first demand (催告) postpones completion; a second demand meanwhile has no effect."""
    return counted(law.figure("demand_suspension", on), demanded_on, law)


def complaint_period(*, known_on: date, on: date, law: Law) -> Period:
    """Count six months from knowing the offender, not from the post."""
    return counted(law.figure("complaint_period", on), known_on, law)


def prosecution_figure(*, act_on: date, right: RightInfringed, law: Law) -> Figure:
    """Return the time-bar of the offence a complaint about this right names, by the law at the time of the act."""
    offence = offence_of(act_on=act_on, right=right, law=law)
    return law.figure(f"prosecution_{offence.key}", act_on)


def prosecution_bar(*, act_on: date, right: RightInfringed, law: Law) -> Period:
    """Count the time-bar from the post: the first day counts and it never rolls."""
    return counted(prosecution_figure(act_on=act_on, right=right, law=law), act_on, law)
