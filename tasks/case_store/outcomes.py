"""What became of a claimed notice: proved, put off, refused or given back, each in a transaction of its own."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.provisions import Law
from models.rules.attempts import delays_within
from models.rules.office_hours import after_office_hours
from models.rules.progress.plan import japan_day
from models.rules.reminders import GIVE_UP_AFTER, NoticeSpec
from models.tables import CaseRow, DeliveryAttemptRow, NoticeRow, OfficeTaskRow
from models.terms import Addressee, AttemptResult, CaseStatus, NoticeKind, OfficeTaskKind, Stage
from tasks.case_store import docket
from tasks.case_store.digest_lines import carried_by, free_lines
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.members import members_for
from tasks.case_store.notice_states import has_ended
from tasks.case_store.notice_writing import write_notice
from tasks.case_store.office_tasks import open_task
from tasks.case_store.outbox import lock_cases
from tasks.process_identity import me

FIRST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS = 300.0, 60.0
MOST_DOUBLINGS = 6
MOST_ATTEMPTS = 30  # more than a window of three days holds
LONGEST_SAID = 300
# What nobody else need be told of: its own news is that something failed, or it is no news of a case.
_TOLD_TO_NOBODY_ELSE = {
    NoticeKind.UNDELIVERABLE,
    NoticeKind.OFFICE_TASK,
    NoticeKind.NOT_UNDERSTOOD,
    NoticeKind.HEARTBEAT,
    NoticeKind.DIGEST,
}


def give_back(store: Store, notice_id: int) -> None:
    """End this process's own claim: the message surely did not leave, so that anybody may try again."""
    with store.write() as session:
        row, _cases = _locked(session, notice_id)
        if row.claimed_by == me():
            row.claimed_by = row.claimed_until = None
            session.add(row)


def _locked(session: Session, notice_id: int) -> tuple[NoticeRow, Mapping[int, CaseRow]]:
    cases = lock_cases(session, [notice_id])
    return session.exec(select(NoticeRow).where(NoticeRow.id == notice_id).with_for_update()).one(), cases


def mark_sent(store: Store, proofs: Mapping[int, str], law: Law, now: datetime) -> None:
    """Record proofs of delivery, each once, and until when the notice must be owned; a digest's lines left with it.

    A proof outweighs what another process gave up or cancelled meanwhile. All of them, or none when this raises.
    """
    with store.write() as session:
        cases = lock_cases(session, proofs)
        query = select(NoticeRow).where(col(NoticeRow.id).in_(proofs)).order_by(col(NoticeRow.id))
        found = [(row, proofs[key_of(row)]) for row in session.exec(query.with_for_update()) if row.sent_at is None]
        proved = [*found, *(line for row, _ in found for line in _lines(session, row))]
        for row, proof in proved:
            _prove(row, proof, law, now)
            session.add(row)
        session.flush()
        for row, _ in proved:
            _tell_case(session, row, cases, now)


def _lines(session: Session, row: NoticeRow) -> Iterator[tuple[NoticeRow, str]]:
    """The lines of a digest with the proof that it is of them; of any other notice none."""
    if row.kind is NoticeKind.DIGEST:
        for line in carried_by(session, key_of(row)):
            line.sent_to_id = row.sent_to_id
            yield line, f"digest:{row.id}"


def _prove(row: NoticeRow, proof: str, law: Law, now: datetime) -> None:
    row.sent_at, row.proof = now, proof[:LONGEST_SAID]
    row.claimed_by = row.claimed_until = row.failed_at = row.cancelled_at = row.cancel_reason = None
    row.ack_by = _ack_by(row, law, now)


def _tell_case(session: Session, row: NoticeRow, cases: Mapping[int, CaseRow], now: datetime) -> None:
    """Its docket, and its wake-up: no later than the moment until when somebody must own what was sent."""
    case = cases.get(row.case_id) if row.case_id else None
    if case is None:
        return
    if row.ack_by and case.status is CaseStatus.OPEN:
        case.next_wake_at = min(row.ack_by, case.next_wake_at or row.ack_by)
        session.add(case)
    docket.append_locked(session, key_of(case), now, "kaiji", "notice_sent", kind=row.kind.value, dedupe=row.dedupe)


def _ack_by(row: NoticeRow, law: Law, now: datetime) -> datetime | None:
    if row.ack_hours is None:
        return None
    if row.ack_any_time:
        return now + timedelta(hours=row.ack_hours)
    return after_office_hours(now, row.ack_hours, law.calendar, law.alarms.office)


def put_off(store: Store, notice_id: int, said: str, now: datetime, *, unknown: bool = False) -> bool:
    """Delivery may work later: note the attempt, plan the next inside the window. False: there is none, it has failed.

    `unknown`: the text was handed over, so it may have arrived; `said` holds no address.
    """
    with store.write() as session:
        row, cases = _locked(session, notice_id)
        if has_ended(row):
            return False
        result = AttemptResult.UNKNOWN if unknown else AttemptResult.TEMPORARY
        _note_attempt(session, row, result, said, now)
        left = (row.give_up_at - now).total_seconds() if row.give_up_at else FIRST_PAUSE_SECONDS * 2
        pauses = delays_within(1, left, first=FIRST_PAUSE_SECONDS * 2.0 ** min(row.attempts, MOST_DOUBLINGS))
        row.attempts += 1
        if not pauses or pauses[0] < SHORTEST_PAUSE_SECONDS or row.attempts >= MOST_ATTEMPTS:
            _fail(session, row, cases, said, now)
            return False
        row.claimed_by = row.claimed_until = None
        row.last_error = said[:LONGEST_SAID]
        row.not_before = now + timedelta(seconds=pauses[0])
        session.add(row)
        return True


