"""Which court a paper is addressed to, why, and what an office must confirm before it goes there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.terms import LetterKind, Remedy
from tasks.letter_context import ClaimLine, LetterContext, Party, RelatedCase
from tasks.letter_venue import seat_of, with_court
from tests.tasks.letters.main_paper import render_letter

LAW = load_law()
K = LetterKind
TOKYO, OSAKA, FUKUOKA = "東京都千代田区見本町1-1", "大阪府大阪市見本区1-1", "福岡県福岡市見本区1-1"
Make = Callable[..., LetterContext]


def _placed(
    letter: Make, kind: K, seat: tuple[str, ...], home: str = OSAKA, *, apart: bool = False, **changes: Any
) -> LetterContext:
    """A letter whose addressee sits at `seat` and whose requester lives at `home`, from a firm in Tokyo."""
    changed = {"related": None, "venue": ()} | changes
    made = letter(kind, **changed)
    addressee = replace(made.addressee, address=seat)
    made = replace(made, addressee=addressee, requester=Party(name="見本花子", address=(home,)))
    return with_court(made, LAW, firm_court="東京地方裁判所民事第9部", deletion_petitioned=apart)


@pytest.mark.parametrize(
    ("seat", "court", "open_points"),
    [
        ((TOKYO,), "東京地方裁判所民事第9部", 0),
        ((FUKUOKA,), "福岡地方裁判所", 0),
        (("北海道見本市1-1",), "札幌地方裁判所", 1),
        (("見本市1-1",), "東京地方裁判所民事第9部", 2),
        ((), "東京地方裁判所民事第9部", 2),
        (("1 Example Street, Sampletown",), "東京地方裁判所民事第9部", 0),
    ],
    ids=["firms-division", "fukuoka", "four-courts", "no-prefecture", "no-address", "abroad"],
)
def test_a_petition_goes_to_the_seat_of_the_respondent_or_says_what_is_not_known(
    seat: tuple[str, ...], court: str, open_points: int, letter: Make
) -> None:
    petition = _placed(letter, K.DISPOSITION_PETITION, seat, deletion=False)
    assert petition.court == court
    assert len(petition.venue_open) == open_points
    assert all("第" in step.cite for step in petition.venue)
    assert bool(petition.venue) is (open_points < 2)


def test_a_company_abroad_that_someone_stands_for_in_japan_sits_where_is_not_known() -> None:
    abroad = Party(name="Example Inc.", address=("1 Example Street",), company=True, representative="CEO  Example")
    assert seat_of(abroad, LAW).none_in_japan
    assert not seat_of(replace(abroad, representative="日本における代表者　見本"), LAW).none_in_japan


def test_an_order_petition_may_go_to_the_added_court_too(letter: Make, text_of: Callable[[str], str]) -> None:
    petition = _placed(letter, K.ORDER_PETITION, (FUKUOKA,))
    assert petition.court == "福岡地方裁判所"
    assert [(step.text[3:10], step.cite) for step in petition.venue] == [
        ("福岡地方裁判所", "法第10条第1項"),
        ("大阪地方裁判所", "法第10条第3項"),
    ]
    text = text_of(render_letter(petition))
    assert "本件は福岡地方裁判所の管轄に属する（法第１０条第１項）。" in text
    assert "大阪地方裁判所" not in text
    nearer = with_court(petition, LAW, firm_court="大阪地方裁判所", deletion_petitioned=False)
    assert nearer.court == "大阪地方裁判所"
    assert nearer.venue[0].text == "本件は大阪地方裁判所の管轄に属する"


def test_a_second_order_petition_belongs_to_the_court_of_the_first_case_only(letter: Make) -> None:
    first = RelatedCase(court="福岡地方裁判所", court_case_no="令和8年(発チ)第7号")
    petition = _placed(letter, K.ORDER_PETITION, (TOKYO,), related=first)
    assert petition.court == "福岡地方裁判所"
    assert [(step.text, step.cite) for step in petition.venue] == [
        ("本件は福岡地方裁判所の専属管轄に属する", "法第10条第7項")
    ]


@pytest.mark.parametrize("kind", [K.ORDER_PETITION, K.PROVISION_PETITION, K.DELETION_PROHIBITION_PETITION])
def test_no_court_takes_an_order_petition_before_the_order_procedure(kind: K, letter: Make) -> None:
    with pytest.raises(LawError, match="2022-10-01"):
        _placed(letter, kind, (TOKYO,), written_on=date(2022, 9, 30))


@pytest.mark.parametrize(
    ("seat", "home", "reason"),
    [
        ((TOKYO,), FUKUOKA, ""),
        (("1 Example Street",), TOKYO, ""),
        (("1 Example Street",), FUKUOKA, "東京地方裁判所が、投稿記事の削除については福岡地方裁判所が管轄を有し"),
        ((), FUKUOKA, "確認することができない"),
    ],
    ids=["seat-in-japan", "abroad-victim-in-tokyo", "abroad-victim-elsewhere", "seat-unknown"],
)
def test_deletion_is_joined_only_where_one_court_has_both(
    seat: tuple[str, ...], home: str, reason: str, letter: Make, text_of: Callable[[str], str]
) -> None:
    petition = _placed(letter, K.DISPOSITION_PETITION, seat, home)
    assert petition.deletion is (reason == "")
    assert reason in petition.deletion_apart
    assert bool(petition.deletion_apart) is bool(reason)
    text = text_of(render_letter(petition))
    assert ("別に申し立てる" in text) is bool(reason)
    assert ("仮に削除せよ" in text) is (reason == "")
    alone = _placed(letter, K.DELETION_PETITION, seat, home)
    assert alone.deletion
    assert alone.deletion_apart == petition.deletion_apart


def test_deletion_petitioned_for_apart_is_not_asked_twice(letter: Make) -> None:
    petition = _placed(letter, K.DISPOSITION_PETITION, (TOKYO,), apart=True)
    assert (petition.deletion, petition.deletion_apart) == (False, "既に別の申立書によることとした")
    never_wanted = _placed(letter, K.DISPOSITION_PETITION, (TOKYO,), apart=True, deletion=False)
    assert (never_wanted.deletion, never_wanted.deletion_apart) == (False, "")


@pytest.mark.parametrize(("yen", "deletion", "small"), [(1_400_000, False, 1), (1_400_001, False, 0), (1, True, 0)])
def test_a_small_claim_may_belong_to_a_summary_court(yen: int, small: int, letter: Make, *, deletion: bool) -> None:
    claim = (ClaimLine(label="慰謝料", yen=yen),)
    complaint = _placed(letter, K.DAMAGES_COMPLAINT, (TOKYO,), claim=claim, deletion=deletion)
    assert sum("簡易裁判所" in line for line in complaint.venue_open) == small


def test_a_letter_that_is_filed_nowhere_has_no_court(letter: Make) -> None:
    request = letter(K.DISCLOSURE_REQUEST, court=None, remedies=frozenset(Remedy))
    assert with_court(request, LAW, firm_court="東京地方裁判所", deletion_petitioned=True) == request
