"""The days a letter refers to: what was sent, answered, kept, disclosed before it."""

from datetime import date

from sqlmodel import Session, col, select

from models.facts import CaseFacts, LogWindow
from models.provisions import Law
from models.rules.japan_time import japan_date
from models.rules.progress.plan import japan_day
from models.rules.windows import windows_of
from models.tables import CaseRow, LetterRow, PersonRow, StepRow
from models.terms import LetterKind, LetterState, Outcome, StepKind
from tasks.case_store.facts import key_of
from tasks.case_store.steps import standing, step_rows


def steps_on(session: Session, case: CaseRow, subject: str) -> list[StepRow]:
    """Steps on one subject as they stand, oldest first."""
    rows = [row for _, row in standing(step_rows(session, key_of(case))) if row.subject == subject]
    return sorted(rows, key=lambda row: row.happened_at)


def step_on(session: Session, case: CaseRow, subject: str, kind: StepKind) -> StepRow | None:
    """The last step of that kind, None when there was none."""
    found = [row for row in steps_on(session, case, subject) if row.kind is kind]
    return found[-1] if found else None


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


def _platform_answer(session: Session, case: CaseRow, subject: str) -> StepRow | None:
    return step_on(session, case, subject, StepKind.PLATFORM_ANSWERED)


def _is_refusal(answer: StepRow | None) -> bool:
    return answer is not None and answer.outcome is Outcome.REFUSED


def dates_of(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, sender: PersonRow | None
) -> dict[str, date]:
    """The days by the names that templates use; what did not happen is absent."""
    first = {
        LetterKind.CHASE_UP: LetterKind.DISCLOSURE_REQUEST,
        LetterKind.PRESERVATION_CHASE: LetterKind.PRESERVATION_NOTICE,
        LetterKind.SUIT_NOTICE: LetterKind.PRESERVATION_NOTICE,
        LetterKind.DAMAGES_COMPLAINT: LetterKind.DEMAND_LETTER,
        LetterKind.DISPOSITION_PETITION: LetterKind.DISCLOSURE_REQUEST,
        LetterKind.PRESERVATION_PETITION: LetterKind.PRESERVATION_NOTICE,
        LetterKind.DELETION_PROHIBITION_PETITION: LetterKind.PRESERVATION_NOTICE,
    }.get(kind)
    answer = step_on(session, case, subject, StepKind.PRESERVATION_ANSWERED)
    kept = answer if answer and answer.outcome is Outcome.KEPT else None
    refused = next((row for row in (answer, _platform_answer(session, case, subject)) if _is_refusal(row)), None)
    found = {
        "first_sent_on": _sent_on(session, case, subject, first) if first else None,
        "filed_on": _sent_on(session, case, subject, LetterKind.DISCLOSURE_COMPLAINT),
        "kept_until": kept.on if kept else None,
        "refused_on": japan_day(refused.happened_at) if refused else None,
        "disclosed_on": japan_day(sender.disclosed_at) if sender and sender.disclosed_at else None,
    }
    return {name: day for name, day in found.items() if day}


def log_expiry(facts: CaseFacts, subject: str, law: Law) -> dict[str, date]:
    """The first day on which a log that this paper is about may be gone, as `log_expires_on`; empty: none is left."""
    days = [japan_date(log.window.closes_earliest) for log in open_logs(facts, subject, law)]
    return {"log_expires_on": min(days)} if days else {}


def open_logs(facts: CaseFacts, subject: str, law: Law) -> tuple[LogWindow, ...]:
    """The logs that are still wanted: of a provider those of its own lines, of a platform those of its posts."""
    return tuple(log for log in windows_of(facts, law) if not log.settled and _is_about(facts, log, subject))


def _is_about(facts: CaseFacts, log: LogWindow, subject: str) -> bool:
    to, _, key = subject.partition(":")
    if to == "platform":
        return facts.post(log.post_id).platform == key
    lines = {observation.id for observation in facts.observations_of_holder(int(key))}
    return log.observation_id in lines
