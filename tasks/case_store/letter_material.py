"""From rows to the context of one letter: parties, lines, items of the regime in force, dates, money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from models.facts import holder_subject
from models.provisions import Law
from models.rules.claims import ClaimFacts, Receipt
from models.rules.fees import court_fee
from models.rules.progress.plan import japan_day
from models.tables import CaseRow, ExpenseRow, HopRow, LetterRow, ObservationRow, PersonRow, PostRow, StepRow
from models.terms import (
    ExpenseKind,
    LetterKind,
    LetterState,
    LogKind,
    Outcome,
    PersonRole,
    ProviderCategory,
    Remedy,
    StepKind,
)
from tasks.case_store.facts import key_of, live_hops
from tasks.case_store.steps import standing, step_rows
from tasks.letter_context import LetterContext, LogLine, Party, PostLine
from tasks.letter_law import by_law, in_letters, letter_items
from tasks.letter_money import claim_lines
from tasks.settings import FirmSection

REPLY_DAYS = 14
RESPONDENT_IS_PLATFORM = {LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP, LetterKind.DISPOSITION_PETITION}
TO_SENDER = {LetterKind.DEMAND_LETTER, LetterKind.DAMAGES_COMPLAINT, LetterKind.CRIMINAL_COMPLAINT}
FILED_WITH_COURT = {
    LetterKind.DISPOSITION_PETITION: "disposition",
    LetterKind.DISCLOSURE_COMPLAINT: "suit",
    LetterKind.DAMAGES_COMPLAINT: "suit",
}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the office adds to every letter."""

    law: Law
    firm: FirmSection
    now: datetime

    @property
    def today(self) -> date:
        """The day on the letter."""
        return japan_day(self.now)


def letter_context(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, no: int, desk: Desk
) -> LetterContext:
    """Everything one letter says. Absent data stays absent; `missing()` then names it."""
    people = _people(session, case)
    posts = _posts(session, case, kind, subject)
    regime = desk.law.regime(desk.today)
    logs = _logs(session, case, kind, subject, posts)
    sender = _sender(people, kind, subject)
    context = LetterContext(
        kind=kind,
        no=no,
        case_ref=case.ref,
        written_on=desk.today,
        addressee=_addressee(session, case, kind, subject, desk, sender),
        requester=_party(people[PersonRole.REQUESTER][0]),
        legal_representative=_first_party(people, PersonRole.LEGAL_REPRESENTATIVE),
        requester_is_minor=bool(people.get(PersonRole.LEGAL_REPRESENTATIVE)),
        attorney_name=people[PersonRole.ATTORNEY][0].name,
        firm_name=desk.firm.name,
        firm_address=tuple(desk.firm.address),
        firm_contact=tuple(desk.firm.contact),
        account=tuple(desk.firm.account),
        wholesaler=_is_wholesaler(session, case, subject),
        posts=tuple(_post_line(row) for row in posts),
        logs=logs,
        reason=case.justifiable_reason,
        remedies=frozenset(Remedy(item) for item in case.remedies),
        act=regime.act,
        act_article=in_letters(regime.articles["disclosure"]),
        items=_items(desk, kind, subject),
        deletion=Remedy.DELETION.value in case.remedies,
        reply_by=desk.today + timedelta(days=REPLY_DAYS),
        dates=_dates(session, case, kind, subject, sender),
        sender=_party(sender) if sender else None,
        known_on=japan_day(sender.confirmed_at) if sender and sender.confirmed_at else None,
    )
    return by_law(_with_money(session, case, _with_office(session, case, context, subject, desk), desk), desk.law)


def _people(session: Session, case: CaseRow) -> Mapping[PersonRole, Sequence[PersonRow]]:
    found: dict[PersonRole, list[PersonRow]] = {}
    for person in session.exec(select(PersonRow).where(PersonRow.case_id == case.id).order_by(col(PersonRow.no))):
        found.setdefault(person.role, []).append(person)
    return found


def _first_party(people: Mapping[PersonRole, Sequence[PersonRow]], role: PersonRole) -> Party | None:
    rows = people.get(role)
    return _party(rows[0]) if rows else None


def _party(row: PersonRow, honorific: str = "") -> Party:
    lines = tuple(line for line in (row.address or "").splitlines() if line.strip())
    return Party(name=row.name, address=lines, kana=row.kana, honorific=honorific)


