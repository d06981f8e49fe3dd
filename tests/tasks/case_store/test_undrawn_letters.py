"""A template at fault stops its own letter only: the office has a task that names the place, the others go on."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from models.rules.progress.plan import Draft
from models.tables import CaseRow, DocketRow, OfficeTaskRow
from models.terms import LetterKind, OfficeTaskKind, Stage, WaitKind
from tasks.case_store.drafting import draft_letter
from tasks.case_store.legs import due_cases
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.office_tasks import finish_task, tasks
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, PLATFORM, STAFF, case_file, opened, work

pytestmark = pytest.mark.one_database("what is tried here is the same to both")

PETITION = "platform:x/disposition_petition:1"
REQUEST = "platform:mamasta/disclosure_request:1"


def template(made: Services, text: str, name: str = "disposition_petition") -> None:
    folder = made.settings.root / "templates" / "letters" / "ja"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.html.j2").write_text(text, encoding="utf-8")


@pytest.fixture
def ref(services: Services) -> str:
    """A case on two platforms: one is asked by its form, the other by a petition whose template is at fault."""
    template(services, '{% extends "_court.html.j2" %}\n{% block paper %}\n{{ requester.nme }}\n{% endblock %}')
    posts = case_file()["posts"]
    posts[1] |= {"platform": "x", "url": "https://x.com/planted/status/1"}
    return opened(services, posts=posts)


def letters(made: Services, ref: str) -> list[str]:
    return [letter.name for letter in listed_letters(made, ref)]


def test_the_other_letter_is_drafted_and_waits_for_its_release(services: Services, ref: str) -> None:
    view = work(services, ref)
    assert letters(services, ref) == [REQUEST]
    assert [wait.kind for wait in view.waits] == [WaitKind.LETTER_RELEASE]


def test_the_office_hears_where_it_is_to_be_mended_and_no_person_is_named(services: Services, ref: str) -> None:
    work(services, ref)
    (task,) = tasks(services.store, ref=ref)
    assert task.kind is OfficeTaskKind.PAPER
    assert task.said.startswith(f"{ref}: {PETITION} templates/letters/ja/disposition_petition.html.j2:3 (")
    assert not [value for value in PLANTED.values() if value in task.said]
    with services.store.read() as session:
        entry = session.exec(select(DocketRow).where(DocketRow.event == "letter_not_drawn")).one()
    told = json.loads(entry.detail)
    assert (told["letter"], "3行目" in told["fault"]) == (PETITION, True)


def test_it_is_not_tried_again_by_every_sweep_but_the_next_morning(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    work(services, ref)
    first = tasks(services.store, ref=ref)[0].id
    clock.step(hours=2)
    assert work(services, ref).todos == ()
    assert [task.id for task in tasks(services.store, ref=ref)] == [first]
    clock.step(days=1)
    work(services, ref)
    (again,) = tasks(services.store, ref=ref)
    assert again.id != first


def test_the_case_wakes_in_the_morning(services: Services, ref: str) -> None:
    work(services, ref)
    with services.store.read() as session:
        wake = session.exec(select(CaseRow.next_wake_at)).one()
    assert wake is not None
    assert wake.isoformat() == "2026-01-13T23:00:00+00:00"


def test_as_soon_as_the_task_is_done_the_letter_is_drawn(services: Services, ref: str) -> None:
    work(services, ref)
    template(services, '{% extends "package/disposition_petition.html.j2" %}')
    (task,) = tasks(services.store, ref=ref)
    assert due_cases(services.store, services.clock.now()) == []
    finish_task(services.store, task.id, how="直した", by=STAFF, now=services.clock.now())
    assert due_cases(services.store, services.clock.now()) == [ref]
    view = work(services, ref)
    assert letters(services, ref) == [REQUEST, PETITION]
    assert len([wait for wait in view.waits if wait.kind is WaitKind.LETTER_RELEASE]) == 2


def test_a_letter_that_is_drawn_after_all_ends_its_task(services: Services, ref: str, clock: SteppedClock) -> None:
    work(services, ref)
    template(services, '{% extends "package/disposition_petition.html.j2" %}')
    clock.step(days=1)
    work(services, ref)
    assert tasks(services.store, ref=ref) == []
    with services.store.read() as session:
        rows = session.exec(select(OfficeTaskRow).where(OfficeTaskRow.kind == OfficeTaskKind.PAPER)).all()
    assert [row.how for row in rows] == ["書面を作成した"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("<p><video></video></p>", "HTML:1 video", id="no element of a paper"),
        pytest.param("{% if %}", "templates/letters/ja/disposition_petition.html.j2:1", id="no template"),
    ],
)
def test_every_kind_of_fault_names_its_place(services: Services, ref: str, text: str, place: str) -> None:
    template(services, text)
    work(services, ref)
    assert place in tasks(services.store, ref=ref)[0].said


def test_a_paper_that_the_law_of_its_day_does_not_know_is_a_fault_of_the_data(services: Services) -> None:
    ref = opened(services)
    old = next(regime for regime in services.law.regimes if "disclosure_order" not in regime.articles)
    regimes = (replace(old, valid_to=None),)
    made = replace(services, law=replace(services.law, regimes=regimes))
    todo = Draft(stage=Stage.PLATFORM_REQUEST, letter=LetterKind.ORDER_PETITION, subject=PLATFORM, on_demand=True)
    assert not draft_letter(made, ref, todo)
    assert "2022年10月1日" in tasks(services.store, ref=ref)[0].said


def test_fonts_that_are_not_there_are_a_fault_of_the_settings(services: Services) -> None:
    ref = opened(services)
    documents = services.settings.documents.model_copy(update={"serif": "No Such Family"})
    made = replace(services, settings=services.settings.model_copy(update={"documents": documents}))
    assert work(made, ref).todos == ()
    assert "config.toml [documents]" in tasks(services.store, ref=ref)[0].said
