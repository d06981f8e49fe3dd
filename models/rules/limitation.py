"""消滅時効・告訴期間・公訴時効: the outer limits of a claim (民法724条, 刑訴235条, 刑訴250条)."""

from datetime import date

from models.facts import Period
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules import periods
from models.terms import RightInfringed


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
    """Return the time-bar of insult for honour feelings, else of defamation, by the law at the time of the act."""
    key = "prosecution_insult" if right is RightInfringed.HONOUR_FEELINGS else "prosecution_defamation"
    return law.figure(key, act_on)


def prosecution_bar(*, act_on: date, right: RightInfringed, law: Law) -> Period:
    """Count the time-bar from the post: the first day counts and it never rolls."""
    return counted(prosecution_figure(act_on=act_on, right=right, law=law), act_on, law)


def counted(figure: Figure, event: date, law: Law) -> Period:
    """Count one figure of the law from an event."""
    return periods.count(
        event=event,
        length=figure.length,
        rule=figure.rule,
        calendar=law.calendar,
        safe_early=figure.safe_early,
    )
