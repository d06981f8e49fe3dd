"""All five stages of one case put together, and the catch-all that keeps every open case on somebody's desk."""

from datetime import datetime

from models.facts import CaseFacts, Deadline
from models.provisions import Law
from models.rules.progress import (
    damages_claim,
    log_preservation,
    on_demand,
    platform_request,
    provider_identification,
    subscriber_disclosure,
)
from models.rules.progress.plan import CasePlan, Track, WaitSpec
from models.terms import CaseStatus, Stage, Turn, WaitKind

CASE_SUBJECT = "case"


def plan_case(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime) -> CasePlan:
    """What to do now and what to wait for. Drafts, held and closed cases want nothing.

    A paper that an attorney asked for stands beside the stages: it neither ends nor holds up any of them.
    """
    if facts.status is not CaseStatus.OPEN:
        return CasePlan(todos=(), waits=(), escalations=(), wake_at=None)
    disclosure = subscriber_disclosure.plan(facts, law, deadlines, as_of)
    tracks = [
        platform_request.plan(facts, law, as_of),
        provider_identification.plan(facts, deadlines, as_of),
        log_preservation.plan(facts, law, deadlines, as_of),
        disclosure,
        damages_claim.plan(facts, law, disclosure, as_of),
    ]
    own = tuple(todo for track in tracks for todo in track.todos)
    waits = tuple(wait for track in tracks for wait in track.waits) or _catch_all(tracks[-1], todos=bool(own))
    asked = on_demand.plan(facts)
    todos = (*own, *(todo for track in asked for todo in track.todos))
    waits += tuple(wait for track in asked for wait in track.waits)
    return CasePlan(
        todos=todos,
        waits=tuple(sorted(waits, key=lambda wait: (wait.rank, wait.due_on is None, wait.due_on, wait.subject))),
        escalations=tuple(item for track in tracks for item in track.escalations),
        wake_at=min((moment for track in tracks for moment in track.wakes if moment > as_of), default=None),
        marks={track.stage: _mark(track) for track in tracks},
    )


def _catch_all(claim: Track, *, todos: bool) -> tuple[WaitSpec, ...]:
    if todos:
        return ()
    kind = WaitKind.CLOSING if claim.done else WaitKind.DEAD_END
    return (WaitSpec(stage=Stage.DAMAGES_CLAIM, kind=kind, subject=CASE_SUBJECT, turn=Turn.ATTORNEY, rank=90),)


def _mark(track: Track) -> str:
    if track.done:
        return "done"
    if track.dead:
        return "dead"
    if track.todos:
        return "working"
    return "waiting" if track.waits else "not_begun"
