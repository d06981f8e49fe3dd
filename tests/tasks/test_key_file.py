"""The key file: private, made once, never half-written, never guessed."""

import base64
import secrets
import stat
import threading
from pathlib import Path

import pytest

from models.tables.sealing import KeyRing
from tasks.key_file import KeyFault, add_key, load_ring, parse_ring
from tasks.settings import Settings
from tasks.wiring import build


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _text(*ids: object) -> str:
    return "\n".join(f"{name}:{_key()}" for name in (*ids, "index"))


def _same(one: KeyRing, other: KeyRing) -> bool:
    return (one.keys, one.current, one.index_key) == (other.keys, other.current, other.index_key)


def test_the_first_use_makes_a_private_file_that_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ring = load_ring(home, None)
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert _same(load_ring(home, None), ring)
    assert [path.name for path in home.iterdir()] == ["key"]
    assert ring.current == 1


def test_two_first_uses_at_once_agree_on_one_key(tmp_path: Path) -> None:
    start, rings = threading.Barrier(4), list[KeyRing]()

    def load() -> None:
        start.wait()
        rings.append(load_ring(tmp_path, None))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rings) == 4
    assert all(_same(ring, rings[0]) for ring in rings)


def test_the_variable_rules_and_leaves_no_file(
    tmp_path: Path, plain_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del plain_environment
    monkeypatch.setenv("KAIJI_KEY", _text(1, 2).replace("\n", ","))
    made = build(Settings(home=tmp_path / "home"))
    made.store.dispose()
    assert not (tmp_path / "home" / "key").exists()
    assert "KAIJI_KEY" not in repr(made.settings)


def test_a_ring_seals_with_its_newest_key() -> None:
    ring = parse_ring(_text(1, 7, 3))
    assert ring.current == 7
    assert ring.seal("x", "person.name")[0] == 7
    assert ring.open(ring.seal("x", "person.name"), "person.name") == "x"


@pytest.mark.parametrize(
    ("names", "body"),
    [
        ((), ""),
        (("index",), ""),
        (("index",), None),
        (("1",), None),
        (("0", "index"), None),
        (("256", "index"), None),
        (("one", "index"), None),
        (("1", "index"), "?not-a-key?"),
        (("1", "index"), "AAAABBBB"),
    ],
)
def test_a_text_that_is_no_ring_is_refused_without_showing_it(names: tuple[str, ...], body: str | None) -> None:
    bodies = [_key() if body is None else body for _ in names]
    with pytest.raises(KeyFault) as refusal:
        parse_ring("\n".join(f"{name}:{text}" for name, text in zip(names, bodies, strict=True)))
    assert not any(text in str(refusal.value) for text in bodies if text)


def test_rotation_adds_a_key_and_keeps_the_old_ones(tmp_path: Path) -> None:
    old = load_ring(tmp_path, None)
    cell = old.seal("見本", "person.name")
    new = add_key(tmp_path)
    assert (new.current, new.index_key, new.keys[1]) == (2, old.index_key, old.keys[1])
    assert new.open(cell, "person.name") == "見本"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert _same(load_ring(tmp_path, None), new)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_rotation_refused_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(_text(255))
    before = (tmp_path / "key").read_text()
    with pytest.raises(KeyFault):
        add_key(tmp_path)
    assert (tmp_path / "key").read_text() == before
    assert load_ring(tmp_path, None).current == 255


def test_two_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    """What is sealed with a key that is in no file is lost for ever."""
    load_ring(tmp_path, None)
    start, rings = threading.Barrier(4), list[KeyRing]()

    def rotate() -> None:
        start.wait()
        rings.append(add_key(tmp_path))

    threads = [threading.Thread(target=rotate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = load_ring(tmp_path, None)
    assert sorted(ring.current for ring in rings) == [2, 3, 4, 5]
    assert all(kept.keys[ring.current] == ring.keys[ring.current] for ring in rings)


def test_a_rotation_cut_short_does_not_hinder_the_next(tmp_path: Path) -> None:
    load_ring(tmp_path, None)
    (tmp_path / "key.new").write_text("2:half")
    assert _same(load_ring(tmp_path, None), load_ring(tmp_path, None))
    assert add_key(tmp_path).current == 2
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
