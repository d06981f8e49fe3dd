"""Which registries have not answered lately: for `kaiji doctor`."""

from dataclasses import dataclass
from datetime import datetime

from models.rules.registry_pacing import FAILURES_THAT_OPEN, ServiceState, rest_seconds
from tasks.case_store.engine import Store
from tasks.case_store.registry_turns import service_states


@dataclass(frozen=True, kw_only=True)
class ServiceTrouble:
    """A service (`ripe.rdap`) that is left alone; `said` is what was wrong, how often, and until when."""

    name: str
    said: str


def registry_health(store: Store, now: datetime) -> tuple[ServiceTrouble, ...]:
    """Every service that does not answer or limits us at `now` (real time); empty when all is well."""
    states = service_states(store).items()
    return tuple(_trouble(name, state, said, now) for name, (state, said) in states if _is_unwell(state, now))


def _is_unwell(state: ServiceState, now: datetime) -> bool:
    return state.failures > 0 and (rest_seconds(state, now) > 0 or state.failures >= FAILURES_THAT_OPEN)


def _trouble(name: str, state: ServiceState, said: str, now: datetime) -> ServiceTrouble:
    seconds = rest_seconds(state, now)
    until = f"left alone for {seconds:.0f} s more" if seconds else "the next question is a probe"
    return ServiceTrouble(name=name, said=f"{said} ({state.failures} in a row; {until})")
