"""不在と代理: a delegation must lead to somebody who is there; it never overlaps another and never runs in a circle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Away:
    """`member` is away from `from_on` to `to_on` (both included); `delegate` gets what is meant for them."""

    member: int
    delegate: int
    from_on: date
    to_on: date

    def meets(self, from_on: date, to_on: date) -> bool:
        """Say whether it shares a day with that span."""
        return self.from_on <= to_on and from_on <= self.to_on


def overlapping(new: Away, others: Iterable[Away]) -> tuple[Away, ...]:
    """Absences of the same member on some of the same days."""
    return tuple(item for item in others if item.member == new.member and item.meets(new.from_on, new.to_on))


def runs_in_a_circle(new: Away, others: Iterable[Away]) -> bool:
    """Say whether on some day of it the delegates, one after the other, lead back to the member."""
    known = tuple(others)
    open_spans, seen = [(new.delegate, new.from_on, new.to_on)], set[tuple[int, date, date]]()
    while open_spans:
        who, from_on, to_on = span = open_spans.pop()
        if who == new.member:
            return True
        if span not in seen:
            seen.add(span)
            open_spans += [
                (item.delegate, max(from_on, item.from_on), min(to_on, item.to_on))
                for item in known
                if item.member == who and item.meets(from_on, to_on)
            ]
    return False
