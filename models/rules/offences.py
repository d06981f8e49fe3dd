"""罪名: the offence and its penalty as the law stood at the time of the act, never today's (law.md §1.4, §7)."""

from datetime import date

from models.provisions.court_law import Offence
from models.provisions.law import Law
from models.terms import RightInfringed


def offence_for(*, right: RightInfringed, acted_on: date, law: Law) -> Offence | None:
    """Return the offence that answers to an infringement of that day, None when none is known."""
    found = (o for o in law.courts.offences if o.right is right and o.in_force(acted_on))
    return next(found, None)
