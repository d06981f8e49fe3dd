"""What the other side must not learn of a client is a substitute in the papers that it or the record sees."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.rules.letter_channels import COURT_PAPERS
from models.terms import Concealment, ExhibitForm, LetterKind, RightInfringed
from tasks.concealment import ClientSide, client_side, concealed_exhibits, concealed_posts
from tasks.letter_context import ExhibitLine, Party, PostLine

K = LetterKind
HOME = ("架空県植込市植込町7-7", "植込荘3号")
FIRM = ["架空県見本市例示町2-2"]
CLIENT = Party(name="植込 花子", kana="うえこみ はなこ", address=HOME)
PARENT = Party(name="植込 太郎", address=("架空県植込市植込町七丁目７番", "植込荘3号"))
LETTERS = sorted(set(LetterKind) - COURT_PAPERS - {K.CRIMINAL_COMPLAINT})
TO_THE_SENDER = {K.DEMAND_LETTER, K.PLEDGE, K.SETTLEMENT}


def _side(wish: Concealment, kind: LetterKind, *, lawful: bool = True, parent: Party | None = None) -> ClientSide:
    real = ClientSide(requester=CLIENT, representative=parent, concealment=wish)
    return client_side(real, kind, lawful=lawful, firm_address=FIRM)


@pytest.mark.parametrize("kind", LetterKind)
def test_who_conceals_nothing_stands_as_they_are(kind: LetterKind) -> None:
    assert _side(Concealment.NONE, kind).requester == CLIENT


@pytest.mark.parametrize("kind", sorted(COURT_PAPERS))
@pytest.mark.parametrize(
    ("wish", "name"), [(Concealment.ADDRESS, "植込 花子"), (Concealment.NAME_AND_ADDRESS, "代替氏名Ａ")]
)
def test_a_court_paper_gets_the_substitutes_of_the_law(kind: LetterKind, wish: Concealment, name: str) -> None:
    side = _side(wish, kind)
    assert (side.requester.name, side.requester.address, side.concealment) == (name, ("代替住所Ａ",), wish)
    assert bool(side.requester.kana) is (wish is Concealment.ADDRESS)


@pytest.mark.parametrize("kind", sorted(COURT_PAPERS))
def test_before_the_law_nothing_stands_for_the_real_address(kind: LetterKind) -> None:
    side = _side(Concealment.NAME_AND_ADDRESS, kind, lawful=False)
    assert (side.requester, side.concealment) == (CLIENT, Concealment.NONE)


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("lawful", [True, False], ids=["now", "before the law"])
def test_a_letter_gives_the_firms_address(kind: LetterKind, lawful: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    side = _side(Concealment.NAME_AND_ADDRESS, kind, lawful=lawful)
    assert side.requester.address == ("（代理人事務所気付）", *FIRM)
    assert (side.requester.name == "代替氏名Ａ") is (kind in TO_THE_SENDER)


def test_the_police_learn_who_complains() -> None:
    assert _side(Concealment.NAME_AND_ADDRESS, K.CRIMINAL_COMPLAINT).requester == CLIENT


@pytest.mark.parametrize("address", [HOME, (), PARENT.address], ids=["same", "none given", "same, written otherwise"])
def test_a_parent_who_lives_with_the_client_gives_nothing_away(address: tuple[str, ...]) -> None:
    parent = replace(PARENT, address=address)
    if address == PARENT.address:
        parent = replace(parent, address=("架空県植込市植込町七番７号", "植込荘3号"))
    side = _side(Concealment.ADDRESS, K.DISPOSITION_PETITION, parent=parent)
    assert side.representative is not None
    assert (side.representative.name, side.representative.address) == ("植込 太郎", ("代替住所Ａ",))


def test_a_parent_who_lives_elsewhere_keeps_the_address_but_not_the_family_name() -> None:
    elsewhere = replace(PARENT, address=("架空県例示市例示町1-1",))
    side = _side(Concealment.NAME_AND_ADDRESS, K.ORDER_PETITION, parent=elsewhere)
    assert side.representative == Party(name="代替氏名Ｂ", address=("架空県例示市例示町1-1",))


def test_the_clients_own_exhibits_do_not_name_the_client() -> None:
    line = ExhibitLine(
        mark="甲１",
        title="陳述書（植込花子）",
        form=ExhibitForm.ORIGINAL,
        made_on=None,
        author="植込　花子",
        proves="植込 花子が 架空県植込市植込町7-7 に住むこと",
    )
    (struck,) = concealed_exhibits([line], _side(Concealment.NAME_AND_ADDRESS, K.DISPOSITION_PETITION))
    assert (struck.title, struck.author) == ("陳述書（代替氏名Ａ）", "代替氏名Ａ")
    assert struck.proves == "代替氏名Ａが 代替住所Ａ に住むこと"
    (by_address,) = concealed_exhibits([line], _side(Concealment.ADDRESS, K.DISPOSITION_PETITION))
    assert (by_address.author, "代替住所Ａ" in by_address.proves) == ("植込　花子", True)
    assert concealed_exhibits([line], _side(Concealment.NONE, K.DISPOSITION_PETITION)) == (line,)


@pytest.mark.parametrize(
    ("kind", "written", "explained"),
    [
        (K.DISPOSITION_PETITION, "〔代替氏名Ａ〕の家は〔代替住所Ａ〕だ", "代替氏名Ａを指す"),
        (K.DISCLOSURE_REQUEST, "植込 花子の家は〔住所略〕だ", "植込花子を指す"),
    ],
)
def test_a_post_is_quoted_without_what_is_concealed(kind: LetterKind, written: str, explained: str) -> None:
    post = PostLine(
        no=1,
        url="https://board.example/1",
        posted_at=datetime(2026, 6, 1, tzinfo=UTC),
        right=RightInfringed.PRIVACY,
        as_written="植込 花子の家は架空県植込市植込町7-7だ",
        explanation="植込花子を指す",
    )
    (quoted,) = concealed_posts([post], _side(Concealment.NAME_AND_ADDRESS, kind))
    assert (quoted.as_written, quoted.explanation) == (written, explained)
    assert concealed_posts([post], _side(Concealment.NONE, kind)) == (post,)
