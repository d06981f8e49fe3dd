"""Days that only the firm closes are named inside the stretch that was looked at, and nowhere else."""

from dataclasses import replace
from datetime import date

from models.provisions import load_law
from models.rules.firm_days import firm_days

CALENDAR = replace(load_law().calendar, extra_closed=frozenset({date(2027, 6, 7), date(2027, 6, 9)}))


def test_the_day_after_the_stretch_is_not_named() -> None:
    for first, last in ((date(2027, 6, 6), date(2027, 6, 8)), (date(2027, 6, 8), date(2027, 6, 6))):
        (step,) = firm_days(first, last, CALENDAR)
        assert step.text.startswith("2027年6月7日(月)")
        assert step.cite == "事務所の設定"
