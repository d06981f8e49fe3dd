"""The calendar files of a mail: the entry of its deadline, what changed since the last digest, what was taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.tables import CalendarEntryRow, MemberRow, NoticeRow
from models.terms import Carriage, NoticeKind
from tasks.calendar_files import Attachment, attachments
from tasks.case_store.opening import close_case
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.calendar.reading import Seen, property_of, read
from tests.tasks.case_store.cases import PLANTED, PLATFORM, STAFF

WHY = {"by": STAFF, "reason": "検証"}
LOGS = {"log_expiry:post:1", "log_expiry:post:2"}


def notice(made: Services, topic: str, kind: NoticeKind = NoticeKind.DEADLINE, **changes: Any) -> int:
    """Queue a notice of the first member of the case; return its id."""
    with made.store.write() as session:
        member = session.exec(select(MemberRow).order_by(col(MemberRow.id))).first()
        assert member is not None
        said: dict[str, Any] = {
            "case_id": None if kind is NoticeKind.DIGEST else 1,
            "kind": kind,
            "carriage": Carriage.SINGLE,
            "member_id": member.id,
            "dedupe": f"test:{topic}:{made.clock.now().isoformat()}:{changes.get('dedupe')}",
            "topic": topic,
            "written_at": made.clock.now(),
            "not_before": made.clock.now(),
        }
        row = NoticeRow(**(said | changes))
        session.add(row)
        session.flush()
        return row.id or 0


def hearing(made: Services, ref: str, event: str, on: str, **more: str) -> int:
    typed = {"event": event, "on": on, "subject": PLATFORM, "happened": "2026-01-13", "entered_by": STAFF}
    return record_event(made, ref, typed | more).step_id


def only(files: list[Attachment], method: str = "PUBLISH") -> tuple[Seen, ...]:
    (file,) = files
    assert (file.method, property_of(file.content, "METHOD")) == (method, method)
    return read(file.content)


def everything(made: Services, number: int) -> list[Seen]:
    return [seen for file in attachments(made, number) for seen in read(file.content)]


def entry(made: Services, key: str) -> CalendarEntryRow:
    with made.store.read() as session:
        row = session.exec(select(CalendarEntryRow).where(CalendarEntryRow.key == key)).one()
        session.expunge(row)
        return row


def test_a_deadlines_notice_carries_its_entry(services: Services, ref: str) -> None:
    stored = entry(services, "log_expiry:post:1")
    files = attachments(services, notice(services, stored.key))
    assert [file.filename for file in files] == [f"{ref}.ics"]
    (seen,) = only(files)
    assert (seen.uid, seen.sequence, seen.begins, seen.status) == (stored.uid, 0, stored.on, "CONFIRMED")
    assert files == attachments(services, notice(services, stored.key, dedupe="again"))


@pytest.mark.usefixtures("ref")
def test_deadlines_said_together_are_in_one_file(services: Services) -> None:
    first, second = sorted(LOGS)
    seen = only(attachments(services, notice(services, first, content={"also": [second]})))
    assert {item.uid for item in seen} == {entry(services, key).uid for key in LOGS}


def test_a_date_that_was_taken_back_is_cancelled(services: Services, ref: str, clock: SteppedClock) -> None:
    number = notice(services, "log_expiry:post:1")
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    files = attachments(services, number)
    assert [file.filename for file in files] == [f"{ref}-cancelled.ics"]
    (seen,) = only(files, "CANCEL")
    assert (seen.status, seen.sequence, seen.alarms) == ("CANCELLED", 1, ())


def test_the_notice_of_a_closed_case_takes_back_what_stood(services: Services, ref: str, clock: SteppedClock) -> None:
    number = hearing(services, ref, "hearing_set", "2026-02-20")
    with services.store.read() as session:
        standing = {row.uid for row in session.exec(select(CalendarEntryRow)) if row.status != "cancelled"}
    clock.step(days=1)
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    with services.store.read() as session:
        closed = session.exec(select(NoticeRow.id).where(NoticeRow.kind == NoticeKind.CASE_CLOSED)).first() or 0
    seen = only(attachments(services, closed), "CANCEL")
    assert {item.uid for item in seen} == standing
    assert entry(services, f"hearing:{PLATFORM}:{number}").uid in standing


def test_a_hearing_that_was_a_candidate_day_is_found_by_its_day(services: Services, ref: str) -> None:
    candidate = hearing(services, ref, "hearing_proposed", "2026-02-18")
    number = hearing(services, ref, "hearing_set", "2026-02-18", at="13:30")
    topic, stored = f"hearing:{PLATFORM}:{number}", entry(services, f"hearing:{PLATFORM}:{candidate}")
    said: dict[str, Any] = {"topic": topic, "stated_on": stored.on, "content": {"subject": PLATFORM}}
    (seen,) = only(attachments(services, notice(services, **said)))
    assert (seen.uid, seen.sequence, seen.status) == (stored.uid, 1, "CONFIRMED")
    other = said | {"stated_on": stored.on + timedelta(days=1)}
    assert attachments(services, notice(services, **other, dedupe="other")) == []


@pytest.mark.usefixtures("ref")
def test_a_notice_without_a_date_carries_no_file(services: Services) -> None:
    for kind, topic in ((NoticeKind.CASE_OPENED, "case_opened"), (NoticeKind.RELEASE_REQUESTED, "letter:1")):
        assert attachments(services, notice(services, topic, kind)) == []
    heartbeat = notice(services, "heartbeat", NoticeKind.HEARTBEAT, case_id=None)
    assert attachments(services, heartbeat) == []


def test_a_digest_carries_what_changed_since_the_last_one(services: Services, ref: str, clock: SteppedClock) -> None:
    first = notice(services, "digest", NoticeKind.DIGEST)
    assert _keys(services, only(attachments(services, first))) >= LOGS
    with services.store.write() as session:
        row = session.get_one(NoticeRow, first)
        row.sent_at, row.proof = clock.now(), "kept"
        session.add(row)
    clock.step(days=1)
    assert attachments(services, notice(services, "digest", NoticeKind.DIGEST)) == []
    one = hearing(services, ref, "hearing_proposed", "2026-02-18")
    two = hearing(services, ref, "hearing_proposed", "2026-02-20")
    clock.step(days=1)
    unsent = notice(services, "digest", NoticeKind.DIGEST)
    assert _keys(services, only(attachments(services, unsent))) == {f"hearing:{PLATFORM}:{n}" for n in (one, two)}
    hearing(services, ref, "hearing_set", "2026-02-20")
    clock.step(days=1)
    files = attachments(services, notice(services, "digest", NoticeKind.DIGEST))  # the one before never left
    assert [(file.filename, file.method) for file in files] == [
        ("kaiji.ics", "PUBLISH"),
        ("kaiji-cancelled.ics", "CANCEL"),
    ]
    assert [(seen.status, seen.sequence) for file in files for seen in read(file.content)] == [
        ("CONFIRMED", 1),
        ("CANCELLED", 1),  # the other candidate, and the start of the route: it has begun
        ("CANCELLED", 1),
    ]


@pytest.mark.usefixtures("ref")
def test_a_digest_holds_the_cases_of_its_member_only(services: Services) -> None:
    with services.store.write() as session:
        stranger = MemberRow(
            name="他人", email="x@firm.example", email_index="x", feed_token="x", added_at=services.clock.now()
        )
        session.add(stranger)
        session.flush()
        number = stranger.id
    assert attachments(services, notice(services, "digest", NoticeKind.DIGEST, member_id=number)) == []


def test_the_file_speaks_the_language_of_whoever_gets_it(services: Services, ref: str) -> None:
    number = notice(services, "log_expiry:post:1")
    with services.store.write() as session:
        second = session.exec(select(MemberRow).order_by(col(MemberRow.id).desc())).first()
        assert second is not None
        second.language = "en"
        session.add(second)
    (before,) = only(attachments(services, number))
    assert before.summary == f"{ref} ログ消滅（投稿）"
    with services.store.write() as session:  # a delegate has it
        row = session.get_one(NoticeRow, number)
        row.sent_to_id = second.id
        session.add(row)
    (after,) = only(attachments(services, number))
    assert after.summary == f"{ref} Log expiry (post)"


def test_no_person_address_or_company_is_in_a_file(services: Services, ref: str) -> None:
    hearing(services, ref, "hearing_set", "2026-02-20")
    number = notice(services, "digest", NoticeKind.DIGEST)
    text = "".join(seen.description + seen.summary for seen in everything(services, number))
    for hidden in (*PLANTED.values(), "mamasta", "ママスタ", "kandato.jp"):
        assert hidden not in text
    firm = services.settings.notices.model_copy(update={"may_name": ["platform", "provider"]})
    open_minded = replace(services, settings=services.settings.model_copy(update={"notices": firm}))
    allowed = "".join(seen.description for seen in everything(open_minded, number))
    assert "ママスタ" in allowed
    for hidden in PLANTED.values():
        assert hidden not in allowed


def _keys(made: Services, seen: tuple[Seen, ...]) -> set[str]:
    with made.store.read() as session:
        return {row.key for row in session.exec(select(CalendarEntryRow)) if row.uid in {item.uid for item in seen}}