def _posts(session: Session, case: CaseRow, kind: LetterKind, subject: str) -> list[PostRow]:
    rows = list(session.exec(select(PostRow).where(PostRow.case_id == case.id).order_by(col(PostRow.no))))
    if kind in RESPONDENT_IS_PLATFORM:
        return [row for row in rows if f"platform:{row.platform}" == subject]
    wanted = {row.post_id for row in _observations(session, case, subject)}
    return [row for row in rows if row.id in wanted]


def _post_line(row: PostRow) -> PostLine:
    return PostLine(
        no=row.no, url=row.url, posted_at=row.posted_at, right=row.right_infringed, as_written=row.as_written
    )


def _observations(session: Session, case: CaseRow, subject: str) -> list[ObservationRow]:
    """The log lines that a letter to this holder or sender is about: never those of anybody else."""
    rows = session.exec(
        select(ObservationRow).where(ObservationRow.case_id == case.id).order_by(col(ObservationRow.id))
    ).all()
    holders = _holders(session, case, subject)
    hops = session.exec(live_hops(key_of(case)))
    wanted = {hop.observation_id for hop in hops if hop.holder_no in holders}
    return [row for row in rows if row.id in wanted]


def _holders(session: Session, case: CaseRow, subject: str) -> set[int]:
    """The holder itself, or every holder whose line led to this sender."""
    kind, _, key = subject.partition(":")
    if kind == "holder":
        return {int(key)}
    lines = select(PersonRow.holder_no).where(
        PersonRow.case_id == case.id, or_(col(PersonRow.id) == int(key), col(PersonRow.same_as) == int(key))
    )
    return {number for number in session.exec(lines) if number is not None}


def _logs(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, posts: Sequence[PostRow]
) -> tuple[LogLine, ...]:
    if kind in RESPONDENT_IS_PLATFORM:
        return ()
    numbers = {row.id: row.no for row in posts}
    rows = [row for row in _observations(session, case, subject) if row.post_id in numbers]
    return tuple(
        LogLine(
            no=number,
            post_no=numbers[row.post_id],
            ip=row.ip,
            port=row.port,
            destination_ip=row.destination_ip,
            observed_at=row.observed_at,
            phone=row.phone,
            email=row.email,
            log_kind=LogKind(row.log_kind),
        )
        for number, row in enumerate(rows, 1)
    )


def _sender(people: Mapping[PersonRole, Sequence[PersonRow]], kind: LetterKind, subject: str) -> PersonRow | None:
    if kind not in TO_SENDER:
        return None
    person_id = int(subject.partition(":")[2])
    return next((row for row in people.get(PersonRole.SUBSCRIBER, ()) if row.id == person_id), None)


def _addressee(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, desk: Desk, sender: PersonRow | None
) -> Party:
    if kind is LetterKind.CRIMINAL_COMPLAINT:
        return Party(name=desk.firm.police, address=tuple(desk.firm.police_address), honorific="殿")
    if sender is not None:
        return _party(sender, "様")
    if kind in RESPONDENT_IS_PLATFORM:
        profile = desk.law.platform(subject.partition(":")[2])
        return Party(name=profile.operator or profile.name, address=profile.address, honorific="御中")
    holder_no = int(subject.partition(":")[2])
    hop = session.exec(select(HopRow).where(HopRow.case_id == case.id, HopRow.holder_no == holder_no)).first()
    if hop is None:
        return Party(name="", honorific="御中")
    provider = desk.law.provider(hop.provider)
    return Party(name=provider.legal_name, address=provider.address, honorific="御中")


def _is_wholesaler(session: Session, case: CaseRow, subject: str) -> bool:
    """Whether the paper goes to a VNE, which has no contract with the sender."""
    hops = [hop for hop in session.exec(live_hops(key_of(case))) if holder_subject(hop.holder_no) == subject]
    return bool(hops) and all(hop.category is ProviderCategory.VNE for hop in hops)


def _items(desk: Desk, kind: LetterKind, subject: str) -> tuple[tuple[int, str], ...]:
    """Only what the addressee can hold, a login-type platform's logins among it (law.md §11)."""
    to, _, key = subject.partition(":")
    login_type = to == "platform" and desk.law.platform(key).login_type
    items = letter_items(desk.law.regime(desk.today), kind, desk.law, login_type=login_type)
    return tuple((item.no, item.name) for item in items)


def _sent_on(session: Session, case: CaseRow, subject: str, *kinds: LetterKind) -> date | None:
    query = (
        select(LetterRow)
        .where(
            LetterRow.case_id == case.id,
            LetterRow.subject == subject,
            col(LetterRow.kind).in_(kinds),
            LetterRow.state == LetterState.SENT,
        )
        .order_by(col(LetterRow.sent_at))
    )
    row = session.exec(query).first()
    return japan_day(row.sent_at) if row and row.sent_at else None


