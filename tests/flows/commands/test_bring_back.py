"""`kaiji import`: what it prints and what it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from models.answers.faults import Faults
from tasks.case_store.letter_list import listed_letters
from tasks.wiring import Services
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, REQUEST, opened, work
from tests.tasks.papers.word_files import edited

pytestmark = pytest.mark.one_database("what is printed is the same on both")

DRAFT_LINE = "弁護士の確認・発信前の草案"


@pytest.fixture
def words(services: Services, tmp_path: Path) -> list[str]:
    """The command's words for the edited Word files of a case's only letter."""
    ref = opened(services)
    work(services, ref)
    (letter,) = listed_letters(services, ref)
    files = []
    for file in letter.current.files:
        if file.format == "docx":
            content = edited(services.documents.get(file.path), (DRAFT_LINE, "追伸"))
            files.append(tmp_path / f"{PLANTED['requester']}-{file.role}.docx")
            files[-1].write_bytes(content)
    return ["import", ref, str(letter.id), *map(str, files), "--by", ATTORNEY]


def test_it_says_which_version_it_became_and_where_it_lies(words: list[str]) -> None:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert f"{REQUEST} 第2版: 取り込みました" in done.output
    assert "KAIJI_HOME/documents/" in done.output
    assert PLANTED["requester"] not in done.output
    again = CliRunner().invoke(app, [*words, "--json"])
    told = json.loads(again.output)
    assert (told["version"], told["is_new"]) == (2, False)
    assert "既に取り込んでいます" in CliRunner().invoke(app, words).output


def test_a_file_of_no_use_is_refused_and_nothing_is_kept(services: Services, words: list[str], tmp_path: Path) -> None:
    broken = tmp_path / f"{PLANTED['requester']}.docx"
    broken.write_bytes(b"no word file")
    done = CliRunner().invoke(app, [*words[:3], str(broken), *words[-2:]])
    assert isinstance(done.exception, Faults)
    assert "保存し直してください" in done.exception.lines()[0]
    assert PLANTED["requester"] in done.exception.lines()[0]
    assert PLANTED["requester"] not in str(done.exception)
    (letter,) = listed_letters(services, words[1])
    assert letter.current.no == 1
