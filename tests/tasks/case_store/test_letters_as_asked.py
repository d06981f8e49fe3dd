"""How an addressee is written to follows the case and the profiles: language, site, items, forms, who named it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from models.tables import HopRow, PersonRow, sealing
from models.terms import HolderRole, LetterKind, Outcome, PersonRole, ProviderCategory
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.letter_context import LetterContext
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, PLATFORM, case_file, disclosed, opened

pytestmark = pytest.mark.one_database("letters are read, not written")

REQUEST, CHASE = LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP


def _context(made: Services, ref: str, kind: LetterKind, subject: str) -> LetterContext:
    desk = Desk(law=made.law, firm=made.settings.firm, now=made.clock.now())
    with made.store.read() as session:
        return letter_context(session, case_row(session, ref), kind, subject, 1, desk)


def _on(platform: str, made: Services, **changes: str) -> str:
    posts = [post | {"platform": platform} | changes for post in case_file()["posts"]]
    return opened(made, posts=posts)


def _below(made: Services, ref: str, provider: str, source: str, holder_no: int) -> str:
    """Put a provider below the mobile carrier of the first line; return its subject."""
    with made.store.write() as session:
        case = key_of(case_row(session, ref))
        upper = session.exec(select(HopRow).where(HopRow.case_id == case, HopRow.holder_no == 1)).one()
        lower = HopRow(
            case_id=case,
            observation_id=upper.observation_id,
            position=2,
            parent_id=upper.id,
            provider=provider,
            category=ProviderCategory.FIXED,
            holder_no=holder_no,
            identified_at=made.clock.now(),
            source=source,
        )
        session.add(lower)
    return f"holder:{holder_no}"


def test_a_letter_names_the_site_and_the_account_of_each_post(services: Services) -> None:
    context = _context(services, opened(services), REQUEST, PLATFORM)
    name = services.law.platform("mamasta").name
    assert context.service == name
    assert {(post.service, post.account) for post in context.posts} == {(name, "planted_account")}
    assert (context.language, context.role) == ("ja", HolderRole.PLATFORM)


def test_only_what_goes_to_the_platform_abroad_itself_is_in_english(services: Services) -> None:
    ref = _on("5ch", services)
    for kind in (REQUEST, CHASE, LetterKind.PROVIDER_NOTICE):
        context = _context(services, ref, kind, "platform:5ch")
        assert context.language == "en"
        assert all(render(plan, letter_environment(None)) for plan in papers_of(context))
    assert _context(services, ref, LetterKind.DISPOSITION_PETITION, "platform:5ch").language == "ja"
    english = dict(_context(services, ref, REQUEST, "platform:5ch").items_of_order)
    assert english[5].startswith("IP address and the port number")
    assert set(dict(_context(services, ref, REQUEST, "platform:5ch").items)) < set(english)


def test_a_provider_is_asked_for_its_contract_about_its_own_lines(services: Services) -> None:
    ref = disclosed(services)
    for kind in (REQUEST, CHASE):
        mobile, fixed = (_context(services, ref, kind, f"holder:{no}") for no in (1, 2))
        assert {mobile.role, fixed.role} == {HolderRole.PROVIDER}
        assert [log.ip for log in mobile.logs] == [MOBILE_IP]
        assert [log.ip for log in fixed.logs] == [FIXED_IP]
        assert [post.no for post in mobile.posts] == [1]
        assert [no for no, _ in mobile.items] == [1, 2, 3, 4, 14]
        assert [no for no, _ in mobile.items_of_order] == list(range(1, 15))
        assert mobile.specified_items == ()


def test_who_named_a_provider_is_said_only_where_a_holder_did(services: Services) -> None:
    ref = disclosed(services)
    upper = _context(services, ref, REQUEST, "holder:1")
    entered = _context(services, ref, REQUEST, _below(services, ref, "iij", "staff", 8))
    named = _context(services, ref, REQUEST, _below(services, ref, "jcom", "holder", 9))
    assert (upper.named_by, entered.named_by, named.named_by) == ("", "", upper.addressee.name)
    assert [one.one_form_per_ip for one in (upper, entered, named)] == [False, False, True], "as the cable operator"


def test_the_complaint_is_counted_from_the_disclosure_even_if_the_offender_was_confirmed_later(
    services: Services,
) -> None:
    ref = disclosed(services)
    with services.store.write() as session:
        row = PersonRow(
            case_id=key_of(case_row(session, ref)),
            role=PersonRole.SUBSCRIBER,
            no=1,
            name="仮名 一郎",
            name_index=sealing.ring().blind("仮名 一郎"),
            address="架空県例示市",
            holder_no=1,
            disclosed_at=datetime(2026, 8, 1, tzinfo=UTC),
            confirmed_at=datetime(2026, 9, 1, tzinfo=UTC),
            is_sender=Outcome.SENDER.value,
        )
        session.add(row)
        session.flush()
        subject = f"sender:{key_of(row)}"
    context = _context(services, ref, LetterKind.CRIMINAL_COMPLAINT, subject)
    assert context.dates["complaint_by"] == date(2027, 2, 1)
    assert [post.offence for post in context.posts] == ["名誉毀損罪（刑法第230条第1項）"]
    assert "complaint_by" not in _context(services, ref, LetterKind.DEMAND_LETTER, subject).dates


def test_a_provider_must_answer_before_its_log_may_be_gone(services: Services, clock: SteppedClock) -> None:
    ref = disclosed(services)
    kinds = (LetterKind.PRESERVATION_NOTICE, REQUEST)

    def asked() -> list[tuple[date, date, date]]:
        found = [_context(services, ref, kind, "holder:1") for kind in kinds]
        return [(one.written_on, one.reply_by or date.max, one.dates["log_expires_on"]) for one in found]

    (expires,) = {expires for _, _, expires in asked()}
    assert all(written < reply < expires for written, reply, expires in asked()), "not after the log is gone"
    clock.step_to(datetime.combine(expires - timedelta(days=9), time(3), UTC))
    for written, reply, _ in asked():
        assert written < reply < expires < written + timedelta(days=14)
    clock.step_to(datetime.combine(expires + timedelta(days=1), time(3), UTC))
    for written, reply, _ in asked():
        usual = services.law.calendar.next_open(written + timedelta(days=14))
        assert reply == usual, "no day that has passed is asked for"


def test_a_platform_keeps_its_fourteen_days(services: Services) -> None:
    context = _context(services, opened(services), REQUEST, PLATFORM)
    assert context.reply_by == context.written_on + timedelta(days=14)
    assert "log_expires_on" not in context.dates


def test_nobody_is_asked_to_answer_or_pay_on_a_closed_day(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    clock.step_to(datetime(2026, 4, 20, 3, tzinfo=UTC))
    assert _context(services, ref, REQUEST, PLATFORM).reply_by == date(2026, 5, 7), "4 May and the two days after"
