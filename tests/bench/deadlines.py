"""Deadlines of many cases recomputed, beside the cost of reading their facts from SQLite.

Run: `python -m tests.bench.deadlines --cases 2000`. Every case is made by the real doors at one of four stages.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from models.facts import CaseFacts
from models.provisions import load_law
from models.rules.deadlines import deadlines
from models.terms import WaitKind
from tasks import wiring
from tasks.answers import answer_wait
from tasks.case_store.facts import case_row, facts_of, key_of
from tasks.case_store.position import view_case
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import CASES, FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import (
    FIXED_IP,
    MOBILE_IP,
    STAFF,
    asked_platform,
    case_file,
    disclosed_rows,
    opened,
    work,
)

REGISTRY = {MOBILE_IP: "sample_mobile", FIXED_IP: "sample_fibre"}


def posts(number: int) -> list[dict[str, Any]]:
    """The two posts of a case, under addresses of its own."""
    found: list[dict[str, Any]] = case_file()["posts"]
    return [post | {"url": f"https://board.example/{number}/{no}"} for no, post in enumerate(found, start=1)]


def just_opened(made: Services, number: int) -> str:
    """A case whose first request is drafted."""
    ref = opened(made, posts=posts(number))
    work(made, ref)
    return ref


def asked(made: Services, number: int) -> str:
    """A case whose platform has been asked."""
    return asked_platform(made, posts=posts(number))


def disclosed(made: Services, number: int) -> str:
    """A case whose platform has answered with two lines, whose providers are known."""
    ref = asked(made, number)
    view = view_case(made.store, made.law, ref, made.clock.now())
    wait = next(wait for wait in view.waits if wait.kind is WaitKind.PLATFORM_ANSWER)
    rows = disclosed_rows(MOBILE_IP, FIXED_IP)
    received = f"{made.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    typed = {"entered_by": STAFF, "outcome": "disclosed", "received": received, "rows": rows}
    answer_wait(made, ref, key_of(wait), typed)
    work(made, ref)
    return ref


STAGES: tuple[Callable[[Services, int], str], ...] = (just_opened, asked, disclosed, disclosed)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds per case, and how many deadlines all cases have together."""

    cases: int
    deadlines: int
    reading_ms: float
    counting_ms: float

    def lines(self) -> Iterator[str]:
        """What is printed."""
        yield f"cases                 {self.cases}, with {self.deadlines} deadlines"
        yield f"reading the facts     {self.reading_ms:.3f} ms a case"
        yield f"computing deadlines   {self.counting_ms:.3f} ms a case"
        yield f"reading / computing   {self.reading_ms / self.counting_ms:.1f}"
        yield f"10,000 cases at this  {self.reading_ms * 10:.1f} s reading, {self.counting_ms * 10:.1f} s computing"


def measure(folder: Path, cases: int) -> Measured:
    """Make so many cases in this folder and measure."""
    with bench_services(folder) as made:
        refs = [STAGES[number % len(STAGES)](made, number) for number in range(cases)]
        started = perf_counter()
        facts = list(_read(made, refs))
        read = perf_counter()
        found = sum(len(deadlines(case, made.law, made.clock.now())) for case in facts)
        counted = perf_counter()
    return Measured(
        cases=cases,
        deadlines=found,
        reading_ms=(read - started) / cases * 1000,
        counting_ms=(counted - read) / cases * 1000,
    )


def _read(made: Services, refs: Iterable[str]) -> Iterator[CaseFacts]:
    for ref in refs:
        with made.store.read() as session:
            yield facts_of(session, case_row(session, ref))


@contextmanager
def bench_services(folder: Path) -> Iterator[Services]:
    """Services on a SQLite database in this folder, with fakes at the edges, installed for the process."""
    settings = Settings(home=folder, database=f"sqlite:///{folder / 'kaiji.db'}", firm=FIRM)
    made = build_services(
        settings,
        law=load_law(CASES / "profiles"),
        clock=SteppedClock(),
        wall=SteppedClock(),
        mailer=RecordingMailer(),
        registry=DictRegistry(dict(REGISTRY)),
    )
    wiring.install(made)
    try:
        yield made
    finally:
        wiring.install(None)
        made.store.dispose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    with TemporaryDirectory(prefix="kaiji-bench-") as folder:
        print("\n".join(measure(Path(folder), parser.parse_args().cases).lines()))  # noqa: T201 (a script)


if __name__ == "__main__":
    main()
