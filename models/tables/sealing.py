"""Personal columns at rest: AES-256-GCM cells, a key ring for rotation, and blind indexes for equality search."""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class SealError(Exception):
    """A cell cannot be opened: wrong key, damaged, or moved from another column. Never carries the content."""


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """All data keys by id (1–255), the id new cells are sealed with, and the key of the blind indexes."""

    keys: Mapping[int, bytes] = field(repr=False)
    current: int
    index_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            msg = f"key ring: current key id {self.current} is not among {sorted(self.keys)}"
            raise ValueError(msg)

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text`; `place` (table.column) is authenticated, so a cell cannot be moved to another column."""
        nonce = os.urandom(NONCE_BYTES)
        cell = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), place.encode())
        return bytes([self.current]) + nonce + cell

    def open(self, cell: bytes, place: str) -> str:
        """Decrypt what `seal` made. Raises SealError."""
        if len(cell) <= NONCE_BYTES:
            msg = f"{place}: the cell is cut"
            raise SealError(msg)
        key = self.keys.get(cell[0])
        if key is None:
            msg = f"{place}: sealed with key {cell[0]}, which is not in the key ring"
            raise SealError(msg)
        try:
            return AESGCM(key).decrypt(cell[1 : NONCE_BYTES + 1], cell[NONCE_BYTES + 1 :], place.encode()).decode()
        except InvalidTag:
            msg = f"{place}: the cell does not open with key {cell[0]} (wrong key, damaged or moved)"
            raise SealError(msg) from None

    def blind(self, text: str) -> str:
        """Deterministic HMAC of the folded text (NFKC, case, inner and outer spaces), for equality search."""
        folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
        return hmac.new(self.index_key, folded.encode(), hashlib.sha256).hexdigest()


class _Installed:
    """The ring of this process; tables are useless without one, so it is set once by the wiring."""

    ring: KeyRing | None = None


def install(ring: KeyRing) -> None:
    """Make `ring` the one that columns seal and open with."""
    _Installed.ring = ring


def ring() -> KeyRing:
    """Return the installed ring. Raises SealError when the wiring has not run."""
    if _Installed.ring is None:
        msg = "no key ring installed: open the case database through the wiring"
        raise SealError(msg)
    return _Installed.ring
