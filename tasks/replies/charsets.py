"""Bytes of a mail to text: the charset it names, unless the bytes say otherwise."""

import re

_SHIFTED = re.compile(rb"\x1b[$(]")
_JIS_PARTS = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_JAPANESE = {"shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "cp932"}
_SAYS_LITTLE = {"us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252", "unknown-8bit", ""}
_GUESSES = ("utf-8", "cp932", "euc_jp", "cp1252")


def decode(raw: bytes, charset: str | None) -> str:
    """Decode a body or a header word. Never raises: what no charset can read becomes the replacement sign."""
    if _SHIFTED.search(raw):
        return _jis(raw)
    named = (charset or "").strip().strip("\"'").lower()
    first = ("cp932",) if named in _JAPANESE else (named,)
    order = (*_GUESSES[:3], *first, "latin-1") if named in _SAYS_LITTLE else (*first, *_GUESSES)
    for codec in order:
        if codec and (text := _strict(raw, codec)) is not None:
            return text
    return raw.decode("utf-8", "replace")


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (LookupError, ValueError):  # an unknown charset, or other bytes than it promises
        return None


def _jis(raw: bytes) -> str:
    """ISO-2022-JP, whatever the label says; with the circled figures and marks that Windows puts in."""
    if (text := _strict(raw, "iso2022_jp_ext")) is not None:
        return text
    parts = _JIS_PARTS.split(raw)
    said = [parts[0].decode("ascii", "replace")]
    for shift, content in zip(parts[1::2], parts[2::2], strict=True):
        said.append(_shifted(shift, content))
    return "".join(said)


def _shifted(shift: bytes, content: bytes) -> str:
    """One run of the text after its escape sequence; a line end always shifts back."""
    if shift == b"(I":
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in content).decode("cp932", "replace")  # noqa: PLR2004 (kana of JIS X 0201)
    if not shift.startswith(b"$"):
        return content.decode("ascii", "replace")
    double, newline, rest = content.partition(b"\n")
    return _double(double.rstrip(b"\r")).decode("cp932", "replace") + (newline + rest).decode("ascii", "replace")


def _double(content: bytes) -> bytes:
    """JIS X 0208 rows to Shift_JIS, where Windows knows row 13 too."""
    found = bytearray()
    for row, cell in zip(content[::2], content[1::2], strict=False):
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)  # noqa: PLR2004 (the second half of the rows)
        trail = cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)  # noqa: PLR2004 (0x7F is left out)
        found += bytes([min(lead, 0xFF), min(trail, 0xFF)])
    return bytes(found)
