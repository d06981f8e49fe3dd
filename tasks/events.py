"""The one door for facts that nobody was asked for: whichever handle was used, it ends here."""

from collections.abc import Mapping
from typing import Any

from tasks.case_store.events import Recorded, record_procedure_event
from tasks.wiring import Services


def record_event(made: Services, ref: str, typed: Mapping[str, Any]) -> Recorded:
    """Record what was typed into `ProcedureEventForm`. Raises Faults with all of them, NoSuchCase."""
    return record_procedure_event(made.store, made.law, ref, typed, made.clock.now())
