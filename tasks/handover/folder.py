"""A pack being written: under a temporary name, private, hashed, and given its name only when it is whole."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from tasks.file_store import sync_folder

SUMS: Final = "SHA256SUMS"


class TargetTaken(ValueError):
    """There is something under that name already; nothing was written."""


class PackFolder:
    """Files of a pack, mode 0600 in folders 0700; `hashes` by relative path."""

    def __init__(self, root: Path) -> None:
        """Write below `root`, which exists and is empty."""
        self._root = root
        self.hashes: dict[str, str] = {}

    def put(self, path: str, content: bytes) -> str:
        """Write one file and return its SHA-256. Raises ValueError for a path that leaves the pack or is taken."""
        parts = PurePosixPath(path).parts
        if not parts or PurePosixPath(path).is_absolute() or ".." in parts or "\n" in path or path in self.hashes:
            raise ValueError("a file of the pack has no name of its own inside the pack")
        target = self._root.joinpath(*parts)
        for folder in reversed(target.relative_to(self._root).parents[:-1]):
            (self._root / folder).mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.hashes[path] = hashlib.sha256(content).hexdigest()
        return self.hashes[path]

    def seal(self) -> None:
        """Write the list of hashes that `sha256sum -c` reads."""
        lines = (f"{digest}  {path}\n" for path, digest in sorted(self.hashes.items()))
        self.put(SUMS, "".join(lines).encode())
        for folder, _, _ in os.walk(self._root):
            sync_folder(Path(folder))


@contextmanager
def new_pack(parent: Path, name: str) -> Iterator[PackFolder]:
    """A pack that appears as parent/name when the block ends without a fault, and not at all otherwise.

    Raises TargetTaken; what is there already is never touched.
    """
    target = parent / name
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _free(target)
    fresh = parent / f".{name}.{secrets.token_hex(4)}"
    fresh.mkdir(mode=0o700)
    try:
        pack = PackFolder(fresh)
        yield pack
        pack.seal()
        _free(target)
        fresh.rename(target)  # of a folder: it takes the place of no file and of no folder with anything in it
        sync_folder(parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def place(path: Path, content: bytes, *, replace: bool) -> None:
    """Write one private file whole or not at all. Raises TargetTaken, ValueError when its folder is missing."""
    if not path.parent.is_dir():
        raise ValueError(f"{path.parent} というフォルダーがありません。先に作るか、別の場所を指定してください。")
    if not replace:
        _free(path)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            _link(fresh, path)
        sync_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _link(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)  # unlike a rename it never takes the place of another file
    except FileExistsError:
        _free(path)
        raise


def _free(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise TargetTaken(f"{target} はすでにあります。別の名前を指定するか、前のものを移してください。")
