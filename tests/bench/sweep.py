"""A sweep's work on the case database with few cases due, among few and among many open ones.

Run: `python -m tests.bench.sweep --cases 1000 1000000 --due 100` (or with `--database URL URL`: two empty ones).
"""

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from models.provisions import load_law
from tasks import wiring
from tasks.case_store.legs import bind_run, open_waits, show_wait
from tasks.redating import wake_when_law_changed
from tasks.settings import Settings
from tasks.wiring import Services
from tests.bench.deadlines import REGISTRY, STAGES
from tests.bench.many_cases import FIRST_ID, add_quiet_cases
from tests.case_side import runs_to_look_for, sweep_cases
from tests.conftest import CASES, FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock

ROUNDS = 5
DUE_AGAIN = sa.text("UPDATE case_file SET next_wake_at = opened_at WHERE id < :first AND status = 'open'")


@dataclass(kw_only=True)
class Measured:
    """Sweeps over one database: statements and milliseconds of each round, with cases due and without any."""

    open_cases: int
    statements: list[int] = field(default_factory=list)
    due_ms: list[float] = field(default_factory=list)
    empty_statements: list[int] = field(default_factory=list)
    empty_ms: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def line(self) -> str:
        """What is printed."""
        return (
            f"{self.open_cases:>10,} {median(self.statements):>10.0f} {median(self.due_ms):>10.1f}"
            f" {median(self.empty_statements):>10.0f} {median(self.empty_ms):>10.2f} {self.peak_mb:>8.0f}"
        )


HEAD = f"{'open':>10} {'statements':>10} {'due, ms':>10} {'statements':>10} {'0 due, ms':>10} {'MB':>8}"


@contextmanager
def office(folder: Path, database: str) -> Iterator[Services]:
    """Services on that database, with fakes at the edges."""
    made = build_services(
        Settings(home=folder, database=database, firm=FIRM),
        law=load_law(CASES / "profiles"),
        clock=SteppedClock(),
        wall=SteppedClock(),
        mailer=RecordingMailer(),
        registry=DictRegistry(dict(REGISTRY)),
    )
    try:
        yield made
    finally:
        made.store.dispose()


def prepare(made: Services, *, cases: int, due: int) -> None:
    """So many cases at every stage of their lives, made by the doors, and quiet ones up to `cases`."""
    wiring.install(made)
    for number in range(due):
        _shown(made, STAGES[number % len(STAGES)](made, number))
    wake_when_law_changed(made)  # no quiet case is dated anew
    add_quiet_cases(made, cases - due)
    while sweep_cases(made):
        pass


def _shown(made: Services, ref: str) -> None:
    """The engine shows what the case wants."""
    bind_run(made.store, ref, str(uuid4()), 1)
    show_wait(made.store, ref, open_waits(made.store, ref)[0].key, "0" * 64)


def measure(offices: Sequence[tuple[Services, Measured]], rounds: int = ROUNDS) -> None:
    """Sweep each in turns, so that a noisy neighbour disturbs all alike."""
    for _ in range(rounds):
        for made, found in offices:
            wiring.install(made)
            with made.store.engine.begin() as connection:
                connection.execute(DUE_AGAIN, {"first": FIRST_ID})
            _timed(made, found.statements, found.due_ms)
            _timed(made, found.empty_statements, found.empty_ms)
    wiring.install(None)


def _timed(made: Services, statements: list[int], spent_ms: list[float]) -> None:
    with counted(made.store.engine) as asked:
        started = perf_counter()
        runs_to_look_for(made)
        sweep_cases(made)
        spent_ms.append((perf_counter() - started) * 1000)
    statements.append(len(asked))


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements that are put to the database inside the block."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peak_elsewhere(folder: Path, database: str) -> float:
    """The most memory of one sweep in a process of its own, over a database that is there."""
    command = [sys.executable, "-m", "tests.bench.sweep", "--once", str(folder), "--database", database]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _once(folder: Path, database: str) -> None:
    with office(folder, database) as made:
        measure([(made, Measured(open_cases=0))], rounds=1)
    print(peak_mb())  # noqa: T201 (read by the process that asked)


def compare(folder: Path, sizes: Sequence[int], urls: Sequence[str], due: int, say: Callable[[str], object]) -> None:
    """Make the databases, measure them in turns and say what was found."""
    with ExitStack() as stack:
        found: list[tuple[Services, Measured]] = []
        for size, url in zip(sizes, urls, strict=True):
            made = stack.enter_context(office(folder, url))
            prepare(made, cases=size, due=due)
            found.append((made, Measured(open_cases=size)))
        measure(found)
    for url, (_made, one) in zip(urls, found, strict=True):
        one.peak_mb = _peak_elsewhere(folder, url)
    say(HEAD)
    for _made, one in found:
        say(one.line())
    few, many = found[0][1], found[-1][1]
    say(
        f"many / few: {median(many.due_ms) / median(few.due_ms):.2f} due, "
        f"{median(many.empty_ms) / median(few.empty_ms):.2f} none due, {many.peak_mb / few.peak_mb:.2f} memory"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--due", type=int, default=100)
    parser.add_argument("--database", nargs="+")
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        _once(given.once, given.database[0])
        return
    with TemporaryDirectory(prefix="kaiji-bench-") as folder:
        urls = given.database or [f"sqlite:///{folder}/{cases}.db" for cases in given.cases]
        compare(Path(folder), given.cases, urls, given.due, print)


if __name__ == "__main__":
    main()
