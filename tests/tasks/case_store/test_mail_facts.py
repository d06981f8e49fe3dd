"""What a mail needs beside its notice, read on both databases."""

from datetime import date, timedelta

from sqlmodel import col, select

from models.tables import AcknowledgementRow, CaseRow, MemberRow, NoticeRow, PostRow
from models.terms import AckDoor, AckKind, Addressee, NoticeKind
from tasks.case_store.facts import key_of
from tasks.case_store.mail_facts import RETURNED, SENT, Asked, CaseNames, Event, mail_facts
from tasks.wiring import Services
from tests.fakes import DictRegistry
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, PLANTED, STAFF, disclosed

ON = date(2026, 4, 10)
TOPIC = "log_expiry:observation:1"


def test_who_was_told_who_reads_and_what_may_be_named(services: Services, registry: DictRegistry) -> None:
    registry.answers |= {MOBILE_IP: "ntt_docomo", FIXED_IP: "biglobe"}
    disclosed(services)
    now = services.clock.now()
    told = now - timedelta(hours=3)
    with services.store.write() as session:
        case_id = session.exec(select(CaseRow.id)).one() or 0
        post_id = session.exec(select(PostRow.id).where(PostRow.no == 2)).one()
        attorney, supervisor = (
            session.exec(select(MemberRow).order_by(col(MemberRow.id))).all()[number] for number in (0, 1)
        )

        def notice(kind: NoticeKind, member: MemberRow, **more: object) -> NoticeRow:
            row = NoticeRow(
                case_id=case_id,
                kind=kind,
                member_id=member.id,
                dedupe=f"test:{kind}:{more.get('topic', TOPIC)}",
                topic=TOPIC,
                stated_on=ON,
                written_at=told,
                not_before=told,
            )
            row.sqlmodel_update(more)
            session.add(row)
            session.flush()
            return row

        first = notice(
            NoticeKind.DEADLINE,
            attorney,
            sent_at=told,
            proof="250",
            bounced_at=now - timedelta(hours=2),
            reply_code="K-0123456789",
        )
        notice(NoticeKind.IDLE, attorney, topic="another", sent_at=told, proof="250")
        session.add(
            AcknowledgementRow(
                case_id=case_id,
                topic=TOPIC,
                stated_on=ON,
                kind=AckKind.SEEN,
                member_id=key_of(attorney),
                door=AckDoor.CLI,
                said_at=now - timedelta(hours=1),
                recorded_at=now,
                entered_by=STAFF,
                dedupe="test",
            )
        )
        content = {"subject": f"post:{post_id}", "also": [f"log_expiry:post:{post_id}"]}
        asks = notice(NoticeKind.UNACKNOWLEDGED, supervisor, content=content, ack_hours=4, ack_any_time=True)
        lost = notice(NoticeKind.NOT_UNDERSTOOD, attorney, content={"asked_for": first.id}, stated_on=None)
        ids = key_of(asks), key_of(lost)
    found = mail_facts(services.store, ids[0])
    assert (found.role, found.ack_hours, found.ack_any_time) == (Addressee.SUPERVISOR, 4, True)
    assert [(event.what, event.role) for event in found.history] == [
        (SENT, Addressee.ATTORNEY),
        (RETURNED, Addressee.ATTORNEY),
        (AckKind.SEEN, Addressee.ATTORNEY),
    ]
    assert found.history[0] == Event(at=told, what=SENT, role=Addressee.ATTORNEY)
    assert found.post_nos == {post_id: 2}
    assert (found.names, found.asked) == (CaseNames(), None)
    named = mail_facts(services.store, ids[0], ["requester", "platform", "provider", "court_case_no"]).names
    assert named == CaseNames(
        requesters=(PLANTED["requester"],), platforms=("mamasta",), providers=("ntt_docomo", "biglobe")
    )
    answered = mail_facts(services.store, ids[1])
    assert answered.asked == Asked(stated_on=ON, content={}, code="K-0123456789", role=Addressee.ATTORNEY)
    assert answered.history == ()
