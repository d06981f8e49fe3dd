"""One thing that a case is found by, as it was read: its spellings, from the most precise to pieces of it."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`whole`: all that was written; `loose`: the same less precisely; `parts`: useful pieces, kept but not asked for.

    `accounts`: names of accounts that a URL tells.
    """

    whole: frozenset[str] = field(default=frozenset(), repr=False)
    loose: frozenset[str] = field(default=frozenset(), repr=False)
    parts: frozenset[str] = field(default=frozenset(), repr=False)
    accounts: frozenset[str] = field(default=frozenset(), repr=False)


NOTHING: Final = Reading()
