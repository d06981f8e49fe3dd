"""The docket says who had a case's file put together, and for whom."""

from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.wiring import Services


def note_hand_over(made: Services, ref: str, pack: str, *, purpose: str, by: str) -> None:
    """Record one pack by the name of its folder. Raises NoSuchCase."""
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        detail = {"pack": pack, "purpose": purpose}
        docket.append(session, key_of(case), made.clock.now(), by, "handed_over", **detail)
