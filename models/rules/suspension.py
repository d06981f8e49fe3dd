"""時効の完成猶予: what postpones the completion of limitation, what does not, and why (民法147条, 149条～151条)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from models.facts import ExplainedStep, Period
from models.provisions.law import Law
from models.rules.counted_readings import counted
from models.rules.japan_time import written


class SuspensionKind(StrEnum):
    """完成猶予の事由."""

    DEMAND = "demand"
    NEGOTIATION = "negotiation"
    SUIT = "suit"
    DISPOSITION = "disposition"


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """事由: `on` is when it took effect (a demand: when it arrived), `until` its agreed end or the end of a suit.

    A suit without `until` is pending; with it, it ended without a judgment on the claim. `proven` False: no proof yet.
    """

    kind: SuspensionKind
    on: date
    until: date | None = None
    proven: bool = True


@dataclass(frozen=True, kw_only=True)
class Effect:
    """効力: whether an event postponed anything in law, and the reason with its article."""

    event: Suspension
    effective: bool
    step: ExplainedStep


@dataclass(frozen=True, kw_only=True)
class Suspended:
    """The limitation after all events; `period` None while a suit is pending. `deciding`: the event whose end it is."""

    period: Period | None
    effects: tuple[Effect, ...] = ()
    deciding: Suspension | None = None


@dataclass(frozen=True, kw_only=True)
class _State:
    base: Period
    period: Period
    law: Law
    on: date
    effects: tuple[Effect, ...] = ()
    deciding: Suspension | None = None
    demand_until: date = date.min
    negotiation_until: date = date.min


def suspended(base: Period, events: Iterable[Suspension], *, on: date, law: Law) -> Suspended:
    """Apply the events in their order to a period of limitation, by the law of the day `on`."""
    state = _State(base=base, period=base, law=law, on=on)
    for event in sorted(events, key=lambda e: e.on):
        if event.on > _raw(state.period):
            state = _without(
                state, event, f"{written(event.on)}には既に時効が完成しているおそれがある", "民法166条、724条"
            )
            continue
        if event.kind is SuspensionKind.SUIT and event.until is None:
            text = f"{written(event.on)}に訴えを提起したので、終わるまで時効は完成しない"
            pending = _without(state, event, text, "民法147条1項1号", effective=True)
            return Suspended(period=None, effects=pending.effects, deciding=event)
        state = _RULES[event.kind](state, event)
    return Suspended(
        period=replace(state.period, steps=state.period.steps + tuple(e.step for e in state.effects)),
        effects=state.effects,
        deciding=state.deciding,
    )


def _demand(state: _State, event: Suspension) -> _State:
    if not event.proven:
        text = f"{written(event.on)}に発送した催告は、到達が記録されていないので完成猶予を当てにしない"
        return _without(state, event, text, "民法97条1項、150条1項")
    if event.on <= state.demand_until:
        text = f"{written(event.on)}の催告は、先の催告から6か月の間にされた再度の催告なので効力がない"
        return _without(state, event, text, "民法150条2項")
    if event.on <= state.negotiation_until:
        text = f"{written(event.on)}の催告は、協議の合意による完成猶予の間にされたので効力がない"
        return _without(state, event, text, "民法151条3項後段")
    period = counted(state.law.figure("demand_suspension", state.on), event.on, state.law)
    text = f"{written(event.on)}に到達した催告により、{written(period.last_day)}までは完成しない"
    return replace(_postponed(state, event, period, text, "民法150条1項"), demand_until=period.last_day)


def _negotiation(state: _State, event: Suspension) -> _State:
    if event.on <= state.demand_until:
        text = f"{written(event.on)}の協議の合意は、催告による完成猶予の間にされたので効力がない"
        return _without(state, event, text, "民法151条3項前段")
    year = counted(state.law.figure("negotiation", state.on), event.on, state.law)
    most = counted(state.law.figure("negotiation_total", state.on), _raw(state.base), state.law)
    end = min(_raw(year), _raw(most), event.until or date.max)
    period = replace(
        year, last_day=end, rolled_from=None, act_by=state.law.calendar.previous_open(end), steps=state.base.steps
    )
    text = f"{written(event.on)}の書面による協議の合意により、{written(end)}までは完成しない（1回1年、通算5年以内）"
    return replace(_postponed(state, event, period, text, "民法151条1項・2項"), negotiation_until=end)


def _suit(state: _State, event: Suspension) -> _State:
    ended_on = event.until or event.on
    period = counted(state.law.figure("suit_ended", state.on), ended_on, state.law)
    text = f"{written(ended_on)}に判決によらず終わった訴えにより、{written(period.last_day)}までは完成しない"
    return _postponed(state, event, period, text, "民法147条1項")


def _disposition(state: _State, event: Suspension) -> _State:
    text = f"{written(event.on)}の仮処分は発信者を相手とするものでないので、発信者に対する時効に影響しない"
    return _without(state, event, text, "民法149条")


def _postponed(state: _State, event: Suspension, period: Period, text: str, cite: str) -> _State:
    if _raw(period) <= _raw(state.period):
        text = f"{text}。満了日{written(state.period.last_day)}の方が遅いので日付は変わらない"
        return _without(state, event, text, cite, effective=True)
    moved = replace(period, starts_from=state.period.starts_from, steps=state.period.steps)
    return replace(_without(state, event, text, cite, effective=True), period=moved, deciding=event)


def _without(state: _State, event: Suspension, text: str, cite: str, *, effective: bool = False) -> _State:
    effect = Effect(event=event, effective=effective, step=ExplainedStep(text=text, cite=cite))
    return replace(state, effects=(*state.effects, effect))


def _raw(period: Period) -> date:
    """Return the last day before any roll: the day on which nothing is in doubt."""
    return period.rolled_from or period.last_day


_RULES: Final[dict[SuspensionKind, Callable[[_State, Suspension], _State]]] = {
    SuspensionKind.DEMAND: _demand,
    SuspensionKind.NEGOTIATION: _negotiation,
    SuspensionKind.SUIT: _suit,
    SuspensionKind.DISPOSITION: _disposition,
}
