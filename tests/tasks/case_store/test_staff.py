"""The staff list: who is operations, who is away, who reads for whom, and another address everywhere at once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.answers.faults import Faults
from models.rules.absences import Away
from models.tables import AbsenceRow, MemberRow, NoticeRow, PersonRow, sealing
from models.terms import Addressee, PersonRole
from tasks.case_store import docket
from tasks.case_store.absences import end_absences, record_absence
from tasks.case_store.facts import case_row
from tasks.case_store.members import ensure_member, known_members, members_for, stand_in
from tasks.case_store.staff import Operator, change_language, change_mail, keep_operations, name_of, staff
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, opened

TODAY = date(2026, 1, 13)
OTHER = {"name": "別の 人", "address": "架空県", "born_on": "1990-01-01"}


@pytest.fixture
def four(services: Services) -> list[int]:
    """Four people of the firm."""
    with services.store.write() as session:
        return [
            ensure_member(
                session,
                name=f"所員 {number}",
                email=f"Member{number}@firm.example",
                language="ja",
                now=services.clock.now(),
            ).id
            or 0
            for number in range(1, 5)
        ]


def away(made: Services, member: int, delegate: int, first: int = 0, last: int = 7) -> int:
    span = Away(
        member=member,
        delegate=delegate,
        from_on=TODAY + timedelta(days=first),
        to_on=TODAY + timedelta(days=last),
    )
    return record_absence(made.store, span, by=STAFF, now=made.clock.now())


def reader(made: Services, member: int, day: int = 0) -> int | None:
    with made.store.read() as session:
        return stand_in(session, session.get_one(MemberRow, member), TODAY + timedelta(days=day)).id


def fields(refused: pytest.ExceptionInfo[Faults]) -> list[str]:
    return [fault.field for fault in refused.value.faults]


# ── away ─────────────────────────────────────────────────────────────────────


def test_the_delegate_reads_from_the_first_to_the_last_day(services: Services, four: list[int]) -> None:
    one, two, *_ = four
    away(services, one, two, 2, 4)
    assert [reader(services, one, day) for day in (1, 2, 4, 5)] == [one, two, two, one]
    assert reader(services, two, 3) == two


def test_a_delegate_who_is_away_too_hands_on(services: Services, four: list[int]) -> None:
    one, two, three, _ = four
    away(services, one, two, 0, 7)
    away(services, two, three, 2, 3)
    assert [reader(services, one, day) for day in (1, 2, 4)] == [two, three, two]


def test_a_circle_is_refused_and_one_that_is_there_all_the_same_leads_to_the_member(
    services: Services, four: list[int]
) -> None:
    one, two, three, _ = four
    away(services, one, two)
    away(services, two, three)
    with pytest.raises(Faults) as refused:
        away(services, three, one, 7, 9)
    assert fields(refused) == ["delegate"]
    with services.store.write() as session:
        session.add(
            AbsenceRow(
                member_id=three,
                delegate_id=one,
                from_on=TODAY,
                to_on=TODAY,
                recorded_at=services.clock.now(),
                recorded_by=STAFF,
            )
        )
    assert [reader(services, who) for who in (one, two, three)] == [one, two, three]
    assert reader(services, one, 1) == three


def test_all_faults_of_an_absence_at_once(services: Services, four: list[int]) -> None:
    one, two, *_ = four
    away(services, one, two, 0, 7)
    with pytest.raises(Faults) as refused:
        away(services, one, 99, 7, 9)
    assert sorted(fields(refused)) == ["delegate", "from"]
    wrong = Away(member=98, delegate=98, from_on=TODAY, to_on=TODAY - timedelta(days=3))
    with pytest.raises(Faults) as refused:
        record_absence(services.store, wrong, by=" ", now=services.clock.now())
    assert sorted(fields(refused)) == ["by", "delegate", "delegate", "member", "to"]
    with pytest.raises(Faults) as refused:
        away(services, two, one, -9, -8)
    assert fields(refused) == ["to"]


def test_the_same_absence_again_is_the_same(services: Services, four: list[int]) -> None:
    one, two, *_ = four
    assert away(services, one, two) == away(services, one, two)


def test_who_is_back_reads_again_and_the_row_says_who_said_so(
    services: Services, four: list[int], clock: SteppedClock
) -> None:
    one, two, *_ = four
    past = away(services, one, two, 0, 1)
    away(services, one, two, 3, 9)
    away(services, one, two, 20, 21)
    clock.step(days=4)
    assert end_absences(services.store, one, by=STAFF, now=clock.now()) == 2
    assert reader(services, one, 4) == one
    with services.store.read() as session:
        rows = session.exec(select(AbsenceRow).order_by(sa.text("id"))).all()
    assert [(row.withdrawn_at, row.withdrawn_by) for row in rows] == [(None, None), *[(clock.now(), STAFF)] * 2]
    assert rows[0].id == past
    with pytest.raises(Faults) as refused:
        end_absences(services.store, one, by="", now=clock.now())
    assert fields(refused) == ["by", "member"]
    with pytest.raises(Faults) as refused:
        end_absences(services.store, 99, by=STAFF, now=clock.now())
    assert fields(refused) == ["member"]


@pytest.mark.parametrize("wrong", ["days", "delegate"])
def test_the_database_refuses_an_absence_that_makes_no_sense(services: Services, four: list[int], wrong: str) -> None:
    one, two, *_ = four
    row = AbsenceRow(
        member_id=one,
        delegate_id=one if wrong == "delegate" else two,
        from_on=TODAY,
        to_on=TODAY - timedelta(days=1) if wrong == "days" else TODAY,
        recorded_at=services.clock.now(),
        recorded_by=STAFF,
    )
    with pytest.raises(IntegrityError), services.store.write() as session:
        session.add(row)


# ── operations, languages, addresses ─────────────────────────────────────────


def test_operations_are_whom_the_settings_name(services: Services, four: list[int]) -> None:
    now, first = services.clock.now(), Operator(name="運用", mail=" MEMBER1@firm.example ", language="ja")
    second = Operator(name="新しい 人", mail="new@firm.example", language="en")
    assert keep_operations(services.store, [first, second], now)
    assert not keep_operations(services.store, [second, first], now)
    found = {item.id: item for item in staff(services.store, now)}
    assert [number for number, item in found.items() if item.is_operations] == [four[0], 5]
    assert found[four[0]].name == "所員 1"
    assert (found[5].name, found[5].language) == ("新しい 人", "en")
    assert keep_operations(services.store, [second], now)
    assert [item.id for item in staff(services.store, now) if item.is_operations] == [5]
    assert keep_operations(services.store, [], now)
    assert len(staff(services.store, now)) == 5


def test_the_staff_list_says_who_reads_for_whom(services: Services, four: list[int]) -> None:
    one, two, *_ = four
    away(services, one, two, 0, 1)
    away(services, one, two, 5, 6)
    found = staff(services.store, services.clock.now())
    assert [(item.id, item.reader_id, len(item.away)) for item in found] == [
        (one, two, 2),
        *((who, who, 0) for who in four[1:]),
    ]
    assert all(item.name not in repr(item) and item.mail not in repr(item) for item in found)
    assert (name_of(services.store, two), name_of(services.store, 99)) == ("所員 2", "")


def test_a_language_is_one_of_two(services: Services, four: list[int]) -> None:
    change_language(services.store, four[0], "en")
    assert staff(services.store, services.clock.now())[0].language == "en"
    with pytest.raises(Faults) as refused:
        change_language(services.store, 99, "fr")
    assert fields(refused) == ["member", "language"]


def test_another_address_follows_into_every_case_and_its_docket(services: Services) -> None:
    refs = [opened(services), opened(services, requester=OTHER)]
    assert change_mail(services.store, 1, "renamed@firm.example", by=STAFF, now=services.clock.now()) == 2
    with services.store.read() as session:
        people = session.exec(select(PersonRow).where(PersonRow.role == PersonRole.ATTORNEY)).all()
        assert {person.email for person in people} == {"renamed@firm.example"}
        others = session.exec(select(PersonRow).where(PersonRow.role == PersonRole.SUPERVISOR)).all()
        assert {person.email for person in others} == {PLANTED["supervisor's mail"]}
        for ref in refs:
            case = case_row(session, ref)
            assert [row.id for row in known_members(session, case, Addressee.ATTORNEY)] == [1]
            entry = docket.entries(session, case.id or 0)[-1]
            assert (entry.event, entry.actor) == ("staff_mail_changed", STAFF)
            assert PLANTED["attorney's mail"] in entry.detail
        assert list(docket.verify(session)) == []
    with services.store.write() as session:
        case = case_row(session, refs[0])
        assert [row.id for row in members_for(session, case, Addressee.ATTORNEY, services.clock.now())] == [1]
    third = opened(
        services, requester={**OTHER, "name": "三人目"}, attorney={"name": "例示", "email": "renamed@firm.example"}
    )
    with services.store.read() as session:
        told = session.exec(select(NoticeRow.member_id).where(NoticeRow.case_id == case_row(session, third).id)).all()
        assert 1 in told


def test_an_address_is_one_plain_address_of_nobody_else(services: Services, four: list[int]) -> None:
    one, two, *_ = four
    for number, mail, expected in (
        (one, "member2@firm.example", ["mail"]),
        (one, "not an address", ["mail"]),
        (99, "", ["member", "mail", "by"]),
    ):
        with pytest.raises(Faults) as refused:
            change_mail(services.store, number, mail, by="" if number == 99 else STAFF, now=services.clock.now())
        assert fields(refused) == expected
    assert change_mail(services.store, two, "member2@firm.example", by=STAFF, now=services.clock.now()) == 0


def test_reading_makes_nobody_a_member(services: Services) -> None:
    """A case sheet may be read in a transaction that cannot write."""
    ref = opened(services)
    with services.store.write() as session:
        case = case_row(session, ref)
        index = sealing.ring().blind("二人目")
        row = PersonRow(case_id=case.id or 0, role=PersonRole.ATTORNEY, no=2, name="二人目", name_index=index)
        session.add(row)
    with services.store.read() as session:
        case = case_row(session, ref)
        assert [[row.id for row in known_members(session, case, role)] for role in Addressee] == [[1], [2], []]
    with services.store.write() as session:
        case = case_row(session, ref)
        assert [row.id for row in members_for(session, case, Addressee.ATTORNEY, services.clock.now())] == [1, 3]
