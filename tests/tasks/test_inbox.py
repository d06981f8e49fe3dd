"""The inbox of a case: what lies there is offered, what is named must lie there, what was taken in moves away."""

from pathlib import Path

import pytest

from models.answers.faults import Faults
from tasks.inbox import case_inbox, chosen_files, put_away, waiting_files

REF, PAPERS = "2026-0001", (".docx", ".pdf")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = case_inbox(tmp_path, REF)
    for name in ("b.PDF", "a.docx", "c.png"):
        (folder / name).write_bytes(b"x")
    (folder / "d.pdf").mkdir()
    (tmp_path / "inbox" / "other.pdf").write_bytes(b"x")
    return folder


def _names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_all_that_wait_are_taken_or_those_that_are_named(inbox: Path, tmp_path: Path) -> None:
    assert inbox.stat().st_mode & 0o077 == 0
    assert _names(chosen_files(tmp_path, REF, "", PAPERS)) == ["a.docx", "b.PDF"]
    assert _names(chosen_files(tmp_path, REF, " b.PDF \n\nb.PDF", PAPERS)) == ["b.PDF"]


@pytest.mark.parametrize("name", ["c.png", "d.pdf", "../other.pdf", "none.pdf"])
def test_what_is_not_a_file_of_this_folder_is_refused_by_its_name(inbox: Path, tmp_path: Path, name: str) -> None:
    del inbox
    with pytest.raises(Faults) as refused:
        chosen_files(tmp_path, REF, f"a.docx\n{name}", PAPERS)
    assert [fault.value for fault in refused.value.faults] == [name]
    assert name not in str(refused.value)


def test_what_was_taken_in_is_not_offered_again(inbox: Path, tmp_path: Path) -> None:
    taken = chosen_files(tmp_path, REF, "", PAPERS)
    put_away(taken)
    put_away(taken)  # a second time, as after a kill
    assert _names(waiting_files(tmp_path, REF, PAPERS)) == []
    assert sorted(path.name for path in (inbox / "done").iterdir()) == ["a.docx", "b.PDF"]
    with pytest.raises(Faults, match="files"):
        chosen_files(tmp_path, REF, "", PAPERS)
