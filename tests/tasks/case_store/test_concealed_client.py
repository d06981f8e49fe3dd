"""A client's concealed address from intake to the paper: kept, shown without its value, put right, in no letter."""

import pytest
from sqlmodel import select

from flows.case_sheet import case_sheet
from models.answers.faults import Faults
from models.rules.progress.plan import Draft
from models.tables import CaseRow, LetterRow, PersonRow
from models.terms import Concealment, LetterKind, PersonRole, Stage, WaitKind
from tasks.case_store.drafting import draft_letter
from tasks.case_store.facts import key_of
from tasks.case_store.position import view_case
from tasks.case_store.versions import paper_text
from tasks.corrections import correct
from tasks.folding import fold
from tasks.release_checks import release_faults
from tasks.wiring import Services
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, PLATFORM, STAFF, answer, case_file, opened, work

pytestmark = pytest.mark.one_database("nothing here depends on its kind")

HOME, NAME = fold(PLANTED["address"]), fold(PLANTED["requester"])
PETITION = Draft(stage=Stage.PLATFORM_REQUEST, letter=LetterKind.DISPOSITION_PETITION, subject=PLATFORM, no=1)


def _opened(made: Services, wish: Concealment) -> str:
    return opened(made, requester=case_file()["requester"] | {"concealment": wish.value})


def _letter(made: Services, ref: str, kind: LetterKind) -> int:
    with made.store.read() as session:
        case = session.exec(select(CaseRow).where(CaseRow.ref == ref)).one()
        return key_of(session.exec(select(LetterRow).where(LetterRow.case_id == case.id, LetterRow.kind == kind)).one())


def _sheet(made: Services, ref: str) -> str:
    return case_sheet(view_case(made.store, made.law, ref, made.clock.now()), made.law, "ja")


def _put_right(made: Services, ref: str, wish: str) -> None:
    typed = {"fact": "requester", "concealment": wish, "reason": "依頼者の希望", "entered_by": STAFF}
    correct(made, ref, typed)


def test_the_wish_is_kept_with_the_client_and_shown_without_the_address(services: Services) -> None:
    ref = _opened(services, Concealment.ADDRESS)
    with services.store.read() as session:
        people = {person.role: person.concealment for person in session.exec(select(PersonRow))}
    assert people.pop(PersonRole.REQUESTER) is Concealment.ADDRESS
    assert set(people.values()) == {Concealment.NONE}
    assert "**秘匿** 住所" in _sheet(services, ref)
    assert PLANTED["address"] not in _sheet(services, ref)
    assert "秘匿" not in _sheet(services, _opened_again(services))


def _opened_again(made: Services) -> str:
    posts = [post | {"url": f"{post['url']}9"} for post in case_file()["posts"]]
    return opened(made, posts=posts)


def test_letters_carry_the_firms_address_and_court_papers_the_substitute(services: Services) -> None:
    posts = [post | {"as_written": f"{PLANTED['requester']}は横領した"} for post in case_file()["posts"]]
    requester = case_file()["requester"] | {"concealment": "name_and_address"}
    ref = opened(services, posts=posts, requester=requester)
    work(services, ref)
    draft_letter(services, ref, PETITION)
    request = fold(paper_text(services, _letter(services, ref, LetterKind.DISCLOSURE_REQUEST)))
    petition = fold(paper_text(services, _letter(services, ref, LetterKind.DISPOSITION_PETITION)))
    assert HOME not in request + petition
    assert "代理人事務所気付" in request
    assert fold("代替住所Ａ") in petition
    assert fold("〔代替氏名Ａ〕は横領した") in petition
    assert (NAME in request, NAME in petition) == (True, False)
    faults = release_faults(services, _letter(services, ref, LetterKind.DISPOSITION_PETITION))
    assert [fault.what for fault in faults if "秘匿" in fault.what] == []


def test_a_wish_told_later_stops_the_draft_and_the_new_one_may_leave(services: Services) -> None:
    ref = _opened(services, Concealment.NONE)
    work(services, ref)
    letter = _letter(services, ref, LetterKind.DISCLOSURE_REQUEST)
    assert release_faults(services, letter) == ()
    _put_right(services, ref, "address")
    told = [fault.what for fault in release_faults(services, letter)]
    assert any("秘匿する依頼者の住所" in what for what in told)
    assert any("変わったもの" in what for what in told)
    with pytest.raises(Faults) as refused:
        answer(services, ref, WaitKind.LETTER_RELEASE, attorney=ATTORNEY)
    assert PLANTED["address"] not in "\n".join(refused.value.lines())
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")
    work(services, ref)
    answer(services, ref, WaitKind.LETTER_RELEASE, attorney=ATTORNEY)


def test_what_was_put_right_is_in_the_docket_and_once_only(services: Services) -> None:
    ref = _opened(services, Concealment.ADDRESS)
    _put_right(services, ref, "name_and_address")
    assert "事実を訂正: 秘匿するもの" in _sheet(services, ref)
    with pytest.raises(Faults) as refused:
        _put_right(services, ref, "name_and_address")
    assert [fault.field for fault in refused.value.faults] == ["concealment"]
