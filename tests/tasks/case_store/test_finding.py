"""A case is found by whatever somebody has in hand, through indexes that say nothing to whoever has no key."""

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.tables import CaseRow, FindTermRow, PersonRow, sealing
from models.terms import CaseStatus, FindKind
from tasks.case_store.facts import case_row
from tasks.case_store.find_index import UnreadableCases, index_changed, index_slice
from tasks.case_store.finding import Found, Search, find_cases
from tasks.case_store.opening import close_case
from tasks.case_store.rotation import reseal
from tasks.corrections import correct
from tasks.events import record_event
from tasks.key_file import add_key
from tasks.wiring import Services
from tests.tasks.case_store.cases import (
    ATTORNEY,
    MOBILE_IP,
    PLANTED,
    STAFF,
    case_file,
    disclosed,
    opened,
)

OTHER = {"requester": {**case_file()["requester"], "name": "別人 一子", "kana": "べつじん かずこ"}}


def find(made: Services, *words: str) -> Search:
    return find_cases(made.store, made.law, words)


def refs(made: Services, *words: str) -> list[str]:
    return [case.ref for case in find(made, *words).found]


WORDS = {
    PLANTED["requester"]: FindKind.NAME,
    "植込": FindKind.NAME,
    "ｳｴｺﾐ ﾊﾅｺ": FindKind.KANA,
    "http://board.example/planted/101/": FindKind.URL,
    "@Planted_Account": FindKind.ACCOUNT,
    f"::ffff:{MOBILE_IP}": FindKind.IP,
    "ママスタ": FindKind.PROVIDER,
    "サンプルモバイル㈱": FindKind.PROVIDER,
    ATTORNEY: FindKind.NAME,
    PLANTED["attorney's mail"]: FindKind.EMAIL,
    "090ー1234ー5678": FindKind.PHONE,
    "令和８年（ヨ）１２３": FindKind.COURT_CASE_NO,
    "２０２６ー１": None,
}


def test_what_a_case_is_found_by_as_it_moves_on(services: Services) -> None:
    ref = disclosed(services)
    opened(services, **OTHER)
    hearing = {"event": "hearing_set", "subject": "platform:mamasta", "happened": "2026-01-13", "on": "2026-02-02"}
    number = {"court": "東京地方裁判所", "court_case_no": "令和8年(ヨ)第123号"}
    record_event(services, ref, {**hearing, **number, "entered_by": STAFF})
    with services.store.write() as session:
        case = case_row(session, ref, lock=True)
        requester = session.exec(select(PersonRow).where(PersonRow.case_id == case.id)).first()
        assert requester
        requester.phone = PLANTED["phone"]
    for word, kind in WORDS.items():
        found = find(services, word).found
        assert ref in refs_of(found), word
        assert all(kind in case.by for case in found if kind), word


@pytest.mark.one_database("what is looked for does not change with it")
def test_two_words_narrow_and_what_belongs_together_may_be_apart(services: Services) -> None:
    first, second = opened(services), opened(services, **OTHER)
    assert refs(services, "ママスタ") == [second, first]
    assert refs(services, "ママスタ", "植込") == [first]
    assert refs(services, "花子", "植込") == [first]
    assert refs(services, "植込 花子") == refs(services, "植込", "花子") == [first]
    assert refs(services, "植込", "一子") == []
    assert refs(services, "") == refs(services, "　") == refs(services, "株式会社") == []


def test_what_is_surely_meant_comes_first_then_open_cases(services: Services) -> None:
    page = {"url": "https://board.example/view?id=1"}
    cases = [
        opened(services, **OTHER, posts=[case_file()["posts"][0] | page]),
        opened(services, **OTHER, posts=[case_file()["posts"][0] | {"url": "https://board.example/view?id=2"}]),
        opened(services, posts=[case_file()["posts"][0] | page]),
    ]
    close_case(services.store, services.law, cases[2], reason="和解", by=STAFF, now=services.clock.now())
    found = find(services, "board.example/view?id=1").found
    assert [(case.ref, case.status, case.surely) for case in found] == [
        (cases[0], CaseStatus.OPEN, True),
        (cases[2], CaseStatus.CLOSED, True),
        (cases[1], CaseStatus.OPEN, False),
    ]


