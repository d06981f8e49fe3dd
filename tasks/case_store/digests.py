"""The morning digest: one notice a person, made with its lines in one transaction, true until the moment it leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.rules.digests import DigestLine, Section, Sections, is_worth_sending, sections
from models.rules.japan_time import japan_date
from models.tables import CaseRow, DeadlineShownRow, NoticeRow
from models.terms import CaseStatus, NoticeKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of
from tasks.case_store.notice_states import has_ended
from tasks.case_store.unowned import unowned_dates

_DAYS = ("due_on", "act_by", "moved_from")
_BY_SECTION = {Section.UNOWNED: "unowned", Section.WITHDRAWN: "gone"}


def dedupe_of(member_id: int, day: date) -> str:
    """One digest a person and day."""
    return f"digest:{member_id}:{day}"


def make_digest(
    store: Store, member_id: int, lines: Iterable[DigestLine], *, day: date, now: datetime, give_up_at: datetime
) -> bool:
    """Queue this person's digest of the day and let it carry its waiting lines; False when it is there or says nothing.

    Two processes at once make one. A line that was cancelled, or whose case was held meanwhile, stays out.
    """
    try:
        with store.write() as session:
            digest = NoticeRow(
                kind=NoticeKind.DIGEST,
                member_id=member_id,
                dedupe=dedupe_of(member_id, day),
                content={},
                written_at=now,
                not_before=now,
                give_up_at=give_up_at,
            )
            if session.exec(select(NoticeRow.id).where(NoticeRow.dedupe == digest.dedupe)).first() is not None:
                return False
            session.add(digest)
            session.flush()
            made = _carry(session, digest, list(lines), day)
            if not made:
                session.rollback()
            return made
    except IntegrityError:  # another process has just made it
        return False


def _carry(session: Session, digest: NoticeRow, lines: list[DigestLine], day: date) -> bool:
    cases = _open_cases(session, {line.ref for line in lines}, lock=True)
    wanted = [line.notice_id for line in lines if line.notice_id is not None]
    items = _lock_items(session, col(NoticeRow.id).in_(wanted))
    free = [row for row in items if row.carrier_id is None and not has_ended(row) and row.case_id in cases]
    for row in free:
        row.carrier_id = digest.id
        session.add(row)
    found = sections(_still_true(session, lines, cases, {key_of(row) for row in free}), day)
    if not is_worth_sending(found, day):
        return False
    digest.content = content_of(found)
    session.add(digest)
    session.flush()
    return True


def keep_true(session: Session, digest: NoticeRow, now: datetime) -> bool:
    """Bring a digest that is about to leave up to date; lock the cases of its lines first, then its row.

    What was cancelled, moved, owned or closed since it was made is dropped; a line of a case that is held is given
    back, for a later digest. False: nothing is left to say, and it is cancelled.
    """
    lines = _without_owned(session, lines_of(digest.content), now)
    cases = _open_cases(session, {line.ref for line in lines})
    carried = set()
    for row in _lock_items(session, col(NoticeRow.carrier_id) == digest.id):
        if not has_ended(row) and row.case_id in cases:
            carried.add(key_of(row))
        else:
            row.carrier_id = None
            session.add(row)
    found = sections(_still_true(session, lines, cases, carried), japan_date(now))
    digest.content = content_of(found)
    if not found:
        digest.cancelled_at, digest.cancel_reason = now, "overtaken"
        digest.claimed_by = digest.claimed_until = None
    session.add(digest)
    session.flush()
    return bool(found)


def _without_owned(session: Session, lines: list[DigestLine], now: datetime) -> list[DigestLine]:
    """The lines; what somebody has owned since is no longer said to be nobody's."""
    refs = {line.ref for line in lines if line.unowned}
    nobody = {(item.ref, item.key) for item in unowned_dates(session, now, refs)} if refs else set()
    return [
        replace(line, unowned=False) if line.notice_id is None and (line.ref, line.topic) not in nobody else line
        for line in lines
    ]


def _open_cases(session: Session, refs: Iterable[str], *, lock: bool = False) -> dict[int, CaseRow]:
    """The open ones of these cases; locked, nothing of theirs is settled until this transaction ends."""
    query = select(CaseRow).where(col(CaseRow.ref).in_(sorted(refs))).order_by(col(CaseRow.id))
    rows = session.exec(query.with_for_update() if lock else query, execution_options={"populate_existing": True})
    return {key_of(row): row for row in rows if row.status is CaseStatus.OPEN}


def _lock_items(session: Session, which: Any) -> list[NoticeRow]:
    query = select(NoticeRow).where(which).order_by(col(NoticeRow.id)).with_for_update()
    return list(session.exec(query, execution_options={"populate_existing": True}))


def _still_true(
    session: Session, lines: Iterable[DigestLine], cases: Mapping[int, CaseRow], carried: set[int]
) -> list[DigestLine]:
    """Lines of open cases: carried ones, dates still shown (without the news that was cancelled), and what is gone."""
    refs = {row.ref for row in cases.values()}
    query = select(DeadlineShownRow, CaseRow.ref).join(CaseRow, col(CaseRow.id) == col(DeadlineShownRow.case_id))
    shown = {
        (ref, row.kind.value, row.due_on, row.act_by)
        for row, ref in session.exec(query.where(col(DeadlineShownRow.case_id).in_(cases)))
    }
    return [
        line if line.notice_id in carried else replace(line, notice_id=None, moved_from=None)
        for line in lines
        if line.ref in refs and (line.gone or line.notice_id in carried or line.fact[:4] in shown)
    ]


def content_of(found: Sections) -> dict[str, Any]:
    """A digest as its row keeps it: every heading, refs, kinds and dates only."""
    return {"sections": {section.value: [_as_json(line) for line in found.get(section, ())] for section in Section}}


def lines_of(content: Mapping[str, Any]) -> list[DigestLine]:
    """The lines of a kept digest."""
    return [_from_json(Section(name), line) for name, lines in content.get("sections", {}).items() for line in lines]


def _as_json(line: DigestLine) -> dict[str, Any]:
    found = asdict(line)
    for name in ("unowned", "gone"):
        found.pop(name)
    return found | {name: found[name].isoformat() for name in _DAYS if found[name]}


def _from_json(section: Section, kept: Mapping[str, Any]) -> DigestLine:
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in _DAYS}
    flags = {_BY_SECTION[section]: True} if section in _BY_SECTION else {}
    known = {name: value for name, value in kept.items() if name != "run_id"}  # of digests before the desk had links
    return DigestLine(**{**known, **days, **flags})
