"""All open cases in one table: who must do what by when, and what they cost."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlmodel import Session, col, select

from flows.briefing import subject_label
from models.facts import Deadline
from models.provisions.profiles import PlatformProfile, ProviderProfile
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, ExpenseRow, PersonRow, StepRow
from models.terms import CaseStatus, ExpenseKind, PersonRole
from tasks.case_store.facts import case_row
from tasks.case_store.position import CaseView, case_refs, view_case
from tasks.handover.folder import place
from tasks.handover.portfolio import PortfolioRow, portfolio_xlsx
from tasks.wiring import Services
from tasks.words import word

_OPEN = frozenset({CaseStatus.OPEN, CaseStatus.HELD})


def portfolio_rows(made: Services) -> list[PortfolioRow]:
    """Every case that is open or on hold, the most urgent first."""
    now = made.clock.now()
    views = (view_case(made.store, made.law, ref, now) for ref in case_refs(made.store))
    with made.store.read() as session:
        rows = [_row(made, session, view) for view in views if view.status in _OPEN]
    return sorted(rows, key=lambda row: (row.act_by is None, str(row.act_by), row.ref))


def write_portfolio(made: Services, path: Path, *, replace: bool) -> int:
    """Write the table to a file only its owner reads; the number of its cases. Raises TargetTaken."""
    rows = portfolio_rows(made)
    place(path, portfolio_xlsx(rows, made.clock.now()), replace=replace)
    return len(rows)


def _row(made: Services, session: Session, view: CaseView) -> PortfolioRow:
    case = case_row(session, view.ref)
    coming = (item for item in view.deadlines if item.fatal and item.due_on >= view.today)
    fatal = min(coming, key=lambda item: (item.act_by, item.due_on), default=None)
    wait = view.waits[0] if view.waits else None
    begun = [stage for stage, mark in view.marks.items() if mark not in {"not_begun", "done"}]
    return PortfolioRow(
        ref=view.ref,
        status=word("status", view.status),
        opened_on=japan_day(case.opened_at),
        platforms=_named(made.law.platforms, (post.platform for post in view.facts.posts)),
        stage="、".join(word("stage", stage) for stage in begun),
        turn=word("turn", wait.turn) if wait else "",
        waits_for=f"{word('wait', wait.kind)}　{subject_label(wait.subject, view.facts)}" if wait else "",
        fatal=_said(fatal, view),
        due_on=fatal.due_on if fatal else None,
        act_by=fatal.act_by if fatal else None,
        left=(fatal.act_by - view.today).days if fatal else None,
        providers=_named(made.law.providers, (hop.provider for hop in view.facts.hops)),
        court_cases="、".join(_court_cases(session, case)),
        attorney="、".join(_attorneys(session, case)),
        claim_yen=case.claim_yen,
        spent_yen=view.spent_yen,
        security_yen=_security(session, case),
    )


def _said(fatal: Deadline | None, view: CaseView) -> str:
    return f"{word('deadline', fatal.kind)}　{subject_label(fatal.subject, view.facts)}" if fatal else ""


def _named(directory: Mapping[str, PlatformProfile | ProviderProfile], keys: Iterable[str]) -> str:
    found = dict.fromkeys(keys)
    return "、".join(directory[key].name if key in directory else key for key in found)


def _attorneys(session: Session, case: CaseRow) -> list[str]:
    query = select(PersonRow).where(PersonRow.case_id == case.id, PersonRow.role == PersonRole.ATTORNEY)
    return [row.name for row in session.exec(query.order_by(col(PersonRow.no)))]


def _court_cases(session: Session, case: CaseRow) -> list[str]:
    query = select(StepRow).where(StepRow.case_id == case.id, col(StepRow.court_case_no).is_not(None))
    rows = session.exec(query.order_by(col(StepRow.id)))
    return list(dict.fromkeys(" ".join(filter(None, (row.court, row.court_case_no))) for row in rows))


def _security(session: Session, case: CaseRow) -> int:
    query = select(ExpenseRow.amount_yen).where(ExpenseRow.case_id == case.id, ExpenseRow.kind == ExpenseKind.SECURITY)
    return sum(session.exec(query))
