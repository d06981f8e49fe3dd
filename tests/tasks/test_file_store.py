"""Documents: written once, never overwritten, never outside their folder."""

import stat
import threading
from pathlib import Path

import pytest

from tasks.file_store import FileStore

REF = "2026-0042"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "documents")


def test_what_was_put_is_got_back_and_private(store: FileStore, tmp_path: Path) -> None:
    path = store.put(REF, "a.html", b"content")
    assert path == f"{REF}/a.html"
    assert store.get(path) == b"content"
    file = store.absolute(path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "documents").stat().st_mode) == 0o700
    assert [found.name for found in file.parent.iterdir()] == ["a.html"]


def test_the_same_again_is_the_same_file(store: FileStore) -> None:
    path = store.put(REF, "a.html", b"content")
    before = store.absolute(path).stat()
    assert store.put(REF, "a.html", b"content") == path
    assert store.absolute(path).stat().st_ino == before.st_ino


def test_other_content_never_takes_its_place(store: FileStore) -> None:
    paths = [store.put(REF, "a.html", content) for content in (b"one", b"two", b"three", b"two")]
    assert paths[1] == paths[3]
    assert len(set(paths)) == 3
    assert [store.get(path) for path in paths] == [b"one", b"two", b"three", b"two"]


def test_two_that_put_at_once_both_keep_their_content(store: FileStore) -> None:
    start, paths = threading.Barrier(8), dict[bytes, str]()

    def put(content: bytes) -> None:
        start.wait()
        paths[content] = store.put(REF, "a.html", content)

    threads = [threading.Thread(target=put, args=[f"content {number}".encode()]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {content: store.get(path) for content, path in paths.items()} == {content: content for content in paths}
    assert len(paths) == 8


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", ".", "/etc/passwd", ".hidden", "a/b\\c:d*e", "", "a\nb\x00c", "\u202egpj.exe"]
)
def test_a_name_never_leaves_its_folder(store: FileStore, tmp_path: Path, name: str) -> None:
    path = store.put(name, name, b"x")
    inside = (tmp_path / "documents").resolve()
    assert store.absolute(path).is_relative_to(inside)
    assert store.get(path) == b"x"
    assert not store.absolute(path).name.startswith(".")
    assert len(path.split("/")) == 2


def test_a_long_name_keeps_its_ending_and_fits(store: FileStore) -> None:
    paths = [store.put(REF, "裁" * 200 + ".html", content) for content in (b"one", b"two")]
    assert all(path.endswith(".html") for path in paths)
    assert [store.get(path) for path in paths] == [b"one", b"two"]


def test_a_name_short_enough_for_filing_stays_so_beside_another_content(store: FileStore) -> None:
    name = "書類送付書_" + "裁" * 39 + ".html"
    assert len(name) == 50
    names = [store.put(REF, name, content).rpartition("/")[2] for content in (b"one", b"two", b"three")]
    assert names[0] == name
    assert len(set(names)) == 3
    assert {len(name) for name in names} == {50}


def test_a_short_mark_that_is_taken_gives_way_to_the_whole_hash(store: FileStore) -> None:
    store.put(REF, "a.html", b"one")
    marked = store.put(REF, "a.html", b"two")
    file = store.absolute(marked)
    file.chmod(0o600)
    file.write_bytes(b"of another content")
    again = store.put(REF, "a.html", b"two")
    assert again != marked
    assert store.get(again) == b"two"
    assert store.get(marked) == b"of another content"


@pytest.mark.parametrize("path", ["../key", f"{REF}/../../key", "/etc/passwd"])
def test_reading_outside_is_refused(store: FileStore, tmp_path: Path, path: str) -> None:
    (tmp_path / "key").write_text("secret")
    store.put(REF, "a.html", b"x")
    with pytest.raises(ValueError, match="leaves the store"):
        store.get(path)


def test_a_link_that_leads_outside_is_refused(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")
    folder = store.absolute(store.put(REF, "a.html", b"x")).parent
    (folder / "b.html").symlink_to(tmp_path / "key")
    with pytest.raises(ValueError, match="leaves the store"):
        store.get(f"{REF}/b.html")


def test_a_broken_disk_leaves_no_half_document(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="documents"):
        store.put(REF, "a.html", b"x")
