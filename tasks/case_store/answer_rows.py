"""What one answer records as rows: facts, letters that move on, disclosed lines, hops, people, expenses."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.answers.answer import Answer, LetterChange, NewHop, NewObservation, NewSubscriber
from models.rules.progress.plan import japan_day
from models.tables import (
    CaseRow,
    ExpenseRow,
    HopRow,
    LetterRow,
    ObservationRow,
    PersonRow,
    PostRow,
    WaitRow,
    sealing,
)
from models.terms import LetterKind, LetterState, Outcome, PersonRole, StepKind
from tasks.case_store.facts import key_of
from tasks.case_store.steps import new_step_row


def write_answer(session: Session, case: CaseRow, wait: WaitRow, answer: Answer, *, by: str, now: datetime) -> None:
    """Everything that one answer records, and the end of its wait, in the caller's transaction."""
    mark = f"wait:{wait.id}"
    letter_kind = _move_letter(session, case, answer.letter, now)
    for number, step in enumerate(answer.steps, 1):
        row = new_step_row(key_of(case), wait.stage, step, by=by, now=now, dedupe=f"{mark}:{number}")
        row.letter = letter_kind if step.kind is StepKind.LETTER_SENT else row.letter
        session.add(row)
    received = max((step.happened_at for step in answer.steps), default=now)
    for observation in answer.observations:
        _add_observation(session, case, observation, received)
    for hop in answer.hops:
        add_hop(session, case, hop, now)
    _add_people(session, case, answer, received, now)
    for number, expense in enumerate(answer.expenses, 1):
        session.add(
            ExpenseRow(
                case_id=key_of(case),
                stage=wait.stage,
                kind=expense.kind,
                amount_yen=expense.amount_yen,
                incurred_on=japan_day(received),
                dedupe=f"{mark}:{number}",
            )
        )
    wait.state, wait.ended_at = "answered", now
    session.add(wait)
    session.flush()


def _move_letter(session: Session, case: CaseRow, change: LetterChange | None, now: datetime) -> LetterKind | None:
    if change is None:
        return None
    letter = session.get_one(LetterRow, change.letter_id)
    letter.state = change.state
    if change.state is LetterState.VOID:
        letter.no = -key_of(letter)  # frees the number for the new draft
    if change.state is LetterState.RELEASED:
        letter.released_at, letter.released_by = now, change.released_by
    if change.state is LetterState.SENT:
        letter.sent_at, letter.channel, letter.proof = change.sent_at, change.channel, change.proof
        letter.tracking_no = change.tracking_no
    session.add(letter)
    session.flush()
    del case
    return letter.kind


def _add_observation(session: Session, case: CaseRow, new: NewObservation, received: datetime) -> None:
    post = session.exec(select(PostRow).where(PostRow.case_id == case.id, PostRow.no == new.post_no)).one()
    value = new.ip or new.phone or new.email or ""
    value_index = sealing.ring().blind(value)
    moment_key = new.observed_at.isoformat() if new.observed_at else ""
    known = select(ObservationRow).where(
        ObservationRow.post_id == post.id,
        ObservationRow.value_index == value_index,
        ObservationRow.moment_key == moment_key,
    )
    if session.exec(known).first():
        return
    session.add(
        ObservationRow(
            case_id=key_of(case),
            post_id=key_of(post),
            kind=new.kind,
            log_kind=new.log_kind,
            ip=new.ip,
            port=new.port,
            destination_ip=new.destination_ip,
            phone=new.phone,
            email=new.email,
            value_index=value_index,
            moment_key=moment_key,
            observed_at=new.observed_at,
            as_written=new.as_written,
            received_at=received,
        )
    )
    session.flush()


def add_hop(session: Session, case: CaseRow, new: NewHop, now: datetime) -> HopRow | None:
    """Put a provider into an observation's chain, below the hop named or at its end; None when it stands there already.

    Nothing is ever overwritten.
    """
    live = select(HopRow).where(HopRow.observation_id == new.observation_id, col(HopRow.superseded_at).is_(None))
    rows = session.exec(live.order_by(col(HopRow.position), col(HopRow.id))).all()
    if any(row.provider == new.provider for row in rows):
        return None
    upper = _upper(rows, new)
    hop = HopRow(
        case_id=key_of(case),
        observation_id=new.observation_id,
        position=upper.position + 1 if upper else 1,
        parent_id=upper.id if upper else None,
        provider=new.provider,
        category=new.category,
        holder_no=_holder_no(session, case, new.provider),
        reasons=list(new.reasons),
        identified_at=now,
        source=new.source,
        basis=new.basis or None,
    )
    session.add(hop)
    session.flush()
    return hop


def _upper(rows: Sequence[HopRow], new: NewHop) -> HopRow | None:
    """The hop that a new one stands below."""
    if new.below is not None:
        return next(row for row in rows if row.id == new.below)
    return None if new.beside or not rows else rows[-1]


def _holder_no(session: Session, case: CaseRow, provider: str) -> int:
    """Join the provider's log lines that were not asked for yet; else a new holder number."""
    hops = session.exec(select(HopRow).where(HopRow.case_id == case.id)).all()  # numbers are never given twice
    asked = set(session.exec(select(LetterRow.subject).where(LetterRow.case_id == case.id)))
    for hop in hops:
        if hop.provider == provider and f"holder:{hop.holder_no}" not in asked:
            return hop.holder_no
    return max((hop.holder_no for hop in hops), default=0) + 1


def _add_people(session: Session, case: CaseRow, answer: Answer, received: datetime, now: datetime) -> None:
    for person_id, outcome, same_as in answer.confirmed:
        person = session.get_one(PersonRow, person_id)
        person.is_sender, person.same_as = outcome.value, same_as
        person.confirmed_at = now if outcome is Outcome.SENDER else None
        session.add(person)
    for new in answer.subscribers:
        _add_subscriber(session, case, new, received)


def _add_subscriber(session: Session, case: CaseRow, new: NewSubscriber, received: datetime) -> None:
    role = PersonRole.SUBSCRIBER
    number = len(session.exec(select(PersonRow.id).where(PersonRow.case_id == case.id, PersonRow.role == role)).all())
    session.add(
        PersonRow(
            case_id=key_of(case),
            role=role,
            no=number + 1,
            name=new.name,
            name_index=sealing.ring().blind(new.name),
            address=new.address,
            email=new.email,
            phone=new.phone,
            holder_no=new.holder_no,
            disclosed_at=received,
            is_sender=new.is_sender.value,
            confirmed_at=received if new.is_sender is Outcome.SENDER else None,
            same_as=new.same_as,
        )
    )
    session.flush()
