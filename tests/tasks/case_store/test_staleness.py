"""What changed since a letter was drawn is said in words, never by value; what changes no word is nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from flows.correction_shown import as_text
from flows.letters_shown import as_text as letters_as_text
from flows.letters_shown import waiting_lines
from models.answers.faults import Faults
from models.provisions import Law
from models.tables import LetterRow, PersonRow, PostRow
from models.terms import LetterKind, PersonRole, WaitKind
from tasks.case_store import docket
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.versions import paper_text
from tasks.corrections import correct
from tasks.settings import Settings
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, answer, disclosed, opened, release, send, work
from tests.tasks.sample_cases.playing import played

pytestmark = pytest.mark.one_database("what is tried here is the same to both")

POST_ONE = "2026-01-08 23:41:06 JST"


@pytest.fixture
def ref(services: Services) -> str:
    """A case whose first letter is drafted."""
    made = opened(services)
    work(services, made)
    return made


def changes(made: Services, ref: str) -> tuple[str, ...]:
    return listed_letters(made, ref)[-1].changes


@contextmanager
def changed(made: Services) -> Iterator[Session]:
    """Rows changed by a hand of this test."""
    with made.store.write() as session:
        yield session


def person(session: Session, role: PersonRole) -> PersonRow:
    return session.exec(select(PersonRow).where(PersonRow.role == role)).one()


def test_time_alone_makes_nothing_stale(services: Services, ref: str, clock: SteppedClock) -> None:
    assert changes(services, ref) == ()
    clock.step(days=3, hours=11)
    assert changes(services, ref) == ()


def test_a_corrected_moment_is_told_by_its_place(services: Services, ref: str) -> None:
    typed = {"fact": "post:1", "happened": POST_ONE, "reason": "画面で確認", "entered_by": STAFF}
    correct(services, ref, typed)
    assert "投稿1の日時" in changes(services, ref)


def test_an_account_written_anew_stands_in_the_next_draft_and_leaves_the_old_one_on_record(
    services: Services, ref: str
) -> None:
    typed = {"fact": "post:1", "explanation": "社内に同じ姓の者はいない", "reason": "追記", "entered_by": STAFF}
    done = correct(services, ref, typed)
    assert as_text(ref, done).count("社内") == 0
    assert changes(services, ref) == ("投稿1の権利侵害の説明",)
    with pytest.raises(Faults):
        correct(services, ref, typed)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    with services.store.read() as session:
        letter = session.exec(select(LetterRow).where(LetterRow.no == 1)).one()
        told = [entry.detail for entry in docket.entries(session, letter.case_id) if "corrected" in entry.event]
    assert "社内に同じ姓の者はいない" in paper_text(services, letter.id or 0)
    assert PLANTED["explanation"] in told[0]


def test_signs_that_no_font_has_are_told_beside_the_draft(services: Services, ref: str) -> None:
    assert listed_letters(services, ref)[-1].unshown == ()
    with changed(services) as session:
        session.exec(select(PostRow).where(PostRow.no == 1)).one().as_written = "𠮷野は😀最低🫠😀"
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    letter = listed_letters(services, ref)[-1]
    assert letter.unshown == ("😀", "🫠")
    assert "😀 🫠" in letters_as_text([letter])
    shown = "\n".join(waiting_lines(letter, "ja"))
    assert "😀" not in shown
    assert "表示されます）:** 2" in shown


def test_a_page_that_is_gone_stops_no_list(services: Services, ref: str) -> None:
    page = next(file for file in listed_letters(services, ref)[-1].current.files if file.format == "html")
    services.documents.absolute(page.path).unlink()
    assert listed_letters(services, ref)[-1].unshown == ()


def test_changes_name_no_value(services: Services, ref: str) -> None:
    with changed(services) as session:
        requester = person(session, PersonRole.REQUESTER)
        requester.name, requester.address = "改姓 花子", "架空県新市9-9"
        first = session.exec(select(PostRow).order_by(col(PostRow.no))).first()
        assert first is not None
        first.url, first.as_written = "https://board.example/planted/999", "別の文言"
        person(session, PersonRole.ATTORNEY).name = "後任 弁護子"
    said = changes(services, ref)
    assert {"請求者の氏名", "請求者の住所", "投稿1のURL", "代理人弁護士"} <= set(said)
    everything = "".join(said)
    values = ("改姓", "新市", "planted", "別の文言", "後任", *PLANTED.values())
    assert not [value for value in values if value in everything]


def test_a_new_line_is_told_as_one(services: Services, ref: str) -> None:
    with changed(services) as session:
        first = session.exec(select(PostRow).order_by(col(PostRow.no))).first()
        assert first is not None
        session.expunge(first)
        values = first.model_dump(exclude={"id", "no", "url_index", "open_guard"})
        session.add(PostRow(**values, no=3, url_index="x" * 64))
    assert [said for said in changes(services, ref) if said.startswith("投稿3")] == ["投稿3（追加）"]


def test_what_changes_no_word_of_the_papers_is_no_change(services: Services, ref: str) -> None:
    """The account to pay to stands in no request: it is another value, but the letter says what it said."""
    firm = services.settings.firm.model_copy(update={"account": ["別銀行"], "police": "別の警察署長"})
    other = replace(services, settings=services.settings.model_copy(update={"firm": firm}))
    assert changes(other, ref) == ()
    moved = firm.model_copy(update={"address": ["架空県見本市例示町3-3"]})
    other = replace(services, settings=services.settings.model_copy(update={"firm": moved}))
    assert "事務所の住所" in changes(other, ref)


def test_an_edited_template_is_no_change_of_the_facts(services: Services, ref: str) -> None:
    folder = services.settings.root / "templates" / "letters" / "ja"
    folder.mkdir(parents=True)
    text = '{% extends "package/disclosure_request.html.j2" %}'
    (folder / "disclosure_request.html.j2").write_text(text, encoding="utf-8")
    assert changes(services, ref) == ()


def amended(law: Law, on: date) -> Law:
    """The law with another version of the Act from that day."""
    last = law.regimes[-1]
    return replace(
        law,
        regimes=(
            *law.regimes[:-1],
            replace(last, valid_to=on - timedelta(days=1)),
            replace(last, regime_id="R99", valid_from=on, valid_to=None),
        ),
    )


def test_an_act_that_came_into_force_since_is_told(services: Services, ref: str, clock: SteppedClock) -> None:
    made = replace(services, law=amended(services.law, date(2026, 1, 20)))
    assert changes(made, ref) == ()
    clock.step(days=10)
    assert changes(made, ref) == ("適用する法令（起案日より後に施行されたもの）",)


def test_a_suit_drawn_for_paper_the_day_before_e_filing_became_a_duty_is_stale(
    sqlite_settings: Settings, law: Law
) -> None:
    with played("impersonation", sqlite_settings, law, until="2026-05-25T09:59:00+09:00") as (made, ref):
        complaint = next(x for x in listed_letters(made, ref) if x.kind is LetterKind.DAMAGES_COMPLAINT)
        assert "提出の方法（電子・書面）" in complaint.changes


def test_a_profile_that_cannot_be_read_any_more_is_told(services: Services, ref: str) -> None:
    platforms = {key: profile for key, profile in services.law.platforms.items() if key != "mamasta"}
    made = replace(services, law=replace(services.law, platforms=platforms))
    assert changes(made, ref) == ("事業者・法令のデータ（読み出せなくなったもの）",)


def test_a_stale_draft_is_not_released_until_it_is_drawn_anew(services: Services, ref: str) -> None:
    with changed(services) as session:
        person(session, PersonRole.REQUESTER).address = "架空県新市9-9"
    with pytest.raises(Faults) as refused:
        release(services, ref)
    assert [fault for fault in refused.value.faults if "請求者の住所" in fault.value + fault.cure]
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    release(services, ref)


def test_after_release_a_change_is_shown_until_the_letter_has_left(services: Services, ref: str) -> None:
    release(services, ref)
    with changed(services) as session:
        person(session, PersonRole.REQUESTER).address = "架空県新市9-9"
    assert changes(services, ref) == ("請求者の住所",)
    send(services, ref)
    assert changes(services, ref) == ()


def test_a_released_letter_is_no_more_stale_than_its_draft(services: Services, ref: str, clock: SteppedClock) -> None:
    release(services, ref)
    clock.step(days=2)
    assert changes(services, ref) == ()


def test_letters_to_holders_stay_fresh_while_others_are_worked_on(services: Services) -> None:
    ref = disclosed(services)
    found = [(letter.name, letter.changes) for letter in listed_letters(services, ref) if letter.changes]
    assert found == []
    assert len([letter for letter in listed_letters(services, ref) if letter.subject.startswith("holder:")]) == 2
