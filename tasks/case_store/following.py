"""Rows that were stamped with a step's moment when it was recorded, and follow it when it is corrected."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session, select

from models.facts import holder_subject, platform_subject
from models.tables import CaseRow, LetterRow, ObservationRow, PersonRow, PostRow, StepRow
from models.terms import LetterState, StepKind

Follower = Callable[[Session, CaseRow, StepRow, datetime], None]


def follow(session: Session, case: CaseRow, old: StepRow, new: StepRow | None) -> None:
    """Let what came with the step follow its new moment; `new` is None when the step never happened."""
    if new is None:
        if old.kind is StepKind.LETTER_SENT:
            _unsend(session, case, old)
    elif new.happened_at != old.happened_at and old.kind in _FOLLOWERS:
        _FOLLOWERS[old.kind](session, case, old, new.happened_at)
    session.flush()


def _letters(session: Session, case: CaseRow, step: StepRow) -> list[LetterRow]:
    query = select(LetterRow).where(
        LetterRow.case_id == case.id,
        LetterRow.kind == step.letter,
        LetterRow.subject == step.subject,
        LetterRow.state == LetterState.SENT,
        LetterRow.sent_at == step.happened_at,
    )
    return list(session.exec(query))


def _unsend(session: Session, case: CaseRow, step: StepRow) -> None:
    """The letter never left: it is a released one again, waiting to be sent."""
    for letter in _letters(session, case, step):
        letter.state, letter.sent_at, letter.channel, letter.proof = LetterState.RELEASED, None, None, None
        session.add(letter)


def _sending(session: Session, case: CaseRow, step: StepRow, moment: datetime) -> None:
    for letter in _letters(session, case, step):
        letter.sent_at = moment
        session.add(letter)


def _lines(session: Session, case: CaseRow, step: StepRow, moment: datetime) -> None:
    posts = session.exec(select(PostRow).where(PostRow.case_id == case.id))
    wanted = {post.id for post in posts if platform_subject(post.platform) == step.subject}
    lines = select(ObservationRow).where(
        ObservationRow.case_id == case.id, ObservationRow.received_at == step.happened_at
    )
    for line in session.exec(lines):
        if line.post_id in wanted:
            line.received_at = moment
            session.add(line)


def _people(session: Session, case: CaseRow, step: StepRow, moment: datetime) -> None:
    people = select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.holder_no != None)  # noqa: E711 (SQL)
    for person in session.exec(people):
        if holder_subject(person.holder_no or 0) != step.subject:
            continue
        if step.kind is not StepKind.SENDER_CONFIRMED and person.disclosed_at == step.happened_at:
            person.disclosed_at = moment
        if person.confirmed_at == step.happened_at:
            person.confirmed_at = moment
        session.add(person)


_FOLLOWERS: Mapping[StepKind, Follower] = {
    StepKind.LETTER_SENT: _sending,
    StepKind.PLATFORM_ANSWERED: _lines,
    StepKind.DISCLOSED: _people,
    StepKind.BAR_INQUIRY_ANSWERED: _people,
    StepKind.SENDER_CONFIRMED: _people,
}
