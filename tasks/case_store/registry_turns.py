"""Whose turn it is to ask a registry, shared by all processes: tokens, breaker and leases of questions in flight."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from models.rules.registry_pacing import Pace, ServiceState, asked, fresh, rest_seconds, wait_seconds
from models.tables import RegistryLeaseRow, RegistryServiceRow
from tasks.case_store.engine import Store
from tasks.process_identity import is_surely_dead, me

CONNECTION_LEASE = timedelta(minutes=1)
"""Longer than any exchange may take."""


BLINDLY = {"synchronize_session": False}
"""No row object is at hand that a deletion would have to reach."""

StateAfter = Callable[[ServiceState], ServiceState]
"""What a question's end makes of the state."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Granted with the lease of one connection, or refused: `resting`, or only `wait_seconds` away."""

    lease: str = ""
    resting: bool = False
    wait_seconds: float = 0.0


def take_turn(store: Store, name: str, pace: Pace, now: datetime) -> Turn:
    """Take a token and a connection of the service `name`, or say how long to wait; one transaction."""
    with store.write_lightly() as session:
        row = _service(session, name, pace, now)
        state = _state(row)
        if resting := rest_seconds(state, now):
            return Turn(resting=True, wait_seconds=resting)
        if waiting := wait_seconds(state, pace, now):
            return Turn(wait_seconds=waiting)
        leases = (f"{name} {number}" for number in range(1, pace.connections + 1))
        lease = next((lease for lease in leases if _lease(session, lease, now, CONNECTION_LEASE)), None)
        if lease is None:
            return Turn(wait_seconds=pace.spacing_seconds)
        _write(row, asked(state, pace, now))
        session.add(row)
        return Turn(lease=lease)


def end_turn(store: Store, name: str, lease: str, after: StateAfter, said: str) -> None:
    """Give the connection back and note what came of the question: `after` makes the new state, `said` the reason."""
    with store.write_lightly() as session:
        drop_lease(session, lease)
        row = session.exec(select(RegistryServiceRow).where(RegistryServiceRow.name == name).with_for_update()).one()
        _write(row, after(_state(row)))
        row.said = said[:200]
        session.add(row)


def take_lease(store: Store, name: str, now: datetime, length: timedelta) -> bool:
    """Take the lease `name`; False while another task or live process holds it."""
    with store.write_lightly() as session:
        return _lease(session, name, now, length)


def drop_lease(session: Session, name: str) -> None:
    """Give a lease of this process back."""
    mine = sa.and_(col(RegistryLeaseRow.name) == name, col(RegistryLeaseRow.owner) == me())
    session.exec(sa.delete(RegistryLeaseRow).where(mine), execution_options=BLINDLY)


def service_states(store: Store) -> dict[str, tuple[ServiceState, str]]:
    """Every service ever asked, by name, with what was last wrong."""
    with store.read() as session:
        rows = session.exec(select(RegistryServiceRow).order_by(RegistryServiceRow.name)).all()
        return {row.name: (_state(row), row.said) for row in rows}


def _lease(session: Session, name: str, now: datetime, length: timedelta) -> bool:
    """One row a lease; those that ran out go, and one whose process is dead is taken over."""
    session.exec(sa.delete(RegistryLeaseRow).where(col(RegistryLeaseRow.held_until) <= now), execution_options=BLINDLY)
    held = session.exec(select(RegistryLeaseRow).where(RegistryLeaseRow.name == name).with_for_update()).first()
    if held is None:
        return insert_new(session, RegistryLeaseRow(name=name, owner=me(), held_until=now + length))
    if held.held_until - now <= length and not is_surely_dead(held.owner):
        return False
    held.owner, held.held_until = me(), now + length
    session.add(held)
    return True


def _service(session: Session, name: str, pace: Pace, now: datetime) -> RegistryServiceRow:
    """The row of one service, locked; made when the service was never asked."""
    query = select(RegistryServiceRow).where(RegistryServiceRow.name == name).with_for_update()
    if (row := session.exec(query).first()) is None:
        insert_new(session, RegistryServiceRow(name=name, **asdict(fresh(pace, now))))
        row = session.exec(query).one()
    return row


def insert_new(session: Session, row: SQLModel) -> bool:
    """Insert unless a row with the same unique key is there, perhaps of another process just now; say whether."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _state(row: RegistryServiceRow) -> ServiceState:
    return ServiceState(**{field.name: getattr(row, field.name) for field in fields(ServiceState)})


def _write(row: RegistryServiceRow, state: ServiceState) -> None:
    for field in fields(ServiceState):
        setattr(row, field.name, getattr(state, field.name))
