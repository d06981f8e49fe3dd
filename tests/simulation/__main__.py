"""Longer runs: `python -m tests.simulation --years 20 --seed 1 --days 365 --cases 6`."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.simulation.year import simulate


def main() -> int:
    """Simulate and print; 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--cases", type=int, default=5)
    parser.add_argument("--plainly", action="store_true", help="mails without their text: several times faster")
    given = parser.parse_args()
    broken = False
    for seed in range(given.seed, given.seed + given.years):
        started = perf_counter()
        with TemporaryDirectory(prefix="kaiji-year-") as folder:
            lived = simulate(
                Path(folder),
                seed,
                days=given.days,
                cases=given.cases,
                plainly=given.plainly,
                say=lambda line: print(f"  BROKEN {line}", flush=True),  # noqa: T201
            )
        print(f"{lived.line()}; {perf_counter() - started:.0f} s", flush=True)  # noqa: T201 (a script)
        broken = broken or bool(lived.broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
