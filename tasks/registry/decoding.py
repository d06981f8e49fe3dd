"""Bytes of a port-43 answer to text, in the order that loses no Japanese name."""

import re

from tasks.registry.answers import Decoded

_JIS = "iso2022_jp_ext"
_SHIFT_IN = re.compile(rb"\x1b\$")
_LAST_SHIFT = re.compile(rb"\x1b(\$|\()[^\x1b]*\Z")


_JAPANESE = (_JIS, "utf-8-sig", "cp932", "euc_jp")
_KOREAN = ("utf-8-sig", "cp949")
_WESTERN = ("utf-8-sig", "latin-1")
_ORDERS = {"jpnic": _JAPANESE, "krnic": _KOREAN}


def decode(raw: bytes, registry: str = "jpnic") -> Decoded:
    """Decode strictly in the registry's order; failing all, with replaced characters and a flag.

    JPNIC: ISO-2022-JP, UTF-8, CP932, EUC-JP. KRNIC: UTF-8, CP949. The others print UTF-8 or Latin-1, which two Japanese
    codecs would read as nonsense without complaint.

    ISO-2022-JP is seven-bit, so UTF-8 would read it without complaint and lose every name: an answer with JIS shifts
    is only ever read as JIS.
    """
    if _SHIFT_IN.search(raw):
        return _strict(raw, _JIS) or _told(raw.decode(_JIS, "replace"), f"{_JIS}/replace", lossy=True)
    for codec in _ORDERS.get(registry, _WESTERN):
        if decoded := _strict(raw, codec):
            return decoded
    return _told(raw.decode("ascii", "replace"), "ascii/replace", lossy=True)


def ends_inside_japanese(raw: bytes) -> bool:
    """Whether the bytes end before the text has shifted back from Japanese: the answer was cut."""
    last = _LAST_SHIFT.search(raw)
    return last is not None and last[1] == b"$"


def _strict(raw: bytes, codec: str) -> Decoded | None:
    try:
        return _told(raw.decode(codec), codec)
    except UnicodeDecodeError:
        return None


def _told(text: str, decoder: str, *, lossy: bool = False) -> Decoded:
    """Only line feeds and carriage returns end a line: a holder's text cannot open a line of its own."""
    return Decoded(text=text.replace("\r\n", "\n").replace("\r", "\n"), decoder=decoder, lossy=lossy)
