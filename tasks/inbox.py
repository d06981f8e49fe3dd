"""受け箱: KAIJI_HOME/inbox/REF, where staff put files for one case; what was taken in is moved to a folder below."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from models.answers.faults import Fault, Faults

DONE: Final = "done"


def case_inbox(root: Path, ref: str) -> Path:
    """The folder of one case, made when it is missing. `ref` is a reference that has been looked up."""
    folder = root / "inbox" / ref
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def waiting_files(root: Path, ref: str, endings: Iterable[str]) -> tuple[Path, ...]:
    """The files that lie there now, by name, with one of these endings (".pdf")."""
    wanted = frozenset(endings)
    return tuple(
        sorted(path for path in case_inbox(root, ref).iterdir() if path.is_file() and path.suffix.lower() in wanted)
    )


def chosen_files(root: Path, ref: str, names: str, endings: Sequence[str]) -> tuple[Path, ...]:
    """The files named (one a line), or all that wait. Raises Faults with every name that is none of them."""
    waiting = waiting_files(root, ref, endings)
    wanted = [name.strip() for name in names.splitlines() if name.strip()]
    known = {path.name: path for path in waiting}
    place = f"KAIJI_HOME/inbox/{ref}"
    kinds = "、".join(endings)
    faults = [
        Fault(field="files", value=name, cure=f"{place} にある {kinds} の名前を入れてください")
        for name in wanted
        if name not in known
    ]
    if not wanted and not waiting:
        faults = [Fault(field="files", value="", cure=f"{place} に {kinds} のファイルを置いてから、もう一度")]
    if faults:
        raise Faults(faults)
    return tuple(known[name] for name in dict.fromkeys(wanted)) or waiting


def put_away(paths: Iterable[Path]) -> None:
    """Move what was taken in, so that it is not offered again; one that is gone or held open stays where it is."""
    for path in paths:
        folder = path.parent / DONE
        with suppress(OSError):
            folder.mkdir(exist_ok=True, mode=0o700)
            path.replace(folder / path.name)
