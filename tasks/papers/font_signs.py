"""Which code points a font file has a glyph for: its `cmap` table (OpenType specification, formats 4 and 12)."""

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

_COLLECTION = b"ttcf"
_SEGMENTS, _GROUPS = 4, 12


def signs_of(path: Path, index: int) -> frozenset[int]:
    """Code points of the `index`-th font of a file. Other formats of the table than 4 and 12 are passed over."""
    data = path.read_bytes()
    start: int = unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == _COLLECTION else 0
    table = _table(data, start, b"cmap")
    found: set[int] = set()
    for number in range(unpack_from(">H", data, table + 2)[0]):
        at = table + unpack_from(">I", data, table + 4 + 8 * number + 4)[0]
        found.update(_subtable(data, at))
    return frozenset(found)


def _table(data: bytes, start: int, tag: bytes) -> int:
    for number in range(unpack_from(">H", data, start + 4)[0]):
        name, _, at, _ = unpack_from(">4sIII", data, start + 12 + 16 * number)
        if name == tag:
            return int(at)
    raise ValueError(f"the font has no table {tag!r}")


def _subtable(data: bytes, at: int) -> Iterator[int]:
    kind = unpack_from(">H", data, at)[0]
    if kind == _SEGMENTS:
        yield from _segments(data, at)
    elif kind == _GROUPS:
        for number in range(unpack_from(">I", data, at + 12)[0]):
            first, last, _ = unpack_from(">III", data, at + 16 + 12 * number)
            yield from range(first, last + 1)


def _segments(data: bytes, at: int) -> Iterator[int]:
    count = unpack_from(">H", data, at + 6)[0] // 2
    lasts = unpack_from(f">{count}H", data, at + 14)
    firsts = unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = unpack_from(f">{count}H", data, at + 16 + 4 * count)
    offsets = unpack_from(f">{count}H", data, at + 16 + 6 * count)
    for number, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
        for sign in range(first, last + 1):
            glyph = sign
            if offset:
                where = at + 16 + 6 * count + 2 * number + offset + 2 * (sign - first)
                glyph = unpack_from(">H", data, where)[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield sign
