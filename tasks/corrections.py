"""The one door for corrections: whichever handle was used, it ends here."""

from collections.abc import Mapping
from typing import Any

from tasks.case_store.correcting import Corrected, correct_fact
from tasks.wiring import Services


def correct(made: Services, ref: str, typed: Mapping[str, Any]) -> Corrected:
    """Put one fact right as typed into `CorrectionForm`. Raises Faults with all of them, NoSuchCase."""
    return correct_fact(made.store, made.law, ref, typed, made.clock.now())
