"""One sweep as the case database sees it: the sweep's own functions in its order, without an engine."""

import asyncio
from collections.abc import Callable, Iterable

from flows.sweep import BEFORE_DELIVERY, FIRST, LAST, Chore
from tasks.case_store.legs import due_cases, misshown_runs, next_slice, with_older_mail, without_wake_up
from tasks.case_store.position import CaseView, refresh_case
from tasks.delivery import deliver_due
from tasks.heartbeat import beat
from tasks.redating import wake_when_law_changed
from tasks.wiring import Services

Leg = Callable[[Services, CaseView], object]


def sweep_cases(made: Services, leg: Leg = lambda _made, _view: None) -> list[str]:
    """Settle what is due, queue the digests and deliver; `leg` does what a case wants done. Returns who was due."""
    wake_when_law_changed(made)
    do(made, FIRST)
    now = made.clock.now()
    due = list(dict.fromkeys((*due_cases(made.store, now), *with_older_mail(made.store, now))))
    for ref in due:
        leg(made, refresh_case(made.store, made.law, ref, now))
    do(made, BEFORE_DELIVERY)
    asyncio.run(deliver_due(made))
    assert without_wake_up(made.store) == []
    do(made, LAST)
    beat(made)
    return due


def runs_to_look_for(made: Services) -> int:
    """What a sweep asks of the case database before it asks the engine."""
    return len(misshown_runs(made.store)) + len(next_slice(made.store, made.wall.now()))


def do(made: Services, chores: Iterable[Chore]) -> None:
    """The chores; here one that fails is a failure."""
    for _name, chore in chores:
        chore(made)
