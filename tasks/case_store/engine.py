"""The case database: engine, pragmas, migrations, and the two kinds of transaction."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import Session, create_engine

import models.migrations
from tasks.folder_lock import holding

SQLITE_PRAGMAS = (
    "busy_timeout=30000",
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=FULL",  # a lost last commit would be a doubled or lost notice
    "secure_delete=ON",
)


@dataclass(frozen=True)
class Store:
    """Handle on the case database."""

    engine: sa.Engine

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that writes; on SQLite it takes the write lock at once (BEGIN IMMEDIATE)."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write_lightly(self) -> Iterator[Session]:
        """One transaction that a power cut (never a crash) may undo: only for what can be asked for again."""
        with (
            self.engine.connect().execution_options(lightly=True) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            if self.engine.dialect.name == "postgresql":
                session.connection().execute(sa.text("SET LOCAL synchronous_commit = off"))
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads; it never waits for a writer on SQLite (WAL)."""
        with self.engine.connect().execution_options(readonly=True) as connection, Session(connection) as session:
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database at `url` (sqlite:///… or postgresql+psycopg://…) and bring its tables up to date."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    store = Store(engine)
    with _turn(engine.url):
        upgrade(store)
    return store


def _turn(url: sa.URL) -> AbstractContextManager[None]:
    """A new SQLite file is made by one process at a time: the change to WAL does not wait for a lock, it fails."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return nullcontext()
    return holding(Path(str(url.database)).absolute().parent)


def _prepare_sqlite(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins; the driver must not
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("lightly", False):
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        connection.exec_driver_sql("BEGIN" if options.get("readonly", False) else "BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "checkin")
    def _to_full(connection: Any, _record: object) -> None:
        if connection is not None:  # else it was closed
            connection.execute("PRAGMA synchronous=FULL")


def migration_config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for the migrations beside the tables."""
    config = Config()
    config.set_main_option("script_location", str(Path(models.migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store, revision: str = "head") -> None:
    """Bring the database to `revision`; on PostgreSQL two processes starting at once take turns."""
    with store.engine.connect() as connection, connection.begin():
        if store.engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7241903)"))
        command.upgrade(migration_config(connection), revision)
