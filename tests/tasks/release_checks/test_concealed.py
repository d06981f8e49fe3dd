"""A concealed address or name in any paper is a fault, whoever wrote it; so is a day on which nothing conceals."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.letter_channels import COURT_PAPERS
from models.terms import Concealment, LetterKind, PaperRole, PersonRole
from tasks.concealment import ClientSide, client_side
from tasks.letter_context import Party
from tasks.release_checks import Released
from tasks.release_checks.concealed import concealed_told
from tasks.release_checks.released import CasePerson
from tests.tasks.release_checks.conftest import LAW, Faults, Make, concealing, with_text

K = LetterKind
HOME = ("東京都見本区見本町1番1号",)
CONCEALABLE = sorted(set(LetterKind) - {K.CRIMINAL_COMPLAINT})


def _told(it: Released) -> list[str]:
    return [str(fault) for fault in concealed_told(it)]


def _masked(release: Make, kind: LetterKind, wish: Concealment) -> Released:
    """The letter as it is drawn for a client who wishes that."""
    real = release(kind).context
    side = client_side(
        ClientSide(requester=real.requester, representative=None, concealment=wish),
        kind,
        lawful=True,
        firm_address=real.firm_address,
    )
    it = release(kind, said={"requester": side.requester, "concealment": side.concealment})
    people = (CasePerson(role=PersonRole.REQUESTER, party=real.requester, concealment=wish), *it.people[1:])
    return replace(it, people=people)


@pytest.mark.parametrize("kind", CONCEALABLE)
def test_a_letter_drawn_for_a_concealed_address_may_leave(kind: LetterKind, release: Make, faults: Faults) -> None:
    it = _masked(release, kind, Concealment.ADDRESS)
    assert [fault for fault in faults(it) if "空欄" not in fault] == []
    assert not any("見本町1番1号" in paper.text for paper in it.papers)


@pytest.mark.parametrize("kind", CONCEALABLE)
def test_the_real_address_is_found_in_any_paper(kind: LetterKind, release: Make) -> None:
    it = with_text(_masked(release, kind, Concealment.ADDRESS), "住所　東京都見本区見本町１－１")
    (fault,) = _told(it)
    assert "秘匿する依頼者の住所" in fault
    assert ("代替住所Ａ" in fault) is (kind in COURT_PAPERS)
    assert "情報流通プラットフォーム対処法17条" in fault
    assert "見本町" not in fault


@pytest.mark.parametrize("words", ["見本　花子", "みほんはなこ"])
@pytest.mark.parametrize("kind", [K.DISPOSITION_PETITION, K.DAMAGES_COMPLAINT, K.DEMAND_LETTER])
def test_the_real_name_is_found_even_in_what_was_posted(kind: LetterKind, words: str, release: Make) -> None:
    it = _masked(release, kind, Concealment.NAME_AND_ADDRESS)
    quoted = _told(it)
    assert any("氏名（投稿の引用を含む）" in fault for fault in quoted)  # 見本花子は経費を横領している
    posts = tuple(replace(post, as_written="中傷") for post in it.context.posts)
    without = replace(it.papers[0], text=it.papers[0].text.replace("見本花子", "代替氏名Ａ"))
    clean = replace(it, papers=(without,), context=replace(it.context, posts=posts))
    assert _told(clean) == []
    (fault,) = _told(with_text(clean, words))
    assert "代替氏名Ａ" in fault


def test_a_platform_learns_the_name_but_its_copy_for_the_sender_does_not(release: Make) -> None:
    it = concealing(release(K.DISCLOSURE_REQUEST), Concealment.NAME_AND_ADDRESS)
    text = it.papers[0].text.replace("".join(HOME), "")
    main = replace(it.papers[0], text=text.replace("見本町1番1号", ""))
    assert _told(replace(it, papers=(main,))) == []
    (fault,) = _told(replace(it, papers=(replace(main, role=PaperRole.SENDER_COPY, title="写し"),)))
    assert "「写し」" in fault


def test_a_parents_name_tells_the_familys(release: Make) -> None:
    it = _masked(release, K.ORDER_PETITION, Concealment.NAME_AND_ADDRESS)
    parent = CasePerson(role=PersonRole.LEGAL_REPRESENTATIVE, party=Party(name="見本 三郎"))
    told = _told(with_text(replace(it, people=(*it.people, parent)), "法定代理人　見本三郎"))
    assert any("法定代理人の氏名" in fault and "代替氏名Ｂ" in fault for fault in told)


@pytest.mark.parametrize("kind", sorted(COURT_PAPERS - {K.ORDER_PETITION}))
def test_before_the_law_a_court_paper_is_stopped_with_the_ways_out(kind: LetterKind, release: Make) -> None:
    it = concealing(release(kind), Concealment.ADDRESS)
    (fault,) = _told(replace(it, on=date(2023, 2, 19), law=LAW))
    for told in ("制度がない日（2023-02-19）", "民事訴訟法133条", "送達場所", "kaiji correct"):
        assert told in fault
    assert "制度がない日" not in "".join(_told(replace(it, on=date(2023, 2, 20))))


def test_the_police_and_who_conceals_nothing(release: Make) -> None:
    assert _told(concealing(release(K.CRIMINAL_COMPLAINT), Concealment.NAME_AND_ADDRESS)) == []
    assert _told(release(K.DAMAGES_COMPLAINT)) == []
