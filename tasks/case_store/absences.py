"""Who is away and who reads for them: recorded with all faults at once, ended with a name, never deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.rules.absences import Away, overlapping, runs_in_a_circle
from models.rules.japan_time import japan_date
from models.tables import AbsenceRow, MemberRow
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of

NO_MEMBER = "番号は `kaiji staff` に出ます"


def record_absence(store: Store, away: Away, *, by: str, now: datetime) -> int:
    """Record one absence; the same one again is the same row. Raises Faults with all of them, nothing written."""
    with store.write() as session:
        rows = _standing(session, lock=True)
        same = next((key_of(row) for row in rows if _away(row) == away), None)
        faults = _faults(session, away, [] if same else [_away(row) for row in rows], japan_date(now))
        if not by.strip():
            faults.append(Fault(field="by", value="", cure="入力してください"))
        if faults:
            raise Faults(faults)
        if same:
            return same
        row = AbsenceRow(
            member_id=away.member,
            delegate_id=away.delegate,
            from_on=away.from_on,
            to_on=away.to_on,
            recorded_at=now,
            recorded_by=by,
        )
        session.add(row)
        session.flush()
        return key_of(row)


def end_absences(store: Store, member_id: int, *, by: str, now: datetime) -> int:
    """The member is back: absences of today and later end; return how many. Raises Faults."""
    with store.write() as session:
        rows = [row for row in _standing(session) if row.member_id == member_id and row.to_on >= japan_date(now)]
        faults = [] if by.strip() else [Fault(field="by", value="", cure="入力してください")]
        if session.get(MemberRow, member_id) is None:
            faults.append(Fault(field="member", value=str(member_id), cure=NO_MEMBER))
        elif not rows:
            faults.append(Fault(field="member", value=str(member_id), cure="今日以降の不在の記録がありません"))
        if faults:
            raise Faults(faults)
        for row in rows:
            row.withdrawn_at, row.withdrawn_by = now, by
            session.add(row)
        return len(rows)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """One absence that stands."""

    id: int
    away: Away


def absences(session: Session, on: date) -> list[Absence]:
    """Absences that last on that day or begin later, by member and day."""
    rows = [row for row in _standing(session) if row.to_on >= on]
    found = [Absence(id=key_of(row), away=_away(row)) for row in rows]
    return sorted(found, key=lambda item: (item.away.member, item.away.from_on))


def _standing(session: Session, *, lock: bool = False) -> list[AbsenceRow]:
    if lock:  # two who record at once take turns: only together might they overlap or run in a circle
        session.exec(select(MemberRow.id).order_by(col(MemberRow.id)).with_for_update()).all()
    query = select(AbsenceRow).where(col(AbsenceRow.withdrawn_at).is_(None))
    return list(session.exec(query.order_by(col(AbsenceRow.id))))


def _away(row: AbsenceRow) -> Away:
    return Away(member=row.member_id, delegate=row.delegate_id, from_on=row.from_on, to_on=row.to_on)


def _faults(session: Session, away: Away, others: list[Away], today: date) -> list[Fault]:
    found = [
        Fault(field=name, value=str(who), cure=NO_MEMBER)
        for name, who in (("member", away.member), ("delegate", away.delegate))
        if session.get(MemberRow, who) is None
    ]
    if away.member == away.delegate:
        found.append(Fault(field="delegate", value=str(away.delegate), cure="本人以外の所員を代理にしてください"))
    if away.to_on < away.from_on:
        found.append(Fault(field="to", value=str(away.to_on), cure=f"{away.from_on} 以後の日付を入れてください"))
    elif away.to_on < today:
        found.append(Fault(field="to", value=str(away.to_on), cure=f"もう過ぎています（本日 {today}）"))
    for other in overlapping(away, others):
        cure = f"{other.from_on}～{other.to_on} の不在と重なります。先に `kaiji staff back {away.member}` を"
        found.append(Fault(field="from", value=str(away.from_on), cure=cure))
    if away.member != away.delegate and runs_in_a_circle(away, others):
        cure = "代理の代理をたどると本人に戻ります。その期間に居る人を代理にしてください"
        found.append(Fault(field="delegate", value=str(away.delegate), cure=cure))
    return found
