"""The staff list of this desk: operations follow the settings."""

from tasks.case_store.staff import Operator, keep_operations
from tasks.wiring import Services


def follow_settings(made: Services) -> bool:
    """Let operations be whom the settings name (a sweep does this first); say whether anything changed."""
    named = made.settings.notices.operations
    wanted = [Operator(name=person.name, mail=person.mail, language=person.language) for person in named]
    return keep_operations(made.store, wanted, made.clock.now())
