"""Putting a recorded fact right: a new row stands in for the old one, the docket says before, after and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from models.answers.answer import Told
from models.answers.correction import (
    NOTHING_CURE,
    ConcealmentCorrection,
    CorrectionForm,
    ExplanationCorrection,
    MomentCorrection,
    StepCorrection,
    read_correction,
)
from models.answers.faults import Fault, Faults, shape_fault
from models.answers.standing import REQUESTER
from models.provisions import Law
from models.tables import CaseRow, ObservationRow, PersonRow, PostRow, StepRow
from models.terms import PersonRole
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of
from tasks.case_store.following import follow
from tasks.case_store.settling import settle
from tasks.case_store.steps import chains, step_rows

CARRIED = ("stage", "kind", "subject", "letter", "note", "document_id")
VALUES = ("happened_at", "outcome", "on", "at", "amount_yen", "days", "court", "court_case_no")
EXPLANATION = "explanation"
SAME_LINE_CURE = "同じ通信が既にあります（同じ値・同じ日時）"


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What was put right: the fact's name, the values before and after (as text)."""

    fact: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    withdrawn: bool = False


def correct_fact(store: Store, law: Law, ref: str, typed: Mapping[str, Any], now: datetime) -> Corrected:
    """Correct or withdraw one fact and let every date follow. Raises Faults (nothing written), NoSuchCase."""
    form = _form(typed)
    with store.write() as session:
        return _correct(session, case_row(session, ref, lock=True), law, form, now)


def _form(typed: Mapping[str, Any]) -> CorrectionForm:
    try:
        return CorrectionForm.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def _correct(session: Session, case: CaseRow, law: Law, form: CorrectionForm, now: datetime) -> Corrected:
    told = Told(facts=facts_of(session, case), law=law, subject="", now=now)
    named = form.model_copy(update={"fact": _first_id(session, case, form.fact.strip())})
    correction = read_correction(named, told)
    if isinstance(correction, StepCorrection):
        done, about = _correct_step(session, case, correction, form, now), correction.step.kind.value
    elif isinstance(correction, ConcealmentCorrection):
        done, about = _correct_concealment(session, case, correction), "concealment"
    elif isinstance(correction, ExplanationCorrection):
        done, about = _correct_explanation(session, correction), "explanation"
    else:
        done, about = _correct_moment(session, correction), correction.kind
    event = f"{'fact_withdrawn' if done.withdrawn else 'fact_corrected'}:{about}"
    detail = {"fact": done.fact, "before": done.before, "after": done.after, "reason": form.reason.strip()}
    docket.append(session, key_of(case), now, form.entered_by, event, **detail)
    case.sheet_hash = None  # what the run shows of the case is out of date
    settle(session, case, law, now)
    return done


def _first_id(session: Session, case: CaseRow, fact: str) -> str:
    """A step that was corrected before keeps its first number; the number of a correction leads there too."""
    for first, chain in chains(step_rows(session, key_of(case))).items():
        if any(str(row.id) == fact for row in chain):
            return str(first)
    return fact


def _correct_step(
    session: Session, case: CaseRow, correction: StepCorrection, form: CorrectionForm, now: datetime
) -> Corrected:
    old = chains(step_rows(session, key_of(case)))[correction.step.id][-1]
    kept = {name: getattr(old, name) for name in (*CARRIED, *VALUES)}
    new = StepRow(
        case_id=key_of(case),
        recorded_at=now,
        recorded_by=form.entered_by,
        corrects=old.id,
        correct_reason=form.reason.strip(),
        withdrawn=correction.withdraw,
        dedupe=f"corrects:{old.id}",
        **(kept | dict(correction.values)),
    )
    session.add(new)
    session.flush()
    follow(session, case, old, None if correction.withdraw else new)
    names = VALUES if correction.withdraw else tuple(correction.values)
    before = {name: _text(getattr(old, name)) for name in names if getattr(old, name)}
    after = {} if correction.withdraw else {name: _text(getattr(new, name)) for name in names}
    return Corrected(fact=str(correction.step.id), before=before, after=after, withdrawn=correction.withdraw)


def _correct_moment(session: Session, correction: MomentCorrection) -> Corrected:
    return _correct_post(session, correction) if correction.kind == "post" else _correct_line(session, correction)


def _correct_concealment(session: Session, case: CaseRow, correction: ConcealmentCorrection) -> Corrected:
    """Letters drawn before are then out of date; nothing that was sent is changed by it."""
    query = select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == PersonRole.REQUESTER)
    requester = session.exec(query).one()
    requester.concealment = correction.after
    session.add(requester)
    session.flush()
    before, after = {"concealment": correction.before.value}, {"concealment": correction.after.value}
    return Corrected(fact=REQUESTER, before=before, after=after)


def _correct_explanation(session: Session, correction: ExplanationCorrection) -> Corrected:
    post = session.get_one(PostRow, correction.row_id)
    if post.explanation == correction.after:
        raise Faults([Fault(field=EXPLANATION, value="", cure=NOTHING_CURE)])
    before, after = {EXPLANATION: post.explanation or ""}, {EXPLANATION: correction.after}
    post.explanation = correction.after
    session.add(post)
    session.flush()
    return Corrected(fact=f"post:{post.id}", before=before, after=after)


def _correct_post(session: Session, correction: MomentCorrection) -> Corrected:
    post = session.get_one(PostRow, correction.row_id)
    before, after = {"posted_at": _text(post.posted_at)}, {"posted_at": _text(correction.moment)}
    post.posted_at = correction.moment
    session.add(post)
    session.flush()
    return Corrected(fact=f"post:{post.id}", before=before, after=after)


def _correct_line(session: Session, correction: MomentCorrection) -> Corrected:
    line = session.get_one(ObservationRow, correction.row_id)
    moment_key = correction.moment.isoformat()
    twin = select(ObservationRow).where(
        ObservationRow.post_id == line.post_id,
        ObservationRow.value_index == line.value_index,
        ObservationRow.moment_key == moment_key,
    )
    if session.exec(twin).first():
        raise Faults([Fault(field="happened", value=correction.as_written, cure=SAME_LINE_CURE)])
    before = {"observed_at": _text(line.observed_at), "as_written": line.as_written}
    after = {"observed_at": _text(correction.moment), "as_written": correction.as_written}
    line.observed_at, line.as_written, line.moment_key = correction.moment, correction.as_written, moment_key
    session.add(line)
    session.flush()
    return Corrected(fact=f"observation:{line.id}", before=before, after=after)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
