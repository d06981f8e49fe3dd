"""Limitation, complaint period, prosecution bar and majority: law.md §7 by table."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.facts import Period
from models.provisions import LawError, load_law
from models.rules import limitation
from models.rules.majority import is_minor
from models.rules.suspension import Suspension, SuspensionKind
from models.terms import RightInfringed

TABLE = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "limitation.toml").read_text(encoding="utf-8"))
LAW = load_law()
TODAY = date(2026, 11, 22)


def period_of(case: dict[str, Any]) -> Period:
    event = case["event"]
    if case["what"] == "prosecution_bar":
        return limitation.prosecution_bar(act_on=event, right=RightInfringed(case["right"]), law=LAW)
    counted = {
        "tort_from_knowing": lambda: limitation.tort_from_knowing(
            known_on=event, on=TODAY, law=LAW, bodily=case.get("bodily", False)
        ),
        "tort_from_act": lambda: limitation.tort_from_act(act_on=event, on=TODAY, law=LAW),
        "after_demand": lambda: limitation.after_demand(demanded_on=event, on=TODAY, law=LAW),
        "complaint_period": lambda: limitation.complaint_period(known_on=event, on=TODAY, law=LAW),
    }
    return counted[case["what"]]()


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda c: c["example"])
def test_limit(case: dict[str, Any]) -> None:
    period = period_of(case)
    assert (period.last_day, period.act_by) == (case["last_day"], case["act_by"])


@pytest.mark.parametrize("case", TABLE["minor"], ids=lambda c: c["example"])
def test_majority(case: dict[str, Any]) -> None:
    assert is_minor(case["born_on"], case["on"], LAW) is case["minor"]


def test_someone_not_yet_born_is_refused() -> None:
    with pytest.raises(LawError, match="birth"):
        is_minor(date(2026, 11, 23), TODAY, LAW)


# --- suspension (民法147条, 149条～151条), as pure functions

BASE = limitation.Knowing(on=date(2023, 11, 22), text="氏名・住所が開示された日", cite="民法724条1号")


def tort(*events: Suspension, known: tuple[limitation.Knowing, ...] = (BASE,)) -> limitation.TortLimit:
    return limitation.tort_limit(known_readings=known, events=events, on=TODAY, law=LAW)


def demand(on: date, *, proven: bool = True) -> Suspension:
    return Suspension(kind=SuspensionKind.DEMAND, on=on, proven=proven)


def test_events_are_taken_in_the_order_of_their_days() -> None:
    first, second = demand(date(2026, 10, 1)), demand(date(2026, 11, 18))
    limit = tort(second, first)
    assert limit.period is not None
    assert limit.period.last_day == date(2027, 4, 1)
    assert [(e.event, e.effective) for e in limit.effects] == [(first, True), (second, False)]
    assert limit.postponed_by == first
    assert limit.period.starts_from == date(2023, 11, 23)


def test_a_demand_on_the_day_after_the_first_ones_six_months_counts_again() -> None:
    limit = tort(demand(date(2026, 5, 22)), demand(date(2026, 11, 22)))
    assert [e.effective for e in limit.effects] == [True, False]
    again = tort(demand(date(2026, 5, 19)), demand(date(2026, 11, 20)))
    assert [e.effective for e in again.effects] == [True, True]
    assert again.period is not None
    assert again.period.last_day == date(2027, 5, 20)


def test_a_demand_on_the_last_unrolled_day_is_in_time_and_the_day_after_is_not() -> None:
    assert [e.effective for e in tort(demand(date(2026, 11, 22))).effects] == [True]
    assert [e.effective for e in tort(demand(date(2026, 11, 23))).effects] == [False]


def test_an_unproven_demand_moves_nothing_and_a_disposition_never_does() -> None:
    disposition = Suspension(kind=SuspensionKind.DISPOSITION, on=date(2026, 10, 1))
    limit = tort(demand(date(2026, 10, 1), proven=False), disposition)
    assert limit.period is not None
    assert (limit.period.last_day, limit.period.act_by) == (date(2026, 11, 24), date(2026, 11, 20))
    assert [e.effective for e in limit.effects] == [False, False]
    assert limit.postponed_by is None


def test_a_pending_suit_leaves_no_date() -> None:
    suit = Suspension(kind=SuspensionKind.SUIT, on=date(2026, 11, 2))
    limit = tort(suit)
    assert (limit.period, limit.readings, limit.postponed_by) == (None, (), suit)
    assert [(e.effective, e.step.cite) for e in limit.effects] == [(True, "民法147条1項1号")]


def test_a_suit_that_ended_early_without_judgment_changes_nothing() -> None:
    suit = Suspension(kind=SuspensionKind.SUIT, on=date(2024, 2, 1), until=date(2024, 6, 3))
    limit = tort(suit)
    assert limit.period is not None
    assert limit.period.last_day == date(2026, 11, 24)
    assert [e.effective for e in limit.effects] == [True]


def test_talks_are_cut_to_a_year_and_to_five_years_in_all() -> None:
    talks = [
        Suspension(kind=SuspensionKind.NEGOTIATION, on=date(year, month, 10), until=date(year + 2, 1, 1))
        for year, month in ((2026, 11), (2027, 11), (2028, 11), (2029, 11), (2030, 11))
    ]
    first = tort(talks[0])
    assert first.period is not None
    assert (first.period.last_day, first.period.act_by) == (date(2027, 11, 10), date(2027, 11, 10))
    every = tort(*talks, Suspension(kind=SuspensionKind.NEGOTIATION, on=date(2031, 11, 10)))
    assert every.period is not None
    assert every.period.last_day == date(2031, 11, 22)


def test_the_earliest_knowing_rules_and_every_reading_is_kept() -> None:
    later = limitation.Knowing(on=date(2024, 1, 10), text="確認の日", cite="民法724条1号")
    limit = tort(known=(later, BASE))
    assert limit.period is not None
    assert limit.period.last_day == date(2026, 11, 24)
    assert [r.due_on for r in limit.readings] == [
        date(2026, 11, 22),
        date(2026, 11, 24),
        date(2027, 1, 10),
        date(2027, 1, 12),
    ]
    assert limit.readings[0].text.startswith("氏名・住所が開示された日")
    assert "延びない読み方" in limit.readings[0].text
    assert "翌日に延びる読み方" in limit.readings[1].text
    assert limit.readings[1].cite == "民法724条1号、民法142条"


def test_three_years_unless_life_or_body_is_harmed() -> None:
    known_on = date(2023, 11, 24)
    assert limitation.tort_from_knowing(known_on=known_on, on=TODAY, law=LAW).last_day == date(2026, 11, 24)
    assert limitation.tort_from_knowing(known_on=known_on, on=TODAY, law=LAW, bodily=True).last_day.year == 2028


def test_without_a_day_of_knowing_there_is_nothing_to_count() -> None:
    with pytest.raises(ValueError, match="empty"):
        tort(known=())


# --- offences


def test_a_right_without_an_offence_of_its_own_is_planned_as_defamation() -> None:
    offence = limitation.offence_of(act_on=TODAY, right=RightInfringed.PORTRAIT, law=LAW)
    assert (offence.key, offence.on_complaint) == ("defamation", True)
    assert limitation.offence_of(act_on=TODAY, right=RightInfringed.CREDIT, law=LAW).on_complaint is False


def test_an_act_before_the_first_known_offence_is_refused() -> None:
    with pytest.raises(LawError, match=r"offences\.toml"):
        limitation.offence_of(act_on=date(2001, 1, 1), right=RightInfringed.HONOUR, law=LAW)


def test_the_complaint_period_says_why_there_is_none() -> None:
    credit = limitation.offence_of(act_on=TODAY, right=RightInfringed.CREDIT, law=LAW)
    honour = limitation.offence_of(act_on=TODAY, right=RightInfringed.HONOUR, law=LAW)
    for offences, withdrawn, cite in (((credit,), False, "刑法232条"), ((honour,), True, "237条2項")):
        limit = limitation.complaint_limit(
            known_readings=(BASE,), offences=offences, withdrawn=withdrawn, on=TODAY, law=LAW
        )
        assert limit.period is None
        assert limit.statement is not None
        assert cite in limit.statement.cite
    both = limitation.complaint_limit(
        known_readings=(BASE,), offences=(credit, honour), withdrawn=False, on=TODAY, law=LAW
    )
    assert both.period is not None
    assert (both.period.last_day, both.statement) == (date(2024, 5, 22), None)


def talks(on: date, until: date) -> Suspension:
    return Suspension(kind=SuspensionKind.NEGOTIATION, on=on, until=until)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (demand(date(2026, 5, 19)), demand(date(2026, 11, 19))),
        (demand(date(2026, 5, 19)), talks(date(2026, 11, 19), date(2027, 3, 1))),
        (talks(date(2026, 5, 19), date(2026, 11, 19)), demand(date(2026, 11, 19))),
    ],
)
def test_the_last_day_of_a_postponement_still_bars_the_next_one(first: Suspension, second: Suspension) -> None:
    assert [e.effective for e in tort(first, second).effects] == [True, False]
    assert [e.effective for e in tort(first, replace(second, on=date(2026, 11, 20))).effects] == [True, True]


def test_a_demand_that_ends_on_the_very_last_day_decides_nothing() -> None:
    assert tort(demand(date(2026, 5, 22))).postponed_by is None
    assert tort(demand(date(2026, 5, 25))).postponed_by is not None


def test_harm_to_the_body_leaves_the_other_damage_at_three_years_and_says_so() -> None:
    limit = limitation.tort_limit(known_readings=(BASE,), events=(), on=TODAY, law=LAW, bodily=True)
    assert limit.period is not None
    assert limit.period.length == "5y"
    assert limit.period.steps[-1].text == (
        "生命・身体の侵害に当たらない損害（名誉など）は3年のまま進む（起算日 2023年11月23日(木)）"
    )
    assert limit.period.steps[-1].cite == "民法724条1号"


def test_each_event_that_came_too_late_is_named_with_its_reason() -> None:
    late = (demand(date(2027, 1, 5)), demand(date(2027, 2, 5)))
    effects = tort(*late).effects
    assert [(e.event, e.effective, e.step.cite) for e in effects] == [(x, False, "民法166条、724条") for x in late]
    assert "2027年2月5日(金)には既に時効が完成している" in effects[1].step.text


def test_a_pending_suit_says_what_it_does() -> None:
    suit = Suspension(kind=SuspensionKind.SUIT, on=date(2026, 11, 2))
    (effect,) = tort(suit).effects
    assert effect.event == suit
    assert effect.step.text == "2026年11月2日(月)に訴えを提起したので、終わるまで時効は完成しない"


def test_only_a_harm_to_life_or_body_says_that_other_damage_stays_at_three_years() -> None:
    for bodily in (False, True):
        limit = limitation.tort_limit(known_readings=(BASE,), events=(), on=TODAY, law=LAW, bodily=bodily)
        assert limit.period is not None
        assert any("当たらない損害" in step.text for step in limit.period.steps) is bodily


def test_the_complaint_period_keeps_every_reading_of_the_day_of_knowing() -> None:
    honour = limitation.offence_of(act_on=TODAY, right=RightInfringed.HONOUR, law=LAW)
    later = limitation.Knowing(on=date(2023, 12, 16), text="発信者と確認した日", cite="刑事訴訟法235条")
    limit = limitation.complaint_limit(
        known_readings=(BASE, later), offences=(honour,), withdrawn=False, on=TODAY, law=LAW
    )
    assert [(r.text, r.cite, r.due_on) for r in limit.readings] == [
        ("氏名・住所が開示された日", "民法724条1号", date(2024, 5, 22)),
        ("発信者と確認した日", "刑事訴訟法235条", date(2024, 6, 17)),
    ]
    for refused in (
        limitation.complaint_limit(known_readings=(BASE,), offences=(), withdrawn=False, on=TODAY, law=LAW),
        limitation.complaint_limit(known_readings=(BASE,), offences=(honour,), withdrawn=True, on=TODAY, law=LAW),
    ):
        assert refused.readings == ()


def test_what_an_event_did_is_among_the_steps_of_the_period() -> None:
    unproven = demand(date(2026, 10, 1), proven=False)
    limit = tort(unproven)
    assert limit.period is not None
    (effect,) = limit.effects
    assert (effect.event, effect.step.cite) == (unproven, "民法97条1項、150条1項")
    assert effect.step.text.startswith("2026年10月1日(木)に発送した催告は、到達が記録されていない")
    assert effect.step in limit.period.steps
