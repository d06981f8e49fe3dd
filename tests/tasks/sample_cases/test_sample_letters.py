"""Both sample cases from intake to their end: every paper drawn, every one that could be asked for, word for word.

KAIJI_WRITE_GOLDEN=1 writes the files anew; read the difference first.
"""

import os
from pathlib import Path

import pytest

from models.provisions import Law
from models.rules.progress.on_demand import subjects_for
from models.terms import LetterKind
from tasks.case_store.facts import case_row, facts_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.versions import current_version, paper_text
from tasks.letter_papers import papers_of
from tasks.letters import render
from tasks.papers.blocks import plain_text
from tasks.papers.making import own_templates
from tasks.papers.reading import read_paper
from tasks.settings import Settings
from tasks.wiring import Services
from tests.tasks.sample_cases.playing import letters_of, played

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "sample_cases"
SAMPLES = ("mamasta", "impersonation")
WRITES = os.environ.get("KAIJI_WRITE_GOLDEN") == "1"  # read now: a test's own environment knows no KAIJI_ variable


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_paper_of_a_sample_case_reads_word_for_word_as_agreed(
    sample: str, sqlite_settings: Settings, law: Law
) -> None:
    with played(sample, sqlite_settings, law) as (made, ref):
        drawn = drawn_papers(made, ref)
        asked = asked_papers(made, ref)
    assert not [name for name, text in drawn.items() if "【要記入" in text]
    written = drawn | asked
    folder = GOLDEN / sample
    if WRITES:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.txt"):
            path.unlink()
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert written.keys() == kept.keys()
    for name, text in written.items():
        assert text == kept[name], name


def drawn_papers(made: Services, ref: str) -> dict[str, str]:
    """The words of every paper that the case drew, by the name of its golden file."""
    with made.store.read() as session:
        versions = [(letter, current_version(session, letter.id or 0)) for letter in letters_of(session, ref)]
    return {
        f"{number:02d}_{letter.kind}_{letter.no}_{role}_{no}.txt": paper_text(made, letter.id or 0, role, no)
        for number, (letter, version) in enumerate(versions, 1)
        for role, no in version.papers()
    }


def asked_papers(made: Services, ref: str) -> dict[str, str]:
    """The words of every paper that an attorney could ask for at the end of the case, and no stage drew."""
    environment = own_templates(made.settings.root)
    found = {}
    with made.store.read() as session:
        case = case_row(session, ref)
        drawn = {(letter.kind, letter.subject) for letter in letters_of(session, ref)}
        facts = facts_of(session, case)
        desk = Desk(law=made.law, firm=made.settings.firm, now=made.clock.now())
        for kind in LetterKind:
            for subject in [subject for subject in subjects_for(facts, kind) if (kind, subject) not in drawn]:
                for plan in papers_of(letter_context(session, case, kind, subject, 1, desk)):
                    paper = read_paper(
                        render(plan, environment),
                        title=plan.title,
                        identity=ref,
                        language=plan.context.language,
                        written_on=plan.context.written_on,
                    )
                    found[f"asked_{kind}_{subject.replace(':', '')}_{plan.role}_{plan.no}.txt"] = plain_text(paper)
    return found
