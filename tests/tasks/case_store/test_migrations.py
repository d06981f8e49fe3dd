"""From nothing to the newest tables and back, on both databases; the migrations stand alone."""

import ast
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import SQLModel

import models.migrations
import models.tables
from tasks.case_store.engine import Store, migration_config, open_store, upgrade

VERSIONS = sorted((Path(models.migrations.__file__).parent / "versions").glob("0*.py"))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = open_store(database_url)
    yield made
    made.dispose()


def _checks(engine: sa.Engine) -> dict[str, set[str]]:
    """Names of all check constraints and indexes by table; `alembic check` looks at neither wholly."""
    inspector = sa.inspect(engine)
    found = {}
    for table in inspector.get_table_names():
        checks, indexes = inspector.get_check_constraints(table), inspector.get_indexes(table)
        unique = inspector.get_unique_constraints(table)
        found[table] = {str(item["name"]) for item in (*checks, *indexes, *unique) if item["name"]}
    return found


def _triggers(store: Store) -> set[str]:
    sqlite = store.engine.dialect.name == "sqlite"
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
    with store.engine.connect() as connection:
        return {name for name in connection.scalars(sa.text(query)) if name.startswith("docket_")}


def test_the_migrated_tables_are_the_declared_ones(store: Store) -> None:
    with store.engine.connect() as connection, connection.begin():
        command.check(migration_config(connection))


def test_every_declared_constraint_is_in_the_migrated_database(store: Store) -> None:
    declared = sa.create_engine("sqlite://")
    SQLModel.metadata.create_all(declared)
    expected, migrated = _checks(declared), _checks(store.engine)
    declared.dispose()
    assert {table: names - migrated[table] for table, names in expected.items() if names - migrated[table]} == {}
    assert "ck_letter_released_by_attorney" in migrated["letter"]


def test_the_checks_say_the_same_words(tmp_path: Path) -> None:
    migrated, declared = open_store(f"sqlite:///{tmp_path / 'kaiji.db'}").engine, sa.create_engine("sqlite://")
    SQLModel.metadata.create_all(declared)
    said = [
        {item["name"]: item["sqltext"] for table in tables for item in sa.inspect(engine).get_check_constraints(table)}
        for engine, tables in ((engine, SQLModel.metadata.tables) for engine in (migrated, declared))
    ]
    migrated.dispose()
    declared.dispose()
    assert said[0] == said[1] != {}


def test_down_to_the_first_tables_and_up_again_and_all_the_way_down(store: Store) -> None:
    before = _triggers(store)
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "0001")
    assert _triggers(store) == set() != before
    upgrade(store)
    assert _triggers(store) == before
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "base")
    assert sa.inspect(store.engine).get_table_names() == ["alembic_version"]
    upgrade(store)
    assert _triggers(store) == before


def test_two_that_open_a_new_database_at_once_both_find_it_ready(database_url: str) -> None:
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def open_one() -> None:
        start.wait()
        try:
            open_store(database_url).dispose()
        except BaseException as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_no_application_code(path: Path) -> None:
    imported = [
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] not in {"sqlalchemy", "alembic"}
    ]
    assert imported == []


def test_migrations_are_found_from_any_working_folder(tmp_path: Path) -> None:
    code = f"from tasks.case_store.engine import open_store; open_store('sqlite:///{tmp_path / 'x.db'}').dispose()"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True)


def _imported(node: Any) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [str(node.module)] if isinstance(node, ast.ImportFrom) else []
