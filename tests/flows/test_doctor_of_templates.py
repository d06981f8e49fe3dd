"""`kaiji doctor` on the firm's own templates: tried with invented cases, each fault named once with its place."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.doctor import Finding, examine
from models.provisions import Law
from tasks.letter_templates import letter_environment
from tasks.settings import Settings
from tasks.template_trial import template_faults
from tasks.wiring import Services
from tests.conftest import build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock

Said = Callable[[str, str], list[str]]


@pytest.fixture(name="made")
def made_fixture(sqlite_settings: Settings, law: Law) -> Iterator[Services]:
    clock = SteppedClock()
    built = build_services(
        sqlite_settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=DictRegistry({})
    )
    yield built
    built.store.dispose()


@pytest.fixture(name="said")
def said_fixture(tmp_path: Path, law: Law) -> Said:
    """What is said of the firm's templates after one more was put there."""

    def put(path: str, text: str) -> list[str]:
        file = tmp_path / "letters" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return [str(fault) for fault in template_faults(letter_environment(tmp_path / "letters"), law)]

    return put


def _templates(made: Services) -> list[Finding]:
    return [found for found in examine(made) if found.about.startswith("template")]


def test_without_templates_of_its_own_a_firm_has_ours(made: Services) -> None:
    assert _templates(made) == [Finding(ok=True, about="templates", said="those of this release")]


def test_a_broken_template_is_a_fault_with_file_and_line(made: Services) -> None:
    folder = made.settings.root / "templates" / "letters" / "ja"
    folder.mkdir(parents=True)
    (folder / "pledge.html.j2").write_text("<p>\n{{ c.requester.nmae }}</p>", encoding="utf-8")
    assert _templates(made) == [
        Finding(ok=True, about="templates", said="1 of the firm"),
        Finding(
            ok=False,
            about="template",
            said="templates/letters/ja/pledge.html.j2 2行目: 「nmae」という値はありません。「name」ではありませんか。",
        ),
    ]


def test_ours_are_without_fault(said: Said) -> None:
    assert said("ja/_letterhead.html.j2", "<p>新しい事務所</p>") == []
    assert said("en/_letterhead.html.j2", "<p>The firm</p>") == []


def test_a_fault_that_many_papers_meet_is_said_once(said: Said) -> None:
    found = said("ja/_letterhead.html.j2", "<p>{{ c.frm }}</p>")
    assert len(found) == 1
    assert found[0].startswith("templates/letters/ja/_letterhead.html.j2 1行目")


def test_a_value_that_only_a_bare_case_lacks_is_found(said: Said) -> None:
    found = said("ja/chase_up.html.j2", "<p>{{ c.court }}</p>")
    assert len(found) == 1
    assert "None" in found[0]


def test_what_no_paper_can_hold_is_found(said: Said) -> None:
    found = said("ja/chase_up.html.j2", '<p>一</p><video src="x"></video>')
    assert found == [
        "ja/chase_up.html.j2: 「video」は書面に使えません。付属のひな形にある要素だけを使ってください。",
    ]


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        pytest.param("ja/demand_leter.html.j2", 1, id="misspelt"),
        pytest.param("demand_letter.html.j2", 1, id="no-language"),
        pytest.param("paper.typ", 1, id="layout"),
        pytest.param("ja/_own_part.html.j2", 0, id="own-part"),
        pytest.param("ja/.DS_Store", 0, id="hidden"),
        pytest.param("ja/_style.css", 0, id="style"),
    ],
)
def test_a_name_that_no_paper_asks_for_is_a_slip_of_the_pen(said: Said, path: str, faults: int) -> None:
    found = said(path, "")
    assert len(found) == faults
    assert all("使う書面はありません" in line for line in found)
