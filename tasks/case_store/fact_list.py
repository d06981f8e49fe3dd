"""The facts of one case by the names under which they are corrected; no person in any of them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from models.facts import observation_subject, post_subject
from models.tables import CaseRow, ObservationRow, PostRow, StepRow
from models.terms import Outcome, StepKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.steps import chains, step_rows


@dataclass(frozen=True, kw_only=True)
class ListedFact:
    """One fact as it stands. `kind` is None for a post or a log line, which are named by their subject."""

    fact: str
    kind: StepKind | None
    subject: str
    happened_at: datetime
    outcome: Outcome = Outcome.NONE
    on: date | None = None
    at: time | None = None
    days: int | None = None
    amount_yen: int | None = None
    corrections: int = 0
    withdrawn: bool = False


def listed_facts(store: Store, ref: str) -> tuple[ListedFact, ...]:
    """Posts, dated log lines and steps (withdrawn ones too), each group oldest first. Raises NoSuchCase."""
    with store.read() as session:
        case = case_row(session, ref)
        steps = [_step(first, chain) for first, chain in chains(step_rows(session, key_of(case))).items()]
        return (*_posts(session, case), *_lines(session, case), *sorted(steps, key=lambda fact: fact.happened_at))


def _posts(session: Session, case: CaseRow) -> list[ListedFact]:
    rows = session.exec(select(PostRow).where(PostRow.case_id == case.id).order_by(col(PostRow.no)))
    names = [(post_subject(key_of(row)), row.posted_at) for row in rows]
    return [ListedFact(fact=name, kind=None, subject=name, happened_at=moment) for name, moment in names]


def _lines(session: Session, case: CaseRow) -> list[ListedFact]:
    rows = session.exec(
        select(ObservationRow).where(ObservationRow.case_id == case.id).order_by(col(ObservationRow.id))
    )
    names = [(observation_subject(key_of(row)), row.observed_at) for row in rows]
    return [ListedFact(fact=name, kind=None, subject=name, happened_at=moment) for name, moment in names if moment]


def _step(first: int, chain: list[StepRow]) -> ListedFact:
    row = chain[-1]
    return ListedFact(
        fact=str(first),
        kind=row.kind,
        subject=row.subject,
        happened_at=row.happened_at,
        outcome=row.outcome,
        on=row.on,
        at=row.at,
        days=row.days,
        amount_yen=row.amount_yen,
        corrections=len(chain) - 1,
        withdrawn=row.withdrawn,
    )
