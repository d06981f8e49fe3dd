"""The evening of a firm, for the tests of its audit: one case that was told and owned, the office closed."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from models.rules.replies import Reply
from models.tables import OfficeTaskRow
from models.terms import AckDoor, AckKind, OfficeTaskKind
from tasks.acknowledging import acknowledge
from tasks.case_store.heartbeat import pulse
from tasks.case_store.legs import due_cases
from tasks.digests import queue_digests
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import STAFF, opened, work
from tests.tasks.case_store.claims import due, sent
from tests.tasks.mornings import WEDNESDAY, at, digests, waiting

LOG, TWIN = "log_expiry:post:1", "log_expiry:post:2"
NIGHT = at(20, 5)
SECOND = {"name": "乙野 次", "address": "架空県", "born_on": "1990-01-01"}


def evening(services: Services, clock: SteppedClock, wall: SteppedClock) -> str:
    """A case as a working desk leaves it on Wednesday evening: its dates were said and owned, the office is closed."""
    ref = opened(services)
    for hour in (6, 8):
        sweep(services, clock, wall, hour)
    (digest,) = digests(services)
    seen = Reply(kind=AckKind.SEEN)
    owner = digest.member_id or 0
    acknowledge(
        services,
        digest.id or 0,
        seen,
        member_id=owner,
        door=AckDoor.CLI,
        entered_by=STAFF,
        said_at=clock.now(),
    )
    sweep(services, clock, wall, 20)
    step(clock, wall, 20, 5)
    return ref


def step(clock: SteppedClock, wall: SteppedClock, hour: int, minute: int = 0, day: date = WEDNESDAY) -> None:
    clock.step_to(at(hour, minute, day))
    wall.step_to(at(hour, minute, day))


def sweep(made: Services, clock: SteppedClock, wall: SteppedClock, hour: int, day: date = WEDNESDAY) -> None:
    """What a sweep does to rows, but for the audit; the mails themselves are tested elsewhere."""
    step(clock, wall, hour, day=day)
    for ref in due_cases(made.store, clock.now()):
        work(made, ref)
    queue_digests(made)
    for notice in due(made):
        sent(made, notice)


def found(made: Services) -> list[str]:
    """What the audit's open tasks say."""
    query = select(OfficeTaskRow).where(
        OfficeTaskRow.kind == OfficeTaskKind.AUDIT, col(OfficeTaskRow.done_at).is_(None)
    )
    with made.store.read() as session:
        return [task.said for task in session.exec(query.order_by(col(OfficeTaskRow.id)))]


def run(made: Services, statement: str, **values: object) -> None:
    with made.store.write() as session:
        session.connection().execute(sa.text(statement), values)


def log_line(made: Services, topic: str = LOG) -> int:
    return next(line.id or 0 for line in waiting(made) if line.topic == topic)


def missing(made: Services) -> int:
    beat = pulse(made.store)
    assert beat is not None
    return beat.audit_missing
