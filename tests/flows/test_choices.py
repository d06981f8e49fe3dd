"""The lists to choose from: what the case has, in words; a person is a role and a number."""

import pytest
from sqlmodel import select

from flows.choices import attorneys, choices_for, correctable_facts, courts, paper_subjects, platforms, subjects
from flows.shown_form import Choice, shown_schema
from flows.typed_form import typed_values
from models.answers import QUESTIONS
from models.answers.faults import Faults
from models.tables import LetterRow
from models.terms import WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.facts import key_of
from tasks.case_store.position import view_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, STAFF, answer, asked_platform, disclosed, opened, work

pytestmark = pytest.mark.one_database("lists are read from facts that other tests store in both")


def said(choices: list[Choice]) -> list[str]:
    return [choice.shown for choice in choices]


def shown(made: Services, ref: str, kind: WaitKind) -> dict[str, list[str]]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    wait = find_wait(made, ref, kind, None)
    return {name: said(list(entries)) for name, entries in choices_for(made, wait, view).items()}


def test_an_attorney_is_chosen_by_role_and_releases_in_their_name(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    lists = shown(services, ref, WaitKind.LETTER_RELEASE)
    chosen, supervisor = lists["attorney"]
    assert chosen.startswith("担当弁護士｜")
    assert supervisor.startswith("監督弁護士｜")
    wait = find_wait(services, ref, WaitKind.LETTER_RELEASE, None)
    page = {"decision": "このまま発信してよい", "attorney": chosen, "entered_by": STAFF}
    answer_wait(services, ref, key_of(wait), typed_values(QUESTIONS[wait.kind].form, page))
    with services.store.read() as session:
        [letter] = session.exec(select(LetterRow).where(LetterRow.id == wait.letter_id)).all()
        assert letter.released_by == ATTORNEY


def test_a_number_of_nobody_releases_nothing(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    with pytest.raises(Faults) as refused:
        answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney="999")
    assert [fault.field for fault in refused.value.faults] == ["attorney"]


def test_no_person_and_no_address_is_in_any_list(services: Services) -> None:
    ref = disclosed(services)
    view = view_case(services.store, services.law, ref, services.clock.now())
    lists = [entries for wait in view.waits for entries in choices_for(services, wait, view).values()]
    lists += [attorneys(services, ref), correctable_facts(services, view), subjects(view.facts, "ja")]
    text = "\n".join(choice.shown for entries in lists for choice in entries)
    assert not [name for name, value in PLANTED.items() if value in text]


def test_the_posts_of_this_platform_are_chosen_for_each_line(services: Services) -> None:
    ref = asked_platform(services)
    lists = shown(services, ref, WaitKind.PLATFORM_ANSWER)
    assert lists["rows.post_no"] == ["投稿 1｜1", "投稿 2｜2"]
    assert "other_wait" not in lists  # there is no other
    assert "court" not in lists


def test_providers_stand_by_name_and_other_waits_by_what_they_wait_for(services: Services) -> None:
    ref = disclosed(services)
    view = view_case(services.store, services.law, ref, services.clock.now())
    for wait in view.waits:
        lists = choices_for(services, wait, view)
        shown_schema(QUESTIONS[wait.kind].form, "ja", lists)  # every list fits a field
        assert {entry.key for entry in lists["other_wait"]} == {str(other.id) for other in view.waits} - {str(wait.id)}


def test_facts_to_correct_are_told_newest_first_and_what_is_concealed_last(services: Services) -> None:
    ref = disclosed(services)
    view = view_case(services.store, services.law, ref, services.clock.now())
    found = correctable_facts(services, view)
    assert found[-1].key == "requester"
    assert {"post:1", "post:2", "observation:1"} <= {choice.key for choice in found}
    sent = next(choice for choice in found if choice.said.endswith("書面の発送 mamasta"))
    assert sent.key.isdecimal()
    assert sent.said.startswith("2026-01-")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ja", ["mamasta", "投稿1"]), ("en", ["mamasta", "post 1"])],
    ids=["ja", "en"],
)
def test_subjects_in_both_languages(services: Services, language: str, expected: list[str]) -> None:
    view = view_case(services.store, services.law, opened(services), services.clock.now())
    assert [choice.said for choice in subjects(view.facts, language)][:2] == expected
    assert [choice.key for choice in paper_subjects(view.facts, language)] == ["platform:mamasta"]


def test_courts_and_platforms_come_from_the_law_and_the_profiles(services: Services) -> None:
    names = [choice.shown for choice in courts(services.law)]
    assert {"東京地方裁判所", "東京高等裁判所"} <= set(names)
    assert len(names) == len(set(names))
    assert "mamasta" in {choice.key for choice in platforms(services.law)}
