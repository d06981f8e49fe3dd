"""The attorneys of a case as a form names them: by their name, or by the number that the page's list gives them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.terms import PersonRole


@dataclass(frozen=True, kw_only=True)
class Attorney:
    """担当弁護士・監督弁護士: who may decide. `id` is their row's number, which a page shows in place of the name."""

    id: int
    role: PersonRole = PersonRole.ATTORNEY
    name: str = field(repr=False)


def attorney_named(attorneys: Sequence[Attorney], typed: str) -> str | None:
    """The name of the attorney that was typed or chosen; None when it is none of these."""
    said = typed.strip()
    return next((one.name for one in attorneys if said in {one.name, str(one.id)}), None)
