"""When to try again: delays that grow, shrink as the window closes, and end with a last try inside it."""

from datetime import date, timedelta

TIGHTEST_SECONDS = 0.05


def delays_within(count: int, seconds_left: float, *, first: float = 0.5, share: float = 0.4) -> list[float]:
    """At most `count` delays (seconds) whose sum stays below `seconds_left`; each takes at most `share` of the rest."""
    delays: list[float] = []
    left = seconds_left
    for number in range(count):
        if left <= TIGHTEST_SECONDS:
            break
        delay = min(first * 2.0**number, share * left)
        delays.append(round(delay, 3))
        left -= delay
    return delays


def chase_days(asked_on: date, *, typical_days: int, last_useful: date | None, at_most: int = 2) -> tuple[date, ...]:
    """Days on which to chase an unanswered letter.

    The first lies `typical_days` after asking, each next half as long after the one before (never under 2 days).
    With a last useful day, each step takes at most half of what is left, and no chase lies after that day.
    """
    found: list[date] = []
    day = asked_on
    step = typical_days
    for _ in range(at_most):
        left = (last_useful - day).days if last_useful else step * 2
        gap = min(step, max(1, left // 2))
        if left < 1:
            break
        day += timedelta(days=gap)
        found.append(day)
        step = max(2, step // 2)
    return tuple(found)


def give_up_day(asked_on: date, chases: tuple[date, ...], *, typical_days: int, last_useful: date | None) -> date:
    """The day on which silence counts as the answer: half the typical time after the last chase, inside the window."""
    start = chases[-1] if chases else asked_on
    day = start + timedelta(days=max(2, typical_days // 2))
    if last_useful and day > last_useful:
        return max(start, last_useful)
    return day