@pytest.mark.one_database("the rows of a correction are tested on both elsewhere")
def test_what_was_corrected_is_found_as_it_now_stands(services: Services) -> None:
    ref = opened(services)
    event = {"event": "hearing_set", "subject": "platform:mamasta", "happened": "2026-01-13", "on": "2026-02-02"}
    number = {"court": "東京地方裁判所", "court_case_no": "令和8年(ヨ)第123号"}
    step = record_event(services, ref, {**event, **number, "entered_by": STAFF}).step_id
    assert refs(services, "令和8年(ヨ)123") == [ref]
    change = {"fact": str(step), "court_case_no": "令和8年(ヨ)第124号", "reason": "誤記", "entered_by": STAFF}
    correct(services, ref, change)
    assert refs(services, "令和8年(ヨ)123") == []
    assert refs(services, "令和8年(ヨ)124") == [ref]


def test_only_what_changed_is_written_again(services: Services) -> None:
    opened(services)
    second = opened(services, **OTHER)
    assert index_changed(services.store).done == 2
    before = terms(services)
    assert index_changed(services.store).done == 0
    close_case(services.store, services.law, second, reason="和解", by=STAFF, now=services.clock.now())
    assert index_changed(services.store).done == 1
    assert terms(services) == before  # the same rows, none written anew


@pytest.mark.one_database("what is looked for does not change with it")
def test_a_sweep_does_a_part_and_a_search_the_rest(services: Services) -> None:
    first, second = opened(services), opened(services, **OTHER)
    index_slice(services.store, 1)
    with services.store.read() as session:
        heads = dict(session.exec(select(CaseRow.ref, CaseRow.indexed_head)).all())
    assert heads[first]
    assert not heads[second]
    assert refs(services, "別人") == [second]


def test_the_key_may_be_exchanged(services: Services) -> None:
    ref = opened(services)
    assert refs(services, "植込") == [ref]
    sealing.install(add_key(services.settings.root))
    reseal(services.store)
    assert refs(services, "植込") == [ref]
    second = opened(services, **OTHER)
    assert refs(services, "別人") == [second]


@pytest.mark.one_database("what is looked for does not change with it")
def test_a_case_that_cannot_be_read_hides_no_other(services: Services) -> None:
    first, second = opened(services), opened(services, **OTHER)
    with services.store.engine.begin() as connection:
        cut = sa.text("UPDATE person SET name = :cell WHERE case_id = (SELECT id FROM case_file WHERE ref = :ref)")
        connection.execute(cut, {"cell": b"cut", "ref": first})
    found = find(services, "ママスタ")
    assert refs_of(found.found) == [second]
    assert found.unreadable == (first,)
    with pytest.raises(UnreadableCases, match=first):
        index_slice(services.store)


@pytest.mark.one_database("what is looked for does not change with it")
def test_an_index_tells_nothing_without_the_key(services: Services) -> None:
    opened(services)
    index_changed(services.store)
    with services.store.read() as session:
        rows = session.exec(select(FindTermRow)).all()
        names = set(session.exec(select(PersonRow.name_index)))
    assert len(rows) > 10
    assert all(len(row.digest) == 64 and int(row.digest, 16) >= 0 for row in rows)
    assert names.isdisjoint(row.digest for row in rows)  # of another use of the key


def refs_of(found: tuple[Found, ...]) -> list[str]:
    return [case.ref for case in found]


def terms(made: Services) -> list[tuple[int | None, str]]:
    with made.store.read() as session:
        return [(row.id, row.digest) for row in session.exec(select(FindTermRow).order_by(col(FindTermRow.id)))]
