"""Recording who owns a date: one row for each date, a docket entry for each case, settled; or nothing at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.facts import Deadline
from models.provisions import Law
from models.rules.japan_time import japan_date, written
from models.rules.ownership import Follow, last_word, open_questions
from models.rules.replies import Reply
from models.tables import AcknowledgementRow, CaseRow, NoticeRow, OfficeTaskRow
from models.terms import AckDoor, AckKind, CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.acknowledgements import ABOUT_DATES, follow, people_of, topics_of
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of, lock_case
from tasks.case_store.settling import position_of, settle

LIVE = (CaseStatus.OPEN, CaseStatus.HELD)
ASKS_NOTHING = "この通知は受領の返信を求めていません"
NOT_YOURS = "この事件の担当者（弁護士・監督者・運用担当・代理）ではありません"
NOT_OPEN = "この事件は進行中ではありません"
NOT_ALIVE = "この期限はもうありません（回答済み、または日付が変わった）"
NOTHING_OPEN = "受領を待っている期限はありません"
WHICH = "どの期限ですか。通知の番号か「すべて」を選んでください"
NO_REASON = "延期の理由を書いてください（例 延期 3日 相手方の回答待ち）"
NO_DAYS = "延期する日数を 1 以上で書いてください（例 延期 3日 相手方の回答待ち）"


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which dates of a case: these topics, those of one notice, all that nobody has owned; or the only one of them."""

    topics: tuple[str, ...] = ()
    notice_id: int | None = None
    all_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One acknowledgement as it came in: what, whose, through which door, when. `mail_id`: the mail that said it."""

    reply: Reply
    member_id: int
    door: AckDoor
    entered_by: str = field(repr=False)
    said_at: datetime
    mail_id: int | None = None

    @property
    def until_on(self) -> date | None:
        """The day to which it is put off."""
        return japan_date(self.said_at) + timedelta(days=self.reply.days or 0) if self._defers else None

    @property
    def _defers(self) -> bool:
        return self.reply.kind is AckKind.DEFERRED

    def faults(self) -> list[Fault]:
        """What is missing in it, whatever it is said of."""
        found = []
        if not self.entered_by.strip():
            found.append(Fault(field="entered_by", value="", cure="誰が入力したかを書いてください"))
        if self._defers and (self.reply.days or 0) < 1:
            found.append(Fault(field="days", value=str(self.reply.days or ""), cure=NO_DAYS))
        if self._defers and not self.reply.reason.strip():
            found.append(Fault(field="reason", value="", cure=NO_REASON))
        return found


def own_notice(store: Store, law: Law, notice_id: int, saying: Saying, now: datetime) -> list[str]:
    """Own every date of one notice; of a digest, of all its lines. Raises Faults with all of them."""
    with store.write() as session:
        notice = session.get(NoticeRow, notice_id)
        lines = _lines(session, notice) if notice else []
        if notice is None or not lines:
            raise Faults([Fault(field="notice", value=str(notice_id), cure=ASKS_NOTHING)])
        readers = {notice.member_id, notice.sent_to_id, *(line.sent_to_id for line in lines)}
        heard = _not_before(saying, max(line.sent_at or line.written_at for line in lines), now)
        cases = [lock_case(session, case_id) for case_id in sorted({line.case_id or 0 for line in lines})]
        live = [case for case in cases if case.status in LIVE]
        if not live:
            raise Faults([Fault(field="ref", value=case.ref, cure=NOT_OPEN) for case in cases])
        owned = [_of_lines(session, law, case, lines, heard, now) for case in live]
        return _own(session, law, owned, heard, now, readers)


def own_dates(store: Store, law: Law, ref: str, which: Which, saying: Saying, now: datetime) -> list[str]:
    """Own dates of a case as they stand now. Raises Faults with all of them, NoSuchCase."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        if case.status not in LIVE:
            raise Faults([Fault(field="ref", value=ref, cure=NOT_OPEN)])
        known = follow(session, case, position_of(session, case, law, now).deadlines, now)
        wanted = _wanted(session, case, known, which)
        lost = [Fault(field="date", value=topic, cure=NOT_ALIVE) for topic in wanted if topic not in known.live]
        if lost:
            raise Faults(lost)
        dates = [(topic, known.live[topic].due_on) for topic in wanted]
        return _own(session, law, [_Owned(case=case, known=known, dates=dates)], saying, now, set())


def _wanted(session: Session, case: CaseRow, known: Follow, which: Which) -> list[str]:
    """The topics that are meant; one that is not said plainly is not guessed."""
    open_now = [question.deadline.key for question in open_questions(known)]
    if which.notice_id is not None:
        notice = session.get(NoticeRow, which.notice_id)
        lines = [line for line in _lines(session, notice) if line.case_id == case.id] if notice else []
        if not lines:
            raise Faults([Fault(field="notice", value=str(which.notice_id), cure=ASKS_NOTHING)])
        return list(dict.fromkeys(topic for line in lines for topic in topics_of(line)))
    if which.topics:
        return list(which.topics)
    if not open_now:
        raise Faults([Fault(field="date", value=case.ref, cure=NOTHING_OPEN)])
    if len(open_now) > 1 and not which.all_open:
        raise Faults([Fault(field="date", value=topic, cure=WHICH) for topic in open_now])
    return open_now


