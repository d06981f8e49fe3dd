"""How papers look: the fonts that they are set in, and which signs those can show."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.papers.font_signs import signs_of
from tasks.settings import DocumentsSection

if TYPE_CHECKING:
    from typst import Fonts


class LookFault(ValueError):
    """A setting of `[documents]` names fonts that are not there. The text names the setting and the cure."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Fonts of a paper: the folder they lie in, the family of its text, and the family for what that one lacks.

    What both lack is taken from the other families of the folder, so that a firm may add a font with its emoji.
    """

    font_dir: Path
    serif: str
    sans: str

    @property
    def in_turn(self) -> tuple[str, ...]:
        """The families in the order in which a sign is looked for."""
        return tuple(dict.fromkeys((self.serif, self.sans, *sorted(families(self.font_dir)))))


def look_of(documents: DocumentsSection) -> Look:
    """The look that the settings ask for; the packaged fonts unless they name a folder. Raises LookFault."""
    look = Look(font_dir=documents.font_dir or _packaged(), serif=documents.serif, sans=documents.sans)
    found = families(look.font_dir)
    if not found:
        raise LookFault(f"documents.font_dir: 書体がありません（{look.font_dir}）。フォルダを確かめてください。")
    for setting, family in (("documents.serif", look.serif), ("documents.sans", look.sans)):
        if family not in found:
            shown = "、".join(sorted(found))
            raise LookFault(f"{setting}: 「{family}」という書体がありません。次のいずれかにしてください: {shown}")
    return look


@cache
def loaded(font_dir: Path) -> "Fonts":
    """The fonts of a folder, read once. Typst is imported here: commands that set no paper do not wait for it."""
    from typst import Fonts  # noqa: PLC0415

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_dir)])


@cache
def families(font_dir: Path) -> frozenset[str]:
    """The names of the families in a folder."""
    return frozenset(info.family for info in loaded(font_dir).fonts())


@cache
def shown_signs(look: Look) -> frozenset[int]:
    """Code points that the fonts of this look can show."""
    files = {(Path(info.path), info.index) for info in loaded(look.font_dir).fonts() if info.path}
    return frozenset().union(*(signs_of(path, index) for path, index in files))


def _packaged() -> Path:
    from pylopdf_fonts_jp import sans_path  # noqa: PLC0415 (as Typst)

    return sans_path().parent
