"""成年: 18 since 2022-04-01, 20 before (民法4条); an age is reached at the end of the day before the birthday."""

from datetime import date

from models.provisions.calendar import ONE_DAY
from models.provisions.faults import LawError
from models.provisions.law import Law
from models.rules.periods import last_day_of


def is_minor(born_on: date, on: date, law: Law) -> bool:
    """Say whether a person is a minor on a day, by the law of that day. Raises LawError for a birth after it."""
    if born_on > on:
        raise LawError(f"birth {born_on}: lies after {on}; give the day of birth")
    age = law.figure("majority", on)
    return on < last_day_of(born_on, age.length) + ONE_DAY
