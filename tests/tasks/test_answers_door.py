"""The one door: a letter with a missing part is not released, and a fault is told as a fault, whoever asks."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.answers.turns import Action
from models.tables import LetterRow
from models.terms import LetterState, WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.answering import NotWaiting
from tasks.case_store.facts import NoSuchCase, key_of
from tasks.case_store.versions import paper_text
from tasks.settings import FirmSection
from tasks.wiring import Services
from tests.tasks.case_store.cases import (
    ATTORNEY,
    MOBILE_IP,
    STAFF,
    answer,
    asked_platform,
    disclosed_rows,
    opened,
    work,
)

RELEASE = {"decision": "release", "attorney": ATTORNEY, "entered_by": STAFF}


def _nameless(made: Services) -> Services:
    """The same firm before anybody wrote its name and address into the settings."""
    return replace(made, settings=made.settings.model_copy(update={"firm": FirmSection()}))


def _states(made: Services) -> list[LetterState]:
    with made.store.read() as session:
        return [row.state for row in session.exec(select(LetterRow).order_by(col(LetterRow.id)))]


def test_a_letter_with_a_missing_part_is_not_released(services: Services) -> None:
    nameless = _nameless(services)
    ref = opened(nameless)
    work(nameless, ref)
    with pytest.raises(Faults) as refusal:
        answer(nameless, ref, WaitKind.LETTER_RELEASE, decision="release", attorney=ATTORNEY)
    assert {fault.field for fault in refusal.value.faults} == {"letter"}
    assert _states(services) == [LetterState.DRAFTED]


def test_it_may_be_returned_all_the_same(services: Services) -> None:
    nameless = _nameless(services)
    ref = opened(nameless)
    work(nameless, ref)
    answer(nameless, ref, WaitKind.LETTER_RELEASE, decision="return")
    assert _states(services) == [LetterState.VOID]


def test_a_draft_made_before_the_settings_were_right_is_not_released_after(services: Services) -> None:
    nameless = _nameless(services)
    ref = opened(nameless)
    work(nameless, ref)
    with pytest.raises(Faults) as refusal:
        answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney=ATTORNEY)
    assert {fault.field for fault in refusal.value.faults} == {"letter"}
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney=ATTORNEY)
    assert _states(services) == [LetterState.VOID, LetterState.RELEASED]


def test_only_a_lawyer_of_the_case_releases(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    with pytest.raises(Faults) as refusal:
        answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney=STAFF)
    assert [fault.field for fault in refusal.value.faults] == ["attorney"]
    assert _states(services) == [LetterState.DRAFTED]


def test_a_release_twice_is_one(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    wait = find_wait(services, ref, WaitKind.LETTER_RELEASE, None)
    answer_wait(services, ref, key_of(wait), RELEASE)
    with pytest.raises(NotWaiting):
        answer_wait(services, ref, key_of(wait), RELEASE)


def test_a_case_that_does_not_exist_is_said_to(services: Services) -> None:
    with pytest.raises(NoSuchCase, match="kaiji cases"):
        find_wait(services, "2026-0042", None, None)
    with pytest.raises(NoSuchCase):
        answer_wait(services, "2026-0042", 1, RELEASE)


def test_documentation_addresses_pass_only_towards_a_registry_on_loopback(services: Services) -> None:
    ref = asked_platform(services)
    rows = disclosed_rows(MOBILE_IP, MOBILE_IP)
    typed: dict[str, Any] = {"outcome": "disclosed", "received": "2026-01-13", "rows": rows}
    with pytest.raises(Faults) as refusal:
        answer(replace(services, registry_is_loopback=False), ref, WaitKind.PLATFORM_ANSWER, **typed)
    assert [fault.field for fault in refusal.value.faults] == ["rows[1].ip", "rows[2].ip"]
    assert answer(services, ref, WaitKind.PLATFORM_ANSWER, **typed) is Action.ANSWER


def _files(made: Services, ref: str) -> set[str]:
    return {path.name for path in (made.settings.root / "documents" / ref).iterdir()}


def test_what_is_released_is_the_draft_without_the_line_that_says_so(services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    with services.store.read() as session:
        letter_id = key_of(session.exec(select(LetterRow)).one())
    draft, drafted = paper_text(services, letter_id), _files(services, ref)
    with pytest.raises(Faults):
        answer(services, ref, WaitKind.LETTER_RELEASE, decision="release", attorney="別人")
    assert _files(services, ref) == drafted  # nothing that looks released lies about
    answer(services, ref, WaitKind.LETTER_RELEASE, **{k: v for k, v in RELEASE.items() if k != "entered_by"})
    final = paper_text(services, letter_id)
    assert draft == f"弁護士の確認・発信前の草案\n{final}"
    assert _files(services, ref) > drafted
