"""Figures that nobody has checked for a year are found wherever they lie in the law."""

from dataclasses import replace
from datetime import date

import pytest

from models.provisions import Law, load_law
from models.provisions.figures import Sourced
from models.rules.staleness import StaleFigure, is_stale, stale_figures
from models.terms import Confidence, ProviderCategory

LAW = load_law()
NEWEST = date(2026, 11, 22)
OLD = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("checked_on", "today", "stale"),
    [
        (date(2026, 11, 22), date(2027, 11, 22), False),
        (date(2026, 11, 22), date(2027, 11, 23), True),
        (date(2027, 2, 28), date(2028, 2, 29), False),
        (date(2027, 2, 28), date(2028, 3, 1), True),
        (date(2028, 2, 29), date(2029, 3, 1), True),
    ],
)
def test_twelve_months_by_the_calendar(checked_on: date, today: date, *, stale: bool) -> None:
    assert is_stale(checked_on, today) is stale


def old(law: Law) -> dict[str, Law]:
    """The law with one old figure in each of its places."""
    figure = law.figures["appeal"][-1]
    platform, provider, route = law.platforms["x"], law.providers["kddi"], law.timetable.routes["form"][0]
    assert platform.retention
    assert law.calendar.checked
    leg = replace(route.legs[0], checked_on=OLD)
    old_route = replace(route, legs=(leg, *route.legs[1:]))
    retention = replace(platform.retention, checked_on=OLD)
    calendar = replace(law.calendar, checked=replace(law.calendar.checked, checked_on=OLD))
    mobile = replace(law.classes[ProviderCategory.MOBILE], checked_on=OLD)
    regimes = (replace(law.regimes[0], checked_on=OLD), *law.regimes[1:])
    fees = replace(law.fees, tiers=(replace(law.fees.tiers[0], checked_on=OLD), *law.fees.tiers[1:]))
    timetable = replace(law.timetable, routes={**law.timetable.routes, "form": (old_route,)})
    return {
        f"figures.appeal[{figure.valid_from}]": replace(
            law, figures={**law.figures, "appeal": (replace(figure, checked_on=OLD),)}
        ),
        "platforms.x.retention": replace(law, platforms={**law.platforms, "x": replace(platform, retention=retention)}),
        "providers.kddi": replace(
            law, providers={**law.providers, "kddi": replace(provider, checked_on=OLD, retention=None)}
        ),
        "classes.mobile": replace(law, classes={**law.classes, ProviderCategory.MOBILE: mobile}),
        "calendar.checked": replace(law, calendar=calendar),
        "fees.tiers[1]": replace(law, fees=fees),
        f"regimes[{law.regimes[0].regime_id}]": replace(law, regimes=regimes),
        f"timetable.routes.form[{route.valid_from}].legs[{leg.key}]": replace(law, timetable=timetable),
    }


@pytest.mark.parametrize(("place", "law"), old(LAW).items(), ids=str)
def test_an_old_figure_is_found_in_its_place(place: str, law: Law) -> None:
    assert [(s.place, s.checked_on) for s in stale_figures(law, NEWEST, {})] == [(place, OLD)]


def test_the_law_as_released_is_fresh_today_and_stale_after_a_year() -> None:
    assert stale_figures(LAW, NEWEST, {}) == ()
    stale = stale_figures(LAW, date(2036, 1, 1), {})
    assert len(stale) > 100
    assert [s.checked_on for s in stale] == sorted(s.checked_on for s in stale)


def test_a_firms_figure_names_its_file_and_what_lies_beside_the_law_counts_too() -> None:
    own = replace(LAW.providers["nifty"], source="当所", checked_on=OLD, origin="【事務所】", retention=None)
    beside = Sourced(source="内規", checked_on=date(2019, 1, 1), confidence=Confidence.LOW)
    law = replace(LAW, providers={**LAW.providers, "nifty": own})
    assert stale_figures(law, NEWEST, {"reminders": beside}) == (
        StaleFigure(place="reminders", source="内規", checked_on=date(2019, 1, 1), origin=""),
        StaleFigure(place="providers.nifty", source="当所", checked_on=OLD, origin="【事務所】"),
    )


def test_a_figure_inside_another_of_the_same_source_and_day_is_not_repeated() -> None:
    kddi = LAW.providers["kddi"]
    assert kddi.retention
    same = replace(kddi.retention, source=kddi.source, checked_on=OLD)
    other = replace(same, source="別の資料")
    for retention, places in ((same, ["providers.kddi"]), (other, ["providers.kddi", "providers.kddi.retention"])):
        law = replace(LAW, providers={**LAW.providers, "kddi": replace(kddi, checked_on=OLD, retention=retention)})
        assert [s.place for s in stale_figures(law, NEWEST, {})] == places
