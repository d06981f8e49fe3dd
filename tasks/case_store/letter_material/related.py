"""The order case that a paper belongs to: what was filed, ordered and named before, as steps tell it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from models.provisions import Law
from models.rules.counted_readings import counted
from models.rules.japan_time import japan_date
from models.tables import CaseRow, HopRow, StepRow
from models.terms import LetterKind, Outcome, StepKind
from tasks.case_store.facts import key_of
from tasks.case_store.letter_material.addressee import company
from tasks.case_store.letter_material.dates import steps_on
from tasks.case_store.letter_material.desk import Desk
from tasks.case_store.steps import standing, step_rows
from tasks.letter_context import LetterContext, Party, RelatedCase

_IN_MAIN_CASE = frozenset({LetterKind.PROVISION_PETITION, LetterKind.DELETION_PROHIBITION_PETITION})
_REFUSED = frozenset({Outcome.DISMISSED, Outcome.INADMISSIBLE, Outcome.WITHDRAWN})


def with_related(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    """The first case of a petition against a provider, the main case of an ancillary one, both ends of a notice."""
    if context.kind is LetterKind.PROVIDER_NOTICE:
        return _of_notice(session, case, context, desk)
    if context.kind in _IN_MAIN_CASE:
        main = _newest(_filed(steps_on(session, case, context.subject)))
        if main is not None:
            context = replace(context, court_case_no=main.court_case_no)
    if context.kind in _IN_MAIN_CASE | {LetterKind.ORDER_PETITION} and context.subject.startswith("holder:"):
        return replace(context, related=_first_case(_all_steps(session, case)))
    return context


def _of_notice(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    on_platform = steps_on(session, case, context.subject)
    named = _newest(row for row in on_platform if row.kind is StepKind.PROVIDER_NAMED)
    petitions = [row for row in _all_steps(session, case) if _petitions_provider(row, context.subject)]
    petition = _newest(petitions)
    dates = dict(context.dates)
    if named is not None:
        dates |= {"named_on": japan_date(named.happened_at), "notify_by": _notify_by(named, desk.law)}
    if petition is not None:
        dates["petitioned_on"] = japan_date(petition.happened_at)
    return replace(
        context,
        related=_first_case(on_platform),
        provider_named=_provider(session, case, petition, desk.law),
        court=petition.court if petition else None,
        court_case_no=petition.court_case_no if petition else None,
        dates=dates,
    )


def _notify_by(named: StepRow, law: Law) -> date:
    """The last day of the notice (Act art. 15(3)(ii)); it is counted as not rolling (law.md §3.3 T10)."""
    received_on = japan_date(named.happened_at)
    return counted(law.figure("provision_notice", received_on), received_on, law).last_day


def _petitions_provider(row: StepRow, platform: str) -> bool:
    """A petition against a provider: noted of the platform that named it, or filed about the provider itself."""
    if row.kind is StepKind.PROVIDER_PETITIONED:
        return row.subject == platform or row.subject.startswith("holder:")
    return row in _filed([row]) and row.subject.startswith("holder:")


def _filed(rows: Iterable[StepRow]) -> list[StepRow]:
    """Order petitions that were handed in."""
    return [row for row in rows if row.kind is StepKind.LETTER_SENT and row.letter is LetterKind.ORDER_PETITION]


def _first_case(rows: Iterable[StepRow]) -> RelatedCase | None:
    """The case in which a provision order was made; its number as any step of that case says it."""
    known = list(rows)
    order = _newest(row for row in known if row.kind is StepKind.PROVISION_ORDERED and row.outcome not in _REFUSED)
    if order is None:
        return None
    filed = _newest(row for row in _filed(known) if row.subject == order.subject)
    return RelatedCase(
        court=order.court or (filed.court if filed else None) or "",
        court_case_no=order.court_case_no or (filed.court_case_no if filed else None) or "",
        ordered_on=japan_date(order.happened_at),
    )


def _provider(session: Session, case: CaseRow, petition: StepRow | None, law: Law) -> Party | None:
    """The provider that a petition was filed against, where it is a holder of this case."""
    if petition is None or not petition.subject.startswith("holder:"):
        return None
    holder_no = int(petition.subject.partition(":")[2])
    hop = session.exec(select(HopRow).where(HopRow.case_id == case.id, HopRow.holder_no == holder_no)).first()
    if hop is None:
        return None
    profile = law.provider(hop.provider)
    return company(profile.legal_name, profile)


def _all_steps(session: Session, case: CaseRow) -> list[StepRow]:
    rows = [row for _, row in standing(step_rows(session, key_of(case)))]
    return sorted(rows, key=lambda row: row.happened_at)


def _newest(rows: Iterable[StepRow]) -> StepRow | None:
    return max(rows, key=lambda row: row.happened_at, default=None)
