"""What the day on a letter decides: law.md §1 at every boundary, word for word, and the money of §8.

KAIJI_WRITE_GOLDEN=1 writes the files anew; read the difference first.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.provisions import LawError, load_law
from models.rules.claims import ClaimFacts, Receipt
from models.terms import ExpenseKind, LetterKind, LogKind, Remedy, RightInfringed, Stage
from tasks.letter_law import by_law, letter_items
from tasks.letter_money import claim_lines
from tasks.letters import ClaimLine, LetterContext
from tests.tasks.letters.main_paper import render_letter

LAW = load_law()
K = LetterKind
GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "regimes"
BOUNDARIES = [
    *("2002-05-27", "2011-09-14", "2011-09-15", "2015-12-08", "2015-12-09", "2016-05-20", "2016-05-21"),
    *("2020-08-30", "2020-08-31", "2022-09-30", "2022-10-01", "2023-02-20", "2025-03-31", "2025-04-01"),
]
Make = Callable[..., LetterContext]


def dated(letter: Make, kind: LetterKind, day: date, *, login_type: bool = False, **changes: Any) -> LetterContext:
    items = letter_items(LAW.regime(day), kind, LAW, login_type=login_type)
    numbered = tuple((item.no, item.name) for item in items)
    return by_law(letter(kind, written_on=day, reply_by=day + timedelta(days=14), items=numbered, **changes), LAW)


def _lawful_lines(text: str) -> str:
    """The lines that name the Act or an article of it, and the list of items."""
    lines = text.splitlines()
    said = [line for line in lines if "特定電気通信" in line or "法第" in line]
    listed = lines[lines.index("発信者情報目録") + 1 :] if "発信者情報目録" in lines else []
    items = [line for line in listed if line[0] in "０１２３４５６７８９■"]
    return "\n".join([*said, *items]) + "\n"


@pytest.mark.parametrize("day", BOUNDARIES)
def test_letters_of_each_regime_read_word_for_word(day: str, letter: Make, text_of: Callable[[str], str]) -> None:
    kinds = (K.DISCLOSURE_REQUEST, K.DISPOSITION_PETITION, K.DISCLOSURE_COMPLAINT, K.DEMAND_LETTER)
    contexts = [dated(letter, kind, date.fromisoformat(day), login_type=True) for kind in kinds]
    text = "\n".join(f"［{c.kind}］\n{_lawful_lines(text_of(render_letter(c)))}" for c in contexts)
    path = GOLDEN / f"{day}.txt"
    if os.environ.get("KAIJI_WRITE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_day_is_a_boundary() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(BOUNDARIES)
    assert {regime.valid_from.isoformat() for regime in LAW.regimes} <= set(BOUNDARIES)


@pytest.mark.parametrize(
    ("kind", "day", "login_type", "numbers"),
    [
        (K.DISCLOSURE_REQUEST, date(2026, 6, 1), False, [3, 4, 5, 6, 7, 8]),
        (K.DISCLOSURE_REQUEST, date(2026, 6, 1), True, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
        (K.DISPOSITION_PETITION, date(2026, 6, 1), False, [5, 6, 7, 8]),
        (K.DISPOSITION_PETITION, date(2026, 6, 1), True, [5, 6, 7, 8, 9, 10, 11, 13]),
        (K.DISPOSITION_PETITION, date(2020, 8, 30), True, [4, 5, 6, 7]),
        (K.DISPOSITION_PETITION, date(2020, 8, 31), True, [5, 6, 7, 8]),
        (K.DISCLOSURE_COMPLAINT, date(2020, 8, 30), False, [1, 2, 3]),
        (K.DISCLOSURE_COMPLAINT, date(2026, 6, 1), False, [1, 2, 3, 4]),
        (K.PRESERVATION_NOTICE, date(2026, 6, 1), False, []),
    ],
)
def test_a_letter_asks_for_what_its_addressee_holds(
    *, kind: LetterKind, day: date, login_type: bool, numbers: list[int]
) -> None:
    assert [i.no for i in letter_items(LAW.regime(day), kind, LAW, login_type=login_type)] == numbers


@pytest.mark.parametrize(
    ("kinds", "article"),
    [
        ((LogKind.POST,), "第5条第1項"),
        ((LogKind.LOGIN,), "第5条第2項"),
        ((LogKind.LOGIN, LogKind.POST), "第5条第1項及び第2項"),
    ],
)
def test_a_provider_that_carried_only_logins_answers_under_the_second_paragraph(
    kinds: tuple[LogKind, ...], article: str, letter: Make
) -> None:
    log = letter(K.DISCLOSURE_COMPLAINT).logs[0]
    logs = tuple(replace(log, no=no, log_kind=kind) for no, kind in enumerate(kinds, 1))
    assert dated(letter, K.DISCLOSURE_COMPLAINT, date(2026, 6, 1), logs=logs).act_article == article
    assert dated(letter, K.DISCLOSURE_COMPLAINT, date(2022, 9, 30), logs=logs).act_article == "第4条第1項"
    assert dated(letter, K.BAR_INQUIRY, date(2026, 6, 1), logs=logs).act_article == "第5条第1項"


def test_a_login_type_platform_is_told_why_the_rest_is_not_enough(letter: Make, text_of: Callable[[str], str]) -> None:
    petition = dated(letter, K.DISPOSITION_PETITION, date(2026, 6, 1), login_type=True)
    assert petition.specified_items == (9, 10, 11, 13)
    assert "法第５条第１項第３号（イ又はロ）の要件を満たす" in text_of(render_letter(petition))
    assert dated(letter, K.DISPOSITION_PETITION, date(2026, 6, 1)).specified_items == ()


@pytest.mark.parametrize(
    ("deletion", "value", "fee"),
    [(False, 1_234_567, 12_000), (True, 1_600_000, 13_000)],
)
def test_a_damages_complaint_counts_deletion_along(
    *, deletion: bool, value: int, fee: int, letter: Make, text_of: Callable[[str], str]
) -> None:
    context = dated(letter, K.DAMAGES_COMPLAINT, date(2026, 5, 20), deletion=deletion)
    assert (context.value_yen, context.fee_yen) == (value, fee)
    assert context.total_yen == 1_234_567
    assert "支払済みまで年３パーセントの割合による金員" in text_of(render_letter(context))


def test_a_rate_that_is_not_announced_is_not_written(letter: Make, text_of: Callable[[str], str]) -> None:
    posts = tuple(replace(p, posted_at=p.posted_at.replace(year=2029)) for p in letter(K.DAMAGES_COMPLAINT).posts)
    context = dated(letter, K.DAMAGES_COMPLAINT, date(2029, 12, 3), posts=posts)
    assert context.interest_percent is None
    assert "民法所定の割合による金員" in text_of(render_letter(context))


@pytest.mark.parametrize("gap", [{"claim": ()}, {"posts": ()}])
def test_a_complaint_with_a_gap_is_not_guessed(gap: dict[str, Any], letter: Make) -> None:
    assert dated(letter, K.DAMAGES_COMPLAINT, date(2026, 6, 1), **gap).interest_percent is None


@pytest.mark.parametrize(
    ("year", "month", "charge"),
    [
        (2022, 6, "侮辱罪（令和4年法律第67号による改正前の刑法第231条）"),
        (2022, 8, "侮辱罪（刑法第231条）"),
        (2026, 8, "侮辱罪（刑法第231条）"),
    ],
)
def test_the_offence_is_that_of_the_day_of_the_post(
    year: int, month: int, charge: str, letter: Make, text_of: Callable[[str], str]
) -> None:
    posts = [replace(p, posted_at=p.posted_at.replace(year=year, month=month)) for p in letter(K.BAR_INQUIRY).posts]
    context = dated(letter, K.CRIMINAL_COMPLAINT, date(2026, 12, 1), posts=tuple(posts))
    assert f"名誉毀損罪（刑法第230条第1項）及び{charge}に該当する" in text_of(render_letter(context))


@pytest.mark.parametrize(
    ("right", "given", "offence"),
    [
        (RightInfringed.COPYRIGHT, None, "著作権侵害の罪（著作権法第119条第1項）"),
        (RightInfringed.IDENTITY, None, None),
        (RightInfringed.IDENTITY, "弁護士が書いた罪名", "弁護士が書いた罪名"),
    ],
)
def test_an_offence_is_named_or_left_to_the_attorney(
    right: RightInfringed, given: str | None, offence: str | None, letter: Make
) -> None:
    post = replace(letter(K.CRIMINAL_COMPLAINT).posts[0], right=right)
    found = dated(letter, K.CRIMINAL_COMPLAINT, date(2026, 12, 1), posts=(post,), offence=given)
    assert found.offence == offence


def test_the_lines_of_a_claim() -> None:
    facts = ClaimFacts(
        solatium_yen=500_000,
        remedies=frozenset(Remedy),
        tort_on=date(2026, 5, 1),
        receipts=(Receipt(kind=ExpenseKind.STAMPS, stage=Stage.PLATFORM_REQUEST, yen=2_000),),
        senders=2,
    )
    assert claim_lines(facts, LAW, date(2026, 6, 1)) == (
        ClaimLine(label="慰謝料", yen=500_000),
        ClaimLine(label="調査費用", yen=1_000),
        ClaimLine(label="弁護士費用", yen=50_100),
    )


def test_a_letter_before_the_act_is_refused(letter: Make) -> None:
    with pytest.raises(LawError, match="2002-05-27"):
        by_law(letter(K.CHASE_UP, written_on=date(2002, 5, 26)), LAW)
