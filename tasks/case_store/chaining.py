"""Staff change a provider chain: the old hop stays on record, papers not sent yet are void, sent ones are told of."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from models.answers.answer import NewHop, NewStep, Told
from models.answers.chain_change import ChainAct, ChainChange, ChainForm, read_change
from models.facts import holder_subject
from models.provisions import Law
from models.rules.chains import is_end
from models.tables import CaseRow, HopRow, LetterRow
from models.terms import LetterState, Outcome, Stage, StepKind
from tasks.case_store import docket
from tasks.case_store.answer_rows import add_hop
from tasks.case_store.answering import attorneys_of
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of
from tasks.case_store.settling import settle
from tasks.case_store.steps import new_step_row

UNSENT = (LetterState.DRAFTED, LetterState.RELEASED)


@dataclass(frozen=True, kw_only=True)
class ChainDone:
    """What was done: the hop added (None when a candidate already there is the right one) and the fate of papers.

    `superseded` is False when a paper had already been sent to the wrong holder: then it stays in the chain as one that
    named (or stands above) another provider. `void` and `sent` are names of letters (`holder:1/preservation_notice:1`);
    `released` those of `void` that an attorney had released: a printed copy must not be sent.
    """

    act: ChainAct
    hop: int | None
    wrong: int | None
    superseded: bool
    void: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()


def change_chain(store: Store, law: Law, ref: str, form: ChainForm, now: datetime) -> ChainDone:
    """Add to, split or correct a chain; every date follows. Raises Faults (nothing written), NoSuchCase."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        told = Told(facts=facts_of(session, case), law=law, subject="", now=now)
        change = read_change(form, told, attorneys_of(session, case))
        done = _correct(session, case, change, form, now) if change.wrong else _add(session, case, change, now)
        detail = {
            "observation": change.observation_id,
            "provider": form.provider,
            "hop": done.hop,
            "wrong": done.wrong,
            "superseded": done.superseded,
            "basis": change.basis,
            "void": list(done.void),
            "sent": list(done.sent),
        }
        docket.append(session, key_of(case), now, form.entered_by, f"chain_{form.act.value}", **detail)
        case.sheet_hash = None  # what the run shows of the case is out of date
        settle(session, case, law, now, answered=change.wrong is None)
    return done


def _add(session: Session, case: CaseRow, change: ChainChange, now: datetime) -> ChainDone:
    hop = add_hop(session, case, change.new, now) if change.new else None
    return ChainDone(act=change.act, hop=hop.id if hop else None, wrong=None, superseded=False)


def _correct(session: Session, case: CaseRow, change: ChainChange, form: ChainForm, now: datetime) -> ChainDone:
    row = session.exec(select(HopRow).where(HopRow.id == (change.wrong.id if change.wrong else 0))).one()
    letters = _letters(session, case, row)
    sent = tuple(_name(letter) for letter in letters if letter.state is LetterState.SENT)
    unsent = [letter for letter in letters if letter.state in UNSENT]
    void = tuple(_name(letter) for letter in unsent)
    released = tuple(_name(letter) for letter in unsent if letter.state is LetterState.RELEASED)
    _void(session, unsent)
    stays = bool(sent) and change.new is not None
    place = _pass_on if stays else _supersede
    hop = place(session, case, row, change, form, now)
    return ChainDone(
        act=change.act, hop=hop, wrong=row.id, superseded=not stays, void=void, released=released, sent=sent
    )


def _letters(session: Session, case: CaseRow, hop: HopRow) -> list[LetterRow]:
    query = select(LetterRow).where(LetterRow.case_id == case.id, LetterRow.subject == holder_subject(hop.holder_no))
    return list(session.exec(query.order_by(col(LetterRow.id))))


def _name(letter: LetterRow) -> str:
    return f"{letter.subject}/{letter.kind.value}:{letter.no}"


def _void(session: Session, letters: list[LetterRow]) -> None:
    """Papers that name the wrong line must not leave; where the holder has other lines, a new draft follows."""
    for letter in letters:
        letter.state, letter.no = LetterState.VOID, -key_of(letter)
        session.add(letter)
    session.flush()


def _supersede(
    session: Session, case: CaseRow, row: HopRow, change: ChainChange, form: ChainForm, now: datetime
) -> int | None:
    """Nothing was sent: another hop takes its place and what stood below it."""
    del form
    row.superseded_at, row.superseded_because = now, change.basis
    session.add(row)
    session.flush()
    new = add_hop(session, case, change.new, now) if change.new else None
    heir = new or _rival(session, row)
    for below in session.exec(select(HopRow).where(HopRow.parent_id == row.id, col(HopRow.superseded_at).is_(None))):
        below.parent_id = heir.id if heir else None
        session.add(below)
    session.flush()
    return new.id if new else None


def _rival(session: Session, row: HopRow) -> HopRow | None:
    """The candidate that stands beside a hop."""
    query = select(HopRow).where(
        HopRow.observation_id == row.observation_id,
        HopRow.position == row.position,
        col(HopRow.superseded_at).is_(None),
    )
    return session.exec(query.order_by(col(HopRow.id))).first()


def _pass_on(
    session: Session, case: CaseRow, row: HopRow, change: ChainChange, form: ChainForm, now: datetime
) -> int | None:
    """A paper has been sent: the holder stays in the chain as one behind which stands another provider.

    It is not chased any more, unless it also holds another line that ends with it.
    """
    subject = holder_subject(row.holder_no)
    facts = facts_of(session, case)
    others = [hop for hop in facts.hops_of_holder(row.holder_no) if hop.id != row.id and is_end(facts, hop)]
    if not others and facts.last_step(subject, StepKind.PRESERVATION_ANSWERED) is None:
        step = NewStep(
            kind=StepKind.PRESERVATION_ANSWERED,
            subject=subject,
            happened_at=now,
            outcome=Outcome.ANOTHER_PROVIDER,
        )
        dedupe = f"chain:{row.id}:passed_on"
        new = new_step_row(key_of(case), Stage.LOG_PRESERVATION, step, by=form.entered_by, now=now, dedupe=dedupe)
        new.note = change.basis
        session.add(new)
    if change.new is None:
        return None
    below: NewHop = replace(change.new, below=row.id, beside=False)
    hop = add_hop(session, case, below, now)
    return hop.id if hop else None
