"""Documents on disk: write-once files under KAIJI_HOME/documents, one folder a case."""

import hashlib
import os
import re
import secrets
import unicodedata
from pathlib import Path

SAFE_NAME = re.compile(r"[^\w.\-]+")
MAX_NAME, MAX_ENDING = 150, 8  # bytes; a file system takes 255
E_FILING, SHORT_MARK = 50, 8  # characters


class FileStore:
    """Write-once files, mode 0400 in folders 0700."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        """Store and return the relative path; the same content under the same name is the same file."""
        folder = self._root / _safe(case_ref)
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        path = folder / _safe(name)
        digest = hashlib.sha256(content).hexdigest()
        for free in (path.name, _marked(path, digest[:SHORT_MARK]), _marked(path, digest)):
            if _write_once(path.with_name(free), content):
                return path.with_name(free).relative_to(self._root).as_posix()
        raise FileExistsError(f"a document of this name and hash holds something else: {digest}")

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
    stem, dot, ending = cleaned.rpartition(".")
    if not stem or len(ending) > MAX_ENDING:
        return _cut(cleaned, MAX_NAME)
    return f"{_cut(stem, MAX_NAME - len(ending) - 1)}{dot}{ending}"


def _marked(path: Path, mark: str) -> str:
    """The name with a part of the content's hash; one short enough for e-filing stays so under a short mark."""
    room = E_FILING - len(mark) - len(path.suffix) - 1
    short = len(path.name) <= E_FILING and room > 0
    stem = path.stem[:room] if short else _cut(path.stem, MAX_NAME - len(mark) - MAX_ENDING)
    return f"{stem}-{mark}{path.suffix}"


def _cut(text: str, most: int) -> str:
    """At most so many bytes, and no half character at the end."""
    return text.encode()[:most].decode(errors="ignore")


def _write_once(path: Path, content: bytes) -> bool:
    """Place the content; False when other content is there already, which stays."""
    if path.exists():
        return path.read_bytes() == content
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # unlike a rename it never takes the place of another file
    except FileExistsError:
        return path.read_bytes() == content
    finally:
        fresh.unlink()
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """What was renamed or linked in this folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
