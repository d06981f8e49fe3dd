"""Who stands in for a colleague hears of one fact once, whoever it was meant for."""

from datetime import timedelta

import pytest

from models.tables import AbsenceRow, MemberRow
from models.terms import NoticeKind
from tasks.wiring import Services
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import change, claim, due, row, rows, sent


@pytest.fixture
def notices(services: Services) -> tuple[int, int]:
    """That a case was opened, to its attorney and to the supervisor, who reads for the attorney today."""
    opened(services)
    attorney, supervisor = rows(services, NoticeKind.CASE_OPENED)
    today = services.clock.now().date()
    with services.store.write() as session:
        assert session.get(MemberRow, attorney.member_id)
        away = AbsenceRow(
            member_id=attorney.member_id or 0,
            delegate_id=supervisor.member_id or 0,
            from_on=today,
            to_on=today,
            recorded_at=services.clock.now(),
            recorded_by="事務 記録子",
        )
        session.add(away)
    return attorney.id or 0, supervisor.id or 0


def test_of_two_claimed_together_one_goes(services: Services, notices: tuple[int, int]) -> None:
    assert [found.id for found in claim(services, *notices)] == [notices[0]]
    assert row(services, notices[1]).cancel_reason == "told already"
    assert notices[1] not in due(services)


def test_what_the_colleague_was_sent_before_is_not_sent_again(services: Services, notices: tuple[int, int]) -> None:
    claim(services, notices[1])
    sent(services, notices[1])
    assert claim(services, notices[0]) == []
    assert row(services, notices[0]).cancelled_at is not None


def test_of_another_moment_or_to_another_reader_both_go(services: Services, notices: tuple[int, int]) -> None:
    change(services, notices[0], written_at=row(services, notices[0]).written_at - timedelta(seconds=1))
    assert len(claim(services, *notices)) == 2


def test_while_nobody_is_away_each_gets_their_own(services: Services, notices: tuple[int, int]) -> None:
    with services.store.write() as session:
        session.delete(session.get_one(AbsenceRow, 1))
    assert {found.id for found in claim(services, *notices)} == set(notices)
