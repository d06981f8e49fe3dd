"""How long a paper takes: cold (a new process, imports and fonts too) and warm, each format apart, and a case's set.

Run: `python -m tests.bench.papers`. Peak memory is that of the process which made the papers. Every letter is the one
in which everything is known, so that its lists are as long as they get.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final

from models.terms import LetterKind

if TYPE_CHECKING:
    from tasks.papers.look import Look

ROOT: Final = Path(__file__).resolve().parents[2]
KINDS: Final = ("disclosure_request", "disclosure_complaint", "preservation_notice", "demand_letter")
FORMS: Final = ("html", "pdf", "docx", "certified")
WHOLE: Final = "all"
REPEATS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One letter (or all of them) in one format. `papers`: files that one round makes; `warm` is one round's mean.

    Seconds by the clock, and of the processor alone: those do not depend on what else the machine does.
    """

    what: str
    form: str
    papers: int
    cold: float
    cold_cpu: float
    warm: float
    warm_cpu: float
    peak_mb: float

    def line(self) -> str:
        """What is printed."""
        each = 1000 * self.warm_cpu / self.papers
        return (
            f"{self.what:22} {self.form:10} {self.papers:6} {self.cold:8.2f} {self.cold_cpu:8.2f} {self.warm:8.3f} "
            f"{self.warm_cpu:8.3f} {each:8.1f} {self.peak_mb:8.0f}"
        )


_TITLES: Final = ("files", "cold s", "CPU s", "warm s", "CPU s", "each ms", "peak MB")
HEAD: Final = f"{'':22} {'format':10} {_TITLES[0]:>6} {' '.join(f'{name:>8}' for name in _TITLES[1:])}"


def measure(
    kinds: tuple[str, ...] = KINDS, case: tuple[str, ...] = tuple(LetterKind), repeats: int = REPEATS
) -> Iterator[Measured]:
    """Each letter in each format it has, then those of a case in every format; each in a process of its own."""
    for kind in kinds:
        for form in FORMS:
            if form != "certified" or kind == LetterKind.DEMAND_LETTER:
                yield _alone(kind, form, repeats)
    yield _alone(",".join(case), WHOLE, max(1, repeats // 10))


def _alone(what: str, form: str, repeats: int) -> Measured:
    """Measure in a new process; the clock starts before it does."""
    command = [sys.executable, "-m", "tests.bench.papers", "--alone", what, form, str(repeats), repr(perf_counter())]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600)
    return Measured(**json.loads(done.stdout))


def _measured(what: str, form: str, repeats: int, since: float) -> Measured:
    """In the new process: the first round with everything it needs, then the others."""
    make = _maker(what, form)
    papers = make()
    cold, cold_cpu = perf_counter() - since, process_time()
    started, before = perf_counter(), process_time()
    for _ in range(repeats):
        make()
    return Measured(
        what="a case's set" if form == WHOLE else what,
        form=form,
        papers=papers,
        cold=cold,
        cold_cpu=cold_cpu,
        warm=(perf_counter() - started) / repeats,
        warm_cpu=(process_time() - before) / repeats,
        peak_mb=getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    )


def _maker(what: str, form: str) -> Callable[[], int]:
    """What makes the papers and says how many; it imports what only this format needs."""
    from models.provisions import load_law  # noqa: PLC0415 (the imports are part of what is measured)
    from tasks.letter_papers import papers_of  # noqa: PLC0415
    from tasks.letter_templates import letter_environment  # noqa: PLC0415
    from tasks.letters import render  # noqa: PLC0415
    from tasks.papers.look import look_of  # noqa: PLC0415
    from tasks.papers.making import make_files  # noqa: PLC0415
    from tasks.settings import DocumentsSection  # noqa: PLC0415
    from tasks.template_trial import trial_contexts  # noqa: PLC0415

    law, environment, look = load_law(), letter_environment(None), look_of(DocumentsSection())
    if form == WHOLE:
        contexts = [trial_contexts(LetterKind(kind), "ja", law)[0] for kind in what.split(",")]
        return lambda: sum(len(make_files(context, environment, look)) for context in contexts)
    context = trial_contexts(LetterKind(what), "ja", law)[0]
    plan = papers_of(context)[-1 if form == "certified" else 0]
    write = _writer(form)

    def one() -> int:
        write(render(plan, environment), plan.context.written_on, look)
        return 1

    return one


def _writer(form: str) -> Callable[[str, date, "Look"], object]:
    """What turns a page into this format."""
    from tasks.papers.reading import read_paper  # noqa: PLC0415 (as above)

    if form == "html":
        return lambda html, *_: html
    if form == "pdf":
        from tasks.papers.typesetting import to_pdf as write  # noqa: PLC0415
    elif form == "docx":
        from tasks.papers.word import to_docx as write  # noqa: PLC0415
    else:
        from tasks.papers.certified import certified_pdf as write  # noqa: PLC0415
    return lambda html, on, look: write(
        read_paper(html, title="見本", identity="2026-0001", language="ja", written_on=on), look
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--alone", nargs=4, metavar=("WHAT", "FORM", "REPEATS", "SINCE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        what, form, repeats, since = given.alone
        print(json.dumps(asdict(_measured(what, form, int(repeats), float(since)))))  # noqa: T201 (read by the parent)
        return
    print(HEAD)  # noqa: T201 (a script)
    for measured in measure(repeats=given.repeats):
        print(measured.line(), flush=True)  # noqa: T201 (a script)


if __name__ == "__main__":
    main()