def _steps(session: Session, case: CaseRow, subject: str) -> list[StepRow]:
    """Steps on one subject as they stand, oldest first."""
    rows = [row for _, row in standing(step_rows(session, key_of(case))) if row.subject == subject]
    return sorted(rows, key=lambda row: row.happened_at)


def _step(session: Session, case: CaseRow, subject: str, kind: StepKind) -> StepRow | None:
    found = [row for row in _steps(session, case, subject) if row.kind is kind]
    return found[-1] if found else None


def _dates(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, sender: PersonRow | None
) -> dict[str, date]:
    first = {
        LetterKind.CHASE_UP: LetterKind.DISCLOSURE_REQUEST,
        LetterKind.PRESERVATION_CHASE: LetterKind.PRESERVATION_NOTICE,
        LetterKind.SUIT_NOTICE: LetterKind.PRESERVATION_NOTICE,
        LetterKind.DAMAGES_COMPLAINT: LetterKind.DEMAND_LETTER,
    }.get(kind)
    answer = _step(session, case, subject, StepKind.PRESERVATION_ANSWERED)
    kept = answer if answer and answer.outcome is Outcome.KEPT else None
    refused = answer if answer and answer.outcome is Outcome.REFUSED else None
    found = {
        "first_sent_on": _sent_on(session, case, subject, first) if first else None,
        "filed_on": _sent_on(session, case, subject, LetterKind.DISCLOSURE_COMPLAINT),
        "kept_until": kept.on if kept else None,
        "refused_on": japan_day(refused.happened_at) if refused else None,
        "disclosed_on": japan_day(sender.disclosed_at) if sender and sender.disclosed_at else None,
    }
    return {name: day for name, day in found.items() if day}


def _with_office(session: Session, case: CaseRow, context: LetterContext, subject: str, desk: Desk) -> LetterContext:
    """The office a paper is filed with, the fee, and the number of a case already pending."""
    if context.kind is LetterKind.BAR_INQUIRY:
        return replace(context, court=desk.firm.bar_association)
    if context.kind is LetterKind.SUIT_NOTICE:
        filings = [row for row in _steps(session, case, subject) if row.letter is LetterKind.DISCLOSURE_COMPLAINT]
        filed = filings[0] if filings else None
        court = filed.court if filed and filed.court else desk.firm.court
        return replace(context, court=court, court_case_no=filed.court_case_no if filed else None)
    if context.kind in FILED_WITH_COURT:
        return replace(context, court=desk.firm.court)
    return context


def _with_money(session: Session, case: CaseRow, context: LetterContext, desk: Desk) -> LetterContext:
    if context.kind in TO_SENDER:
        context = replace(context, claim=claim_lines(_claim_facts(session, case, context), desk.law, desk.today))
    procedure = FILED_WITH_COURT.get(context.kind)
    if procedure == "suit":
        fee = court_fee(context.total_yen or None, "suit", desk.today, desk.law)
        return replace(context, fee_yen=fee.fee_yen, value_yen=fee.value_yen)
    if procedure == "disposition":
        return replace(context, fee_yen=court_fee(None, "disposition", desk.today, desk.law).fee_yen)
    return context


def _claim_facts(session: Session, case: CaseRow, context: LetterContext) -> ClaimFacts:
    """What one sender is asked for rests on: the receipts of the case and the number of people who share them."""
    rows = session.exec(select(ExpenseRow).where(ExpenseRow.case_id == case.id))
    people = session.exec(select(PersonRow).where(PersonRow.case_id == case.id, col(PersonRow.same_as).is_(None)))
    senders = [row for row in people if row.is_sender == Outcome.SENDER]
    return ClaimFacts(
        solatium_yen=case.claim_yen,
        remedies=context.remedies,
        tort_on=max((japan_day(post.posted_at) for post in context.posts), default=context.written_on),
        receipts=tuple(Receipt(kind=row.kind, stage=row.stage, yen=row.amount_yen) for row in rows),
        senders=max(1, len(senders)),
    )


def spent_without_security(session: Session, case: CaseRow) -> int:
    """What was spent on the case so far, without the security, which comes back (yen)."""
    rows = session.exec(select(ExpenseRow).where(ExpenseRow.case_id == case.id))
    return sum(row.amount_yen for row in rows if row.kind is not ExpenseKind.SECURITY)
