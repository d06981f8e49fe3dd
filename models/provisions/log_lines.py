"""What one line of a log must hold so that a class of providers can find one subscriber (law.md §10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from models.provisions.figures import Sourced
from models.provisions.reading import Entry
from models.provisions.shapes import needed
from models.terms import ProviderCategory

FILE: Final = Path(__file__).resolve().parent.parent / "law" / "log_lines.toml"


@dataclass(frozen=True, kw_only=True)
class LineNeeds(Sourced):
    """通信記録に要るもの: all of `needs`, one of `needs_one_of`; `why` (Japanese) a line without them names nobody.

    `sure`: without them the provider will answer that it cannot identify; else only some providers of the class will.
    """

    needs: tuple[str, ...]
    needs_one_of: tuple[str, ...]
    sure: bool
    why: str


def read_log_lines(opened: Callable[[Path], Entry], firm: Path | None) -> Mapping[ProviderCategory, LineNeeds]:
    """Read models/law/log_lines.toml, then the firm's `log_lines.toml` over it by category."""
    own = firm / "log_lines.toml" if firm else None
    found: dict[ProviderCategory, LineNeeds] = {}
    for path in (FILE, own):
        if path is not None and path.exists():
            top = opened(path)
            found |= dict(_class(entry) for entry in top.tables("class"))
            top.finish()
    return found


def _class(entry: Entry) -> tuple[ProviderCategory, LineNeeds]:
    category = entry.choice("category", ProviderCategory)
    read = LineNeeds(
        needs=needed(entry, "needs"),
        needs_one_of=needed(entry, "needs_one_of"),
        sure=entry.flag("sure"),
        why=entry.text("why"),
        **entry.sourced(),
    )
    entry.finish()
    return category, replace(read, origin=entry.origin)
