"""Documents on disk: write-once files under KAIJI_HOME/documents, one folder a case."""

import hashlib
import os
import re
import secrets
import unicodedata
from pathlib import Path

SAFE_NAME = re.compile(r"[^\w.\-]+")
MAX_NAME = 80


class FileStore:
    """Write-once files, mode 0400 in folders 0700."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        """Store and return the relative path; the same content under the same name is the same file."""
        folder = self._root / _safe(case_ref)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / _safe(name)
        if path.exists() and path.read_bytes() != content:
            digest = hashlib.sha256(content).hexdigest()[:8]
            path = path.with_name(f"{path.stem}-{digest}{path.suffix}")
        if not path.exists():
            _write_once(path, content)
        return path.relative_to(self._root).as_posix()

    def get(self, path: str) -> bytes:
        """Read what `put` stored. Raises ValueError for a path outside the store."""
        return self.absolute(path).read_bytes()

    def absolute(self, path: str) -> Path:
        """Where a stored document lies. Raises ValueError for a path outside the store."""
        found = (self._root / path).resolve()
        if not found.is_relative_to(self._root.resolve()):
            msg = "document path leaves the store"
            raise ValueError(msg)
        return found


def _safe(name: str) -> str:
    cleaned = SAFE_NAME.sub("_", unicodedata.normalize("NFC", name)).lstrip("._") or "document"
    return cleaned[:MAX_NAME]


def _write_once(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)  # noqa: PTH105 (atomic)
