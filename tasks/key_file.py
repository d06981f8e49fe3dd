"""The data keys: a 0600 file in KAIJI_HOME, or KAIJI_KEY with the same text."""

import base64
import os
import secrets
from pathlib import Path

from models.tables.sealing import KEY_BYTES, KeyRing
from tasks.file_store import sync_folder
from tasks.folder_lock import holding

INDEX = "index"


class KeyFault(Exception):
    """The key text cannot be used; says which line and the cure, never the key."""


def load_ring(home: Path, text: str | None) -> KeyRing:
    """Read the ring from `text` (KAIJI_KEY) or from `home`/key, which is created on first use."""
    return parse_ring(text if text is not None else _file_text(home / "key"))


def parse_ring(text: str) -> KeyRing:
    """Parse lines `<id>:<base64>` and `index:<base64>`; the highest id seals new cells. Raises KeyFault."""
    keys: dict[int, bytes] = {}
    index_key = b""
    for number, line in enumerate(filter(None, (part.strip() for part in text.replace(",", "\n").splitlines())), 1):
        name, _, body = line.partition(":")
        key = _decode(body, number)
        if name == INDEX:
            index_key = key
        elif name.isdigit() and 0 < int(name) < 256:  # noqa: PLR2004 (one byte in front of each cell)
            keys[int(name)] = key
        else:
            msg = f"key line {number}: '<1-255>:<base64>' or 'index:<base64>' expected"
            raise KeyFault(msg)
    if not keys or not index_key:
        msg = "key: at least one numbered key and one index key are needed; restore the key file from its backup"
        raise KeyFault(msg)
    return KeyRing(keys=keys, current=max(keys), index_key=index_key)


def add_key(home: Path) -> KeyRing:
    """Append a fresh data key to `home`/key (rotation); return the new ring. Raises KeyFault, and nothing changed."""
    path = home / "key"
    _file_text(path)
    with holding(home):  # read and replaced by one at a time: a key that is in no file is lost for ever
        old = path.read_text(encoding="ascii")
        text = f"{old.rstrip()}\n{parse_ring(old).current + 1}:{_fresh()}\n"
        ring = parse_ring(text)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)  # of a rotation that was cut short
        _write_private(fresh, text)
        os.replace(fresh, path)  # noqa: PTH105 (atomic)
        sync_folder(home)
    return ring


def _file_text(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"key.{secrets.token_hex(4)}")
        _write_private(fresh, f"1:{_fresh()}\n{INDEX}:{_fresh()}\n")
        try:
            os.link(fresh, path)  # first of two processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        sync_folder(path.parent)
    return path.read_text(encoding="ascii")


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _decode(body: str, number: int) -> bytes:
    try:
        key = base64.b64decode(body, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        msg = f"key line {number}: {KEY_BYTES} bytes in base64 expected"
        raise KeyFault(msg)
    return key