def mark_failed(store: Store, notice_id: int, said: str, now: datetime) -> None:
    """Delivery is refused for good: the other lawyer and operations hear of it. `said` holds no address."""
    with store.write() as session:
        row, cases = _locked(session, notice_id)
        if not has_ended(row):
            _note_attempt(session, row, AttemptResult.REFUSED, said, now)
            _fail(session, row, cases, said, now)


def _note_attempt(session: Session, row: NoticeRow, result: AttemptResult, said: str, now: datetime) -> None:
    session.add(DeliveryAttemptRow(notice_id=key_of(row), at=now, result=result, said=said[:LONGEST_SAID]))


def _fail(session: Session, row: NoticeRow, cases: Mapping[int, CaseRow], said: str, now: datetime) -> None:
    row.failed_at, row.last_error, row.claimed_by, row.claimed_until = now, said[:LONGEST_SAID], None, None
    session.add(row)
    if row.kind is NoticeKind.DIGEST:
        free_lines(session, key_of(row))
    case = cases.get(row.case_id) if row.case_id else None
    if case is not None:
        docket.append(
            session, key_of(case), now, "kaiji", "notice_failed", dedupe=row.dedupe, error=said[:LONGEST_SAID]
        )
        tell_of_loss(session, case, row, now)
        if row.ack_hours is not None and case.status is CaseStatus.OPEN:
            case.next_wake_at = min(now, case.next_wake_at or now)  # the next person is asked by the next sweep
            session.add(case)
    if row.kind is not NoticeKind.OFFICE_TASK:  # else each task that cannot be told would make the next
        _ask_operations(session, row, now)


def _ask_operations(session: Session, row: NoticeRow, now: datetime) -> None:
    """One task a day for each case and recipient, however many mails to them fail."""
    about = f"case:{row.case_id}" if row.case_id else f"{row.kind}:{row.id}"
    dedupe = f"refused:{about}:{row.sent_to_id or row.member_id}:{japan_day(now)}"
    said = f"notice {row.id} ({row.kind.value}): {row.last_error}"
    is_new = open_task(
        session,
        OfficeTaskKind.REFUSED,
        dedupe=dedupe,
        said=said,
        now=now,
        case_id=row.case_id,
        notice_id=row.id,
    )
    if is_new and row.case_id is not None:
        _spare_lawyers(session, row, dedupe, now)


def _spare_lawyers(session: Session, row: NoticeRow, dedupe: str, now: datetime) -> None:
    """Whoever hears as a lawyer that this notice failed is not mailed of its task as well."""
    of_case = NoticeRow.case_id == row.case_id
    told = select(NoticeRow.member_id).where(
        of_case, NoticeRow.kind == NoticeKind.UNDELIVERABLE, NoticeRow.topic == f"notice:{row.id}"
    )
    task_id = session.exec(select(OfficeTaskRow.id).where(OfficeTaskRow.dedupe == dedupe)).one()
    of_task = (NoticeRow.kind == NoticeKind.OFFICE_TASK, NoticeRow.topic == f"task:{task_id}")
    twice = select(NoticeRow).where(of_case, *of_task, col(NoticeRow.member_id).in_(told))
    for notice in session.exec(twice):
        notice.cancelled_at, notice.cancel_reason = now, "told already"
        session.add(notice)


def tell_of_loss(session: Session, case: CaseRow, row: NoticeRow, now: datetime) -> None:
    """The other lawyers of the case hear that this notice did not arrive (refused, or bounced later); once."""
    if row.kind not in _TOLD_TO_NOBODY_ELSE:
        for role in (Addressee.SUPERVISOR, Addressee.ATTORNEY):
            _tell_of_failure(session, case, row, role, now)


def _tell_of_failure(session: Session, case: CaseRow, row: NoticeRow, role: Addressee, now: datetime) -> None:
    if row.member_id in [member.id for member in members_for(session, case, role, now)]:
        return
    spec = NoticeSpec(
        kind=NoticeKind.UNDELIVERABLE,
        role=role,
        stage=Stage(row.content.get("stage", Stage.PLATFORM_REQUEST)),
        dedupe=f"undeliverable:{row.id}:{role}",
        topic=f"notice:{row.id}",
        subject=str(row.content.get("subject", "")),
        reason=row.kind.value,
        not_before=now,
        give_up_at=now + GIVE_UP_AFTER,
    )
    content = {**row.content, "failed_kind": row.kind.value, "reason": "undeliverable"}
    write_notice(session, case, spec, f"{case.ref}:{spec.dedupe}", content, now)
