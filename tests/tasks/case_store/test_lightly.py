"""Transactions that a power cut may undo: they say so to SQLite, and no other transaction is lighter for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models.tables import RegistryLeaseRow
from tasks.case_store.engine import Store, open_store
from tests.fakes import START

FULL, NORMAL = 2, 1


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The PostgreSQL of the tests waits for no disk at all, so it could tell nothing."""
    made = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    yield made
    made.dispose()


def durability(session: Session) -> object:
    return session.connection().scalar(sa.text("PRAGMA synchronous"))


def lightly(store: Store, fault: Exception | None) -> object:
    with store.write_lightly() as session:
        session.add(RegistryLeaseRow(name="a", owner="b:1:1", held_until=START))
        if fault:
            raise fault
        return durability(session)


def test_only_the_light_transaction_is_light(store: Store) -> None:
    assert lightly(store, None) == NORMAL
    with pytest.raises(RuntimeError):
        lightly(store, RuntimeError())
    with store.write() as session:
        assert durability(session) == FULL
    with store.read() as session:
        assert durability(session) == FULL


def test_it_is_whole_or_not_at_all_like_any_other(store: Store) -> None:
    for fault, kept in ((RuntimeError(), []), (None, ["a"])):
        if fault:
            with pytest.raises(RuntimeError):
                lightly(store, fault)
        else:
            lightly(store, None)
        with store.read() as session:
            assert session.exec(select(RegistryLeaseRow.name)).all() == kept
