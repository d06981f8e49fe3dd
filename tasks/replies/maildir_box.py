"""Replies in a Maildir: an MTA or fetchmail delivers into it; what was read moves to a folder inside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tasks.ports import FetchedMail, Unavailable

MOST_A_SWEEP = 200
LARGEST_BYTES = 20 * 1024 * 1024
HEAD_BYTES = 64 * 1024


class MaildirBox:
    """The Maildir at `folder`; mails that were read lie in its folder `done` (Maildir++: `.done/cur`)."""

    name = "maildir"

    def __init__(self, folder: Path, done: str) -> None:
        self._folder = folder
        self._done = folder / f".{done}"

    def describe(self) -> str:
        """Say where the folder is."""
        return f"Maildir {self._folder}"

    def drain(self, take: Callable[[FetchedMail], None]) -> int:
        """Give each mail to `take`, then move it to the folder of those that were read. Raises Unavailable."""
        try:
            waiting = list(self._waiting())[:MOST_A_SWEEP]
        except OSError as error:
            raise self._silent(error) from None
        return sum(self._one(path, take) for path in waiting)

    def _waiting(self) -> Iterator[Path]:
        """Unread ones first, each folder in the order of arrival (names begin with the time)."""
        for name in ("new", "cur"):
            found = (path for path in (self._folder / name).iterdir() if not path.name.startswith("."))
            yield from sorted(path for path in found if path.is_file())

    def _one(self, path: Path, take: Callable[[FetchedMail], None]) -> int:
        try:
            mail = _fetched(path)
        except FileNotFoundError:  # another sweep has just moved it
            return 0
        except OSError as error:
            raise self._silent(error) from None
        take(mail)
        try:
            self._move(path)
        except OSError as error:
            raise self._silent(error) from None
        return 1

    def _move(self, path: Path) -> None:
        for name in ("new", "cur", "tmp"):
            (self._done / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._done / "cur" / f"{path.name.partition(':')[0]}:2,S"
        if path.exists():  # else another sweep has moved it
            path.replace(target)

    def _silent(self, error: OSError) -> Unavailable:
        return Unavailable(
            f"the Maildir for replies at {self._folder} cannot be used ({error.strerror}): check the folder"
        )


def _fetched(path: Path) -> FetchedMail:
    if path.stat().st_size <= LARGEST_BYTES:
        return FetchedMail(raw=path.read_bytes())
    with path.open("rb") as file:
        beginning = file.read(HEAD_BYTES)
    head, _, _ = beginning.replace(b"\r\n", b"\n").partition(b"\n\n")
    return FetchedMail(raw=head + b"\n\n", cut=True)
