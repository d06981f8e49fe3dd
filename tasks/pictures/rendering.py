"""SVG to PNG by Typst, with the fonts of the package; loaded on the first picture, equal pictures made once."""

from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Compiler

PIXELS_PER_UNIT = (1.5, 1.25, 1.0)  # the next where one is too large
LARGEST_BYTES = 25_000

_TURN = Lock()
_POINTS_PER_UNIT = 0.75
_PAPER = b'#set page(width:auto,height:auto,margin:0pt)\n#image(bytes(sys.inputs.svg),format:"svg")'


class CannotDraw(Exception):
    """No picture could be made of this drawing."""


@lru_cache(maxsize=256)
def png_of(svg: str) -> bytes:
    """Turn a drawing into a PNG. Raises CannotDraw when that fails or the PNG is larger than mails carry."""
    try:
        for scale in PIXELS_PER_UNIT:
            made = _compiled(svg, 72 * scale / _POINTS_PER_UNIT)
            if isinstance(made, bytes) and len(made) <= LARGEST_BYTES:
                return made
    except (ImportError, OSError, RuntimeError) as fault:
        raise CannotDraw(f"the picture could not be made: {type(fault).__name__}") from fault
    raise CannotDraw(f"the picture is no PNG of at most {LARGEST_BYTES} bytes")


def _compiled(svg: str, ppi: float) -> object:
    with _TURN:  # a compiler in use refuses a second thread
        return _compiler().compile(_PAPER, format="png", ppi=ppi, sys_inputs={"svg": svg})


@cache
def _compiler() -> "Compiler":
    """The compiler with its fonts; imported here, so that commands that draw nothing do not wait for it."""
    from pylopdf_fonts_jp import sans_path  # noqa: PLC0415
    from typst import Compiler, Fonts  # noqa: PLC0415

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])
    return Compiler(font_paths=fonts, ignore_system_fonts=True)
