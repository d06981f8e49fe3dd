"""An office that is told of dates, answers or does not, and lives from one follow-up to the next."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from models.facts import Deadline
from models.rules.acknowledging import Unowned, follow_ups, next_follow_up, unowned
from models.rules.office_hours import after_office_hours
from models.rules.ownership import CHAIN, Ack, Follow, People, Sent
from models.rules.reminders import NoticeSpec
from models.terms import AckKind, Addressee, Carriage, NoticeKind
from tests.models.rules.ladder_desk import ALARMS, CALENDAR, at

LAWYER, BOSS, OPERATOR, SECOND = 1, 2, 3, 4
ATTORNEY, SUPERVISOR, OPERATIONS = CHAIN
EVERYBODY = People(roles={ATTORNEY: (LAWYER,), SUPERVISOR: (BOSS,), OPERATIONS: (OPERATOR,)})


class Office:
    """One case: what was sent, said and recorded. Change `live`, `people` or `recorded_at` between two looks."""

    def __init__(self, *deadlines: Deadline, people: People = EVERYBODY) -> None:
        self.live = {deadline.key: deadline for deadline in deadlines}
        self.people = people
        self.sent: list[Sent] = []
        self.acks: list[Ack] = []
        self.recorded_at: datetime | None = None
        self.tasks: list[Unowned] = []
        self._number = 0

    @property
    def known(self) -> Follow:
        """What the rules read."""
        return Follow(
            sent=tuple(self.sent),
            acks=tuple(self.acks),
            live=self.live,
            people=self.people,
            recorded_at=self.recorded_at,
        )

    def tell(
        self,
        moment: str,
        *deadlines: Deadline,
        who: int = LAWYER,
        read_by: int | None = None,
        hours: int | None = 12,
        pressing: bool = False,
        on_its_way: bool = False,
    ) -> int:
        """A rung is said to one person; to be owned within hours of the office."""
        sent_at = at(moment)
        ack_by = after_office_hours(sent_at, hours, CALENDAR, ALARMS.office) if hours and not on_its_way else None
        self._number += 1
        self.sent += [
            Sent(
                notice_id=self._number,
                kind=NoticeKind.DEADLINE,
                topic=deadline.key,
                stated_on=deadline.due_on,
                readers=frozenset({who, read_by or who}),
                written_at=sent_at,
                sent_at=None if on_its_way else sent_at,
                asks=hours is not None,
                pressing=pressing,
                ack_by=ack_by,
            )
            for deadline in deadlines or self.live.values()
        ]
        return self._number

    def lose(self, number: int, moment: str) -> None:
        """That notice comes back."""
        self.sent = [replace(s, lost_at=at(moment)) if s.notice_id == number else s for s in self.sent]

    def say(self, moment: str, kind: AckKind, *deadlines: Deadline, who: int = LAWYER, until: str = "") -> None:
        """Somebody owns dates, says they are done, or puts them off."""
        for deadline in deadlines or self.live.values():
            self.acks.append(
                Ack(
                    topic=deadline.key,
                    stated_on=deadline.due_on,
                    kind=kind,
                    member_id=who,
                    said_at=at(moment),
                    until_on=date.fromisoformat(until) if until else None,
                )
            )

    def look(self, moment: str | datetime) -> list[NoticeSpec]:
        """What is said now, sent at once to whom it names."""
        as_of = at(moment) if isinstance(moment, str) else moment
        found = follow_ups(self.known, as_of, CALENDAR, ALARMS)
        self.tasks += [item for item in unowned(self.known, as_of) if item not in self.tasks]
        for spec in found:
            self._send(spec, as_of)
        return found

    def next_look(self, moment: str | datetime) -> datetime | None:
        """When something may be said next."""
        as_of = at(moment) if isinstance(moment, str) else moment
        return next_follow_up(self.known, as_of, CALENDAR, ALARMS)

    def _send(self, spec: NoticeSpec, as_of: datetime) -> None:
        self._number += 1
        sent_at = max(as_of, spec.not_before)
        for who in spec.to:
            self.sent += [
                Sent(
                    notice_id=self._number,
                    kind=spec.kind,
                    topic=topic,
                    stated_on=spec.stated_on,
                    readers=frozenset({who, self.people.reads_for.get(who, who)}),
                    written_at=as_of,
                    sent_at=sent_at,
                    asks=spec.ack_hours is not None,
                    pressing=spec.carriage is Carriage.SINGLE,
                    ack_by=_ack_by(spec, sent_at),
                )
                for topic in (spec.topic, *spec.also)
            ]


def _ack_by(spec: NoticeSpec, sent_at: datetime) -> datetime | None:
    if spec.ack_hours is None:
        return None
    if spec.ack_any_time:
        return sent_at + timedelta(hours=spec.ack_hours)
    return after_office_hours(sent_at, spec.ack_hours, CALENDAR, ALARMS.office)


def told(specs: Iterable[NoticeSpec]) -> list[tuple[Addressee, tuple[int, ...]]]:
    """To whom something is said."""
    return [(spec.role, spec.to) for spec in specs]
