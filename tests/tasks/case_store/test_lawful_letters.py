"""A letter of a real case follows the law of its day: items, articles, shares of the costs, value of the suit."""

from datetime import UTC, datetime

import pytest

from models.tables import PersonRow, sealing
from models.terms import LetterKind, Outcome, PersonRole
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.letter_context import LetterContext
from tasks.wiring import Services
from tests.tasks.case_store.cases import case_file, disclosed, opened


def _context(made: Services, ref: str, kind: LetterKind, subject: str) -> LetterContext:
    desk = Desk(law=made.law, firm=made.settings.firm, now=made.clock.now())
    with made.store.read() as session:
        return letter_context(session, case_row(session, ref), kind, subject, 1, desk)


def _sender(made: Services, ref: str, holder_no: int, same_as: int | None = None) -> int:
    with made.store.write() as session:
        row = PersonRow(
            case_id=key_of(case_row(session, ref)),
            role=PersonRole.SUBSCRIBER,
            no=holder_no,
            name=f"仮名 {holder_no}",
            name_index=sealing.ring().blind(f"仮名 {holder_no}"),
            address="架空県例示市",
            holder_no=holder_no,
            disclosed_at=datetime(2026, 9, 1, tzinfo=UTC),
            is_sender=Outcome.SENDER.value,
            same_as=same_as,
        )
        session.add(row)
        session.flush()
        return key_of(row)


def _claim(made: Services, ref: str, sender: int) -> dict[str, int]:
    context = _context(made, ref, LetterKind.DAMAGES_COMPLAINT, f"sender:{sender}")
    return {line.label: line.yen for line in context.claim}


def test_two_senders_share_the_common_costs_and_one_behind_two_lines_does_not(services: Services) -> None:
    ref = disclosed(services)
    first = _sender(services, ref, 1)
    assert _claim(services, ref, first) == {"慰謝料": 1_000_000, "調査費用": 300_000, "弁護士費用": 130_000}
    _sender(services, ref, 3, same_as=first)
    assert _claim(services, ref, first)["調査費用"] == 300_000
    second = _sender(services, ref, 2)
    for sender in (first, second):
        assert _claim(services, ref, sender) == {"慰謝料": 1_000_000, "調査費用": 150_000, "弁護士費用": 115_000}


@pytest.mark.parametrize(
    ("remedies", "value", "fee"),
    [(["damages"], 1_100_000, 11_000), (["damages", "deletion"], 1_600_000, 13_000)],
)
def test_the_value_of_a_damages_suit_counts_deletion_along(
    remedies: list[str], value: int, fee: int, services: Services
) -> None:
    ref = opened(services, remedies=remedies)
    sender = _sender(services, ref, 1)
    context = _context(services, ref, LetterKind.DAMAGES_COMPLAINT, f"sender:{sender}")
    assert (context.value_yen, context.fee_yen) == (value, fee)


@pytest.mark.parametrize(
    ("platform", "numbers", "specified"),
    [("x", [5, 6, 7, 8, 9, 10, 11, 13], (9, 10, 11, 13)), ("mamasta", [5, 6, 7, 8], ())],
)
def test_only_a_login_type_platform_is_asked_for_its_logins(
    platform: str, numbers: list[int], specified: tuple[int, ...], services: Services
) -> None:
    ref = opened(services, posts=[case_file()["posts"][0] | {"platform": platform}])
    petition = _context(services, ref, LetterKind.DISPOSITION_PETITION, f"platform:{platform}")
    assert [number for number, _ in petition.items] == numbers
    assert petition.specified_items == specified