@dataclass(frozen=True, kw_only=True)
class _Owned:
    """The dates of one case that are said to be owned, each as it was stated."""

    case: CaseRow
    known: Follow
    dates: Sequence[tuple[str, date | None]]

    def alive(self) -> Iterator[Deadline]:
        """Those that stand as they were stated."""
        for topic, stated_on in self.dates:
            found = self.known.live.get(topic)
            if found and found.due_on == stated_on:
                yield found


def _lines(session: Session, notice: NoticeRow) -> list[NoticeRow]:
    """The notices on dates that one mail carried: itself, or the lines of a digest; of a task, what it is about."""
    if notice.kind is NoticeKind.OFFICE_TASK:
        task = session.get(OfficeTaskRow, notice.content.get("task_id"))
        asked = task and task.kind is OfficeTaskKind.UNOWNED and session.get(NoticeRow, task.notice_id)
        return [asked] if asked else []
    if notice.kind is not NoticeKind.DIGEST:
        return [notice] if notice.kind in ABOUT_DATES and notice.case_id else []
    query = select(NoticeRow).where(NoticeRow.carrier_id == notice.id, col(NoticeRow.kind).in_(ABOUT_DATES))
    return list(session.exec(query.order_by(col(NoticeRow.id))))


def _not_before(saying: Saying, sent_at: datetime, now: datetime) -> Saying:
    """An answer is never older than what it answers, nor from the future: other people's clocks are wrong."""
    return Saying(**{**vars(saying), "said_at": min(max(saying.said_at, sent_at), now)})


def _of_lines(
    session: Session, law: Law, case: CaseRow, lines: list[NoticeRow], saying: Saying, now: datetime
) -> _Owned:
    known = follow(session, case, position_of(session, case, law, now).deadlines, now)
    mine = [line for line in lines if line.case_id == case.id]
    dates = dict.fromkeys((topic, line.stated_on) for line in mine for topic in topics_of(line))
    owned = _Owned(case=case, known=known, dates=list(dates))
    if saying.reply.kind is not AckKind.DEFERRED:
        return owned
    return _Owned(case=case, known=known, dates=[(item.key, item.due_on) for item in owned.alive()])


def _own(
    session: Session, law: Law, owned: list[_Owned], saying: Saying, now: datetime, readers: set[int | None]
) -> list[str]:
    faults = saying.faults()
    for item in owned:
        if saying.member_id not in readers | people_of(session, item.case, now).everybody():
            faults.append(Fault(field="member", value=str(saying.member_id), cure=NOT_YOURS))
        faults += _too_late(item, saying)
    if not faults and not any(item.dates for item in owned):
        faults = [Fault(field="date", value="", cure=NOT_ALIVE)]
    if faults:
        raise Faults(faults)
    for item in owned:
        _record(session, item, saying, now)
        settle(session, item.case, law, now)
    return [topic for item in owned for topic, _ in item.dates]


def _too_late(item: _Owned, saying: Saying) -> Iterator[Fault]:
    until_on = saying.until_on
    for deadline in item.alive():
        if until_on and until_on >= deadline.act_by:
            said = f"{item.case.ref} {deadline.key} {written(until_on)}"
            cure = f"安全日 {written(deadline.act_by)} より前の日までしか延ばせません"
            yield Fault(field="until", value=said, cure=cure)


def _record(session: Session, item: _Owned, saying: Saying, now: datetime) -> None:
    new = [fact for fact in dict.fromkeys(item.dates) if not _is_known(item.known, fact, saying)]
    for topic, stated_on in new:
        session.add(_row(item.case, topic, stated_on, saying, now))
    if not new:
        return
    docket.append(
        session,
        key_of(item.case),
        now,
        saying.entered_by,
        f"date_{saying.reply.kind}",
        dates=[{"key": topic, "stated_on": stated_on} for topic, stated_on in new],
        member=saying.member_id,
        door=saying.door,
        until_on=saying.until_on,
        reason=saying.reply.reason.strip(),
        mail=saying.mail_id,
    )
    item.case.sheet_hash = None  # what the run shows of the case is out of date


def _is_known(known: Follow, fact: tuple[str, date | None], saying: Saying) -> bool:
    """The same word by the same person, after everything that was said to them of it: a second click, a second try."""
    asked = max((sent.at for sent in known.sent if (sent.topic, sent.stated_on) == fact), default=None)
    same = (saying.reply.kind, saying.member_id, saying.until_on)
    last = last_word(known.acks, *fact)
    return (
        last is not None
        and (last.kind, last.member_id, last.until_on) == same
        and (asked is None or last.said_at >= asked)
    )


def _row(case: CaseRow, topic: str, stated_on: date | None, saying: Saying, now: datetime) -> AcknowledgementRow:
    mark = f"mail:{saying.mail_id}" if saying.mail_id else f"{saying.said_at:%Y%m%d%H%M%S}:{saying.member_id}"
    return AcknowledgementRow(
        case_id=key_of(case),
        topic=topic,
        stated_on=stated_on,
        kind=saying.reply.kind,
        until_on=saying.until_on,
        reason=saying.reply.reason.strip() or None,
        member_id=saying.member_id,
        door=saying.door,
        mail_id=saying.mail_id,
        said_at=saying.said_at,
        recorded_at=now,
        entered_by=saying.entered_by,
        dedupe=f"{case.id}:{topic}:{stated_on}:{saying.reply.kind}:{mark}",
    )
