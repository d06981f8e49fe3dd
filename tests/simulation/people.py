"""What people do over a year: answer, own dates, put cases on hold, go away, correct; each through the real doors."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from models.answers.faults import Faults
from models.rules.absences import Away
from models.rules.japan_time import JST
from models.rules.replies import Reply
from models.tables import CaseRow, MemberRow, NoticeRow
from models.terms import AckDoor, AckKind, CaseStatus, NoticeKind
from tasks.acknowledging import acknowledge
from tasks.answers import answer_wait
from tasks.case_store.absences import record_absence
from tasks.case_store.answering import NotWaiting
from tasks.case_store.facts import key_of
from tasks.case_store.legs import open_waits
from tasks.case_store.opening import close_case, hold_case, open_case, reopen_case
from tasks.case_store.position import view_case
from tasks.corrections import correct
from tasks.events import record_event
from tests.simulation.firm import Firm
from tests.simulation.world_answers import Asked, random_answer, random_event, typed_moment
from tests.tasks.case_store.cases import STAFF

ASKING = (NoticeKind.DEADLINE, NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE, NoticeKind.DIGEST)
Deed = Callable[[], None]


@dataclass(kw_only=True)
class People:
    """The people of one firm. `done` counts what the doors took, `refused` what they refused."""

    firm: Firm
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def deed(self) -> None:
        """Something that happens on a working day."""
        deeds: list[tuple[int, str, Deed]] = [
            (60, "answer", self._answer),
            (10, "event", self._event),
            (5, "correction", self._correct),
            (4, "hold", self._hold),
            (6, "reopen", self._reopen),
            (2, "close", self._close),
            (4, "absence", self._go_away),
            (1, "open", self.open_case),
        ]
        [(_, name, deed)] = self.firm.dice.choices(deeds, [weight for weight, *_ in deeds])
        try:
            deed()
            self.done[name] += 1
        except Faults as faults:
            self.refused[f"{name}:{faults.faults[0].field}"] += 1
        except NotWaiting:
            self.refused[f"{name}:not waiting"] += 1

    def open_case(self) -> None:
        """A client comes."""
        open_case(self.firm.made.store, self.firm.made.law, self.firm.new_case(), self.firm.clock.now())

    def react(self, notice_id: int, member_id: int) -> None:
        """The reader of a notice says something about it."""
        dice = self.firm.dice
        kind = dice.choices([AckKind.SEEN, AckKind.DONE, AckKind.DEFERRED], [6, 2, 2])[0]
        days = dice.choice([1, 3, 10]) if kind is AckKind.DEFERRED else None
        reply = Reply(kind=kind, days=days, reason="期日の調整中" if days else "")
        try:
            acknowledge(
                self.firm.made,
                notice_id,
                reply,
                member_id=member_id,
                door=AckDoor.MAIL,
                entered_by=STAFF,
                said_at=self.firm.clock.now(),
            )
            self.done[f"ack {kind}"] += 1
        except Faults as faults:
            self.refused[f"ack {kind}:{faults.faults[0].field}"] += 1

    def when_to_react(self) -> datetime | None:
        """When a reader reacts to what was sent now; None: never."""
        if self.firm.dice.random() < 0.3:
            return None
        return self.firm.clock.now() + timedelta(minutes=self.firm.dice.choice([5, 40, 180, 700, 1500]))

    def _cases(self, *statuses: CaseStatus) -> list[str]:
        query = select(CaseRow.ref).where(col(CaseRow.status).in_(statuses)).order_by(CaseRow.ref)
        with self.firm.made.store.read() as session:
            return list(session.exec(query))

    def _some_case(self, *statuses: CaseStatus) -> str:
        refs = self._cases(*statuses)
        if not refs:
            raise NotWaiting("no such case today")
        return self.firm.dice.choice(refs)

    def _answer(self) -> None:
        firm, made = self.firm, self.firm.made
        ref = self._some_case(CaseStatus.OPEN)
        waits = open_waits(made.store, ref)
        if not waits:
            raise NotWaiting(ref)
        wait = firm.dice.choice(waits)
        view = view_case(made.store, made.law, ref, firm.clock.now())
        lawyer = firm.lawyers_of(int(ref.rpartition("-")[2]))[0]["name"]
        asked = Asked(dice=firm.dice, view=view, wait=wait, now=firm.clock.now(), lawyer=lawyer)
        answer_wait(made, ref, key_of(wait), {"entered_by": STAFF, **random_answer(asked)})

    def _event(self) -> None:
        made, now = self.firm.made, self.firm.clock.now()
        ref = self._some_case(CaseStatus.OPEN)
        view = view_case(made.store, made.law, ref, now)
        record_event(made, ref, {"entered_by": STAFF, **random_event(self.firm.dice, view, now)})

    def _correct(self) -> None:
        """The day of some step was misread."""
        made, now, dice = self.firm.made, self.firm.clock.now(), self.firm.dice
        ref = self._some_case(CaseStatus.OPEN)
        steps = view_case(made.store, made.law, ref, now).facts.steps
        if not steps:
            raise NotWaiting(ref)
        step = dice.choice(steps)
        moment = min(now, step.happened_at + timedelta(days=dice.choice([-2, -1, 1, 2])))
        typed = {
            "fact": str(step.id),
            "happened": typed_moment(moment),
            "reason": "日付の読み違い",
            "entered_by": STAFF,
        }
        correct(made, ref, typed)

    def _hold(self) -> None:
        made, dice = self.firm.made, self.firm.dice
        until = self.firm.today().date() + timedelta(days=dice.choice([3, 20, 60])) if dice.random() < 0.8 else None
        ref = self._some_case(CaseStatus.OPEN)
        hold_case(made.store, made.law, ref, until=until, reason="協議中", by=STAFF, now=self.firm.clock.now())

    def _reopen(self) -> None:
        made = self.firm.made
        ref = self._some_case(CaseStatus.HELD, CaseStatus.DRAFT, CaseStatus.CLOSED)
        reopen_case(made.store, made.law, ref, reason="再開", by=STAFF, now=self.firm.clock.now())

    def _close(self) -> None:
        made = self.firm.made
        ref = self._some_case(CaseStatus.OPEN, CaseStatus.HELD)
        close_case(made.store, made.law, ref, reason="取下げ", by=STAFF, now=self.firm.clock.now())

    def _go_away(self) -> None:
        """Somebody is away from tomorrow on; a colleague reads for them."""
        dice, today = self.firm.dice, self.firm.today().date()
        with self.firm.made.store.read() as session:
            members = list(session.exec(select(MemberRow.id).order_by(col(MemberRow.id))))
        if len(members) < 2:
            raise NotWaiting("too few people")
        gone, reader = dice.sample([member for member in members if member], 2)
        begins = today + timedelta(days=dice.choice([0, 1, 7]))
        away = Away(
            member=gone, delegate=reader, from_on=begins, to_on=begins + timedelta(days=dice.choice([0, 4, 14]))
        )
        record_absence(self.firm.made.store, away, by=STAFF, now=self.firm.clock.now())


def is_asking(row: NoticeRow) -> bool:
    """Whether somebody may answer this mail."""
    return row.kind in ASKING and row.carrier_id is None and row.sent_to_id is not None


def moment_on(day: date, hour: int, minute: int) -> datetime:
    """A moment in Japan."""
    return datetime.combine(day, time(hour, minute), tzinfo=JST)
